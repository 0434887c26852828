"""What is damaged: small sound files of every form, a transcript, metadata, a manifest, rules, settings."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from autoqa.resources import rules_dir
from tests.audio.media import FORMS, MONO_ONLY, click_at, encoded
from tests.fuzz.mutate import damaged_bytes, damaged_json, damaged_yaml

CALL: dict[str, Any] = {
    "id": "c-1", "agent_id": "3062", "agent_name": "李红", "customer_name": "王先生", "campaign": "x",
    "direction": "outbound", "outcome": "sold", "hung_up_by": "customer", "team": "一组",
    "started_at": "2026-11-20T09:30:00+08:00", "agent_channel": 0,
}  # fmt: skip
_TALK = (
    (0.5, 6.0, "agent", "您好，我是中国联通的客服，工号三零六二，请问是王先生吗"),
    (6.4, 6.9, "customer", "嗯"),
    (7.2, 14.0, "agent", "给您介绍一个三十元的流量包，前两个月免费，可以发短信退订，您看可以吗"),
    (14.3, 14.6, "customer", "好的"),
    (15.0, 18.0, "agent", "那给您办理了，感谢接听，祝您生活愉快，再见"),
)
_WORDS = [{"start": 6.4, "end": 6.9, "text": "嗯", "confidence": 0.9}]
TRANSCRIPT: dict[str, Any] = {
    "format": "autoqa.transcript/1", "call": CALL, "duration": 18.5, "answered_at": 0.0,
    "asr": {"engine": "x", "model": "y"}, "dropped": [],
    "segments": [
        {"start": start, "end": end, "role": role, "channel": int(role == "customer"), "text": text,
         "confidence": 0.9, "words": _WORDS if text == "嗯" else []}
        for start, end, role, text in _TALK
    ],
}  # fmt: skip
MANIFEST = "file,agent_id,outcome,started_at\nt.json,3062,sold,2026-11-20T09:30:00\nu.json,7,refused,\n"
RULE_FILES = (
    "opening/greeting.yaml",
    "opening/within_5s.yaml",
    "scorecards/generic-7.yaml",
    "lexicon/opening.yaml",
)


@cache
def sounds() -> tuple[bytes, ...]:
    """A second and a half of each form, mono and stereo."""
    made = []
    for name, form in FORMS.items():
        one = click_at(0.5, form.rate, seconds=1.5)
        made.append(encoded(one, form))
        if name not in MONO_ONLY:
            made.append(encoded(np.stack([one, click_at(1.0, form.rate, seconds=1.5, seed=1)]), form))
    return tuple(made)


def write_sounds(rng: random.Random, folder: Path, count: int) -> None:
    for number in range(count):
        (folder / f"{number}.wav").write_bytes(damaged_bytes(rng, sounds()))


def write_transcripts(rng: random.Random, folder: Path, count: int) -> None:
    for number in range(count):
        (folder / f"{number}.json").write_bytes(damaged_json(rng, TRANSCRIPT))


def write_sidecars(rng: random.Random, folder: Path, count: int) -> None:
    for number in range(count):
        transcript = damaged_json(rng, TRANSCRIPT) if rng.random() < 0.1 else _whole()
        (folder / f"{number}.json").write_bytes(transcript)
        (folder / f"{number}.meta.json").write_bytes(damaged_json(rng, CALL))


def write_manifest(rng: random.Random, folder: Path) -> None:
    (folder / "t.json").write_bytes(_whole())
    (folder / "calls.csv").write_bytes(damaged_bytes(rng, [MANIFEST.encode()]))


def write_rules(rng: random.Random, folder: Path) -> None:
    """A rule, a scorecard and a phrase list, one of them damaged."""
    broken = rng.choice(RULE_FILES)
    for name in RULE_FILES:
        text = (rules_dir() / name).read_text("utf-8")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(damaged_yaml(rng, text) if name == broken else text.encode())


def _whole() -> bytes:
    return json.dumps(TRANSCRIPT).encode()
