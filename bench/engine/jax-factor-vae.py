"""The training step of factor-vae in JAX: bench/engine/torch-factor-vae.py in the words of jax.numpy.

    python jax-factor-vae.py FOLDER   serves on stdin/stdout for bench/engine.ts, see jax_peer.py
"""
import math

import jax_peer
import jax
import jax.numpy as jnp
import numpy as np

from jax_peer import softplus
from peer import read, shape

T, N, C = shape["dates"], shape["assets"], shape["characteristics"]
STEPS, DATES, FLOOR = shape["lookback"], shape["datesPerStep"], shape["sigmaFloor"]
values, universe = read("values", (T + 1, N, C)), read("universe", (T + 1, N, 1))
labels = read("labels", (-1, N))


def gather():
    """Rows of the windows that end on the block's dates, their labels, and which are known."""
    first = shape["firstDay"]
    y = labels[first : first + DATES]
    columns = np.flatnonzero(~np.isnan(y).all(0))
    rows = slice(first - STEPS + 1, first + DATES)
    x = values[rows][:, columns] * universe[rows][:, columns]
    return x, np.nan_to_num(y[:, columns]), ~np.isnan(y[:, columns])


def dense(p, name, x):
    return x @ p[f"{name}.weight"] + p[f"{name}.bias"]


def leaky(x):
    return jax.nn.leaky_relu(x, shape["leakySlope"])


def head(p, name, x):
    """Mean and standard deviation from one hidden layer."""
    a = leaky(dense(p, f"{name}.hidden", x))
    return dense(p, f"{name}.mean", a)[..., 0], softplus(dense(p, f"{name}.sd", a))[..., 0] + FLOOR


def embedding(p, x):
    """The last state of every window, the input half of the gates computed once a date."""
    gates = dense(p, "extractor.input", leaky(dense(p, "extractor.projection", x)))

    def row(h, first):
        reset_in, update_in, new_in = jnp.split(jax.lax.dynamic_slice_in_dim(gates, first, DATES), 3, -1)
        reset_h, update_h, new_h = jnp.split(dense(p, "extractor.recurrent", h), 3, -1)
        update = jax.nn.sigmoid(update_in + update_h)
        new = jnp.tanh(new_in + jax.nn.sigmoid(reset_in + reset_h) * new_h)
        return new + update * (h - new)

    h = jnp.zeros((DATES, x.shape[1], gates.shape[2] // 3), x.dtype)
    for first in range(STEPS):
        h = row(h, first)
    return h


def prior(p, e, mask):
    query = p["prior.query"]
    factors, width = query.shape
    keys = (e @ p["prior.key"]).reshape(*e.shape[:2], factors, width)
    lengths = jnp.sqrt((keys**2).sum(-1) + 1e-12) * jnp.sqrt((query**2).sum(-1) + 1e-12)
    positive = jax.nn.relu(jnp.einsum("bnkh,kh->bnk", keys, query) / lengths) * mask[..., None]
    total = positive.sum(1, keepdims=True)
    equal = mask[..., None] / jnp.maximum(mask.sum(1), 1)[:, None, None]
    weights = jnp.where(total > 1e-12, positive / jnp.maximum(total, 1e-12), equal)
    context = jnp.einsum("bkh,khj->bkj", jnp.einsum("bnk,bnh->bkh", weights, e), p["prior.value"])
    return head(p, "prior.distribution", context)


def posterior(p, e, y, mask):
    scores = jnp.where(mask[..., None], e @ p["posterior.portfolios"], -1e9)
    returns = jnp.einsum("bnm,bn->bm", jax.nn.softmax(scores, 1), y)
    return dense(p, "posterior.mean", returns), softplus(dense(p, "posterior.sd", returns)) + FLOOR


def decode(p, e, factors):
    (alpha, alpha_sd), beta, (mean, sd) = head(p, "alpha", e), dense(p, "beta", e), factors
    along = lambda loadings, by: jnp.einsum("bnk,bk->bn", loadings, by)
    return alpha + along(beta, mean), jnp.sqrt(alpha_sd**2 + along(beta**2, sd**2))


def nll(y, predicted, mask):
    mean, sd = predicted
    each = 0.5 * math.log(2 * math.pi) + jnp.log(sd) + 0.5 * ((y - mean) / sd) ** 2
    return (each * mask).sum(1) / jnp.maximum(mask.sum(1), 1)


def loss_of(p, block, _key):
    x, y, mask = block
    e = embedding(p, x)
    before, after = prior(p, e, mask), posterior(p, e, y, mask)
    spread = (after[1] ** 2 + (after[0] - before[0]) ** 2) / (2 * before[1] ** 2)
    apart = jnp.log(before[1] / after[1]) + spread - 0.5
    terms = nll(y, decode(p, e, after), mask) + shape["klWeight"] * apart.sum(1) / mask.sum(1)
    return (terms + shape["priorWeight"] * nll(y, decode(p, e, before), mask)).mean(), ()


jax_peer.serve(loss_of, gather)
