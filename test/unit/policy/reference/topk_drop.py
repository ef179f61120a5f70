"""TopK-Drop by the independent reference beside this checkout (shared/reference/predictors/common.py).

    python topk_drop.py > topk_drop.json

Scores and returns are closed forms of date and name, so that both sides build the same ones.
"""
import ast
import json
import pathlib

import numpy as np

source = pathlib.Path(__file__).resolve().parents[5] / "shared" / "reference" / "predictors" / "common.py"
tree = ast.parse(source.read_text())
tree.body = [node for node in tree.body if getattr(node, "name", None) == "topk_drop"]  # without torch
exec(compile(tree, str(source), "exec"))

T, N = 60, 14
t, i = np.mgrid[0:T, 0:N]
score = np.round(5 * np.sin(0.37 * t * (i + 1) + i), 1)  # rounded: some are equal
score[(t * 7 + i * 3) % 19 == 0] = np.nan  # outside the universe
returns = np.round(0.02 * np.cos(t + 2.3 * i), 4)
print(json.dumps({
    f"{k} {n} {hold}": dict(zip(("gross", "turnover"), (x.tolist() for x in topk_drop(score, returns, k, n, 5, hold))))
    for k, n, hold in ((5, 1, 1), (5, 2, 1), (5, 2, 4), (4, 4, 2))
}))
