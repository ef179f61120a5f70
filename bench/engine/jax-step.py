"""The training step of attention-longconv in JAX: bench/engine/torch-step.py in the words of jax.numpy.

    python jax-step.py FOLDER   serves on stdin/stdout for bench/engine.ts, see jax_peer.py
"""
import math

import jax_peer
import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.linalg import cho_solve

from peer import read, shape

LOOKBACK, BLOCK, RIDGE = shape["lookback"], shape["blockDays"], shape["ridge"]
TRADING, SHORT, LAMBDA = shape["tradingCost"], shape["shortCost"], shape["explainedVarianceWeight"]
T, N, M = shape["dates"], shape["assets"], shape["characteristics"]
values, universe = read("values", (T + 1, N, M)), read("universe", (T + 1, N)) > 0
returns, market = read("returns", (T, N)), np.nan_to_num(read("market", (T,)))


def gather():
    """Days first … first + L + 1 + B of the assets in the universe on any of them."""
    days = slice(shape["firstDay"], shape["firstDay"] + LOOKBACK + 1 + BLOCK)
    member = universe[days]
    columns = np.flatnonzero(member.any(0))
    member = member[:, columns]
    run = np.cumsum(np.vstack([np.zeros((1, len(columns)), int), member]), 0)
    whole = run[LOOKBACK + 1 :] - run[: -LOOKBACK - 1] == LOOKBACK + 1
    return dict(
        x=values[days][:, columns] * member[..., None],
        mask=member,
        known=member & ~np.isnan(returns[days][:, columns]),
        r=np.nan_to_num(returns[days][:, columns]) * member,
        tradable=whole.astype("f4"),
        present=member[LOOKBACK:].all(0).astype("f4"),
        market=market[days][LOOKBACK + 1 :],
    )


def residual(w, chol, v):
    """v − W (WᵀW + λI)⁻¹ Wᵀ v, dates first."""
    shares = cho_solve((chol, True), jnp.einsum("tnk,tn->tk", w, v)[..., None])[..., 0]
    return v - jnp.einsum("tnk,tk->tn", w, shares)


def dropped(h, key):
    if key is None:
        return h
    keep = 1 - shape["dropout"]
    return jnp.where(jax.random.bernoulli(key, keep, h.shape), h / keep, 0.0)


def loss_of(p, b, key):
    q = {name.split(".")[1]: tensor for name, tensor in p.items()}
    scores = b["x"] @ (q["embedding"] @ q["queries"].T) / math.sqrt(q["queries"].shape[1])
    inside = b["mask"][..., None]
    w = jax.nn.softmax(jnp.where(inside, scores, -1e9), 1) * inside
    gram = jnp.einsum("tnk,tnl->tkl", w, w) + RIDGE * jnp.eye(w.shape[2])
    chol = jnp.linalg.cholesky(gram)
    eps = residual(w, chol, b["r"]) * b["known"]

    days = np.arange(BLOCK + 1)[:, None] + np.arange(LOOKBACK)
    u = jnp.cumsum(eps[days[: len(eps) - LOOKBACK]].transpose(0, 2, 1), -1) * (100 / math.sqrt(LOOKBACK))
    kernel = jnp.sign(q["kernel"]) * jax.nn.relu(jnp.abs(q["kernel"]) - shape["squash"])
    last = u[..., -1:] * q["encoderWeight"].T + q["encoderBias"].T
    y = (u @ kernel[:, ::-1].T) * q["encoderWeight"].T + q["encoderBias"].T * kernel.sum(1) + q["skip"].T * last
    h = dropped(jax.nn.gelu(y, approximate=True), key)
    value = h @ q["valueWeight"].T + q["valueBias"].ravel()
    gate = h @ q["gateWeight"].T + q["gateBias"].ravel()
    h = value * jax.nn.sigmoid(gate) + last
    policy = (h @ q["outWeight"].T + q["outBias"])[..., 0] * b["tradable"]
    book = residual(w[LOOKBACK:], chol[LOOKBACK:], policy)
    book = book / (jnp.abs(book).sum(1, keepdims=True) + 1e-8)

    r, held = b["r"][LOOKBACK:], book[1:]
    costs = TRADING * jnp.abs(held - book[:-1]).sum(1) + SHORT * jax.nn.relu(-held).sum(1)
    net = (held * r[1:]).sum(1) - costs
    centred = b["market"] - b["market"].mean()
    net = net - b["market"] * (net * centred).sum() / ((centred**2).sum() + 1e-12)
    sharpe = net.mean() / (jnp.sqrt(net.var() + 1e-16) + 1e-5)
    share = 1 - eps[LOOKBACK:].var(0) / (r.var(0) + 1e-12)
    return -(sharpe + LAMBDA * (share * b["present"]).sum() / b["present"].sum()), sharpe


jax_peer.serve(loss_of, gather, decays=lambda name: name.startswith("policy."))
