"""The training step of storm in JAX: bench/engine/torch-storm.py in the words of jax.numpy.

    python jax-storm.py FOLDER   serves on stdin/stdout for bench/engine.ts, see jax_peer.py
"""
import math

import jax_peer
import jax
import jax.numpy as jnp

from jax.lax import stop_gradient
from peer import read, shape

B, N, A = shape["dates"], shape["stocks"], shape["assets"]
W, PATCH, D, R = shape["lookback"], shape["patch"], shape["inputs"], shape["channels"]
WIDTH, HEADS, FLOOR = shape["width"], shape["heads"], shape["sigmaFloor"]
P, WEIGHTS, DECAY = W // PATCH, shape["weights"], shape["codeDecay"]
ARRAYS = dict(
    patches=(B, N, P, PATCH * D), days=(B, W, A * D), mask=(B, N), patchTargets=(B, N, P, PATCH * R),
    dayTargets=(B, W, A, R), present=(B, A), labels=(B, N), labelled=(B, N),
)
stored = {name: read(name, dims) for name, dims in ARRAYS.items()}


def dense(p, name, x):
    return x @ p[f"{name}.weight"] + p[f"{name}.bias"]


def norm(p, name, x):
    centred = x - x.mean(-1, keepdims=True)
    unit = centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
    return unit * p[f"{name}.scale"] + p[f"{name}.shift"]


def mlp(p, name, x):
    return dense(p, f"{name}.output", jax.nn.leaky_relu(dense(p, f"{name}.hidden", x), 0.01))


def encoder_block(p, name, x):
    """Pre-norm, `[..., T, d]`."""
    y = norm(p, f"{name}.attentionNorm", x)
    split = lambda z: z.reshape(*z.shape[:-1], HEADS, WIDTH // HEADS)
    q, k, v = split(dense(p, f"{name}.query", y)), split(y @ p[f"{name}.key"]), split(dense(p, f"{name}.value", y))
    shares = jax.nn.softmax(jnp.einsum("...qhd,...khd->...hqk", q, k) / math.sqrt(WIDTH // HEADS), -1)
    x = x + dense(p, f"{name}.output", jnp.einsum("...hqk,...khd->...qhd", shares, v).reshape(x.shape))
    wide = jax.nn.gelu(dense(p, f"{name}.up", norm(p, f"{name}.feedNorm", x)), approximate=True)
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
    return (values * live).sum() / jnp.maximum(live.sum(), 1)


def quantise(tokens, codes, live):
    """Tokens by their codes, the indices, and the losses of the codebook."""
    near = 2 * tokens @ codes.T - (codes**2).sum(1)
    indices = near.argmax(-1)
    chosen = stop_gradient(codes)[indices]
    weights = live / jnp.maximum(live.sum(), 1)
    shares = jnp.einsum("...k,...->k", jax.nn.softmax(near, -1), weights)
    unit = codes / jnp.sqrt((codes**2).sum(1, keepdims=True) + 1e-24)
    losses = dict(
        commitment=mean_of_live(((tokens - chosen) ** 2).mean(-1), live),
        diversity=(shares * jnp.log(shares + 1e-12)).mean(),
        orthogonality=((unit @ unit.T - jnp.eye(len(codes))) ** 2).mean(),
    )
    return tokens + stop_gradient(chosen - tokens), indices, losses


def mean_over_stocks(tokens, mask):
    weights = mask / jnp.maximum(mask.sum(1, keepdims=True), 1)
    return jnp.einsum("bn,bnpd->bpd", weights, tokens)


def moments(heads):
    mean, log_variance = jnp.split(heads, 2, -1)
    return mean, jnp.exp(0.5 * jnp.clip(log_variance, -12, 6)) + FLOOR


def contrast(a, b):
    unit = lambda x: x / jnp.sqrt((x**2).sum(1, keepdims=True) + 1e-24)
    logits = math.e * unit(a) @ unit(b).T
    entropy = lambda of: -jnp.diagonal(jax.nn.log_softmax(of, -1)).mean()
    return (entropy(logits) + entropy(logits.T)) / 2


def nll(y, predicted, mask):
    mean, sd = predicted
    each = 0.5 * math.log(2 * math.pi) + jnp.log(sd) + 0.5 * ((y - mean) / sd) ** 2
    return ((each * mask).sum(1) / jnp.maximum(mask.sum(1), 1)).mean()


def loss_of(p, x, _key):
    """The loss, then tokens, indices and live tokens of each module."""
    mask, labels, labelled = x["mask"], x["labels"], x["labelled"]
    live = jnp.broadcast_to(mask[..., None], (B, N, P))
    z_ts, z_cs = encode(p, "timeSeries", x["patches"]), encode(p, "crossSection", x["days"])
    q_ts, i_ts, l_ts = quantise(z_ts, p["codes.timeSeries"], live)
    all_days = jnp.ones((B, W))
    q_cs, i_cs, l_cs = quantise(z_cs, p["codes.crossSection"], all_days)
    bars = decode_tokens(p, "timeSeries", q_ts)
    days = decode_tokens(p, "crossSection", q_cs).reshape(B, W, A, R)
    cells = jnp.maximum(x["present"].sum(), 1) * W * R
    terms = {name: l_ts[name] + l_cs[name] for name in l_ts}
    terms["reconstructionTimeSeries"] = mean_of_live(((bars - x["patchTargets"]) ** 2).mean(-1), live)
    squares = ((days - x["dayTargets"]) ** 2).sum((1, 3))
    terms["reconstructionCrossSection"] = (squares * x["present"]).sum() / cells
    mean = mean_over_stocks(z_ts, mask)
    both = lambda *parts: jnp.concatenate(parts, -1)
    factors = jnp.concatenate([both(mean, mean_over_stocks(q_ts, mask)), both(z_cs, q_cs)], 1)
    stocks = both(z_ts[:, :, -1], q_ts[:, :, -1])
    terms["contrast"] = contrast(mean.mean(1), z_cs.mean(1))
    scores = dense(p, "portfolios.factor", factors) @ (stocks @ p["portfolios.stock"]).transpose(0, 2, 1)
    scores = scores / math.sqrt(WIDTH) + (labelled - 1)[:, None] * 1e9
    after = moments(mlp(p, "posterior", jnp.einsum("bln,bn->bl", jax.nn.softmax(scores, 2), labels)))
    tokens = encoder_block(p, "prior.block", dense(p, "prior.input", factors))
    before = tuple(half[..., 0] for half in moments(mlp(p, "prior.output", tokens)))
    alpha, alpha_sd = (half[..., 0] for half in moments(mlp(p, "alpha", stocks)))
    beta = dense(p, "betas.stock", stocks) @ dense(p, "betas.factor", factors).transpose(0, 2, 1) / WIDTH
    along = lambda loadings, by: jnp.einsum("bnl,bl->bn", loadings, by)
    decode = lambda z: (alpha + along(beta, z[0]), jnp.sqrt(alpha_sd**2 + along(beta**2, z[1] ** 2)))
    spread = (after[1] ** 2 + (after[0] - before[0]) ** 2) / (2 * before[1] ** 2)
    terms["kl"] = (jnp.log(before[1] / after[1]) + spread - 0.5).mean()
    terms["nll"], terms["priorNll"] = nll(labels, decode(after), labelled), nll(labels, decode(before), labelled)
    loss = sum(WEIGHTS[name] * term for name, term in terms.items() if WEIGHTS[name] > 0)
    return loss, dict(timeSeries=(z_ts, i_ts, live), crossSection=(z_cs, i_cs, all_days))


def running_means(params, counts, modules):
    """Codes as running means of their tokens."""
    params, counts = dict(params), dict(counts)
    for module, (tokens, indices, live) in modules.items():
        codes, before = params[f"codes.{module}"], counts[module]
        hits = jax.nn.one_hot(indices, len(codes)) * live[..., None]
        counts[module] = DECAY * before + (1 - DECAY) * hits.reshape(-1, len(codes)).sum(0)
        seen = jnp.einsum("...k,...d->kd", hits, tokens)
        sums = codes * (DECAY * before)[:, None] + (1 - DECAY) * seen
        params[f"codes.{module}"] = sums / jnp.maximum(counts[module], 1e-5)[:, None]
    return params, counts


first = {module: jnp.ones(shape["params"][f"codes.{module}"][0]) for module in ("timeSeries", "crossSection")}
jax_peer.serve(loss_of, lambda: stored, carried=(running_means, first), beta2=0.95)
