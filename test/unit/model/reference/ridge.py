"""Ridge on lagged features by NumPy alone.

    python ridge.py > ridge.json

Features and labels are closed forms of date, asset and feature, so that both sides build the same ones.
"""
import json

import numpy as np

T, N, C, LAGS, FROM, TO = 50, 7, 3, (0, 2, 5), 3, 40
t, i, c = np.mgrid[0 : T + 1, 0:N, 0:C]
X = (0.5 * np.sin(1.3 * t * (i + 2) + c * (i + 1) + 0.1 * t * t)).astype(np.float32).astype(float)
X[(t + i) % 11 == 0] = 0  # outside the universe
s, j = np.mgrid[0:T, 0:N]
y = (np.cos(2.9 * s * (j + 1)) + 0.3 * X[:T, :, 0]).astype(np.float32).astype(float)
y[(s * 3 + j) % 13 == 0] = np.nan

rows, targets = [], []
for d in range(max(FROM, max(LAGS)), TO):
    for k in np.flatnonzero(np.isfinite(y[d])):
        rows.append(np.concatenate([X[d - lag, k] for lag in LAGS]))
        targets.append(y[d, k])
A, b = np.array(rows), np.array(targets)
p = A.shape[1]
w = np.linalg.solve(A.T @ A + 1e-2 * np.trace(A.T @ A) / p * np.eye(p), A.T @ b)
predicted = [float(np.concatenate([X[45 - lag, k] for lag in LAGS]) @ w) for k in (1, 4, 6)]
print(json.dumps({"coefficients": w.tolist(), "residualDeviation": float(np.sqrt(np.mean((b - A @ w) ** 2))),
                  "count": len(b), "predicted": predicted}))
