"""Sequence features by NumPy, on a few dates of the Dow, from the independent reference beside this checkout.

    python sequence.py > sequence.json        (prep.py in shared/reference/predictors, prices in shared/data)
"""
import json
import pathlib
import sys

import numpy as np

shared = pathlib.Path(__file__).resolve().parents[5] / "shared"
sys.path.insert(0, str(shared / "reference" / "predictors"))
from prep import features, load  # noqa: E402

DATES = ["2001-03-01", "2008-10-10", "2020-03-16"]
dates, symbols, prices = load([str(shared / "data" / "dj30_2000_2020.csv.gz")])
with np.errstate(all="ignore"):
    columns = features(prices)
rows = [int(np.flatnonzero(dates == date)[0]) for date in DATES]
value = lambda x: float(f"{x:.12g}") if np.isfinite(x) else None
listed = np.cumsum(np.isfinite(prices["a"]), axis=0) > 61  # full windows: prep.py has 0 for R2 and corr before
print(json.dumps({
    "dates": DATES,
    "symbols": [str(s) for s in symbols],
    "features": {k: [[value(a[t, i]) if listed[t, i] else None for i in range(len(symbols))] for t in rows]
                 for k, a in columns.items()},
}))
