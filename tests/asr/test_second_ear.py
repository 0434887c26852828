from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autoqa.asr.second_ear import FrameSigns, SecondEar

INITIALS = ("sil", "", "h", "d", "n")
FINALS = ("sil", "ao3", "e5", "in2", "en4")
SOUNDS = {"好": ("h", "ao3"), "的": ("d", "e5"), "您": ("n", "in2"), "嗯": ("", "en4")}


@pytest.fixture
def ear(tmp_path: Path) -> SecondEar:
    """A frame head that reads its classes straight from the hidden values: initials first, then finals."""
    width = len(INITIALS) + len(FINALS)
    eye = np.eye(width, dtype=np.float16)
    np.savez(
        tmp_path / "frame_head.npz",
        initials=np.array(INITIALS),
        finals=np.array(FINALS),
        initial_weight=eye[: len(INITIALS)],
        initial_bias=np.zeros(len(INITIALS), np.float16),
        final_weight=eye[len(INITIALS) :],
        final_bias=np.zeros(len(FINALS), np.float16),
    )
    found = SecondEar.beside(tmp_path)
    assert found is not None
    return found


def _hidden(*parts: tuple[str | None, int], sharp: float = 9.0) -> np.ndarray:
    """Frames that sound like the given characters (None: silence) for the given numbers of frames."""
    rows = []
    for character, frames in parts:
        initial, final = SOUNDS[character] if character else ("sil", "sil")
        row = np.zeros(len(INITIALS) + len(FINALS), np.float32)
        row[INITIALS.index(initial)] = row[len(INITIALS) + FINALS.index(final)] = sharp
        rows += [row] * frames
    return np.array(rows)


def test_text_that_was_said_agrees_and_is_timed(ear: SecondEar) -> None:
    signs = ear.hear(_hidden((None, 10), ("您", 10), ("好", 15), (None, 5)), "您好。")
    assert signs.agreement == 1.0
    assert signs.sharpness > 0.99
    assert signs.heard == pytest.approx(0.5)
    assert signs.times[0] == pytest.approx((0.2, 0.4))
    assert signs.times[1] == pytest.approx((0.4, 0.7))
    assert signs.times[2] is None


def test_each_character_has_the_chance_of_its_sound(ear: SecondEar) -> None:
    signs = ear.hear(_hidden(("您", 10), ("好", 15)), "您的。")
    (initial, final), (other_initial, other_final), mark = (*signs.sounds[:2], signs.sounds[2])
    assert min(initial, final) > 0.99
    assert max(other_initial, other_final) < 0.5
    assert mark is None


def test_fluent_text_that_was_not_said_disagrees(ear: SecondEar) -> None:
    signs = ear.hear(_hidden(("您", 10), ("好", 10)), "好的嗯")
    assert signs.agreement < 0.5


def test_dull_frames_are_not_sharp(ear: SecondEar) -> None:
    assert ear.hear(_hidden(("您", 10), ("好", 10), sharp=1.0), "您好").sharpness < 0.5


def test_silence_is_not_heard(ear: SecondEar) -> None:
    assert ear.hear(_hidden((None, 40)), "") == FrameSigns(0.0, 0.0, 0.0)


def test_speech_without_text_does_not_agree(ear: SecondEar) -> None:
    signs = ear.hear(_hidden(("您", 10), ("好", 10)), "")
    assert signs.agreement == 0.0
    assert signs.times == signs.sounds == ()


def test_interjections_are_read_as_they_sound(ear: SecondEar) -> None:
    assert ear.hear(_hidden((None, 3), ("嗯", 12)), "嗯").agreement == 1.0


def test_more_syllables_than_frames_are_not_timed(ear: SecondEar) -> None:
    assert ear.hear(_hidden(("您", 4)), "您好您好您好").times == ()


def test_latin_letters_and_unknown_syllables_have_no_time(ear: SecondEar) -> None:
    signs = ear.hear(_hidden(("您", 10), ("好", 10)), "您X好龘")
    assert [time is not None for time in signs.times] == [True, False, True, False]


def test_model_without_a_frame_head_has_no_second_ear(tmp_path: Path) -> None:
    assert SecondEar.beside(tmp_path) is None


def test_times_of_a_clip_that_was_played_faster_are_those_of_the_recording() -> None:
    signs = FrameSigns(heard=1.0, sharpness=0.9, agreement=0.8, times=((0.2, 0.5), None, (0.6, 1.0)))
    slowed = signs.slowed(1.3)
    assert slowed.heard == pytest.approx(1.3)
    assert slowed.times[0] == pytest.approx((0.26, 0.65))
    assert slowed.times[1] is None
    assert (slowed.sharpness, slowed.agreement) == (0.9, 0.8)
