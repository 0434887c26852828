from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import pytest

from autoqa.pipeline import Scored
from autoqa.report.page import CLIP_PAD, render_page
from autoqa.types import Status


def _page(scored: Scored) -> str:
    heard = scored.heard
    return render_page(scored.scorecard, heard.dialogue, heard.audio, heard.recording)


def _sound(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="sound">(.*?)</script>', page, re.S)
    assert found is not None
    sound: dict[str, Any] = json.loads(found[1])
    return sound


def test_page_needs_nothing_beside_itself(vague: Scored) -> None:
    page = _page(vague)
    assert not re.search(r'(src|href)="(?!#|data:)', page)
    assert not re.search(r"https?:", page)


def test_every_violation_has_its_clip_from_before_its_start(vague: Scored) -> None:
    sound = _sound(_page(vague))
    failed = [finding for finding in vague.scorecard.findings if finding.status is Status.FAIL]
    assert failed
    for finding in failed:
        assert finding.start is not None
        clip = sound["clips"][finding.id]
        assert clip["start"] == pytest.approx(max(0.0, finding.start - CLIP_PAD))
        assert base64.b64decode(clip["data"])[:4] == b"RIFF"


def test_whole_call_and_two_channels_are_there(vague: Scored) -> None:
    sound = _sound(_page(vague))
    assert base64.b64decode(sound["whole"])[:3] == b"ID3"
    assert len(sound["peaks"]) == 2


def test_page_without_sound_says_so(soundless: Scored) -> None:
    page = _page(soundless)
    assert "没有录音，只有文字稿" in page
    assert _sound(page)["whole"] is None


def test_words_of_callers_cannot_become_markup(soundless: Scored) -> None:
    heard = soundless.heard
    evil = '</script><img src=x onerror="alert(1)">'
    turn = heard.dialogue.turns[0].model_copy(update={"text": evil})
    dialogue = heard.dialogue.model_copy(update={"turns": (turn, *heard.dialogue.turns[1:])})
    card = soundless.scorecard
    findings = (card.findings[0].model_copy(update={"quote": evil, "title": evil}), *card.findings[1:])
    page = render_page(card.model_copy(update={"findings": findings}), dialogue)
    assert "<img" not in page
    assert page.count("</script>") == 2


def test_markup_in_a_call_stays_text(vague: Scored) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>'\"{{7*7}}"
    card = vague.scorecard.model_copy(
        update={
            "call": vague.scorecard.call.model_copy(update={"agent_name": evil, "customer_name": evil}),
            "findings": tuple(
                finding.model_copy(update={"quote": evil, "reason": evil, "title": evil})
                for finding in vague.scorecard.findings
            ),
        }
    )
    turns = tuple(turn.model_copy(update={"text": evil}) for turn in vague.heard.dialogue.turns)
    dialogue = vague.heard.dialogue.model_copy(update={"turns": turns})
    page = render_page(card, dialogue, vague.heard.audio, vague.heard.recording)
    assert page.count("<script") == 2
    assert "<img" not in page
    assert "&lt;/script&gt;" in page


def test_the_page_allows_its_own_script_only(vague: Scored) -> None:
    page = _page(vague)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', page)
    script = re.search(r"<script>(.*)</script>", page, re.S)
    assert policy is not None
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;;" in policy[1]
    assert "default-src &#39;none&#39;" in policy[1]
