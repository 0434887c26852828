"""Voices that the embedded model has never heard, made from ones that it has."""

from __future__ import annotations

import itertools

import numpy as np

from autoqa.asr.base import SAMPLE_RATE
from autoqa.asr.wire import Samples


def shifted(samples: Samples, factor: float) -> Samples:
    """Pitch, formants and speed times ``factor``, as of a throat of another size."""
    places = np.arange(0, len(samples), factor)
    return np.interp(places, np.arange(len(samples)), samples).astype(np.float32)


def noise_vocoded(samples: Samples, bands: int = 4) -> Samples:
    """Noise with the loudness of speech in a few bands: a hoarse whisper."""
    spectrum = np.fft.rfft(samples)
    noise = np.fft.rfft(np.random.default_rng(7).standard_normal(len(samples)))
    frequency = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    smooth = np.ones(320) / 320
    out = np.zeros(len(samples))
    edges = np.geomspace(200, 3600, bands + 1)
    for low, high in itertools.pairwise(edges):
        band = (frequency >= low) & (frequency < high)
        envelope = np.convolve(np.abs(np.fft.irfft(spectrum * band, len(samples))), smooth, "same")
        carrier = np.fft.irfft(noise * band, len(samples))
        out += envelope * carrier / (carrier.std() + 1e-9)
    return (0.3 * out / np.abs(out).max()).astype(np.float32)
