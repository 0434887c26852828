"""When each party speaks, from the sound where there is sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from autoqa.dialogue.spans import joined, without
from autoqa.dialogue.speakers import SpeakerGuess
from autoqa.dialogue.turns import Line
from autoqa.dialogue.utterance import single_channel
from autoqa.types import CallAudio, Role, Span

_WORD_GAP = 0.2
"""Seconds between words up to which speech that is known from words alone counts as going on."""

_OPPOSITE = {Role.AGENT: Role.CUSTOMER, Role.CUSTOMER: Role.AGENT}


def speech_of_roles(
    lines: Sequence[Line], parties: Mapping[int, Role], audio: CallAudio | None, voices: SpeakerGuess | None
) -> dict[Role, tuple[Span, ...]]:
    """Unpadded speech spans of agent and customer.

    Stereo: the speech of the role's channel. One channel: the speech of the role's voice. Without sound, or
    where voices are not told apart: the words' times. Announcements, ring-back and hold music are taken
    out.

    Args:
        parties: role of each channel or voice, as far as the casting found it.
    """
    single = single_channel(audio) if audio else None
    if audio is None or (single is not None and (voices is None or not parties)):
        return {role: _from_words(role, lines) for role in _OPPOSITE}
    if single is not None and voices is not None:
        sources = {speaker: (single, voices.of(speaker)) for speaker in (0, 1)}
        roles = _completed(parties, sources)
    else:
        sources = {facts.index: (facts.index, facts.speech) for facts in audio.channels}
        roles = _completed(parties or _by_channel(lines), sources)
    return {role: _heard(role, sources, roles, lines, audio) for role in _OPPOSITE}


def _from_words(role: Role, lines: Sequence[Line]) -> tuple[Span, ...]:
    words = [word for line in lines if line.role is role for word in line.utterance.words]
    return joined([Span(start=word.start, end=word.end) for word in words], _WORD_GAP)


def _by_channel(lines: Sequence[Line]) -> dict[int, Role]:
    """Role that says most on each channel, where roles came with the transcript."""
    votes: dict[int, Counter[Role]] = {}
    for line in lines:
        if line.utterance.channel is not None and line.role is not Role.OTHER:
            votes.setdefault(line.utterance.channel, Counter())[line.role] += len(line.utterance.text)
    return {channel: counter.most_common(1)[0][0] for channel, counter in votes.items()}


def _completed(parties: Mapping[int, Role], sources: Mapping[int, object]) -> dict[int, Role]:
    """Of two parties of which one has a role and the other said nothing recognisable, the other has the
    other role."""
    roles = dict(parties)
    missing = [party for party in sources if party not in roles]
    if len(sources) == 2 and len(missing) == 1:
        roles[missing[0]] = _OPPOSITE.get(next(roles[p] for p in sources if p in roles), Role.OTHER)
    return roles


def _heard(
    role: Role,
    sources: Mapping[int, tuple[int, Sequence[Span]]],
    roles: Mapping[int, Role],
    lines: Sequence[Line],
    audio: CallAudio,
) -> tuple[Span, ...]:
    mine = [sources[party] for party in sources if roles.get(party) is role]
    channels = {channel for channel, _ in mine}
    holes: list[Span] = [event for event in audio.events if event.channel in channels]
    holes += [
        Span(start=line.utterance.start, end=line.utterance.end)
        for line in lines
        if line.role is Role.OTHER and line.utterance.channel in channels
    ]
    return without([span for _, spans in mine for span in spans], holes)
