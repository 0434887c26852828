"""What was heard and how it was judged. Rows are added, never changed, but for ``current``."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from autoqa.store.columns import Key, Packed
from autoqa.store.tables.base import Table
from autoqa.store.tables.recordings import CallRow, RecordingRow
from autoqa.types import Cause, Mode, Role, Severity, Status


class TranscriptRow(Table):
    """Everything that judging needs without recognising again.

    ``transcript``, ``dialogue`` and ``audio`` are the JSON of ``Transcript``, ``Dialogue`` and ``CallAudio``
    (None when retention removed them, ``audio`` also for transcripts without sound). ``text`` is what was
    said, one line a turn with its role in front (``agent: …``), for searching. ``asr_key`` names the
    recogniser: engine, model and weights. ``seconds`` is what listening took."""

    __tablename__ = "transcripts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    recording_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("recordings.id"), index=True)
    asr_key: Mapped[str]
    engine: Mapped[str | None]
    model: Mapped[str | None]
    model_sha256: Mapped[str | None]
    transcript: Mapped[str | None] = mapped_column(Packed, deferred=True)
    dialogue: Mapped[str | None] = mapped_column(Packed, deferred=True)
    audio: Mapped[str | None] = mapped_column(Packed, deferred=True)
    text: Mapped[str] = mapped_column(deferred=True)
    seconds: Mapped[float | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    removed_at: Mapped[datetime | None]

    recording: Mapped[RecordingRow] = relationship()


class ScorecardRow(Table):
    """One draft scorecard, by what versions it was made, and its figures as columns.

    ``document`` is the contract's ``autoqa.scorecard/1`` byte for byte (None once retention removed it) and
    ``document_sha256`` its hash. ``score_key`` is the hash of everything that the document follows from, so
    that the same scoring is never kept twice. Exactly one row a call is ``current``."""

    __tablename__ = "scorecards"
    __table_args__ = (
        sa.UniqueConstraint("call_id", "score_key"),
        sa.Index(
            "uq_scorecards_current",
            "call_id",
            unique=True,
            sqlite_where=sa.text("current"),
            postgresql_where=sa.text("current"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    call_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("calls.id"))
    transcript_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("transcripts.id"))
    score_key: Mapped[str] = mapped_column(sa.String(64))
    current: Mapped[bool]
    standard_id: Mapped[str]
    standard_title: Mapped[str]
    standard_version: Mapped[str]
    rules_version: Mapped[str]
    autoqa_version: Mapped[str]
    max: Mapped[float]
    decided: Mapped[float]
    awarded: Mapped[float]
    pending: Mapped[float]
    lowest: Mapped[float]
    highest: Mapped[float]
    grade: Mapped[str | None]
    fatals: Mapped[int]
    """Fatal items that fail."""
    fails: Mapped[int]
    """Findings that fail, trial rules left out."""
    unsures: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(index=True)
    document: Mapped[str | None] = mapped_column(Packed, deferred=True)
    document_sha256: Mapped[str] = mapped_column(sa.String(64))

    call: Mapped[CallRow] = relationship()
    findings: Mapped[list[FindingRow]] = relationship(order_by="FindingRow.id")
    items: Mapped[list[ItemRow]] = relationship(order_by="ItemRow.id")


class FindingRow(Table):
    """A finding of a scorecard. ``key`` is its id inside the scorecard (``f1``). ``fingerprint`` names what
    was found without its seconds (rule, role, quote, and which of the alike it is), so that what a person
    said of it still holds when the call is scored again. ``start`` and ``end`` in seconds. Its evidence
    stands in the document of the scorecard."""

    __tablename__ = "findings"
    __table_args__ = (
        sa.Index("ix_findings_rule_status", "rule", "status"),
        sa.Index(
            "ix_findings_flagged",
            *("rule", "scorecard_id"),
            sqlite_where=sa.text("status IN ('fail', 'unsure')"),
            postgresql_where=sa.text("status IN ('fail', 'unsure')"),
        ),
        sa.Index(
            "ix_findings_failed",
            *("severity", "scorecard_id"),
            sqlite_where=sa.text("status = 'fail'"),
            postgresql_where=sa.text("status = 'fail'"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("scorecards.id"), index=True)
    call_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("calls.id"))
    key: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(sa.String(16))
    rule: Mapped[str]
    title: Mapped[str]
    status: Mapped[Status]
    severity: Mapped[Severity]
    role: Mapped[Role | None]
    start: Mapped[float | None]
    end: Mapped[float | None]
    quote: Mapped[str]
    reason: Mapped[str]
    confidence: Mapped[float | None]
    cause: Mapped[Cause | None]
    trial: Mapped[bool]


class ItemRow(Table):
    """An item of a scorecard as the machine left it; ``findings`` are keys of its findings. ``fatal`` is the
    effect (``zero``, ``fail`` …) where the item is a fatal one that fails or is undecided."""

    __tablename__ = "scorecard_items"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("scorecards.id"), index=True)
    call_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("calls.id"))
    item: Mapped[str]
    title: Mapped[str]
    section: Mapped[str | None]
    max: Mapped[float]
    awarded: Mapped[float | None]
    low: Mapped[float]
    high: Mapped[float]
    status: Mapped[Status]
    mode: Mapped[Mode]
    reason: Mapped[str]
    cause: Mapped[Cause | None]
    fatal: Mapped[str | None]
    findings: Mapped[list[str]]
