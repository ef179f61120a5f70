"""The training step of factor-vae in PyTorch, to be timed against and compared with.

    python torch-factor-vae.py FOLDER [compile]   serves on stdin/stdout for bench/engine.ts, one line of JSON each

FOLDER holds what bench/engine/torch.ts wrote: shape.json, features and labels as float32 arrays by date, and the
parameters. `check` answers the loss and gradients of a block in float64; `step` does one step in float32 on one
thread (gather the block, forward, gradients, clip, AdamW) and answers milliseconds.
"""
import math

import numpy as np
import torch
import torch.nn.functional as F

from peer import read, shape, timed
from torch_peer import CHECKED, adam_w, checked, compiled, parameters, serve

T, N, C = shape["dates"], shape["assets"], shape["characteristics"]
STEPS, DATES, FLOOR = shape["lookback"], shape["datesPerStep"], shape["sigmaFloor"]
values, universe = read("values", (T + 1, N, C)), read("universe", (T + 1, N, 1))
labels = read("labels", (-1, N))


def block(first, dtype):
    """Rows of the windows that end on `first … first + B − 1`, and the labels of those dates."""
    y = labels[first : first + DATES]
    columns = np.flatnonzero(~np.isnan(y).all(0))
    known = ~np.isnan(y[:, columns])
    send = lambda a: torch.from_numpy(np.ascontiguousarray(a)).to(dtype)
    rows = slice(first - STEPS + 1, first + DATES)
    return send(values[rows][:, columns] * universe[rows][:, columns]), send(np.nan_to_num(y[:, columns])), torch.from_numpy(known)


def dense(p, name, x):
    return x @ p[f"{name}.weight"] + p[f"{name}.bias"]


def leaky(x):
    return F.leaky_relu(x, shape["leakySlope"])


def head(p, name, x):
    """Mean and standard deviation from one hidden layer."""
    a = leaky(dense(p, f"{name}.hidden", x))
    return dense(p, f"{name}.mean", a)[..., 0], F.softplus(dense(p, f"{name}.sd", a))[..., 0] + FLOOR


def embedding(p, x):
    """The last state of every window, the input half of the gates computed once a date."""
    gates = dense(p, "extractor.input", leaky(dense(p, "extractor.projection", x)))
    h = x.new_zeros(DATES, x.shape[1], gates.shape[2] // 3)
    for row in range(STEPS):
        reset_in, update_in, new_in = gates[row : row + DATES].chunk(3, -1)
        reset_h, update_h, new_h = dense(p, "extractor.recurrent", h).chunk(3, -1)
        update = torch.sigmoid(update_in + update_h)
        new = torch.tanh(new_in + torch.sigmoid(reset_in + reset_h) * new_h)
        h = new + update * (h - new)
    return h


def prior(p, e, mask):
    query = p["prior.query"]
    factors, width = query.shape
    keys = (e @ p["prior.key"]).unflatten(-1, (factors, width))
    lengths = (keys.square().sum(-1) + 1e-12).sqrt() * (query.square().sum(-1) + 1e-12).sqrt()
    cosine = torch.einsum("bnkh,kh->bnk", keys, query) / lengths
    positive = cosine.relu() * mask[..., None]
    total = positive.sum(1, keepdim=True)
    equal = mask[..., None] / mask.sum(1)[:, None, None].clamp(min=1)
    weights = torch.where(total > 1e-12, positive / total.clamp(min=1e-12), equal.expand_as(positive))
    context = torch.einsum("bkh,khj->bkj", torch.einsum("bnk,bnh->bkh", weights, e), p["prior.value"])
    return head(p, "prior.distribution", context)


def posterior(p, e, y, mask):
    scores = (e @ p["posterior.portfolios"]).masked_fill(~mask[..., None], -1e9)
    returns = torch.einsum("bnm,bn->bm", scores.softmax(1), y)
    return dense(p, "posterior.mean", returns), F.softplus(dense(p, "posterior.sd", returns)) + FLOOR


def decode(p, e, factors):
    (alpha, alpha_sd), beta, (mean, sd) = head(p, "alpha", e), dense(p, "beta", e), factors
    along = lambda loadings, by: torch.einsum("bnk,bk->bn", loadings, by)
    return alpha + along(beta, mean), (alpha_sd.square() + along(beta.square(), sd.square())).sqrt()


def nll(y, predicted, mask):
    mean, sd = predicted
    each = 0.5 * math.log(2 * math.pi) + sd.log() + 0.5 * ((y - mean) / sd).square()
    return (each * mask).sum(1) / mask.sum(1).clamp(min=1)


def loss_of(p, x, y, mask):
    e = embedding(p, x)
    before, after = prior(p, e, mask), posterior(p, e, y, mask)
    apart = (before[1] / after[1]).log() + (after[1].square() + (after[0] - before[0]).square()) / (2 * before[1].square()) - 0.5
    terms = nll(y, decode(p, e, after), mask) + shape["klWeight"] * apart.sum(1) / mask.sum(1)
    return (terms + shape["priorWeight"] * nll(y, decode(p, e, before), mask)).mean()


stepped = compiled(loss_of)


def check():
    b = block(shape["firstDay"], CHECKED)
    return checked(lambda p: stepped(p, *b))


trained = parameters(torch.float32)
optimiser = adam_w(list(trained.values()), weight_decay=shape["weightDecay"])


def move():
    loss = stepped(trained, *block(shape["firstDay"], torch.float32))
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(list(trained.values()), shape["clipNorm"])
    optimiser.step()
    return loss.item()


serve(dict(check=check, step=lambda: timed(move)))
