"""What the service does and costs, with the customer's questions in between."""

from __future__ import annotations

from benchmarks.calls.incidents import incidents
from benchmarks.calls.story import Story

_GROUPS = (("function",), ("fee", "free_period"), ("usage", "cancellation", "hotline"))
_DECOYS = {"fee": "fee_words_only", "free_period": "no_free_words"}


def offer(story: Story) -> None:
    """The six things to tell, in three turns, less those that the plan leaves out."""
    between = incidents(story)
    for place, group in enumerate(_GROUPS):
        told = [_told(story, name) for name in group]
        if any(told):
            story.agent(*told)
            story.back_channel()
        if story.wrong("talk.interactivity"):
            continue
        for incident in between[place :: len(_GROUPS)]:
            incident(story)
        if story.turns[-1].agent:
            story.customer(story.words.say("listening"))


def _told(story: Story, name: str) -> str:
    """The sentence of one thing; where it is left out, sometimes words that only sound like it."""
    if not story.wrong(f"disclosure.{name}"):
        return story.words.say(name)
    story.plant(f"disclosure.{name}", "征询前没有说", since="connect", until="end")
    return story.words.say(_DECOYS[name]) if name in _DECOYS and story.chance(0.5) else ""
