"""Numbers that the tests of prediction measures are held against, from NumPy and SciPy alone.

    python predictions.py > predictions.json

Predictions, risks and returns are closed forms of date and name, so that both sides build the same
ones; predictions are rounded, so that some are equal.
"""
import json

import numpy as np
from scipy import stats

T, N, LAGS = 60, 23, 8
t, i = np.mgrid[0:T, 0:N]
mean = np.round(0.004 * np.sin(1.7 * t * (i + 1)) + 0.002 * np.sin(3 * (t * N + i)), 3)
risk = 0.01 * (1.5 + np.cos(2.1 * t + 0.7 * i))
realised = 0.012 * (1.5 + np.cos(2.1 * t + 0.7 * i)) * np.sin(0.9 * (t * N + i) ** 2) + 0.5 * mean
mean[(t + 5 * i) % 31 == 0] = np.nan
realised[(3 * t + i) % 29 == 0] = np.nan


def known(*columns):
    keep = np.isfinite(np.array(columns)).all(0)
    return [c[keep] for c in columns]


def day(s):
    m, r = known(mean[s], realised[s])
    a, b = known(risk[s], np.abs(realised[s]))
    order = np.lexsort((np.arange(len(m)), -m))
    q = len(m) // 5
    z = (realised[s] - mean[s]) / risk[s]
    z = z[np.isfinite(z)]
    out = dict(names=len(m), ic=stats.pearsonr(m, r)[0], rankIC=stats.spearmanr(m, r)[0],
               spread=r[order[:q]].mean() - r[order[-q:]].mean(), riskRankIC=stats.spearmanr(a, b)[0],
               bands=len(z), covered=int((np.abs(z) <= stats.norm.ppf(0.95)).sum()), z=z.tolist())
    if s < T - 1:
        out["rankICLag1"] = stats.spearmanr(*known(mean[s], realised[s + 1]))[0]
    return out


def bootstrap(statistic, draws=20_000):
    """Stationary bootstrap of Politis and Romano, index by index."""
    random, out = np.random.default_rng(0), np.empty(draws)
    for k in range(draws):
        index = np.empty(T, int)
        for j in range(T):
            start = j == 0 or random.random() < 1 / LAGS
            index[j] = random.integers(T) if start else (index[j - 1] + 1) % T
        out[k] = statistic(index)
    return np.percentile(out, [2.5, 97.5]).tolist()


days = [day(s) for s in range(T)]
series = {k: np.array([d[k] for d in days if k in d]) for k in ("ic", "rankIC", "rankICLag1", "spread", "riskRankIC")}
z = np.concatenate([d["z"] for d in days])
other = 0.02 * np.sin(np.arange(T) ** 2)
book = np.nanmean(np.where(mean > 0, realised, np.nan), 1)
wealth = np.r_[1, (1 + book).cumprod()]
summed = np.r_[0, book.cumsum()]
fall = lambda path, relative: (np.maximum.accumulate(path) - path) / (np.maximum.accumulate(path) if relative else 1)
mdd, drawdown = fall(wealth, True).max(), fall(summed, False).max()
apy, avo = wealth[-1] ** (252 / T) - 1, book.std() * 252**0.5
print(json.dumps({
    "days": [{k: v for k, v in d.items() if k != "z"} for d in days],
    "measures": {
        "days": T, **{k: float(v.mean()) for k, v in series.items()},
        "icir": series["ic"].mean() / series["ic"].std(ddof=1),
        "rankICIR": series["rankIC"].mean() / series["rankIC"].std(ddof=1),
        "rankICStandardError": stats.sem(series["rankIC"]),
        "coverage90": float(np.mean(np.abs(z) <= stats.norm.ppf(0.95))), "zStandardDeviation": float(z.std()),
    },
    "difference": {"mean": float((series["rankIC"] - other).mean()),
                   "interval": bootstrap(lambda k: (series["rankIC"] - other)[k].mean())},
    "book": book.tolist(),
    "wealth": {
        "days": T, "annualReturn": book.mean() * 252, "sharpe": book.mean() / book.std() * 252**0.5,
        "maxDrawdown": drawdown, "calmar": book.mean() * 252 / drawdown, "cumulativeWealth": wealth[-1],
        "apy": apy, "annualVolatility": avo, "annualSharpe": apy / avo, "wealthDrawdown": mdd, "wealthCalmar": apy / mdd,
    },
}))
