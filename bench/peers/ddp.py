"""A peer: PyTorch DistributedDataParallel over gloo, one process a worker, one thread each.

Trains one of the benchmark's works on real pictures and prints one line of JSON: examples per second of all
workers over --steps steps, after --warm-up steps that do not count, without evaluation. Same networks, same
family of initial values (He et al. 2015, normal; biases 0), same optimizer (Adam, 0.001), same global batch as
Lockstep's plans in conf/. Started by scripts/bench; by hand:

  python3 bench/peers/ddp.py --work mlp --data DIR --steps 100

DIR holds train-images-idx3-ubyte.gz (or idx4: examples x channels x height x width) and train-labels-idx1-ubyte.gz.
Needs PyTorch with gloo, and NumPy.
"""

import argparse
import glob
import gzip
import json
import os
import platform
import socket
import time

import numpy as np
import torch
import torch.distributed as dist
import torch.nn as nn
import torch.nn.functional as F


def read_idx(pattern):
    """An array of unsigned bytes: magic 00 00 08 d, then d sizes, big-endian, then the bytes."""
    found = sorted(glob.glob(pattern))
    if not found:
        raise SystemExit(f"Cannot read {pattern}: no such file")
    with gzip.open(found[0]) as file:
        content = file.read()
    dimensions = content[3]
    sizes = np.frombuffer(content, ">i4", dimensions, 4)
    return np.frombuffer(content, np.uint8, -1, 4 + 4 * dimensions).reshape(sizes)


def load(folder):
    """Pictures as float32 in 0..1, examples x channels x height x width, and labels."""
    images = read_idx(os.path.join(folder, "train-images-idx*-ubyte.gz"))
    labels = read_idx(os.path.join(folder, "train-labels-idx1-ubyte.gz"))
    if images.ndim == 3:
        images = images[:, None]
    return torch.from_numpy(images.copy()).float().div_(255), torch.from_numpy(labels.copy()).long()


def network(work):
    if work == "mlp":
        layers = [nn.Flatten(), nn.Linear(784, 1024), nn.ReLU(), nn.Linear(1024, 1024), nn.ReLU()]
        layers += [nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 10)]
    elif work == "lenet":
        layers = [nn.Conv2d(1, 32, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 5), nn.ReLU(), nn.MaxPool2d(2)]
        layers += [nn.Flatten(), nn.Linear(1024, 512), nn.ReLU(), nn.Linear(512, 10)]
    else:
        layers = [nn.Conv2d(3, 64, 5), nn.ReLU(), nn.MaxPool2d(3, 2, 1), nn.Conv2d(64, 96, 3), nn.ReLU()]
        layers += [nn.MaxPool2d(3, 2, 1), nn.Conv2d(96, 128, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
        layers += [nn.Flatten(), nn.Linear(1152, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 10)]
    for layer in layers:
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)


def train(rank, options):
    torch.set_num_threads(1)
    dist.init_process_group("gloo", f"tcp://127.0.0.1:{options.port}", rank=rank, world_size=options.workers)
    torch.manual_seed(options.seed)
    images, labels = load(options.data)
    # static_graph and views: what PyTorch's own documentation recommends for speed.
    tuning = dict(gradient_as_bucket_view=True, static_graph=True) if options.tuned else {}
    model = nn.parallel.DistributedDataParallel(network(options.work), **tuning)
    adam = torch.optim.Adam(model.parameters(), 1e-3, **(dict(fused=True) if options.tuned else {}))
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(options.seed))[rank :: options.workers]
    batches = len(order) // options.batch

    def step(number):
        start = number % batches * options.batch
        rows = order[start : start + options.batch]
        adam.zero_grad()
        loss = F.cross_entropy(model(images[rows]), labels[rows])
        loss.backward()
        adam.step()
        return loss

    for number in range(options.warm_up):
        step(number)
    dist.barrier()
    started = time.perf_counter()
    for number in range(options.warm_up, options.warm_up + options.steps):
        loss = step(number)
    dist.barrier()
    seconds = time.perf_counter() - started
    if rank == 0:
        examples = options.steps * options.batch * options.workers
        result = dict(
            examplesPerSecond=examples / seconds,
            trainingSeconds=seconds,
            steps=options.steps,
            examples=examples,
            lastLoss=loss.item(),
            parameters=sum(piece.numel() for piece in model.parameters()),
            torch=torch.__version__,
            python=platform.python_version(),
        )
        print(json.dumps(result), flush=True)
    dist.destroy_process_group()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", choices=["mlp", "lenet", "3c3d"], required=True)
    parser.add_argument("--data", required=True, help="folder with the two IDX files")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--batch", type=int, default=128, help="examples of one worker and step")
    parser.add_argument("--steps", type=int, default=100, help="steps that count")
    parser.add_argument("--warm-up", type=int, default=10, help="steps before, that do not")
    parser.add_argument("--tuned", action="store_true", help="fused Adam, bucket views, static graph")
    parser.add_argument("--seed", type=int, default=42)
    options = parser.parse_args()
    options.port = free_port()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    torch.multiprocessing.spawn(train, args=(options,), nprocs=options.workers)


if __name__ == "__main__":
    main()
