"""What a telephone line and a call recorder do to speech, and the sounds of a line without speech.

All signals are mono float32 in [-1, 1]; random parts take a numpy Generator, so that a seed repeats them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
LINE_RATE = 8000  # Hz
RING_BACK_HZ = 450.0  # mainland China: 450 Hz, 1 s on, 4 s off
_A = 87.6


def resample(
    samples: Samples, rate: int, new_rate: int, *, low: float = 0.0, high: float | None = None
) -> Samples:
    """Resample through the spectrum, keeping only `low`..`high` Hz (soft edges of 8 %)."""
    if not len(samples):
        return samples
    size = len(samples)
    # A length divisible by 441 * 5 makes the usual ratios of 22,050 and 16,000 or 8,000 Hz exact.
    padded = -(-(size + rate // 50) // 2205) * 2205
    spectrum = np.fft.rfft(samples, padded)
    frequency = np.fft.rfftfreq(padded, 1 / rate)
    top = min(high or rate / 2, new_rate / 2, rate / 2)
    gain = np.clip((top - frequency) / (0.08 * top), 0, 1)
    if low > 0:
        gain *= np.clip((frequency - 0.6 * low) / (0.4 * low), 0, 1)
    new_size = round(padded * new_rate / rate)
    out = np.zeros(new_size // 2 + 1, spectrum.dtype)
    count = min(len(out), len(spectrum))
    out[:count] = (spectrum * gain)[:count]
    wave = np.fft.irfft(out, new_size)[: round(size * new_rate / rate)] * (new_size / padded)
    return wave.astype(np.float32)


def line_band(samples: Samples, rate: int, *, low: float = 200.0, high: float = 3600.0) -> Samples:
    """The telephone band at 8 kHz."""
    return resample(samples, rate, LINE_RATE, low=low, high=high)


def a_law(samples: Samples) -> Samples:
    """Through 8-bit A-law (ITU-T G.711) and back."""
    x = np.clip(samples, -1, 1)
    size = np.abs(x)
    scale = 1 + np.log(_A)
    with np.errstate(divide="ignore"):
        code = np.where(size < 1 / _A, _A * size, 1 + np.log(np.maximum(_A * size, 1e-12))) / scale
    code = (np.floor(np.minimum(code, 1 - 1e-9) * 128) + 0.5) / 128
    back = np.where(code < 1 / scale, code * scale / _A, np.exp(code * scale - 1) / _A)
    return np.asarray(np.sign(x) * back, np.float32)


def rms(samples: Samples) -> float:
    """Root mean square of the parts that are not silent (1e-9 for silence)."""
    loud = samples[np.abs(samples) > 1e-3]
    return float(np.sqrt(np.mean(np.square(loud, dtype=np.float64)))) if len(loud) else 1e-9


def level(samples: Samples, dbfs: float) -> Samples:
    """Scale so that the sounding parts have `dbfs` dB of full scale, never clipping."""
    gain = 10 ** (dbfs / 20) / rms(samples)
    peak = float(np.abs(samples).max(initial=0.0)) * gain
    return (samples * (gain / max(1.0, peak / 0.98))).astype(np.float32)


def noise(count: int, rng: np.random.Generator, *, colour: float = 0.5) -> Samples:
    """`count` samples of noise at RMS 0.1 whose power falls as frequency ** -(2 * colour) (0 white, 0.5
    pink)."""
    if count <= 0:
        return np.zeros(0, np.float32)
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum *= np.maximum(np.arange(len(spectrum)) / len(spectrum), 0.02) ** -colour
    wave = np.fft.irfft(spectrum, count)
    return (wave * (0.1 / max(float(wave.std()), 1e-9))).astype(np.float32)


def add_noise(samples: Samples, snr_db: float, rng: np.random.Generator, *, colour: float = 0.5) -> Samples:
    """Add coloured noise `snr_db` below the level of the sounding parts."""
    sound = noise(len(samples), rng, colour=colour)
    return mix(samples, sound * (rms(samples) / 0.1 * 10 ** (-snr_db / 20)))


def mix(first: Samples, second: Samples, *, at: int = 0) -> Samples:
    """Sum with `second` starting at sample `at`; as long as needed to hold both."""
    out = np.zeros(max(len(first), at + len(second)), np.float32)
    out[: len(first)] += first
    out[at : at + len(second)] += second
    return out


def babble(count: int, rate: int, rng: np.random.Generator, voices: list[Samples]) -> Samples:
    """A murmur at RMS 0.1: the given speech clips, each repeated from a random place, on top of one
    another."""
    total = np.zeros(count, np.float32)
    for clip in voices:
        start = int(rng.integers(0, max(1, len(clip))))
        total += np.resize(np.roll(clip, -start), count)
    return level(total, -20.0) if count else total


def echo(samples: Samples, rate: int, *, delay_s: float = 0.12, gain: float = 0.2) -> Samples:
    """Line echo: a softer copy after `delay_s` seconds."""
    return mix(samples, samples * np.float32(gain), at=int(delay_s * rate))[: len(samples)]


def tone(seconds: float, rate: int, frequency: float = RING_BACK_HZ, *, dbfs: float = -18.0) -> Samples:
    """A steady tone with 5 ms ramps."""
    t = np.arange(int(seconds * rate)) / rate
    ramp = np.clip(np.minimum(t, seconds - t) / 0.005, 0, 1)
    return (np.sqrt(2) * 10 ** (dbfs / 20) * np.sin(2 * np.pi * frequency * t) * ramp).astype(np.float32)


def ring_back(seconds: float, rate: int = LINE_RATE, *, dbfs: float = -18.0) -> Samples:
    """Ring-back tone as the calling side hears it: 450 Hz, 1 s on, 4 s off."""
    out = np.zeros(int(seconds * rate), np.float32)
    beep = tone(1.0, rate, dbfs=dbfs)
    for start in range(0, len(out), 5 * rate):
        part = beep[: len(out) - start]
        out[start : start + len(part)] = part
    return out


def hold_music(seconds: float, rate: int, rng: np.random.Generator, *, dbfs: float = -22.0) -> Samples:
    """Plucked notes of a pentatonic melody with harmonics over a soft bass: plain, but music."""
    out = np.zeros(int(seconds * rate), np.float32)
    beat = float(rng.uniform(0.22, 0.45))
    root = 220.0 * 2 ** (int(rng.integers(-3, 8)) / 12)
    steps = (0, 2, 4, 7, 9, 12, 14, 16)
    harmonics = rng.uniform(0.1, 0.6, 4)
    place = int(rng.integers(0, 8))
    for number in range(int(seconds / beat) + 1):
        place = int(np.clip(place + rng.integers(-2, 3), 0, 7))
        notes = [root * 2 ** (steps[place] / 12)] + ([root / 2] if number % 4 == 0 else [])
        t = np.arange(int(min(4 * beat, 1.6) * rate)) / rate
        for note in notes:
            wave = sum(w * np.sin(2 * np.pi * note * (k + 1) * t) for k, w in enumerate((1.0, *harmonics)))
            pluck = (wave * np.exp(-t * 3.0 / (2 * beat)) * np.minimum(t / 0.01, 1)).astype(np.float32)
            start = int(number * beat * rate)
            part = pluck[: len(out) - start]
            out[start : start + len(part)] += part
    return level(out, dbfs) if len(out) else out


def silence(seconds: float, rate: int = LINE_RATE) -> Samples:
    """Digital silence."""
    return np.zeros(int(seconds * rate), np.float32)
