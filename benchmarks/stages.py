"""Where the time of scoring a call goes, stage by stage, as a share of the call's duration.

    python -m benchmarks.stages [--calls STEM...] [--repeat N]

Processor seconds of all threads of this process and of the decoder's child, the best of the repetitions.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from typing import Any

from autoqa.asr.models import resolve
from autoqa.asr.registry import make_recognizer
from autoqa.asr.second_look import LooksAgain
from autoqa.audio import analyse
from autoqa.audio.decode import MAX_SECONDS, decode
from autoqa.audio.guarded import as_recording
from autoqa.audio.samples import Gathered
from autoqa.checks.base import CallView
from autoqa.config import Settings
from autoqa.dialogue import build_dialogue, guess_speakers
from autoqa.pipeline import Workshop
from autoqa.pipeline.second_look import look_again
from autoqa.ruleset import judge_all
from autoqa.scoring import score
from autoqa.types import Transcript
from samples.demo import CALLS

ASR = ("recognition", "second look")
"""The stages that run the recognition model."""


class Clock:
    """Processor seconds by stage."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}

    def __call__(self, stage: str, action: Callable[[], Any]) -> Any:
        began = time.process_time()
        out = action()
        self.stages[stage] = time.process_time() - began
        return out


def one_call(path: Any, workshop: Workshop, recognizer: Any) -> tuple[float, dict[str, float]]:
    """Seconds of the recording and processor seconds of each stage."""
    clock = Clock()
    samples = Gathered()
    facts = clock("decode", lambda: decode(path, samples.add, MAX_SECONDS))
    recording = clock("stereo or not", lambda: as_recording(samples, facts))
    audio = clock("analysis", lambda: analyse(recording))
    heard = clock("recognition", lambda: recognizer.recognise(recording, audio))
    voices = clock("speakers", lambda: guess_speakers(recording, audio))
    transcript = Transcript(duration=audio.info.duration, asr=heard.asr, segments=heard.segments)
    dialogue = clock("dialogue", lambda: build_dialogue(transcript, audio, voices))
    if isinstance(recognizer, LooksAgain):
        looks = clock("second look", lambda: look_again(recognizer, recording, audio, dialogue))
        dialogue = dialogue.model_copy(update={"looks": looks})
    ruleset, standard = workshop.in_force()
    view = CallView(dialogue=dialogue, audio=audio)
    findings = clock("rules", lambda: judge_all(ruleset, view, overrides=standard.overrides))
    clock("score", lambda: score(standard, findings))
    return recording.duration, clock.stages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    usual = ["01-clean-stereo", "02-clean-mono", "05-vague-then-explicit"]
    parser.add_argument("--calls", nargs="*", default=usual)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    settings = Settings()
    workshop = Workshop(settings)
    workshop.ruleset()
    recognizer = make_recognizer(resolve("embedded", settings), settings)
    for path in sorted(CALLS.iterdir()):
        if path.stem not in given.calls or path.suffix == ".json":
            continue
        runs = [one_call(path, workshop, recognizer) for _ in range(given.repeat)]
        length = runs[0][0]
        best = {stage: min(run[1][stage] for run in runs) for stage in runs[0][1]}
        print(f"{path.name}: {length:.0f} s")
        for stage, seconds in best.items():
            print(f"  {stage:14} {seconds:7.3f} s  {100 * seconds / length:6.3f} %")
        rest = sum(seconds for stage, seconds in best.items() if stage not in ASR)
        print(f"  {'not ASR':14} {rest:7.3f} s  {100 * rest / length:6.3f} %")
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


if __name__ == "__main__":
    main()
