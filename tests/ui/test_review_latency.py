"""From the key to the next flag's sound, on a call of ten minutes. What was measured goes into a report
(``build/reports/review-latency.json``); the test only asks that every flag sounds."""

from __future__ import annotations

import json
import wave
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import numpy as np
from playwright.sync_api import Browser, Page, expect

from autoqa.config import Settings
from autoqa.pipeline import CallSource, Workshop
from autoqa.store import open_store
from autoqa.types import Call, Finding, Role, Scorecard, Segment, Severity, Status, Transcript
from tests.review.making import PASSWORD, add_call, add_users, app_of
from tests.ui.serving import serving, until

SECONDS, FLAGS, RATE = 600, 24, 8000
REPORT = Path(__file__).parents[2] / "build" / "reports" / "review-latency.json"

ZONE = 25
"""Seconds of the call that share a pitch, so that what sounds tells where in the call it comes from."""

# What the loudspeaker gets is analysed, so that only sound of the right place ends the measurement.
_LISTEN = """() => {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, {fftSize: 1024, smoothingTimeConstant: 0});
  context.createMediaElementSource(sound.player).connect(analyser).connect(context.destination);
  const bins = new Float32Array(analyser.frequencyBinCount);
  window.pitch = () => {
    analyser.getFloatFrequencyData(bins);
    let at = 0;
    for (let bin = 1; bin < bins.length; bin++) if (bins[bin] > bins[at]) at = bin;
    return bins[at] > -70 ? at * context.sampleRate / 1024 : 0;
  };
}"""
_MEASURE = """([key, zone]) => new Promise(done => {
  const begin = performance.now();
  document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
  const wanted = 400 + 100 * Math.floor(sound.player.currentTime / zone);
  const look = () => {
    const heard = Math.abs(window.pitch() - wanted) < 50;
    if (heard || performance.now() - begin > 8000) done({ms: performance.now() - begin, heard});
    else setTimeout(look, 1);
  };
  look();
})"""


def _call(folder: Path, seconds: int, zone: int) -> CallSource:
    """A call on two channels, with a pitch of its own every ``zone`` seconds, and words to go with them."""
    pitch = 400 + 100 * (np.arange(seconds * RATE) // (zone * RATE))
    tone = (0.3 * 32767 * np.sin(2 * np.pi * np.cumsum(pitch) / RATE)).astype("<i2")
    with wave.open(str(folder / "long.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.stack([tone, tone // 2]).T.tobytes())
    segments = tuple(
        Segment(
            start=start, end=start + 4.5, role=(Role.AGENT, Role.CUSTOMER)[start // 5 % 2], text="您好，请讲"
        )
        for start in range(0, seconds, 5)
    )
    transcript = Transcript(call=Call(id="long"), duration=seconds, segments=segments)
    (folder / "long.json").write_text(transcript.model_dump_json(), "utf-8")
    return CallSource(folder / "long.wav", transcript=folder / "long.json", call=Call(id="long"))


def _flagged(card: Scorecard, places: Iterable[float]) -> Scorecard:
    """The scorecard with flags at these seconds."""
    flags = tuple(
        Finding(
            id=f"f{number}",
            rule=f"test.rule{number:02}",
            title="测试标记",
            status=Status.FAIL,
            severity=Severity.MAJOR,
            role=Role.AGENT,
            start=round(float(place), 1),
            end=round(float(place) + 2, 1),
            reason="测试",
            confidence=0.9,
        )
        for number, place in enumerate(places, 1)
    )
    return card.model_copy(update={"findings": flags})


@contextmanager
def _heard(browser: Browser, folder: Path, source: CallSource, places: Iterable[float]) -> Iterator[Page]:
    """The page of a call with flags at these seconds, the first of which sounds."""
    store = open_store(f"sqlite:///{folder / 'autoqa.db'}")
    workshop = Workshop(Settings())
    add_users(store)
    number = add_call(store, workshop, source, change=lambda card: _flagged(card, places))
    with serving(app_of(store, folder, workshop)) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=address)
        page.goto("/login")
        page.fill("[name=user]", "ann")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/queue")
        page.goto(f"/calls/{number}")
        expect(page.locator(".flag.now")).to_be_attached()
        page.keyboard.press("r")  # a press by hand lets the page sound from now on
        until(page, "sound.player.readyState >= 3 && !sound.player.paused")
        page.evaluate(_LISTEN)
        until(page, "window.pitch() > 0")
        yield page
        page.close()
    store.close()


def test_from_the_key_to_the_next_flag(browser: Browser, tmp_path: Path) -> None:
    # Far enough apart that each needs another part of the call.
    places = np.random.default_rng(7).permutation(np.linspace(10, SECONDS - 10, FLAGS))
    with _heard(browser, tmp_path, _call(tmp_path, SECONDS, ZONE), places) as page:
        taken = []
        for _ in range(FLAGS - 1):
            before = page.locator(".flag.now").get_attribute("id")
            measured = page.evaluate(_MEASURE, ["j", ZONE])
            assert page.locator(".flag.now").get_attribute("id") != before
            assert measured["heard"]
            taken.append(measured["ms"])
            page.wait_for_timeout(150)
    figures = {
        "what": "ms from the key press until the next flag sounds",
        "call_seconds": SECONDS,
        "flags": len(taken),
        "median": round(median(taken)),
        "p95": round(float(np.percentile(taken, 95))),
        "max": round(max(taken)),
    }
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(figures)


def test_the_next_flag_is_there_before_its_key(browser: Browser, tmp_path: Path) -> None:
    """On a call of 40 minutes, of which a browser keeps a part, flags 13 minutes apart sound without the
    network."""
    seconds, zone = 2400, 100
    with _heard(browser, tmp_path, _call(tmp_path, seconds, zone), (10, 800, 1600)) as page:
        for _ in range(2):
            page.wait_for_timeout(3000)
            page.route("**/audio.wav*", lambda route: route.abort())
            assert page.evaluate(_MEASURE, ["j", zone])["heard"]
            page.unroute("**/audio.wav*")
