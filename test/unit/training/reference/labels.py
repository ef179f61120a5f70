"""Labels by NumPy and SciPy alone.

    python labels.py > labels.json

Returns are a closed form of date and asset, so that both sides build the same ones; rounded, so that
some are equal. Asset 2 has none on date 3, asset 5 is not in the universe of date 4.
"""
import json

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

T, N = 8, 9
t, i = np.mgrid[0:T, 0:N]
R = np.round(0.03 * np.sin((t + 1) ** 2 * (i + 2)), 2)
R[3, 2] = np.nan
member = np.ones((T, N), bool)
member[0] = False
member[4, 5] = False


def horizon_returns(h, lag):
    out = np.full((T, N), np.nan)
    for s in range(T - h - lag + 1):
        block = R[s + lag : s + lag + h]
        out[s] = np.where(np.isfinite(block).any(0), np.nan_to_num(block + 1, nan=1).prod(0) - 1, np.nan)
    return out


def label(kind, h, lag):
    out = np.full((T, N), np.nan)
    for s, row in enumerate(horizon_returns(h, lag)):
        c = np.flatnonzero(member[s] & np.isfinite(row))
        if len(c) < 2:
            continue
        r, n = row[c], len(c)
        out[s, c] = {
            "normalScore": lambda: ndtri((rankdata(r) - 0.5) / n),
            "z": lambda: np.clip((r - r.mean()) / r.std(), -5, 5),
            "rank": lambda: np.sqrt(12) * ((rankdata(r) - 0.5) / n - 0.5),
            "raw": lambda: 100 * (r - r.mean()),
        }[kind]()
    return [None if np.isnan(x) else float(x) for x in out.ravel()]


def deviations(h):
    out = [None] * T
    for s, row in enumerate(horizon_returns(h, 0)):
        known = row[member[s] & np.isfinite(row)]
        if len(known) > 1:
            out[s + h - 1] = float(known.std())
    return out


print(json.dumps({
    "labels": {f"{kind} {h} {lag}": label(kind, h, lag)
               for kind in ("normalScore", "z", "rank", "raw") for h, lag in ((1, 0), (1, 1), (3, 1))},
    "deviations": {h: deviations(h) for h in (1, 3)},
}))
