"""LightGBM on the features and labels of our predictors, one fit a test year, one thread.

    python lightgbm-peer.py FOLDER

FOLDER holds what bench/predict/lightgbm.ts wrote: shape.json, values.f32 [T + 1, N, C], labels.f32 [T, N]
(NaN where there is none). Writes scores.f32 [T, N], NaN outside the test years, and prints a line of JSON
for each year.
"""
import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
import lightgbm
import numpy as np

folder = sys.argv[1]
shape = json.load(open(f"{folder}/shape.json"))
T, N, C, LAGS = shape["dates"], shape["assets"], shape["features"], shape["lags"]
values = np.fromfile(f"{folder}/values.f32", dtype="<f4").reshape(T + 1, N, C)
labels = np.fromfile(f"{folder}/labels.f32", dtype="<f4").reshape(T, N)
FIXED = dict(objective="regression", num_threads=1, deterministic=True, force_row_wise=True, seed=1, verbose=-1)
scores = np.full((T, N), np.nan, np.float32)


def rows(first, end):
    """Cells with a label, and their features of the lags, newest first."""
    days, names = np.nonzero(~np.isnan(labels[first:end]))
    days = days + first
    return days, names, np.concatenate([values[days - lag, names] for lag in LAGS], 1)


for year in shape["years"]:
    began = time.process_time()
    days, names, x = rows(max(year["from"], max(LAGS)), year["test"])
    model = lightgbm.train({**shape["settings"], **FIXED}, lightgbm.Dataset(x, labels[days, names]))
    days, names, x = rows(year["test"], year["end"])
    scores[days, names] = model.predict(x)
    print(json.dumps(dict(year=year["year"], seconds=time.process_time() - began, version=lightgbm.__version__)), flush=True)
scores.tofile(f"{folder}/scores.f32")
