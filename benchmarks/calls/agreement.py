"""The question, the answer, and what the agent makes of it."""

from __future__ import annotations

from benchmarks.calls.plan import SOLD
from benchmarks.calls.story import Asked, Story

_AGREES = frozenset({"explicit", "vague then explicit", "changed mind"})
_FORCED = frozenset({"refused but ordered", "not asked"})


def agreement(story: Story) -> None:
    """By the plan's ending; the refused calls end in `closing.py`."""
    ending = story.plan.ending
    if ending in ("explicit", "vague", "conditional"):
        ask(story, "ask", ending)
    elif ending == "vague then explicit":
        ask(story, "ask", "vague")
        ask(story, "reask", "explicit")
    elif ending == "none":
        ask(story, "ask", "none")
    elif ending in ("refused but ordered", "refused"):
        ask(story, "ask", "refusal")
    elif ending == "changed mind":
        ask(story, "ask", "refusal")
        story.agent(story.words.say("no_hurry"))
        text = story.words.say("changed_mind")
        story.asked.append(Asked(None, "", story.customer(text), text, "explicit"))
    if ending == "vague" and story.chance(0.4):
        ask(story, "reask", "vague")
    if ending in SOLD:
        _order(story)


def ask(story: Story, key: str, answer: str) -> None:
    """A question at the end of the agent's turn and its reply of the given class."""
    words = story.words.say(key)
    turn = story.agent(words)
    words = story.turns[-1].text
    if answer == "none":
        story.asked.append(Asked(turn, words, None, "", "none"))
        return
    text = story.words.say(f"replies.{answer}")
    story.asked.append(Asked(turn, words, story.reply(text), text, answer))


def _order(story: Story) -> None:
    ending, say = story.plan.ending, story.words.say
    first = story.asked[0].question if story.asked else story.turns[-1].id
    if ending in _AGREES:
        _recap(story)
        story.agent(say("order"), pause=_before_order(story))
        return
    forced = ending == "refused but ordered"
    done = story.agent(say("order_anyway" if forced else "order"), pause=_before_order(story))
    if forced:
        story.customer(say("protest"))
    span = {"since": f"{first}.start", "until": f"{done}.end"}
    story.plant("consent.explicit", f"开单而没有明确同意（{ending}）", **span)
    story.plant("consent.reconfirmed", "没有再次确认", **span)
    if ending in _FORCED:
        story.plant("consent.forced", "没有同意而开单", **span)
    if ending == "not asked":
        story.plant("consent.asked", "没有征询", **span)


def _before_order(story: Story) -> float:
    """Longer where the last question got no answer."""
    if story.asked and story.asked[-1].answer == "none":
        return story.seconds(1.8, 3.2)
    return story.seconds(0.4, 0.9)


def _recap(story: Story) -> None:
    """Date, fee and billing said again and agreed to again, or not."""
    since = f"{story.asked[-1].reply}.end"
    if not story.wrong("consent.reconfirmed"):
        ask(story, "recap", "explicit")
        return
    how = story.one_of("left out", "no fee", "vague", "none")
    if how == "no fee":
        ask(story, "recap_no_fee", "explicit")
    elif how in ("vague", "none"):
        ask(story, "recap", how)
    story.plant("consent.reconfirmed", f"再次确认不完整（{how}）", since=since, until="end")
