"""One self-contained Chinese page a call: scorecard, transcript, waveform, and a clip for every flag."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from autoqa.audio import Recording, clip, encode_mp3, peaks
from autoqa.report import wording
from autoqa.types import CallAudio, Dialogue, Finding, Scorecard, Status, Turn

CLIP_PAD = 2.0
"""Seconds of sound before and after the flagged span, so that the ear has its context."""
MAX_CLIP = 15.0
"""Seconds of a span that are cut at most; a flag over the whole call is heard from its beginning."""
MAX_WHOLE = 1800.0
"""Seconds up to which the whole call is put into the page too (about 7 MB for half an hour)."""
MAX_REGION = 30.0
"""Seconds up to which a finding is painted over the waveform; a longer one is about the whole call."""
WAVE_BUCKETS = 1600
"""Columns of the drawn waveform: more than the pixels of the page's width."""

_ENVIRONMENT = Environment(
    loader=PackageLoader("autoqa.report"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render_page(
    card: Scorecard, dialogue: Dialogue, audio: CallAudio | None = None, recording: Recording | None = None
) -> str:
    """HTML that needs nothing beside itself. Without a recording the page has no sound and says so."""
    findings = [*wording.flags(card.findings), *wording.doubts(card.findings)]
    template = _ENVIRONMENT.get_template("call.html.j2")
    script = _asset("call.js")
    return template.render(
        card=card,
        title=(card.audio.file if card.audio else card.call.id) or "",
        flags=wording.flags(card.findings),
        doubts=_alike(wording.doubts(card.findings)),
        open_fatal=[fatal for fatal in card.fatal if fatal.status is Status.UNSURE],
        passes=[finding for finding in card.findings if finding.status in (Status.PASS, Status.NA)],
        turns=[_turn(turn, findings) for turn in dialogue.turns],
        dialogue=dialogue,
        words=wording,
        style=_asset("call.css"),
        script=script,
        policy=_policy(script),
        sound=_sound(dialogue, findings, audio, recording),
        has_sound=recording is not None,
    )


def _policy(script: str) -> str:
    """The page's content security policy: its own script and nothing else runs, nothing is fetched. Should
    text of a call ever get past the escaping, it still could do nothing."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; media-src blob:; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _asset(name: str) -> str:
    return resources.files("autoqa.report").joinpath("templates", name).read_text(encoding="utf-8")


def _alike(doubts: Sequence[Finding]) -> list[list[Finding]]:
    """Doubts with the same cause, reason and span are one look and one sound: shown together, the first
    leads."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in doubts:
        groups.setdefault((finding.cause, finding.reason, finding.start, finding.end), []).append(finding)
    return list(groups.values())


def _turn(turn: Turn, findings: Sequence[Finding]) -> dict[str, Any]:
    """A turn with the ids of the violations and doubts whose span touches it."""
    touching = [
        finding
        for finding in findings
        if finding.start is not None
        and finding.end is not None
        and finding.quote
        and turn.start < finding.end
        and turn.end > finding.start
    ]
    failed = any(finding.status is Status.FAIL for finding in touching)
    return {
        "turn": turn,
        "ids": [f.id for f in touching],
        "mark": "fail" if failed else "unsure" if touching else "",
    }


def _sound(
    dialogue: Dialogue,
    findings: Sequence[Finding],
    audio: CallAudio | None,
    recording: Recording | None,
) -> dict[str, Any]:
    """What the page's script needs: clips by finding, the whole call, peaks and regions; times in seconds."""
    regions = [
        {"id": f.id, "start": f.start, "end": f.end, "status": f.status.value, "title": f.title}
        for f in findings
        if f.start is not None and f.end is not None and f.end - f.start <= MAX_REGION
    ]
    events = [
        {"start": event.start, "end": event.end, "title": wording.SOUND[event.kind.value]}
        for event in (audio.events if audio else ())
    ]
    sound: dict[str, Any] = {
        "duration": dialogue.duration,
        "pad": CLIP_PAD,
        "longest": MAX_CLIP,
        "regions": regions,
        "events": events,
        "clips": {},
        "whole": None,
        "peaks": [],
    }
    if recording is None:
        return sound
    whole = dialogue.duration <= MAX_WHOLE
    if whole:
        sound["whole"] = _base64(encode_mp3(recording))
    for finding in findings:
        # Doubts are heard from the whole call where the page carries it; violations have exact clips.
        if finding.start is None or finding.end is None or (whole and finding.status is not Status.FAIL):
            continue
        end = min(finding.end, finding.start + MAX_CLIP)
        wav = clip(recording, finding.start, end, pad=CLIP_PAD)
        sound["clips"][finding.id] = {"data": _base64(wav), "start": max(0.0, finding.start - CLIP_PAD)}
    sound["peaks"] = peaks(recording, WAVE_BUCKETS)
    return sound


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
