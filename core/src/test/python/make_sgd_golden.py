"""Writes resources/golden/sgd.properties: full-batch steps of torch.optim.SGD in float64 (Debian's python3-torch)."""
import platform

import numpy as np
import torch

rng = np.random.default_rng(7)
n, d, k = 30, 4, 3
x = np.round(rng.normal(size=(n, d)) * 64) / 64
y = rng.integers(0, k, size=n)


def text(a):
    return ",".join(repr(float(v)) for v in np.asarray(a).ravel())


with open("../resources/golden/sgd.properties", "w") as f:
    f.write(f"# torch {torch.__version__}, numpy {np.__version__}, python {platform.python_version()}\n")
    f.write(f"rows={n}\nfeatures={d}\nclasses={k}\nx={text(x)}\ny={','.join(map(str, y))}\n")
    f.write("rate=0.3\nmomentum=0.9\ndecay=0.02\nsteps=25\n")
    for name, nesterov in [("heavyball", False), ("nesterov", True)]:
        w = torch.zeros(d, k, dtype=torch.float64, requires_grad=True)
        b = torch.zeros(k, dtype=torch.float64, requires_grad=True)
        opt = torch.optim.SGD(
            [{"params": [w], "weight_decay": 0.02}, {"params": [b]}], lr=0.3, momentum=0.9, nesterov=nesterov)
        for _ in range(25):
            opt.zero_grad()
            torch.nn.functional.cross_entropy(torch.tensor(x) @ w + b, torch.tensor(y)).backward()
            opt.step()
        f.write(f"{name}.weights={text(w.detach())}\n{name}.bias={text(b.detach())}\n")
