"""What the PyTorch peers of bench/engine.ts share: parameters, the check of a step, and torch.compile.

    python torch-….py FOLDER [DEVICE] [compile]

With `compile` the loss and its gradients go through torch.compile (inductor) and AdamW is the fused one; the check is
then that of the compiled step in float32, else of the plain one in float64.
"""
import sys

import peer
import torch

from peer import read, shape

torch.set_num_threads(1)
COMPILED = "compile" in sys.argv[2:]
DEVICE = next((name for name in sys.argv[2:] if name != "compile"), "cpu")
CHECKED = torch.float32 if COMPILED else torch.float64


def compiled(function):
    return torch.compile(function) if COMPILED else function


def adam_w(groups, **options):
    return torch.optim.AdamW(groups, lr=1e-4, fused=True if COMPILED else None, **options)


def parameters(dtype, device="cpu"):
    return {
        name: torch.from_numpy(read(name, dims).copy()).to(device, dtype).requires_grad_()
        for name, dims in shape["params"].items()
    }


def checked(loss_of):
    """Loss and gradients of `loss_of(parameters)`."""
    p = parameters(CHECKED)
    loss = loss_of(p)
    loss.backward()
    return dict(loss=loss.item(), gradients={name: t.grad.flatten().tolist() for name, t in p.items()})


def status():
    device = torch.cuda.get_device_name(0) if DEVICE == "cuda" else DEVICE
    return dict(version=torch.__version__, device=device, threads=torch.get_num_threads(), peakMiB=peer.peak())


def serve(answers):
    peer.serve(dict(answers, status=status))
