"""Numbers that the tests of src/accounts are held against, from NumPy and SciPy alone.

    python measures.py > measures.json

Series are closed forms of t, so that both sides build the same ones.
"""
import json

import numpy as np
from scipy import stats

T, K, LAGS = 500, 3, 8
t = np.arange(1, T + 1)
market = 0.01 * np.sin(t * t)
factors = np.stack([market, 0.006 * np.cos(3 * t * t), 0.004 * np.sin(5 * t * t + 1)], 1)
noise = 0.008 * np.cos(7 * t * t + 2)
noise = noise + 0.5 * np.r_[0, noise[:-1]]  # autocorrelated, so that Newey-West matters
returns = 0.0008 + factors @ np.array([0.4, -0.2, 0.1]) + noise


def newey_west(y, x, lags):
    """OLS with an intercept; HAC covariance with Bartlett weights, no small-sample correction."""
    x = np.column_stack([np.ones(len(y)), x])
    coefficients, *_ = np.linalg.lstsq(x, y, rcond=None)
    scores = x * (y - x @ coefficients)[:, None]
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        gamma = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (gamma + gamma.T)
    bread = np.linalg.inv(x.T @ x)
    return coefficients, np.sqrt(np.diag(bread @ middle @ bread))


def deflated(r, trials):
    """Bailey and Lopez de Prado (2014), cross-trial variance 1/T."""
    gamma = np.euler_gamma
    largest = (1 - gamma) * stats.norm.ppf(1 - 1 / trials) + gamma * stats.norm.ppf(1 - 1 / (trials * np.e))
    sharpe, start = r.mean() / r.std(), (largest / np.sqrt(len(r)) if trials > 1 else 0)
    error = 1 - stats.skew(r) * sharpe + (stats.kurtosis(r, fisher=False) - 1) / 4 * sharpe**2
    return start, stats.norm.cdf((sharpe - start) * np.sqrt(len(r) - 1) / np.sqrt(error))


def stationary_bootstrap(a, b, block, replications, seed):
    """Politis and Romano (1994), index by index; percentiles of SR(a) and of SR(a) - SR(b)."""
    rng, n = np.random.default_rng(seed), len(a)
    sharpe = lambda x: x.mean() / x.std() * 252**0.5
    draws = np.empty((replications, 2))
    for r in range(replications):
        fresh = rng.random(n) < 1 / block
        fresh[0] = True
        starts = rng.integers(0, n, n)
        index = np.empty(n, int)
        for i in range(n):
            index[i] = starts[i] if fresh[i] else (index[i - 1] + 1) % n
        draws[r] = sharpe(a[index]), sharpe(a[index]) - sharpe(b[index])
    return np.percentile(draws, [2.5, 97.5], axis=0).T


other = 0.0002 + 0.3 * market + 0.007 * np.sin(11 * t * t)
coefficients, errors = newey_west(returns, factors, LAGS)
daily = returns.mean() / returns.std()
interval = stationary_bootstrap(returns, other, 8, 20000, 1)
print(json.dumps({
    "source": "python measures.py, NumPy %s" % np.__version__.split(".")[0],
    "coefficients": coefficients.tolist(),
    "standardErrors": errors.tolist(),
    "alpha": coefficients[0] * 252,
    "tStatistic": coefficients[0] / errors[0],
    "sharpe": daily * 252**0.5,
    "sharpeStandardError": ((1 + daily**2 / 2) / T * 252) ** 0.5,
    "deflated": {str(n): dict(zip(("largest", "probability"), map(float, deflated(returns, n)))) for n in (1, 2, 25, 100)},
    "normalCdf": {str(x): float(stats.norm.cdf(x)) for x in (-8, -3.5, -3, -1, 0, 0.3, 2.9, 3.1, 6)},
    "normalQuantile": {str(p): float(stats.norm.ppf(p)) for p in (1e-10, 0.001, 0.025, 0.5, 0.9, 0.975, 0.9999)},
    "bootstrap": {"sharpe": interval[0].tolist(), "difference": interval[1].tolist()},
}, indent=2))
