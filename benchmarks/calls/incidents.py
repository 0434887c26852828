"""What can happen in the middle of a call: waits, interruptions, repeated questions, forbidden words."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.calls.story import Story

Incident = Callable[[Story], None]


def incidents(story: Story) -> list[Incident]:
    """Those that the plan asks for, and harmless ones that look alike."""
    chosen: list[Incident] = []

    def add(rule: str, bad: Incident, good: Incident | None = None, share: float = 0.0) -> None:
        if story.wrong(rule):
            chosen.append(bad)
        elif good is not None and story.chance(share):
            chosen.append(good)

    add(
        "silence.dead_air",
        lambda s: _pause(s, s.seconds(5.35, 8.0)),
        lambda s: _pause(s, s.seconds(3.6, 4.6)),
        0.2,
    )
    add(
        "silence.response",
        lambda s: _question(s, s.seconds(3.35, 4.8)),
        lambda s: _question(s, s.seconds(1.8, 2.6)),
        0.25,
    )
    add("talk.interruption", _cut_in, _long_talk, 0.2)
    add("pace.adapts", lambda s: _pardon(s, slower=1.0), lambda s: _pardon(s, slower=0.72), 0.1)
    add("talk.repetition", _repeats)
    add("readback.identity", lambda s: _account(s, read=False), lambda s: _account(s, read=True), 0.2)
    add("audio.volume", _volume)
    for rule in sorted(story.plan.wrong):
        if rule.startswith("banned."):
            chosen.append(lambda s, rule=rule: _banned(s, rule))
    if story.plan.condition.hold_music:
        chosen.append(_hold)
    if story.chance(0.25):
        chosen.append(_allowed)
    if story.wrong("disclosure.fee") and story.chance(0.5):
        chosen.append(lambda s: _remark(s, "quoted_by_customer"))
    order = story.rng.permutation(len(chosen))
    return [chosen[int(place)] for place in order]


def _ask(story: Story) -> dict[str, str]:
    drawn = story.words.fresh("question")
    story.customer(drawn["ask"])
    return dict(drawn)


def _aside(story: Story) -> str:
    return str(story.words.fresh("aside"))


def _question(story: Story, pause: float) -> None:
    """A question that is answered after `pause` seconds."""
    story.agent(_ask(story)["answer"], pause=pause)


def _pause(story: Story, seconds: float) -> None:
    """Nobody speaks for `seconds` between two sentences of the agent."""
    answer = _ask(story)["answer"]
    story.agent(answer)
    story.agent(_aside(story), pause=seconds)


def _hold(story: Story) -> None:
    story.agent(story.words.say("please_wait"))
    story.sound("music", story.seconds(6.0, 12.0), pause=story.seconds(0.3, 0.8))
    story.agent(story.words.say("thanks_for_waiting"))


def _long_talk(story: Story) -> None:
    """The customer speaks at length and is left to end, or nearly."""
    story.customer(story.words.say("long_customer"))
    if story.plan.condition.overlap:
        story.agent(story.words.say("understood"), overlap=story.seconds(0.15, 0.45))
    else:
        story.agent(story.words.say("understood"))


def _cut_in(story: Story) -> None:
    story.customer(story.words.say("long_customer"))
    story.agent(story.words.say("cut_in"), overlap=story.seconds(1.5, 2.4))


def _pardon(story: Story, slower: float) -> None:
    """Twice the customer has not understood; the same is said again, more slowly or not."""
    text = _ask(story)["answer"]
    story.agent(text)
    first, second = story.words.options("pardon")
    story.customer(first)
    story.agent(text, speed=slower)
    story.customer(second)
    last = story.agent(text, _aside(story), speed=slower)
    if slower == 1.0:
        story.plant("pace.adapts", "没有放慢", at=last)


def _repeats(story: Story) -> None:
    """The customer has to ask again, or the agent says the same thing again unasked."""
    drawn = _ask(story)
    if story.chance(0.5):
        story.agent(_aside(story))
        again = story.customer(drawn["ask"])
        story.agent(drawn["answer"])
    else:
        text = _aside(story)
        story.agent(drawn["answer"], text)
        story.customer(story.words.say("listening"))
        again = story.agent(text)
    story.plant("talk.repetition", "重复", at=again)


def _account(story: Story, *, read: bool) -> None:
    fill, drawn = story.words.fill, story.words.draw("account")
    story.agent(drawn["ask"])
    given = story.customer(fill(drawn["give"]))
    answer = story.agent(fill(drawn["read"] if read else drawn["no_read"]))
    if read:
        story.customer(story.words.say("right"))
    else:
        story.plant("readback.identity", "没有复述号码", since=f"{given}.start", until=f"{answer}.end")


def _volume(story: Story) -> None:
    """The agent becomes much softer for a while."""
    text = _ask(story)["answer"]
    turn = story.agent(text, _aside(story), _aside(story), gain=-18.0)
    story.plant("audio.volume", "音量突然变小", at=turn)


def _banned(story: Story, rule: str) -> None:
    drawn = _ask(story)
    text = story.words.say(rule)
    turn = story.agent(text, drawn["answer"])
    phrase = text.replace("您", "你") if story.wrong("address.customer") else text
    story.plant(rule, text, within=turn, phrase=phrase)


def _allowed(story: Story) -> None:
    """Words that a rule must let pass: denied, quoted, or said by the customer."""
    if story.chance(0.5):
        _ask(story)
        story.agent(story.words.say("allowed"))
    else:
        _remark(story, "customer_bad")


def _remark(story: Story, key: str) -> None:
    story.customer(story.words.say(key))
    story.agent(story.words.say("reassure"))
