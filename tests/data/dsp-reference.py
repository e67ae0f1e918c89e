#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers that dsp/ must agree with, from implementations that share no code with it.

Run by hand, not by make:  python3 tests/data/dsp-reference.py > tests/data/dsp-reference.inc

1. numpy and scipy in double precision, straight from the formulas in the headers of
   src/dsp: np.fft.rfft of every frame, dense triangles, scipy.fft.dct(norm="ortho").
2. aubio: pvoc (its own window and FFT), filterbank.set_mel_coeffs_htk with
   set_norm(0), set_power(2), each band divided by the sum of its coefficients.

Signals (sound() below) are computed the same way in tests/unit/dsp.c.
"""
import sys

import numpy as np
import scipy
import scipy.fft

BANDS, MFCC = 64, 13
RATES = (44100, 48000, 16000, 96000)
FRAMES = (0, 5, 40)  # the columns that are written out
SECONDS = 0.4


def sound(rate):
    """Three decaying partials and a little noise from a linear congruence."""
    n = int(SECONDS * rate)
    t = np.arange(n) / rate
    x = 0.4 * np.sin(2 * np.pi * 220.0 * t) + 0.2 * np.sin(2 * np.pi * 1870.0 * t)
    x += 0.1 * np.sin(2 * np.pi * 6000.5 * t)
    x *= np.exp(-5.0 * t)
    seed = 1
    for i in range(n):
        seed = (seed * 1664525 + 1013904223) % 2**32
        x[i] += 0.02 * ((seed >> 8) / 2**23 - 1.0)
    return x.astype(np.float32).astype(np.float64)


def mel_of(hz):
    return 2595.0 * np.log10(1.0 + hz / 700.0)


def edges():
    return 700.0 * (10.0 ** (np.linspace(mel_of(30.0), mel_of(16000.0), BANDS + 2) / 2595.0) - 1.0)


def fft_size(window):
    return min(m << k for m in (1, 5) for k in range(20) if (m << k) >= max(64, window))


def trim(x, rate):
    loud = int(np.argmax(np.abs(x) > 0.01 * np.abs(x).max()))
    return x[max(0, loud - rate // 200):]


def spectra(x, rate):
    """Power (frames, bins), peak-normalised."""
    window, hop = round(rate * 2048 / 44100), max(1, round(rate * 256 / 44100))
    size = fft_size(window)
    w = scipy.signal.get_window("hann", window)
    frames = (len(x) - 1) // hop + 1
    padded = np.concatenate([np.zeros(window // 2), x, np.zeros(window)])
    cut = np.stack([padded[k * hop:k * hop + window] * w for k in range(frames)])
    return np.abs(np.fft.rfft(cut, size)) ** 2 / w.sum() ** 2 / np.abs(x).max() ** 2, rate / size


def bank(bins, bin_hz):
    e, f = edges(), np.arange(bins) * bin_hz
    out = np.zeros((BANDS, bins))
    for b in range(BANDS):
        if e[b + 1] > f[-1]:
            continue
        w = np.interp(f, e[b:b + 3], [0.0, 1.0, 0.0])
        if w.sum() == 0:
            w[int(round(e[b + 1] / bin_hz))] = 1.0
        out[b] = w / w.sum()
    return out


def shape(P, bin_hz):
    """Centroid, spread, rolloff, flatness, flux on every 4th frame, weighted by power."""
    P = P[::4]
    k, s = np.arange(P.shape[1]), P.sum(1)
    c = (P * k).sum(1) / s
    spread = np.sqrt((P * (k - c[:, None]) ** 2).sum(1) / s)
    roll = (np.cumsum(P, 1) >= 0.85 * s[:, None]).argmax(1)
    q = P / P.mean(1, keepdims=True) + 1e-9
    flat = np.exp(np.log(q).mean(1))
    unit = P / s[:, None]
    flux = np.maximum(0, unit[1:] - unit[:-1]).sum(1)
    mean = lambda v, w: (v * w).sum() / w.sum()
    return [mean(c, s) * bin_hz, mean(spread, s) * bin_hz, mean(roll, s) * bin_hz,
            mean(flat, s), mean(flux, s[1:])]


def aubio_mel(x, rate):
    """dB (frames, bands) by aubio, for a rate whose window is a power of two."""
    import aubio
    window, hop = 2048, 256
    pvoc = aubio.pvoc(window, hop)
    fb = aubio.filterbank(BANDS, window)
    fb.set_norm(0)
    fb.set_power(2)
    fb.set_mel_coeffs_htk(rate, 30, 16000)
    total = fb.get_coeffs().sum(1)
    w = aubio.window("hanningz", window).astype(np.float64)
    x = (x / np.abs(x).max()).astype(np.float32)
    frames = (len(x) - 1) // hop + 1
    x = np.concatenate([x, np.zeros(2 * window, np.float32)])
    rows = [np.copy(fb(pvoc(x[i * hop:(i + 1) * hop]))) for i in range(frames + window // hop)]
    rows = np.array(rows[window // 2 // hop - 1:][:frames], np.float64)
    return 10 * np.log10(rows / total / w.sum() ** 2 + 1e-10)


def row(values, digits):
    text = ", ".join(f"{v:.{digits}f}" for v in values)
    return "{" + text + "}"


def main():
    import aubio
    out = [f"/* SPDX-License-Identifier: GPL-2.0-or-later */",
           f"/* Made by tests/data/dsp-reference.py: numpy {np.__version__}, scipy {scipy.__version__},"
           f" aubio {aubio.version}, Python {sys.version.split()[0]}. */"]
    for rate in RATES:
        x = trim(sound(rate), rate)
        P, bin_hz = spectra(x, rate)
        mel = 10 * np.log10(P @ bank(P.shape[1], bin_hz).T + 1e-10)
        c = scipy.fft.dct(mel, axis=1, norm="ortho")[:, :MFCC]
        out.append(f"{{.by = \"numpy\", .rate_hz = {rate}, .frames = {len(mel)},")
        out.append(" .shape = " + row(shape(P, bin_hz), 6) + ",")
        out.append(" .mfcc_mean = " + row(c.mean(0), 4) + ",")
        out.append(" .mfcc_dev = " + row(c.std(0), 4) + ",")
        out.append(" .mel = {" + ",\n  ".join(row(mel[k], 3) for k in FRAMES) + "}},")
    x = trim(sound(44100), 44100)
    mel = aubio_mel(x, 44100)
    c = scipy.fft.dct(mel, axis=1, norm="ortho")[:, :MFCC]
    out.append(f"{{.by = \"aubio\", .rate_hz = 44100, .frames = {len(mel)},")
    out.append(" .mfcc_mean = " + row(c.mean(0), 4) + ",")
    out.append(" .mfcc_dev = " + row(c.std(0), 4) + ",")
    out.append(" .mel = {" + ",\n  ".join(row(mel[k], 3) for k in FRAMES) + "}},")
    print("\n".join(out))


if __name__ == "__main__":
    import scipy.signal
    main()
