"""The training step of attention-longconv in PyTorch, to be timed against and compared with.

    python torch-step.py FOLDER [DEVICE] [compile]   serves on stdin/stdout for bench/engine.ts, one line of JSON each

FOLDER holds what bench/engine.ts wrote: shape.json, the market as float32 arrays by date, and the
parameters. `check` answers the loss and gradients of one block in float64, dropout off; `step` does one
step in float32 on one thread (gather the block, forward, gradients, clip, AdamW) and answers milliseconds; `window`
trains all epochs on the dates before shape.json's testRow, scores those after it, and answers seconds.
On a DEVICE such as cuda the thread only gathers and launches, and the step ends when the device has done it.
"""
import math
import time

import numpy as np
import torch
import torch.nn.functional as F

from peer import read, shape, timed
from torch_peer import CHECKED, DEVICE, adam_w, checked, compiled, parameters, serve

LOOKBACK, BLOCK, RIDGE = shape["lookback"], shape["blockDays"], shape["ridge"]
TRADING, SHORT, LAMBDA = shape["tradingCost"], shape["shortCost"], shape["explainedVarianceWeight"]


T, N, M = shape["dates"], shape["assets"], shape["characteristics"]
values, universe = read("values", (T + 1, N, M)), read("universe", (T + 1, N)) > 0
returns, market = read("returns", (T, N)), np.nan_to_num(read("market", (T,)))


def block(first, dtype, device="cpu"):
    """Days first … first + L + 1 + B of the assets in the universe on any of them."""
    days = slice(first, first + LOOKBACK + 1 + BLOCK)
    member = universe[days]
    columns = np.flatnonzero(member.any(0))
    member = member[:, columns]
    run = np.cumsum(np.vstack([np.zeros((1, len(columns)), int), member]), 0)
    whole = run[LOOKBACK + 1 :] - run[: -LOOKBACK - 1] == LOOKBACK + 1
    send = lambda a: torch.from_numpy(np.ascontiguousarray(a)).to(device, dtype)
    return dict(
        x=send(values[days][:, columns] * member[..., None]),
        mask=torch.from_numpy(member).to(device),
        known=torch.from_numpy(member & ~np.isnan(returns[days][:, columns])).to(device),
        r=send(np.nan_to_num(returns[days][:, columns]) * member),
        tradable=send(whole),
        present=send(member[LOOKBACK:].all(0)),
        market=send(market[days][LOOKBACK + 1 :]),
    )


def residual(w, chol, v):
    """v − W (WᵀW + λI)⁻¹ Wᵀ v, dates first."""
    shares = torch.cholesky_solve(w.transpose(1, 2) @ v.unsqueeze(-1), chol)
    return v - (w @ shares).squeeze(-1)


def loss_of(p, b, dropout):
    q = {name.split(".")[1]: tensor for name, tensor in p.items()}
    scores = b["x"] @ (q["embedding"] @ q["queries"].T) / math.sqrt(q["queries"].shape[1])
    inside = b["mask"].unsqueeze(-1)
    w = torch.softmax(scores.masked_fill(~inside, -1e9), 1) * inside
    chol = torch.linalg.cholesky(w.transpose(1, 2) @ w + RIDGE * torch.eye(w.shape[2]).to(w))
    eps = residual(w, chol, b["r"]) * b["known"]

    u = eps.unfold(0, LOOKBACK, 1)[:-1].cumsum(-1) * (100 / math.sqrt(LOOKBACK))
    kernel = torch.sign(q["kernel"]) * F.relu(q["kernel"].abs() - shape["squash"])
    last = u[..., -1:] * q["encoderWeight"].T + q["encoderBias"].T
    y = (u @ kernel.flip(1).T) * q["encoderWeight"].T + q["encoderBias"].T * kernel.sum(1) + q["skip"].T * last
    h = F.dropout(F.gelu(y, approximate="tanh"), dropout)
    both = torch.cat([q["valueWeight"], q["gateWeight"]])
    h = F.glu(F.linear(h, both, torch.cat([q["valueBias"], q["gateBias"]]).squeeze(1)), -1) + last
    policy = (h @ q["outWeight"].T + q["outBias"]).squeeze(-1) * b["tradable"]
    book = residual(w[LOOKBACK:], chol[LOOKBACK:], policy)
    book = book / (book.abs().sum(1, keepdim=True) + 1e-8)

    r, held = b["r"][LOOKBACK:], book[1:]
    net = (held * r[1:]).sum(1) - TRADING * (held - book[:-1]).abs().sum(1) - SHORT * F.relu(-held).sum(1)
    centred = b["market"] - b["market"].mean()
    net = net - b["market"] * (net * centred).sum() / ((centred**2).sum() + 1e-12)
    sharpe = net.mean() / (net.var(unbiased=False).add(1e-16).sqrt() + 1e-5)
    share = 1 - eps[LOOKBACK:].var(0, unbiased=False) / (r.var(0, unbiased=False) + 1e-12)
    return -(sharpe + LAMBDA * (share * b["present"]).sum() / b["present"].sum()), sharpe, book


stepped = compiled(loss_of)


def check():
    b = block(shape["firstDay"], CHECKED)
    return checked(lambda p: stepped(p, b, 0.0)[0])


trained = parameters(torch.float32, DEVICE)
groups = [
    dict(params=[t for n, t in trained.items() if n.startswith("policy.")], weight_decay=shape["weightDecay"]),
    dict(params=[t for n, t in trained.items() if not n.startswith("policy.")], weight_decay=0.0),
]
optimiser = adam_w(groups)


def move(first):
    """One step on the block from a day on; its net Sharpe ratio."""
    loss, sharpe, _ = stepped(trained, block(first, torch.float32, DEVICE), shape["dropout"])
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(list(trained.values()), shape["clipNorm"])
    optimiser.step()
    return sharpe.item()


def window():
    """Epochs of shuffled blocks from a random offset on, the best epoch kept; then the test range, block by block."""
    wall, cpu = time.perf_counter(), time.process_time()
    opening = int(np.flatnonzero(universe.any(1))[0]) + LOOKBACK + 1
    last, epochs = shape["testRow"], shape["epochs"]
    steps = epochs * ((last - opening) // BLOCK)
    draw, done, best = np.random.default_rng(1), 0, (-math.inf, None)
    for _ in range(epochs):
        days = np.arange(opening + draw.integers(BLOCK), last - BLOCK + 1, BLOCK)
        sharpes = []
        for day in draw.permutation(days):
            rate = shape["learningRate"] * max(0.02, (1 + math.cos(math.pi * done / steps)) / 2)
            for group in optimiser.param_groups:
                group["lr"] = rate
            sharpes.append(move(int(day) - LOOKBACK - 1))
            done += 1
        if np.mean(sharpes) > best[0]:
            best = (np.mean(sharpes), {name: t.detach().clone() for name, t in trained.items()})
    train = time.perf_counter() - wall
    with torch.no_grad():
        books = [
            loss_of(best[1], block(day - LOOKBACK - 1, torch.float32, DEVICE), 0.0)[2].numpy()
            for day in range(last, T - BLOCK + 1, BLOCK)
        ]
    assert all(np.isfinite(book).all() for book in books)
    return dict(wall=time.perf_counter() - wall, cpu=time.process_time() - cpu, train=train)


def step():
    return timed(lambda: move(shape["firstDay"]))


serve(dict(check=check, step=step, window=window))
