"""How long judging a call takes: against the length of the call, and against the number of rules.

Run ``python -m benchmarks.rules [--runs N]``; prints two Markdown tables of milliseconds of processor time on
one core, the best of several runs. The calls are the true transcripts of the samples, one after another up to
the length asked for. "Cached" means that the folded text and pinyin of every turn are there already (as when
a call is judged again by other rules), "cold" that they are not; the recogniser's words are there in both.

Rules beyond the shipped ones are made of phrases of the trade (fixed seed), one rule in ten with a standard
line and one in ten with a window after another condition, as managers' own rules are.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from autoqa.asr.imported import load_transcript
from autoqa.checks.base import CallView
from autoqa.dialogue import build_dialogue
from autoqa.resources import rules_dir
from autoqa.ruleset import RuleSet, judge_all, load_ruleset
from autoqa.types import Call, Dialogue, Segment, Transcript, Word
from benchmarks.text_matching import phrases

TRUTH = Path(__file__).resolve().parents[1] / "samples" / "truth"
MINUTES = (1, 2, 5, 10, 20)
RULES = (10, 50, 200, 500, 1000, 2000)


def call_of(seconds: float) -> tuple[Dialogue, Call]:
    """True transcripts of the samples one after another, cut at ``seconds``."""
    segments: list[Segment] = []
    files = sorted(TRUTH.glob("*.json"))
    first = load_transcript(files[0])
    offset, number = 0.0, 0
    while offset < seconds:
        transcript = load_transcript(files[number % len(files)])
        segments += [_later(one, offset) for one in transcript.segments if one.end + offset <= seconds]
        offset += transcript.duration or transcript.segments[-1].end
        number += 1
    whole = Transcript(call=first.call, duration=seconds, answered_at=0.0, segments=tuple(segments))
    return build_dialogue(whole, None, None), first.call


def _later(segment: Segment, offset: float) -> Segment:
    def moved(item: Segment | Word) -> dict[str, float]:
        return {"start": round(item.start + offset, 3), "end": round(item.end + offset, 3)}

    words = tuple(word.model_copy(update=moved(word)) for word in segment.words)
    return segment.model_copy(update={**moved(segment), "words": words})


def read(view: CallView) -> None:
    """Everything about the turns that is kept with a transcript: folded text, words, pinyin."""
    for text in view.texts:
        _ = text.key_grams, text.class_grams, text.bounds, text.stops, text.words


def best_ms(prepare: Callable[[], CallView], judge: Callable[[CallView], object], runs: int) -> float:
    """Processor time of the fastest of ``runs`` runs, each on a view of its own, milliseconds."""
    times = []
    for _ in range(runs):
        view = prepare()
        began = time.process_time()
        judge(view)
        times.append(time.process_time() - began)
    return min(times) * 1000


def measured(ruleset: RuleSet, dialogue: Dialogue, call: Call, runs: int) -> tuple[float, float, int]:
    """Milliseconds with cached texts, milliseconds cold, and how many findings there are."""

    def cold() -> CallView:
        return CallView(dialogue, None, call)

    def cached() -> CallView:
        view = cold()
        read(view)
        return view

    judge_all(ruleset, cold())
    found = len(judge_all(ruleset, cold()))
    return (
        best_ms(cached, lambda view: judge_all(ruleset, view), runs),
        best_ms(cold, lambda view: judge_all(ruleset, view), runs),
        found,
    )


def invented(count: int) -> RuleSet:
    """``count`` rules of the kinds that managers write."""
    rng = random.Random(11)
    wanted = iter(phrases(rng, 5 * count))
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            own = [next(wanted) for _ in range(5)]
            Path(folder, f"r{number}.yaml").write_text(_rule(number, own), encoding="utf-8")
        return load_ruleset([Path(folder)])


def _rule(number: int, own: Sequence[str]) -> str:
    listed = ", ".join(f'"{phrase}"' for phrase in own)
    conditions = [f"said: {{kind: phrases, role: agent, any: [{listed}]}}"]
    if number % 10 == 0:
        line = f"{own[0]}，{own[1]}".replace("…", "，")
        conditions = [f'said: {{kind: script, role: agent, lines: ["{line}"]}}']
    elif number % 10 == 1:
        window = "{from: said, until: said + 10}"
        conditions += [f'answer: {{kind: phrases, role: customer, any: ["{own[0]}"], window: {window}}}']
    forbidden = "{any: [said, answer]}" if len(conditions) > 1 else "said"
    head = f"id: bench.r{number}\ntitle: 规则\ndescription: 规则\nconditions:\n"
    return head + "".join(f"  {one}\n" for one in conditions) + f"forbid: {forbidden}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--most", type=int, default=RULES[-1], help="largest number of rules")
    options = parser.parse_args()
    shipped = load_ruleset([rules_dir()])
    active = sum(rule.runs for rule in shipped.rules.values())
    print(f"| call, minutes | turns | characters | {active} shipped rules, cached, ms | cold, ms |")
    print("|---|---|---|---|---|")
    for minutes in MINUTES:
        dialogue, call = call_of(60 * minutes)
        cached, cold, _ = measured(shipped, dialogue, call, options.runs)
        size = sum(len(turn.text) for turn in dialogue.turns)
        print(f"| {minutes} | {len(dialogue.turns)} | {size} | {cached:.1f} | {cold:.1f} |", flush=True)
    print("\n| rules on a 5-minute call | findings | cached, ms | cold, ms | cached, ms a rule |")
    print("|---|---|---|---|---|")
    dialogue, call = call_of(300)
    for count in (number for number in RULES if number <= options.most):
        ruleset = invented(count)
        cached, cold, found = measured(ruleset, dialogue, call, options.runs)
        print(f"| {count} | {found} | {cached:.1f} | {cold:.1f} | {cached / count:.3f} |", flush=True)


if __name__ == "__main__":
    main()
