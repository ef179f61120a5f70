"""What the JAX peers of bench/engine.ts share: one thread, parameters, and a jitted step with AdamW.

    python jax-….py FOLDER

`check` answers the loss and gradients of a block in float32, dropout off; `step` does one step (loss, gradients, clip,
AdamW in one program; parameters and moments are donated) and answers milliseconds.
"""
import os

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
import peer
import jax
import jax.numpy as jnp

from peer import read, shape, timed

everywhere = os.sched_getaffinity(0)
os.sched_setaffinity(0, {min(everywhere)})  # XLA makes a thread for each processor that it may use
jax.devices()
for thread in os.listdir("/proc/self/task"):
    os.sched_setaffinity(int(thread), everywhere)


def parameters():
    return {name: jnp.asarray(read(name, dims)) for name, dims in shape["params"].items()}


def softplus(x):
    return jnp.logaddexp(x, 0.0)


def clipped(gradients):
    norm = jnp.sqrt(sum(jnp.sum(g * g) for g in gradients.values()))
    scale = jnp.minimum(1.0, shape["clipNorm"] / (norm + 1e-6))
    return {name: scale * g for name, g in gradients.items()}


def adam_w(params, gradients, moments, decays, beta1=0.9, beta2=0.999, rate=1e-4):
    """torch.optim.AdamW on clipped gradients."""
    count, means, squares = moments
    count += 1
    g = clipped(gradients)
    means = {n: beta1 * m + (1 - beta1) * g[n] for n, m in means.items()}
    squares = {n: beta2 * v + (1 - beta2) * g[n] ** 2 for n, v in squares.items()}

    def moved(name, p):
        spread = jnp.sqrt(squares[name] / (1 - beta2**count)) + 1e-8
        kept = p * (1 - rate * shape["weightDecay"]) if decays(name) else p
        return kept - rate * (means[name] / (1 - beta1**count)) / spread

    return {name: moved(name, p) for name, p in params.items()}, (count, means, squares)


def started(params):
    zeros = lambda: {name: jnp.zeros_like(p) for name, p in params.items()}
    return jnp.zeros(()), zeros(), zeros()


def status():
    return dict(version=f"JAX {jax.__version__}", device="cpu", threads=1, peakMiB=peer.peak())


def serve(loss_of, gather, decays=lambda name: True, carried=None, **betas):
    """
    `loss_of(params, block, key)` is a loss and what `carried(params, state, aux)` moves a state by, of a block of
    `gather()`; the key is None where dropout is off.
    """
    carry, state = carried if carried else (lambda params, state, aux: (params, state), ())

    def stepped(params, moments, state, block, key):
        (loss, aux), gradients = jax.value_and_grad(loss_of, has_aux=True)(params, block, key)
        params, moments = adam_w(params, gradients, moments, decays, **betas)
        params, state = carry(params, state, aux)
        return params, moments, state, loss

    program = jax.jit(stepped, donate_argnums=(0, 1, 2))
    course = dict(params=parameters(), key=jax.random.key(1), state=state)
    course["moments"] = started(course["params"])

    def move():
        course["key"], key = jax.random.split(course["key"])
        params, moments, state, loss = program(
            course["params"], course["moments"], course["state"], gather(), key
        )
        course.update(params=params, moments=moments, state=state)
        float(loss)

    def check():
        whole = jax.jit(jax.value_and_grad(lambda p, b: loss_of(p, b, None)[0]))
        loss, gradients = whole(parameters(), gather())
        return dict(loss=float(loss), gradients={n: g.ravel().tolist() for n, g in gradients.items()})

    peer.serve(dict(check=check, step=lambda: timed(move), status=status))
