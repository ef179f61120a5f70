"""Fixture of STORM with attention among all assets of a date and fusion, in float64, on the reference model.
usage: python joint.py FOLDER_OF_REFERENCE OUT.json   (FOLDER has storm.py, factorvae.py)"""
import json, math, sys

sys.path.insert(0, sys.argv[1])
import torch
import torch.nn as nn
import storm as S

torch.set_default_dtype(torch.float64)


class Cross(nn.Module):
    """Pre-norm cross-attention [B, Lq, d] to [B, Lk, d], without what is added to."""

    def __init__(s, d, heads):
        super().__init__()
        s.h, s.norm, s.context = heads, nn.LayerNorm(d), nn.LayerNorm(d)
        s.q, s.k, s.v, s.o = nn.Linear(d, d), nn.Linear(d, d, bias=False), nn.Linear(d, d), nn.Linear(d, d)

    def forward(s, x, y):
        x, y = s.norm(x), s.context(y)
        split = lambda t: t.unflatten(-1, (s.h, -1)).transpose(1, 2)
        q, k, v = split(s.q(x)), split(s.k(y)), split(s.v(y))
        a = (q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])).softmax(-1)
        return s.o((a @ v).transpose(1, 2).flatten(2))


def masked(block, x, keys):
    """The reference's block with keys [S, L] that are not attended to where false."""
    n, length, d = x.shape
    q, k, v = block.qkv(block.n1(x)).view(n, length, 3, block.h, d // block.h).permute(2, 0, 3, 1, 4)
    a = q @ k.transpose(-1, -2) / math.sqrt(d // block.h)
    a = a.masked_fill(~keys[:, None, None, :], -1e9).softmax(-1)
    x = x + block.o((a @ v).transpose(1, 2).reshape(n, length, d))
    return x + block.b(nn.functional.gelu(block.a(block.n2(x)), approximate="tanh"))


class Joint(S.STORM):
    def __init__(s, **sizes):
        super().__init__(**sizes)
        s.fuse_ts, s.fuse_cs = Cross(s.d, 4), Cross(s.d, 4)

    def encode(s, x, mask, train=False):
        B, W, N, D = x.shape
        P, p, d = s.P, s.p, s.d
        t = s.ts_in(x.view(B, P, p, N, D).permute(0, 3, 1, 2, 4).reshape(B * N, P, p * D)) + s.ts_pos
        t, keys = t.reshape(B, N * P, d), mask.repeat_interleave(P, 1)
        for b in s.ts_enc:
            t = masked(b, t, keys)
        c = s.cs_in((x * mask[:, None, :, None]).reshape(B, W, N * D)) + s.cs_pos
        for b in s.cs_enc:
            c = b(c)
        t, c = s.ts_norm(t).view(B, N, P, d), s.cs_norm(c)
        m = mask[:, :, None, None].double()
        pooled = (t * m).sum(1) / m.sum(1)
        t, c = t + s.fuse_ts(pooled, c)[:, None], c + s.fuse_cs(c, pooled)
        live = mask.reshape(-1)
        t = t.reshape(B * N, P, d)
        q, kt, lt = s.ts_book(t[live].reshape(-1, d), train)
        qt = torch.zeros_like(t)
        qt[live] = q.view(-1, P, d)
        qc, kc, lc = s.cs_book(c.reshape(-1, d), train)
        qc = qc.view(B, W, d)
        return t.view(B, N, P, d), qt.view(B, N, P, d), c, qc, kt, kc, lt, lc

    def decode(s, qt, qc):
        B, N, P, d = qt.shape
        t = (qt.reshape(B * N, P, d) + s.ts_dpos).reshape(B, N * P, d)
        c = qc + s.cs_dpos
        for b in s.ts_dec:
            t = masked(b, t, s.keys)
        for b in s.cs_dec:
            c = b(c)
        t = s.ts_out(t).view(B, N, P, s.p, s.R).permute(0, 2, 3, 1, 4).reshape(B, s.W, N, s.R)
        return t, s.cs_out(c).view(B, s.W, N, s.R)


def stored(t):
    return dict(shape=list(t.shape), data=[float(f"{float(v):.10g}") for v in t.detach().double().reshape(-1)])


torch.manual_seed(8)
model = Joint(N=4, D=3, R=2, W=4, p=2, d=8, enc=1, dec=1, Kt=5, Kc=4, gradient=True)
model.ts_book.ready = model.cs_book.ready = True
x, target = torch.randn(3, 4, 4, 3), torch.randn(3, 4, 4, 2)
mask = torch.ones(3, 4, dtype=torch.bool)
mask[1, 2] = mask[2, 0] = False
model.keys = mask.repeat_interleave(2, 1)
y = torch.randn(3, 4) * mask
losses, ts_codes, cs_codes = model.losses(x, target, y, mask, mask)
weights = {k: S.WEIGHTS[k] for k in losses}
total = sum(weights[k] * v for k, v in losses.items())
total.backward()
mean, risk, _, _ = model(x, mask)
json.dump(
    dict(
        inputs={k: stored(v) for k, v in dict(x=x, target=target, y=y, mask=mask.double()).items()},
        parameters={n: stored(p) for n, p in model.named_parameters()},
        weights=weights,
        losses={k: float(v) for k, v in losses.items()},
        total=float(total),
        outputs={k: stored(v) for k, v in dict(mean=mean * mask, risk=risk * mask, ts_codes=ts_codes.double(), cs_codes=cs_codes.double()).items()},
        gradients={n: stored(p.grad) for n, p in model.named_parameters()},
    ),
    open(sys.argv[2], "w"),
)
