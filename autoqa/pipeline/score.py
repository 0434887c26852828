"""The whole way on one screen: recording → words → turns → findings → draft scorecard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autoqa import __version__
from autoqa.asr.base import Recognised, Recognizer
from autoqa.asr.imported import load_transcript
from autoqa.asr.second_look import LooksAgain
from autoqa.audio import Recording, analyse, open_recording
from autoqa.checks.base import ROLES_THRESHOLD, CallView
from autoqa.dialogue import SpeakerModels, build_dialogue, guess_speakers
from autoqa.pipeline.inputs import CallSource
from autoqa.pipeline.second_look import look_again
from autoqa.resources import embedded_model_dir
from autoqa.ruleset import RuleSet, judge_all
from autoqa.scoring import Standard, score
from autoqa.trust import TrustTable, load_tables, trusted
from autoqa.types import Call, CallAudio, Dialogue, Scorecard, Segment, StandardRef, Transcript

Progress = Callable[[float], None]
"""Told the share of the work done on this call, 0 to 1."""


@dataclass(frozen=True)
class Heard:
    """A call after listening: everything that judging needs. ``recording`` and ``audio`` are None without
    sound."""

    transcript: Transcript
    dialogue: Dialogue
    audio: CallAudio | None
    recording: Recording | None

    def as_transcript(self) -> Transcript:
        """The transcript with one segment a turn and roles filled in, to be kept and scored again. Roles
        too doubtful to judge by are left out, so that reading them back does not make them certain."""
        sure = self.dialogue.roles_confidence >= ROLES_THRESHOLD
        segments = tuple(
            Segment(
                start=turn.start,
                end=turn.end,
                text=turn.text,
                role=turn.role if sure else None,
                channel=turn.channel,
                confidence=turn.confidence,
                words=turn.words if turn.timed else (),
            )
            for turn in self.dialogue.turns
        )
        known = {
            "duration": self.dialogue.duration,
            "answered_at": self.dialogue.connected_at,
            "segments": segments,
        }
        return self.transcript.model_copy(update=known)


@dataclass(frozen=True)
class Scored:
    """A draft scorecard and what was heard to make it (for clips and pages)."""

    scorecard: Scorecard
    heard: Heard


def listen(
    source: CallSource,
    recognizer: Callable[[], Recognizer],
    progress: Progress | None = None,
    speakers: SpeakerModels | None = None,
) -> Heard:
    """Recording and/or transcript → dialogue. ``recognizer`` is called only when words must be recognised,
    ``speakers`` tell the voices of a single channel apart.

    Raises:
        AutoqaError: the recording, transcript or metadata cannot be used, or recognition failed.
    """
    given = source.path if source.is_transcript else source.transcript
    recording = None if source.is_transcript else open_recording(source.path)
    audio = analyse(recording) if recording is not None else None
    listener: Recognizer | None = None
    if given is not None:
        transcript = load_transcript(given)
        transcript = transcript.model_copy(update={"call": _merge(transcript.call, source)})
    else:
        assert recording is not None
        assert audio is not None
        listener = recognizer()
        transcript = _transcribe(source, recording, audio, listener, progress)
    voices = None
    if recording is not None and audio is not None:
        voices = guess_speakers(recording, audio, speakers)
    dialogue = build_dialogue(transcript, audio, voices)
    if recording is not None and audio is not None and isinstance(listener, LooksAgain):
        looks = look_again(listener, recording, audio, dialogue)
        transcript = transcript.model_copy(update={"looks": looks})
        dialogue = dialogue.model_copy(update={"looks": looks})
    return Heard(transcript, dialogue, audio, recording)


def judge_heard(
    heard: Heard, ruleset: RuleSet, standard: Standard, tables: Mapping[str, TrustTable] | None = None
) -> Scorecard:
    """Dialogue → findings → draft scorecard. Needs neither the recording nor a recogniser.

    Args:
        tables: what is known of the verdicts of each model, by the hash of its weights; by default that
        of the
            embedded one.
    """
    call = heard.transcript.call
    view = CallView(dialogue=heard.dialogue, audio=heard.audio, call=call)
    found = judge_all(ruleset, view, overrides=standard.overrides)
    known = load_tables([embedded_model_dir()]) if tables is None else tables
    findings = trusted(found, heard.dialogue, heard.transcript.asr, known)
    scored = score(standard, findings)
    return Scorecard(
        call=call,
        audio=heard.audio.info if heard.audio else None,
        asr=heard.transcript.asr,
        rules_version=ruleset.version,
        autoqa_version=__version__,
        scorecard=StandardRef(id=standard.id, title=standard.title, version=standard.version),
        score=scored.score,
        grade=scored.grade,
        fatal=scored.fatal,
        items=scored.items,
        findings=tuple(findings),
        transcript=heard.as_transcript(),
    )


def _transcribe(
    source: CallSource,
    recording: Recording,
    audio: CallAudio,
    recognizer: Recognizer,
    progress: Progress | None,
) -> Transcript:
    heard: Recognised = recognizer.recognise(recording, audio, progress)
    return Transcript(
        call=_merge(Call(), source),
        duration=audio.info.duration,
        asr=heard.asr,
        segments=heard.segments,
        dropped=heard.dropped,
    )


def _merge(call: Call, source: CallSource) -> Call:
    """Metadata given beside the recording wins over what the transcript says; the id falls back to the
    file's name."""
    known = source.call.model_dump(exclude_none=True) if source.call else {}
    merged = Call.model_validate({**call.model_dump(exclude_none=True), **known})
    return merged if merged.id else merged.model_copy(update={"id": Path(source.stem).name})
