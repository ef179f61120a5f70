"""What the PyTorch peers of bench/engine.ts share: the input folder of the command line, parameters, and serving
on stdin/stdout, one line of JSON each."""
import json
import os
import resource
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
import numpy as np
import torch

torch.set_num_threads(1)
folder = sys.argv[1]
DEVICE = sys.argv[2] if len(sys.argv) > 2 else "cpu"
shape = json.load(open(f"{folder}/shape.json"))


def read(name, dims):
    return np.fromfile(f"{folder}/{name}.f32", dtype="<f4").reshape(dims)


def parameters(dtype, device="cpu"):
    return {
        name: torch.from_numpy(read(name, dims).copy()).to(device, dtype).requires_grad_()
        for name, dims in shape["params"].items()
    }


def timed(move):
    """Milliseconds of a call: wall and processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    move()
    return dict(wall=1e3 * (time.perf_counter() - wall), cpu=1e3 * (time.process_time() - cpu))


def status():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    device = torch.cuda.get_device_name(0) if DEVICE == "cuda" else DEVICE
    return dict(version=torch.__version__, device=device, threads=torch.get_num_threads(), peakMiB=peak)


def serve(answers):
    answers = dict(answers, status=status)
    for line in sys.stdin:
        print(json.dumps(answers[line.strip()]()), flush=True)
