"""PyTorch on the softmax probe's objective, float32, all rows at once: seconds until it is as low as a given value.

    python3 probe_torch.py FOLDER PEERS_FOLDER KAPPA NOISE RATE SEED OBJECTIVE

One JSON object for each solver: torch.optim.LBFGS with strong Wolfe steps and the same memory as ours; Adam on mini-batches of 256 with
the best of three learning rates. null where a minute did not do. Checking the objective of all rows after each epoch is not counted for Adam.
"""
import json
import sys
import time

import numpy as np
import torch

folder, peers, kappa, noise, rate, seed, objective = sys.argv[1:8]
sys.path.insert(0, peers)
from common import corrupt, load  # noqa: E402

LIMIT = 60
x, y, z, yt, names, supers = load(folder)
n, k = len(y), len(names)
given = torch.from_numpy(corrupt(y, k, noise, float(rate), supers, int(seed)))
x = torch.from_numpy(x)
l2, target = float(kappa) / (k * n), float(objective)


def loss(w, rows=slice(None)):
    return torch.nn.functional.cross_entropy(x[rows] @ w, given[rows]) + 0.5 * l2 * (w * w).sum()


class Reached(Exception):
    pass


def lbfgs():
    w = torch.zeros(x.shape[1], k, requires_grad=True)
    solver = torch.optim.LBFGS([w], max_iter=1000, history_size=10, line_search_fn="strong_wolfe", tolerance_grad=0, tolerance_change=0)
    begin = time.perf_counter()

    def closure():
        solver.zero_grad()
        value = loss(w)
        if value.item() <= target:
            raise Reached
        if time.perf_counter() - begin > LIMIT:
            raise TimeoutError
        value.backward()
        return value

    try:
        solver.step(closure)
    except Reached:
        return time.perf_counter() - begin
    except TimeoutError:
        pass
    return None


def adam(learning_rate, limit):
    torch.manual_seed(1)
    w = torch.zeros(x.shape[1], k, requires_grad=True)
    solver = torch.optim.Adam([w], lr=learning_rate)
    spent = 0
    while spent < limit:
        begin = time.perf_counter()
        for rows in torch.randperm(n).split(256):
            solver.zero_grad()
            loss(w, rows).backward()
            solver.step()
        spent += time.perf_counter() - begin
        with torch.no_grad():
            if loss(w).item() <= target:
                return spent
    return None


loss(torch.zeros(x.shape[1], k, requires_grad=True)).backward()
fastest = None
for learning_rate in (0.3, 0.1, 0.03):
    seconds = adam(learning_rate, fastest or LIMIT / 3)
    fastest = seconds if seconds and (fastest is None or seconds < fastest) else fastest
for solver, seconds in (("L-BFGS", lbfgs()), ("Adam", fastest)):
    print(json.dumps({"peer": "PyTorch " + torch.__version__ + " " + solver, "seconds": seconds}), flush=True)
