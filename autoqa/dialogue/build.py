"""Transcript, sound and voices → the call as a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from autoqa.dialogue.announcements import announcements, hallucinated
from autoqa.dialogue.borders import at_the_borders
from autoqa.dialogue.connect import connect_time
from autoqa.dialogue.roles import Casting, cast_roles
from autoqa.dialogue.speakers import SpeakerGuess
from autoqa.dialogue.speech import speech_of_roles
from autoqa.dialogue.turns import Line, turns_of
from autoqa.dialogue.utterance import Utterance, single_channel, utterances_of
from autoqa.types import CallAudio, Dialogue, Role, RoleSource, Span, Transcript

COIN_TOSS = 0.5
"""Confidence in roles that were read from words the recogniser did not know: cues in nonsense say nothing."""

PLAIN_CUES = 0.95
"""Confidence in two voices and their cues that is more than nonsense gives. Of 55 calls with 10 dB of noise
or babble on one channel that the embedded model did not know (of the benchmark's fit half, most of them
rendered anew so) 33 reached it, in all of which the roles were right; of the 22 below it the parties were
changed over in seven."""


def build_dialogue(transcript: Transcript, audio: CallAudio | None, voices: SpeakerGuess | None) -> Dialogue:
    """Who said what when, with roles.

    Stereo: each channel is a party. Mono, fake stereo, or one channel without speech: parties are the two
    voices of ``voices``, and a segment that spans both is split between words. Announcements before the
    parties talk, and words recognised in ring-back or hold music, get the role ``other``. ``agent_speech``
    and ``customer_speech`` come from the sound (speech spans of the channel or voice), from the words where
    there is no sound.

    Args:
        audio: None for a transcript without a recording.
        voices: the voices of a single-channel recording, None when not told apart.
    """
    utterances = utterances_of(transcript, audio, voices)
    machine = announcements(utterances, transcript.answered_at)
    unsaid = {i for i, u in enumerate(utterances) if u.role is None and hallucinated(u, audio)}
    spoken = [u for i, u in enumerate(utterances) if i not in machine and i not in unsaid]
    single = single_channel(audio) if audio else None
    asr = transcript.asr
    strange = frozenset(asr.unfit_channels) if asr is not None else frozenset[int]()
    cast = cast_roles(spoken, transcript.call, channels=single is None, strange=strange)
    lines = [Line(u, role, sure) for u, role, sure in zip(spoken, cast.roles, cast.certainties, strict=True)]
    if single is not None:
        lines = at_the_borders(lines)
    lines += [Line(u, Role.OTHER, 1.0) for i, u in enumerate(utterances) if i in machine or i in unsaid]
    speech = speech_of_roles(lines, cast.parties, audio, voices, transcript.call.agent_channel)
    connected_at = connect_time(
        transcript.answered_at,
        audio,
        announced=[Span(start=utterances[i].start, end=utterances[i].end) for i in sorted(machine)],
        speech=[*speech[Role.AGENT], *speech[Role.CUSTOMER]],
    )
    known = asr is None or asr.fit
    sure = _confidence(cast, single, voices)
    if not known and not _plain(cast, single, sure):
        sure = min(sure, COIN_TOSS)
    return Dialogue(
        turns=turns_of(lines),
        duration=_duration(transcript, audio, utterances),
        connected_at=round(connected_at, 3),
        roles_confidence=round(sure, 4),
        roles_source=cast.source,
        agent_speech=speech[Role.AGENT],
        customer_speech=speech[Role.CUSTOMER],
        words_known=known,
        words_note=asr.fit_note if asr is not None else None,
        unknown_roles=_unknown(lines, strange),
        looks=transcript.looks,
        both_told=single is not None and voices is not None and voices.both_told,
    )


def _plain(cast: Casting, single: int | None, sure: float) -> bool:
    """Whether the roles hold though the words are not known: they come from elsewhere, or two voices on one
    channel have plain cues."""
    if cast.source not in (RoleSource.CUES, RoleSource.OPENER):
        return True
    told = single is not None and bool(cast.parties) and cast.source is RoleSource.CUES
    return told and sure >= PLAIN_CUES


def _unknown(lines: Sequence[Line], strange: frozenset[int]) -> tuple[Role, ...]:
    """The parties that speak on channels whose voice the model does not know."""
    found = {line.role for line in lines if line.utterance.channel in strange}
    return tuple(role for role in (Role.AGENT, Role.CUSTOMER) if role in found)


def _duration(transcript: Transcript, audio: CallAudio | None, utterances: Sequence[Utterance]) -> float:
    """Seconds: of the recording, else as the transcript says, else up to the last word."""
    if audio is not None:
        return audio.info.duration
    if transcript.duration is not None:
        return transcript.duration
    return max((utterance.end for utterance in utterances), default=0.0)


def _confidence(cast: Casting, single: int | None, voices: SpeakerGuess | None) -> float:
    """Roles are as sure as the casting and, on one channel, as the two voices are apart (both wrong is
    right again)."""
    if single is None or voices is None or not cast.parties:
        return cast.confidence
    apart = 0.5 + 0.5 * voices.confidence
    return apart * cast.confidence + (1 - apart) * (1 - cast.confidence)
