from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import tokenizers

from autoqa.asr.clips import Clip
from autoqa.asr.second_ear import FrameSigns
from autoqa.asr.voice_norm import VoiceNorm
from autoqa.asr.whisper_decode import Decoder, _retimed, compression
from autoqa.asr.words import Piece
from autoqa.resources import embedded_model_dir

CLIP = Clip(10.0, 14.0, 0)


class ScriptedModel:
    """Stands in for a loaded model: writes what the script says, attempt by attempt, one text for each
    clip."""

    device = "cpu"
    max_length = 448
    tokens_per_second = 50

    def __init__(self, *attempts: list[str]) -> None:
        self.hf_tokenizer = tokenizers.Tokenizer.from_file(str(embedded_model_dir() / "tokenizer.json"))
        self.model = self
        self.asked: list[dict[str, Any]] = []
        self.windows: list[tuple[int, ...]] = []
        self._attempts = list(attempts)

    def feature_extractor(self, sound: np.ndarray) -> np.ndarray:
        return np.zeros((80, len(sound) // 160), np.float32)

    def encode(self, features: np.ndarray) -> np.ndarray:
        self.windows.append(features.shape)
        return features

    def generate(
        self, encoded: np.ndarray, prompts: list[list[int]], **options: Any
    ) -> list[SimpleNamespace]:
        self.asked.append({"clips": len(prompts), **options})
        ids = [self.hf_tokenizer.encode(text, add_special_tokens=False).ids for text in self._attempts.pop(0)]
        return [SimpleNamespace(sequences_ids=[one], scores=[-0.5], no_speech_prob=0.1) for one in ids]

    def align(
        self, encoded: object, start: object, tokens: list[list[int]], frames: object
    ) -> list[SimpleNamespace]:
        return [
            SimpleNamespace(
                alignments=[(i, 10 * i) for i in range(len(ids) + 1)], text_token_probs=[0.9] * len(ids)
            )
            for ids in tokens
        ]


def _sound(seconds: float) -> np.ndarray:
    return np.zeros(int(16_000 * seconds), np.float32)


def test_times_and_probabilities_come_from_the_alignment() -> None:
    decoder = Decoder(ScriptedModel(["好的"]), beam=5)
    (decoded,) = decoder.decode([CLIP], [_sound(4)])
    assert [(piece.text, piece.start, piece.end) for piece in decoded.pieces] == [
        ("好", 10.0, pytest.approx(10.2)),
        ("的", pytest.approx(10.2), pytest.approx(10.4)),
    ]
    assert decoded.pieces[0].probability == pytest.approx(0.9)
    assert decoded.logprob == pytest.approx(-0.5 * 2 / 3)
    assert decoded.attempts == 1


def test_only_the_clip_that_loops_is_decoded_again_without_repeats() -> None:
    model = ScriptedModel(["您好", "一二三四" * 12], ["一二三四五"])
    first, second = Decoder(model, beam=5).decode([CLIP, Clip(20.0, 24.0, 1)], [_sound(4), _sound(4)])
    assert (first.text, first.attempts) == ("您好", 1)
    assert (second.text, second.attempts) == ("一二三四五", 2)
    assert [asked["clips"] for asked in model.asked] == [2, 1]
    assert "no_repeat_ngram_size" not in model.asked[0]
    assert model.asked[1]["no_repeat_ngram_size"] == 4
    assert not any("sampling_temperature" in asked for asked in model.asked)


def test_a_loop_that_nothing_mends_gives_its_shortest_form() -> None:
    loops = ["一二三四" * 20, "一二三四" * 16, "一二三四" * 12]
    (decoded,) = Decoder(ScriptedModel(*([loop] for loop in loops)), beam=5).decode([CLIP], [_sound(4)])
    assert decoded.text == min(loops, key=compression)


def test_text_is_bounded_by_the_length_of_the_longest_clip() -> None:
    model = ScriptedModel(["好", "好"])
    Decoder(model, beam=5).decode([Clip(0, 1, 0), Clip(2, 4, 0)], [_sound(1), _sound(2)])
    assert model.asked[0]["max_length"] == 2 * (2 * 12 + 8)


def test_empty_result_is_no_text() -> None:
    decoded = Decoder(ScriptedModel(["", "好"]), beam=1).decode([CLIP, CLIP], [_sound(4), _sound(4)])
    assert [one.text for one in decoded] == ["", "好"]


def test_very_short_clip_is_decoded() -> None:
    (decoded,) = Decoder(ScriptedModel(["嗯"]), beam=1).decode([Clip(0, 0.05, 0)], [_sound(0.05)])
    assert decoded.text == "嗯"


@pytest.mark.parametrize(
    ("window", "seconds", "frames"), [(30, 4, 3000), (10, 4, 1000), (10, 8.5, 1100), (10, 28, 3000)]
)
def test_whisper_is_given_30_s_unless_less_is_asked_for(window: float, seconds: float, frames: int) -> None:
    model = ScriptedModel(["好"])
    Decoder(model, beam=1, window=window).decode([Clip(0, seconds, 0)], [_sound(seconds)])
    assert model.windows == [(1, 80, frames)]


@pytest.mark.parametrize(("device", "batches"), [("cpu", [1, 1]), ("cuda", [2])])
def test_a_cpu_encodes_one_window_after_the_other(device: str, batches: list[int]) -> None:
    model = ScriptedModel(["好", "的"])
    model.device = device
    decoded = Decoder(model, beam=1).decode([CLIP, CLIP], [_sound(4), _sound(4)])
    assert [one.text for one in decoded] == ["好", "的"]
    assert [shape[0] for shape in model.windows] == batches


def test_frame_head_times_replace_those_of_attention() -> None:
    pieces = (Piece("好", 10.0, 11.0, 0.9), Piece("X", 11.0, 11.5, 0.9), Piece("的", 11.5, 12.0, 0.9))
    signs = FrameSigns(1.0, 1.0, 1.0, ((0.5, 0.7), None, (0.9, 9.0)))
    retimed = _retimed(pieces, CLIP, signs)
    assert [(piece.start, piece.end) for piece in retimed] == [
        (10.5, pytest.approx(10.7)),
        (pytest.approx(10.7), pytest.approx(10.9)),
        (10.9, 14.0),
    ]


def test_without_frame_head_times_nothing_moves() -> None:
    pieces = (Piece("好", 10.0, 11.0, 0.9),)
    assert _retimed(pieces, CLIP, FrameSigns(1.0, 1.0, 1.0)) == pieces


def test_compression_tells_loops_from_speech() -> None:
    assert compression("您好我是中国联通的客服代表工号一零零八六") < 1.5
    assert compression("零零零零零零七") < 2.4
    assert compression("您确认吗" * 12) > 2.4
    assert compression("") == 0.0


def test_times_from_the_alignment_of_a_faster_clip_are_those_of_the_recording() -> None:
    decoder = Decoder(ScriptedModel(["好的"]), beam=5)
    (decoded,) = decoder.decode([CLIP], [_sound(4)], [VoiceNorm(pace=1.3)])
    assert [(piece.start, piece.end) for piece in decoded.pieces] == [
        (10.0, pytest.approx(10.26)),
        (pytest.approx(10.26), pytest.approx(10.52)),
    ]
