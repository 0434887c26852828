"""The end of the call, and what comes after a refusal."""

from __future__ import annotations

from benchmarks.calls.agreement import ask
from benchmarks.calls.story import Story


def closing(story: Story) -> None:
    """Thanks, job number, farewell; or the agent leaves the customer waiting."""
    if story.wrong("silence.abandoned"):
        _abandon(story)
        return
    if story.plan.ending == "refused":
        _after_refusal(story)
    say = story.words.say
    impolite = story.wrong("refusal.closing")
    number = "" if story.wrong("closing.job_number") else say("number")
    if story.wrong("closing.thanks") or impolite:
        turn = story.agent(say("impolite") if impolite else say("end_only"), number)
    elif story.plan.ending == "refused":
        turn = story.agent(number, say("polite"))
    else:
        turn = story.agent(say("thanks"), number, say("bye"))
    if story.wrong("closing.thanks") or impolite:
        story.plant("closing.thanks", "没有致谢道别", at=turn)
    if story.plan.ending == "refused" and (impolite or story.wrong("closing.thanks")):
        story.plant("refusal.closing", "拒绝后没有礼貌结束", at=turn)
    if story.wrong("closing.job_number"):
        story.plant("closing.job_number", "结束语没有工号", at=turn)
    if story.wrong("closing.hang_up"):
        story.plant("closing.hang_up", "坐席先挂机", at=turn)
    elif not story.wrong("talk.interactivity"):
        story.customer(say("customer_bye"))


def _after_refusal(story: Story) -> None:
    """The agent asks why once; after a second refusal only a violation goes on."""
    say = story.words.say
    story.agent(say("why"))
    story.customer(say("again"))
    if story.wrong("refusal.no_third_push"):
        ask(story, "push", "refusal")
        asked = story.asked[-1].question
        story.plant("refusal.no_third_push", "两次拒绝后继续推销", at=str(asked))


def _abandon(story: Story) -> None:
    """Two minutes and more without the agent, in which the customer asks whether anyone is there."""
    say = story.words.say
    left = story.agent(say("please_wait"))
    story.customer(say("hello"), pause=story.seconds(15, 30))
    story.customer(say("customer_bye"), pause=story.seconds(100, 115))
    story.plant("silence.abandoned", "不理会客户直至挂机", since=f"{left}.end", until="end")
