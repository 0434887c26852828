"""From the ring to the reason for the call."""

from __future__ import annotations

from benchmarks.calls.story import Story


def opening(story: Story) -> None:
    """Ring-back, the customer answers, the agent introduces the company and the offer."""
    say = story.words.say
    if story.plan.condition.ring_back:
        story.sound("ring_back", story.seconds(3.5, 9.5))
    story.customer(say("pickup"), pause=story.seconds(0.2, 0.8))
    if story.wrong("opening.within_5s"):
        story.customer(say("hello"), pause=story.seconds(1.2, 1.8))
        _introduce(story, pause=story.seconds(2.9, 4.5))
    else:
        _introduce(story, pause=story.seconds(0.3, 0.9))
    if story.wrong("opening.greeting"):
        story.plant("opening.greeting", "没有问候", since="connect", until="connect + 20")


def cut_short(story: Story) -> None:
    """The line drops after the greeting."""
    story.customer(story.words.say("pickup"), pause=0.3)
    story.agent(story.words.say("greeting"))


def _introduce(story: Story, pause: float) -> None:
    say = story.words.say
    greeting = "" if story.wrong("opening.greeting") else say("greeting")
    if not story.wrong("opening.identity"):
        story.agent(greeting, say("identity"), pause=pause)
        _purpose(story)
        return
    how = story.one_of("late number", "no number", "no company")
    first = say("number_only" if how == "no company" else "company_only")
    story.agent(greeting, first, say("wait_for_identity"), pause=pause)
    _purpose(story)
    if how == "late number":
        story.agent(say("number_only"), pause=story.seconds(0.3, 1.0))


def _purpose(story: Story) -> None:
    say = story.words.say
    if not story.wrong("talk.interactivity"):
        story.customer(say("what"))
    if story.wrong("opening.purpose"):
        story.agent(say("no_purpose"))
        story.plant("opening.purpose", "没有说明来意", since="connect", until="connect + 30")
    else:
        story.agent(say("purpose"))
        story.back_channel()
    if not story.wrong("talk.interactivity"):
        story.customer(say("ask_more"))
