"""What all peers of bench/engine.ts share: the input folder of the command line, timing, and serving on
stdin/stdout, one line of JSON each."""
import json
import os
import resource
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
import numpy as np

folder = sys.argv[1]
shape = json.load(open(f"{folder}/shape.json"))


def read(name, dims):
    return np.fromfile(f"{folder}/{name}.f32", dtype="<f4").reshape(dims)


def timed(move):
    """Milliseconds of a call: wall and processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    move()
    return dict(wall=1e3 * (time.perf_counter() - wall), cpu=1e3 * (time.process_time() - cpu))


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def serve(answers):
    for line in sys.stdin:
        print(json.dumps(answers[line.strip()]()), flush=True)
