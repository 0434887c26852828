"""Pieces of one party's speech without a pause inside: what turns are put together from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from autoqa.dialogue.islands import Named, without_islands
from autoqa.dialogue.speakers import SpeakerGuess, SpeakerSpan
from autoqa.dialogue.words import clip_to_speech, words_of
from autoqa.types import CallAudio, Role, Segment, Span, Transcript, Word

PAUSE = 0.2
"""Seconds between words at which an utterance ends: the shortest pause in which the other party can reply
(one Mandarin syllable lasts about 0.2 s)."""

UNKNOWN = -1
"""Party of words that nothing attributes to a channel or voice."""

_REACH = 0.4
"""Seconds a word may lie from the nearest speech of a voice and still be counted to it."""


_WAIT, _SHORT, _OTHERS = 2.0, 0.8, 3.0
"""Seconds within which a question is answered, seconds of a short answer, and how much likelier it is the
other party's than its voice says. In the true times of the fit half of `benchmarks/calls` all of 191 such
are."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words said in one go.

    Attributes:
        words: at least one.
        segment: index of the transcript segment they come from.
        party: channel (stereo) or speaker (mono) number, or ``UNKNOWN``.
        channel: of the recording, where known.
        role: given with the transcript, else None.
        certainty: that ``party`` is right, 0.5 to 1.
        timed: whether the words' times come from the source.
    """

    words: tuple[Word, ...]
    segment: int
    party: int
    channel: int | None = None
    role: Role | None = None
    certainty: float = 1.0
    timed: bool = True

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return max(word.end for word in self.words)

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)


def single_channel(audio: CallAudio) -> int | None:
    """The channel on which both parties must be sought, or None when each party has its own.

    Mono and fake stereo have one; so has a stereo file with speech on one channel only (the other is dead
    or idle).
    """
    spoken = [channel.index for channel in audio.channels if channel.speech and not channel.dead]
    if len(audio.channels) == 1 or audio.fake_stereo:
        return spoken[0] if spoken else 0
    return spoken[0] if len(spoken) == 1 else None


def utterances_of(
    transcript: Transcript, audio: CallAudio | None, voices: SpeakerGuess | None
) -> list[Utterance]:
    """Utterances by start time, each with the party that said it where channel or voice tells.

    Text decoded with a prompt or hot words is left out: it may repeat the very phrase that is being looked
    for.
    """
    single = single_channel(audio) if audio else None
    several = len({segment.channel for segment in transcript.segments} - {None}) > 1
    out: list[Utterance] = []
    for index, segment in enumerate(transcript.segments):
        words, timed = words_of(segment)
        if not words or segment.prompted:
            continue
        channel = segment.channel
        if audio and single is None and channel is None:
            channel = _loudest_channel(segment, audio)
        if audio and timed:
            heard = single if single is not None else channel
            words = clip_to_speech(words, _speech(audio, heard))
        whole = Utterance(words, index, UNKNOWN, channel, segment.role, timed=timed)
        if single is not None:
            whole = replace(whole, channel=single)
            out += _by_voice(whole, voices) if segment.role is None else split_at_pauses(whole)
        else:
            party = channel if channel is not None and (several or audio) else UNKNOWN
            out += split_at_pauses(replace(whole, party=party))
    return _answers(sorted(out, key=lambda utterance: (utterance.start, utterance.end)))


def _answers(utterances: Sequence[Utterance]) -> list[Utterance]:
    """The same with a short one between two pauses, after a question of the voice that it is named after,
    given to the other voice where that was in doubt."""
    out = list(utterances)
    for place in range(1, len(out)):
        asked, reply = out[place - 1], out[place]
        if not (reply.certainty < 1 and asked.party == reply.party != UNKNOWN and _asks(asked)):
            continue
        alone = place + 1 == len(out) or out[place + 1].start - reply.end >= PAUSE
        if alone and PAUSE <= reply.start - asked.end <= _WAIT and reply.end - reply.start <= _SHORT:
            chance = _OTHERS * (1 - reply.certainty)
            chance /= chance + reply.certainty
            if chance > 0.5:
                out[place] = replace(reply, party=1 - reply.party, certainty=chance)
    return out


def _asks(utterance: Utterance) -> bool:
    return utterance.text.endswith(("吗", "呢", "好不好", "行不行", "可不可以"))


def split_at_pauses(utterance: Utterance) -> list[Utterance]:
    """Cut wherever the next word starts ``PAUSE`` or more after the one before has ended."""
    cuts = [i + 1 for i, (a, b) in enumerate(pairwise(utterance.words)) if b.start - a.end >= PAUSE]
    bounds = [0, *cuts, len(utterance.words)]
    return [replace(utterance, words=utterance.words[a:b]) for a, b in pairwise(bounds)]


def _by_voice(whole: Utterance, voices: SpeakerGuess | None) -> list[Utterance]:
    """Split a segment of a single channel between the voices that the words' times fall to."""
    if voices is None or voices.voices < 2:
        return split_at_pauses(whole)
    named = [Named(word, *_speaker_of(word, voices.spans)) for word in whole.words]
    out: list[Utterance] = []
    for speaker, run in groupby(without_islands(named), key=lambda one: one.speaker):
        said = list(run)
        certainty = min(one.certainty for one in said)
        words = tuple(one.word for one in said)
        out.append(replace(whole, words=words, party=speaker, certainty=certainty))
    return [part for run in out for part in split_at_pauses(run)]


def _speaker_of(word: Word, spans: Iterable[SpeakerSpan]) -> tuple[int, float]:
    """Speaker whose speech covers most of the word, or the nearest one, with the confidence of that span;
    where both speak, the one that the speech is named after."""

    def closeness(span: SpeakerSpan) -> tuple[float, bool, float]:
        shared = min(word.end, span.end) - max(word.start, span.start)
        return shared, not span.overlapped, span.confidence

    best = max(spans, key=closeness)
    if closeness(best)[0] < -_REACH:
        return UNKNOWN, 0.5
    return best.speaker, best.confidence


def _loudest_channel(segment: Segment, audio: CallAudio) -> int | None:
    """Channel with the most speech during the segment."""
    shared = {
        channel.index: sum(
            max(0.0, min(segment.end, span.end) - max(segment.start, span.start)) for span in channel.speech
        )
        for channel in audio.channels
    }
    best = max(shared, key=lambda index: shared[index])
    return best if shared[best] > 0 else None


def _speech(audio: CallAudio, channel: int | None) -> Sequence[Span]:
    return next((facts.speech for facts in audio.channels if facts.index == channel), ())
