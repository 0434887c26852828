"""When each party speaks, from the sound where there is sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from autoqa.dialogue.spans import joined, total, without
from autoqa.dialogue.speakers import SpeakerGuess
from autoqa.dialogue.turns import Line
from autoqa.dialogue.utterance import single_channel
from autoqa.types import CallAudio, Role, Span

_WORD_GAP = 0.2
"""Seconds between words up to which speech that is known from words alone counts as going on."""

_NEAR = 0.3
"""Seconds around words within which sound belongs to them."""

_OPPOSITE = {Role.AGENT: Role.CUSTOMER, Role.CUSTOMER: Role.AGENT}


def speech_of_roles(
    lines: Sequence[Line],
    parties: Mapping[int, Role],
    audio: CallAudio | None,
    voices: SpeakerGuess | None,
    agent_channel: int | None = None,
) -> dict[Role, tuple[Span, ...]]:
    """Unpadded speech spans of agent and customer.

    Stereo: the speech of the role's channel. One channel: the speech of the role's voice; where voices are
    not told apart, the words' times, and sound without words goes to whoever says the words nearest to it.
    Without sound: the words' times. Announcements, ring-back and hold music are taken out.

    Args:
        parties: role of each channel or voice, as far as the casting found it.
        agent_channel: from the metadata, for channels on which no words were recognised.
    """
    if audio is None:
        return {role: _from_words(role, lines) for role in _OPPOSITE}
    single = single_channel(audio)
    if single is None:
        sources = {facts.index: (facts.index, facts.speech) for facts in audio.channels}
        fixed = {agent_channel: Role.AGENT} if agent_channel in sources else {}
        roles = _completed(parties or _by_channel(lines) or fixed, sources)
    elif voices is not None and (parties or not lines):
        sources = {speaker: (single, voices.of(speaker)) for speaker in (0, 1)}
        roles = _completed(parties, sources)
    else:
        return _by_nearest(lines, audio, single)
    return {role: _heard(role, sources, roles, lines, audio) for role in _OPPOSITE}


def _from_words(role: Role, lines: Sequence[Line]) -> tuple[Span, ...]:
    words = [word for line in lines if line.role is role for word in line.utterance.words]
    return joined([Span(start=word.start, end=word.end) for word in words], _WORD_GAP)


def _by_nearest(lines: Sequence[Line], audio: CallAudio, channel: int) -> dict[Role, tuple[Span, ...]]:
    """Speech by the words' times; sound well clear of any words joins the nearest line."""
    found = {role: list(_from_words(role, lines)) for role in _OPPOSITE}
    worded = [Span(start=line.utterance.start - _NEAR, end=line.utterance.end + _NEAR) for line in lines]
    holes = [*worded, *(event for event in audio.events if event.channel == channel)]
    speech = next((facts.speech for facts in audio.channels if facts.index == channel), ())
    for span in without(speech, holes):
        nearest = min(
            (line for line in lines if line.role in _OPPOSITE),
            key=lambda line: max(span.start - line.utterance.end, line.utterance.start - span.end),
            default=None,
        )
        found[nearest.role if nearest else Role.AGENT].append(span)
    return {role: joined(spans) for role, spans in found.items()}


def _by_channel(lines: Sequence[Line]) -> dict[int, Role]:
    """Role that says most on each channel, where roles came with the transcript."""
    votes: dict[int, Counter[Role]] = {}
    for line in lines:
        if line.utterance.channel is not None and line.role is not Role.OTHER:
            votes.setdefault(line.utterance.channel, Counter())[line.role] += len(line.utterance.text)
    return {channel: counter.most_common(1)[0][0] for channel, counter in votes.items()}


def _completed(
    parties: Mapping[int, Role], sources: Mapping[int, tuple[int, Sequence[Span]]]
) -> dict[int, Role]:
    """Roles for both parties: the one without recognisable words has the other role. Where nothing is known
    at all the one who speaks more stands in for the agent, so that at least nobody's speech is taken for
    silence."""
    roles = dict(parties)
    if not any(party in roles for party in sources):
        most = max(sources, key=lambda party: total(joined(sources[party][1])))
        roles[most] = Role.AGENT
    missing = [party for party in sources if party not in roles]
    if len(sources) == 2 and len(missing) == 1:
        known = next(roles[party] for party in sources if party in roles)
        roles[missing[0]] = _OPPOSITE.get(known, Role.OTHER)
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
