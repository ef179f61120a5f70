"""The forward pass of attention-longconv once more, in NumPy and float64, written from its equations.

    python forward-pass.py FOLDER

FOLDER holds what bench/forward/parity.ts wrote: shape.json, the market's dates of one block, parameters.
Nothing is folded or fused: projections are dense N x N matrices, betas use an inverse, the convolution
runs over the whole hidden state. Writes books.f64 and residuals.f64 beside them and prints the loss and
its parts as one line of JSON.
"""
import json
import sys

import numpy as np

folder = sys.argv[1]
shape = json.load(open(f"{folder}/shape.json"))
D, N, M, L, LAG = (shape[k] for k in ("dates", "assets", "characteristics", "lookback", "trainingLag"))
read = lambda name, kind, dims: np.fromfile(f"{folder}/{name}.{kind}", dtype=dict(f32="<f4", f64="<f8")[kind]).reshape(dims)

universe = read("universe", "f32", (D, N)) > 0
columns = np.flatnonzero(universe.any(0))
member = universe[:, columns]
x = read("values", "f32", (D, N, M))[:, columns].astype(float)
raw = read("returns", "f64", (D, N))[:, columns]
known = member & ~np.isnan(raw)
returns = np.where(known, raw, 0.0)
market = read("market", "f64", (D,))
p = {name: read(name, "f32", dims).astype(float) for name, dims in shape["params"].items()}
policy = {name.split(".")[1]: value for name, value in p.items() if name.startswith("policy.")}
n, days = len(columns), D - L


def softmax(scores, inside):
    e = np.where(inside, np.exp(scores - scores[:, inside].max(1, keepdims=True)), 0.0)
    return e / e.sum(1, keepdims=True)


def projection(t):
    """I - beta W of date t, dense."""
    width = p["factors.queries"].shape[1]
    keys = x[t] @ p["factors.embedding"]
    w = softmax(p["factors.queries"] @ keys.T / np.sqrt(width), member[t])
    beta = w.T @ np.linalg.inv(w @ w.T + shape["ridge"] * np.eye(len(w)))
    return np.eye(n) - beta @ w


def gelu(v):
    return 0.5 * v * (1 + np.tanh(np.sqrt(2 / np.pi) * (v + 0.044715 * v**3)))


def policy_weights(window, tradable):
    """One weight for each row of residuals, oldest first."""
    deviation = np.sqrt(window.var(1, ddof=1) + 1e-12)[:, None]
    if shape["scaling"] == "percent":
        z = 100 * window
    elif shape["scaling"] == "volatility":
        z = window / (deviation + 1e-4)
    else:
        z = window / (deviation[tradable].mean() + 1e-4)
    if shape["input"] == "cumulative":
        z = z.cumsum(1) / np.sqrt(L)
    hidden = z[:, None, :] * policy["encoderWeight"][None] + policy["encoderBias"][None]
    kernel = np.sign(policy["kernel"]) * np.maximum(np.abs(policy["kernel"]) - shape["squash"], 0)
    y = hidden * policy["skip"][None]
    for lag in range(L):
        y[:, :, lag:] += kernel[None, :, lag, None] * hidden[:, :, : L - lag]
    last = shape["readOut"] == "last"
    out, past = (y[..., -1], hidden[..., -1]) if last else (y.mean(-1), hidden.mean(-1))
    h = gelu(out)
    value = h @ policy["valueWeight"].T + policy["valueBias"][:, 0]
    gate = h @ policy["gateWeight"].T + policy["gateBias"][:, 0]
    return (value / (1 + np.exp(-gate)) + past) @ policy["outWeight"][0] + policy["outBias"][0, 0]


residuals = np.stack([projection(t) @ returns[t] for t in range(D)]) * known
books = np.zeros((days, n))
for day in range(days):
    t = day + L
    tradable = member[t - L : t + 1].all(0)
    if not tradable.any():
        continue
    decided = np.where(tradable, policy_weights(residuals[t - L : t].T, tradable), 0.0)
    book = projection(t).T @ decided
    if shape["dollarNeutral"]:
        book = book - member[t] * (book[member[t]].mean())
    books[day] = book / (np.abs(book).sum() + 1e-8)

held = books[: days - LAG]
earned, left = returns[L + LAG :], residuals[L + LAG :]
gross = (held[1:] * earned[1:]).sum(1)
turnover = np.abs(held[1:] - held[:-1]).sum(1)
net = gross - shape["tradingCost"] * turnover - shape["shortCost"] * np.maximum(-held[1:], 0).sum(1)
if shape["hedged"]:
    m = market[L + 1 + LAG :]
    centred = m - m.mean()
    net = net - (net * centred).sum() / ((centred**2).sum() + 1e-12) * m
sharpe = lambda r: r.mean() / (np.sqrt(r.var() + 1e-16) + 1e-5)
present = member[L:].all(0)
explained = (1 - left.var(0) / (earned.var(0) + 1e-12))[present].mean()
books.tofile(f"{folder}/books.f64")
residuals.tofile(f"{folder}/residuals.f64")
print(json.dumps(dict(
    loss=-(sharpe(net) + shape["explainedVarianceWeight"] * explained),
    netSharpe=sharpe(net), grossSharpe=sharpe(gross), turnover=turnover.mean(), explainedVariance=explained)))
