"""Which party is the agent: given, fixed by the recorder, heard from what is said, or guessed from who
opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from math import log

from autoqa.dialogue.cues import leaning, probability
from autoqa.dialogue.utterance import UNKNOWN, Utterance
from autoqa.types import Call, Direction, Role, RoleSource

_RECORDER = 5.0
"""Log-odds that a recorder's fixed agent channel is right (99.3 %); plain contrary cues can bring it down
to doubt."""

_DECISIVE = 1.5
"""Log-odds of the cues (82 %) from which the roles count as heard rather than guessed."""

_CHANGE, _CHANGE_WITHIN = 0.6, 0.05
"""Chance that the other party goes on after a pause, between two segments and inside one (text alone)."""

_PAUSE, _CHANGE_AT_PAUSE = 0.3, 0.5
"""Seconds of a pause inside a segment that may be a change of party, and the chance that it is one: noise
joins whole calls to one segment."""

_BRIEF = 0.7
"""Log-odds against the agent when all of an utterance is a few characters."""

_SHORT = 4
"""Characters up to which an opening utterance is a called party's 喂 / 你好 / 哪位."""


@dataclass(frozen=True, slots=True)
class Casting:
    """Who plays whom. ``roles`` and ``certainties`` run along the utterances; ``confidence`` is for the
    whole call."""

    roles: tuple[Role, ...]
    certainties: tuple[float, ...]
    confidence: float
    source: RoleSource
    parties: Mapping[int, Role]


def cast_roles(
    utterances: Sequence[Utterance], call: Call, channels: bool, strange: AbstractSet[int] = frozenset()
) -> Casting:
    """Give every utterance the role of the party that says it.

    Args:
        utterances: of the parties only (no announcements), by start time.
        channels: parties are channels of a stereo recording (so that ``call.agent_channel`` names one).
        strange: channels whose words are no cues, as the recogniser does not know the voice.

    The order of trust: roles in the transcript, ``agent_channel``, cues over the whole call, who opens and
    who talks more. Without parties (text alone) each utterance is judged by its own cues and its
    neighbours'.
    """
    if not utterances:
        return Casting((), (), 0.0, RoleSource.NONE, {})
    known = [u for u in utterances if u.role is not None]
    texts: dict[int, list[str]] = {}
    for utterance in utterances:
        if utterance.party != UNKNOWN:
            texts.setdefault(utterance.party, []).append(utterance.text)
    if len(known) == len(utterances):
        return _casting(utterances, {}, 1.0, RoleSource.GIVEN)
    if known:
        return _completed(utterances, known)
    if not texts:
        return cast_by_text(utterances, call)
    cues = {party: 0.0 if channels and party in strange else leaning(own) for party, own in texts.items()}
    if channels and call.agent_channel is not None:
        return _by_recorder(utterances, texts, cues, call.agent_channel)
    return _by_party(utterances, texts, cues, call)


def _completed(utterances: Sequence[Utterance], known: Sequence[Utterance]) -> Casting:
    """Roles given for a part: the rest takes the role its party mostly has; as sure as the share that is
    given."""
    votes: dict[int, Counter[Role]] = {}
    for utterance in known:
        if utterance.role is not None:
            votes.setdefault(utterance.party, Counter())[utterance.role] += len(utterance.text)
    mapping = {party: counter.most_common(1)[0][0] for party, counter in votes.items()}
    reached = [u for u in utterances if u.role is not None or u.party in mapping]
    return _casting(utterances, mapping, len(reached) / len(utterances), RoleSource.GIVEN)


def _by_recorder(
    utterances: Sequence[Utterance], texts: Mapping[int, list[str]], cues: Mapping[int, float], agent: int
) -> Casting:
    """The recorder fixes the agent's channel. Cues that speak plainly against it (a swapped cable) leave
    doubt."""
    others = sorted((party for party in texts if party != agent), key=lambda party: -_length(texts[party]))
    odds = cues.get(agent, 0.0) - (cues[others[0]] if others else 0.0)
    mapping = {agent: Role.AGENT} | dict.fromkeys(others[:1], Role.CUSTOMER)
    return _casting(utterances, mapping, probability(_RECORDER + min(0.0, odds)), RoleSource.METADATA)


def _by_party(
    utterances: Sequence[Utterance],
    texts: Mapping[int, list[str]],
    cues: Mapping[int, float],
    call: Call,
) -> Casting:
    first, *rest = sorted(texts, key=lambda party: -_length(texts[party]))[:2]
    if not rest:
        odds = cues[first]
        mapping = {first: Role.AGENT if odds >= 0 else Role.CUSTOMER}
        return _casting(utterances, mapping, probability(abs(odds)), RoleSource.CUES)
    second = rest[0]
    heard = cues[first] - cues[second]
    odds = heard + _opening(utterances, first, call) + _share(texts[first], texts[second])
    agent, customer = (first, second) if odds >= 0 else (second, first)
    source = RoleSource.CUES if abs(heard) >= _DECISIVE and heard * odds > 0 else RoleSource.OPENER
    return _casting(utterances, {agent: Role.AGENT, customer: Role.CUSTOMER}, probability(abs(odds)), source)


def _opening(utterances: Sequence[Utterance], party: int, call: Call) -> float:
    """Log-odds that ``party`` is the agent by who speaks first: the called one answers, briefly when a
    customer."""
    opener = next((u for u in utterances if u.party != UNKNOWN), None)
    if opener is None:
        return 0.0
    outbound, short = call.direction is Direction.OUTBOUND, len(opener.text) <= _SHORT
    weight = {(True, True): -1.0, (True, False): 0.3, (False, True): -0.5, (False, False): 1.0}[
        outbound, short
    ]
    return weight if opener.party == party else -weight


def _share(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """Log-odds by who talks more: agents explain, customers answer."""
    return 0.5 * log((_length(mine) + 10) / (_length(theirs) + 10))


def cast_by_text(utterances: Sequence[Utterance], call: Call) -> Casting:
    """Roles of utterances that nothing but their words can tell apart.

    A two-state chain (agent, customer) whose evidence is each utterance's cues and whose parties tend to
    change between segments and hardly ever inside one; the certainty of each is its posterior
    (forward-backward).
    """
    evidence = [_clamp(leaning([u.text]) - (_BRIEF if len(u.text) <= _SHORT else 0.0)) for u in utterances]
    changes = [_change(a, b) for a, b in pairwise(utterances)]
    first = 0.3 if call.direction is Direction.OUTBOUND and len(utterances[0].text) <= _SHORT else 0.6
    forward = [_weigh(first, evidence[0])]
    for change, odds in zip(changes, evidence[1:], strict=True):
        forward.append(_weigh(_step(forward[-1], change), odds))
    backward = [0.5]
    for change, odds in zip(reversed(changes), reversed(evidence[1:]), strict=True):
        backward.append(_step(_weigh(backward[-1], odds), change))
    agent = [_weigh(f, log(b / (1 - b))) for f, b in zip(forward, reversed(backward), strict=True)]
    roles = tuple(
        u.role or (Role.AGENT if p >= 0.5 else Role.CUSTOMER) for u, p in zip(utterances, agent, strict=True)
    )
    sure = tuple(max(p, 1 - p) for p in agent)
    lengths = [len(u.text) for u in utterances]
    confidence = sum(p * n for p, n in zip(sure, lengths, strict=True)) / sum(lengths)
    return Casting(roles, sure, confidence, RoleSource.CUES, {})


def _change(earlier: Utterance, later: Utterance) -> float:
    """Chance that the other party goes on with ``later``."""
    if earlier.segment != later.segment:
        return _CHANGE
    return _CHANGE_AT_PAUSE if earlier.timed and later.start - earlier.end >= _PAUSE else _CHANGE_WITHIN


def _clamp(odds: float) -> float:
    return max(-6.0, min(6.0, odds))


def _weigh(chance: float, odds: float) -> float:
    return probability(log(chance / (1 - chance)) + odds)


def _step(chance: float, change: float) -> float:
    return chance * (1 - change) + (1 - chance) * change


def _length(texts: Sequence[str]) -> int:
    return sum(len(text) for text in texts)


def _casting(
    utterances: Sequence[Utterance], mapping: Mapping[int, Role], confidence: float, source: RoleSource
) -> Casting:
    """Roles by party; an utterance is as sure as its party is and as the mapping is (both wrong is right
    again)."""
    roles: list[Role] = []
    sure: list[float] = []
    for utterance in utterances:
        if utterance.role is not None:
            roles.append(utterance.role)
            sure.append(1.0)
        else:
            roles.append(mapping.get(utterance.party, Role.OTHER))
            sure.append(utterance.certainty * confidence + (1 - utterance.certainty) * (1 - confidence))
    return Casting(tuple(roles), tuple(sure), confidence, source, dict(mapping))
