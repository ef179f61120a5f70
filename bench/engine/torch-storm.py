"""The training step of storm in PyTorch, to be timed against and compared with.

    python torch-storm.py FOLDER [compile]   serves on stdin/stdout for bench/engine.ts, one line of JSON each

FOLDER holds what bench/engine/torch.ts wrote: shape.json, one block of inputs and targets as float32 arrays, and the
parameters. `check` answers the loss and gradients of the block in float64; `step` does one step in float32 on one
thread (forward, gradients, clip, AdamW, running means of the codes) and answers milliseconds.
"""
import math

import torch
import torch.nn.functional as F

from peer import read, shape, timed
from torch_peer import CHECKED, adam_w, checked, compiled, parameters, serve

B, N, A = shape["dates"], shape["stocks"], shape["assets"]
W, PATCH, D, R = shape["lookback"], shape["patch"], shape["inputs"], shape["channels"]
WIDTH, HEADS, FLOOR = shape["width"], shape["heads"], shape["sigmaFloor"]
P, WEIGHTS, DECAY = W // PATCH, shape["weights"], shape["codeDecay"]
ARRAYS = dict(
    patches=(B, N, P, PATCH * D), days=(B, W, A * D), mask=(B, N), patchTargets=(B, N, P, PATCH * R),
    dayTargets=(B, W, A, R), present=(B, A), labels=(B, N), labelled=(B, N),
)
stored = {name: torch.from_numpy(read(name, dims).copy()) for name, dims in ARRAYS.items()}


def block(dtype):
    return {name: values.to(dtype, copy=True) for name, values in stored.items()}


def dense(p, name, x):
    return x @ p[f"{name}.weight"] + p[f"{name}.bias"]


def norm(p, name, x):
    return F.layer_norm(x, (WIDTH,), p[f"{name}.scale"], p[f"{name}.shift"])


def mlp(p, name, x):
    return dense(p, f"{name}.output", F.leaky_relu(dense(p, f"{name}.hidden", x), 0.01))


def encoder_block(p, name, x):
    """Pre-norm, `[..., T, d]`."""
    y = norm(p, f"{name}.attentionNorm", x)
    split = lambda z: z.reshape(-1, z.shape[-2], HEADS, WIDTH // HEADS).transpose(1, 2)  # inductor 2.13 is wrong in 5 axes
    q, k, v = split(dense(p, f"{name}.query", y)), split(y @ p[f"{name}.key"]), split(dense(p, f"{name}.value", y))
    mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.shape)
    x = x + dense(p, f"{name}.output", mixed)
    wide = F.gelu(dense(p, f"{name}.up", norm(p, f"{name}.feedNorm", x)), approximate="tanh")
    return x + dense(p, f"{name}.down", wide)


def blocks(p, name, count, x):
    for i in range(count):
        x = encoder_block(p, f"{name}.blocks.block{i}", x)
    return x


def encode(p, module, rows):
    name = f"encoders.{module}"
    x = blocks(p, name, shape["encoderBlocks"], dense(p, f"{name}.input", rows) + p[f"{name}.place"])
    return norm(p, f"{name}.norm", x)


def decode_tokens(p, module, tokens):
    name = f"decoders.{module}"
    return dense(p, f"{name}.output", blocks(p, name, shape["decoderBlocks"], tokens + p[f"{name}.place"]))


def mean_of_live(values, live):
    return (values * live).sum() / live.sum().clamp(min=1)


def quantise(tokens, codes, live):
    """Tokens by their codes, the indices, and the losses of the codebook."""
    near = 2 * tokens @ codes.T - codes.square().sum(1)
    indices = near.argmax(-1)
    chosen = codes.detach()[indices]
    shares = (near.softmax(-1) * (live / live.sum().clamp(min=1))[..., None]).flatten(0, -2).sum(0)
    unit = codes / (codes.square().sum(1, keepdim=True) + 1e-24).sqrt()
    apart = unit @ unit.T - torch.eye(len(codes), dtype=codes.dtype)
    losses = dict(
        commitment=mean_of_live((tokens - chosen).square().mean(-1), live),
        diversity=(shares * (shares + 1e-12).log()).mean(),
        orthogonality=apart.square().mean(),
    )
    return tokens + (chosen - tokens).detach(), indices, losses


def mean_over_stocks(tokens, mask):
    weights = mask / mask.sum(1, keepdim=True).clamp(min=1)
    return torch.einsum("bn,bnpd->bpd", weights, tokens)


def moments(heads):
    mean, log_variance = heads.chunk(2, -1)
    return mean, (0.5 * log_variance.clamp(-12, 6)).exp() + FLOOR


def contrast(a, b):
    unit = lambda x: x / (x.square().sum(1, keepdim=True) + 1e-24).sqrt()
    logits = math.e * unit(a) @ unit(b).T
    own = torch.arange(len(a))
    return (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2


def nll(y, predicted, mask):
    mean, sd = predicted
    each = 0.5 * math.log(2 * math.pi) + sd.log() + 0.5 * ((y - mean) / sd).square()
    return ((each * mask).sum(1) / mask.sum(1).clamp(min=1)).mean()


def loss_of(p, x):
    """The loss, then tokens, indices and live tokens of each module."""
    mask, labels, labelled = x["mask"], x["labels"], x["labelled"]
    live = mask[..., None].expand(B, N, P)
    z_ts, z_cs = encode(p, "timeSeries", x["patches"]), encode(p, "crossSection", x["days"])
    q_ts, i_ts, l_ts = quantise(z_ts, p["codes.timeSeries"], live)
    all_days = torch.ones(B, W, dtype=z_cs.dtype)
    q_cs, i_cs, l_cs = quantise(z_cs, p["codes.crossSection"], all_days)
    bars = decode_tokens(p, "timeSeries", q_ts)
    days = decode_tokens(p, "crossSection", q_cs).view(B, W, A, R)
    cells = x["present"].sum().clamp(min=1) * W * R
    terms = {name: l_ts[name] + l_cs[name] for name in l_ts}
    terms["reconstructionTimeSeries"] = mean_of_live((bars - x["patchTargets"]).square().mean(-1), live)
    squares = (days - x["dayTargets"]).square().sum((1, 3))
    terms["reconstructionCrossSection"] = (squares * x["present"]).sum() / cells
    mean = mean_over_stocks(z_ts, mask)
    factors = torch.cat([torch.cat([mean, mean_over_stocks(q_ts, mask)], 2), torch.cat([z_cs, q_cs], 2)], 1)
    stocks = torch.cat([z_ts[:, :, -1], q_ts[:, :, -1]], 2)
    terms["contrast"] = contrast(mean.mean(1), z_cs.mean(1))
    scores = dense(p, "portfolios.factor", factors) @ (stocks @ p["portfolios.stock"]).transpose(1, 2)
    scores = scores / math.sqrt(WIDTH) + (labelled - 1)[:, None] * 1e9
    returns = torch.einsum("bln,bn->bl", scores.softmax(2), labels)
    after = moments(mlp(p, "posterior", returns))
    tokens = encoder_block(p, "prior.block", dense(p, "prior.input", factors))
    before = tuple(half[..., 0] for half in moments(mlp(p, "prior.output", tokens)))
    alpha, alpha_sd = (half[..., 0] for half in moments(mlp(p, "alpha", stocks)))
    beta = dense(p, "betas.stock", stocks) @ dense(p, "betas.factor", factors).transpose(1, 2) / WIDTH
    along = lambda loadings, by: torch.einsum("bnl,bl->bn", loadings, by)
    decode = lambda z: (alpha + along(beta, z[0]), (alpha_sd.square() + along(beta.square(), z[1].square())).sqrt())
    apart = (before[1] / after[1]).log() + (after[1].square() + (after[0] - before[0]).square()) / (2 * before[1].square()) - 0.5
    terms["nll"], terms["kl"] = nll(labels, decode(after), labelled), apart.mean()
    terms["priorNll"] = nll(labels, decode(before), labelled)
    loss = sum(WEIGHTS[name] * term for name, term in terms.items() if WEIGHTS[name] > 0)
    return loss, dict(timeSeries=(z_ts, i_ts, live), crossSection=(z_cs, i_cs, all_days))


stepped = compiled(loss_of)


def check():
    return checked(lambda p: stepped(p, block(CHECKED))[0])


trained = parameters(torch.float32)
optimiser = adam_w(list(trained.values()), weight_decay=shape["weightDecay"], betas=(0.9, 0.95))
counts = {module: torch.ones(len(trained[f"codes.{module}"])) for module in ("timeSeries", "crossSection")}


@torch.no_grad()
def running_means(module, tokens, indices, live):
    codes, before = trained[f"codes.{module}"], counts[module]
    hits = F.one_hot(indices, len(codes)).to(codes.dtype) * live[..., None]
    hits, tokens = hits.flatten(0, -2), tokens.flatten(0, -2)
    counts[module] = DECAY * before + (1 - DECAY) * hits.sum(0)
    sums = codes * (DECAY * before)[:, None] + (1 - DECAY) * hits.T @ tokens
    codes.copy_(sums / counts[module].clamp(min=1e-5)[:, None])


def move():
    loss, modules = stepped(trained, block(torch.float32))
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(list(trained.values()), shape["clipNorm"])
    optimiser.step()
    for module, trace in modules.items():
        running_means(module, *(part.detach() for part in trace))
    return loss.item()


serve(dict(check=check, step=lambda: timed(move)))
