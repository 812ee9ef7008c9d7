"""Golden values for the probe and the metrics from scikit-learn. Run from this folder with Debian's python3:

    /usr/bin/python3 make_golden.py

writes ../resources/golden/probe.properties and metrics.properties.
"""
import platform

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss, top_k_accuracy_score

out = "../resources/golden/"
versions = f"# scikit-learn {sklearn.__version__}, numpy {np.__version__}, python {platform.python_version()}\n"


def text(a):
    return ",".join(repr(float(v)) for v in np.asarray(a).ravel())


rng = np.random.default_rng(20260101)
n, d, k = 60, 5, 4
x = np.round(rng.normal(size=(n, d)) * 64) / 64
y = (np.round(x[:, 0] * 1.5 + rng.normal(size=n)).astype(int)) % k
weights = rng.integers(0, 4, size=n).astype(float)
with open(out + "probe.properties", "w") as f:
    f.write(versions)
    f.write(f"rows={n}\nfeatures={d}\nclasses={k}\nx={text(x)}\ny={','.join(map(str, y))}\nweights={text(weights)}\n")
    for name, l2, intercept, w in [("plain", 0.01, False, None), ("intercept", 0.01, True, None),
                                   ("strong", 0.5, True, None), ("weighted", 0.02, True, weights)]:
        total = n if w is None else w.sum()
        m = LogisticRegression(C=1 / (l2 * total), fit_intercept=intercept, tol=1e-12, max_iter=100000, solver="lbfgs")
        m.fit(x, y, sample_weight=w)
        z = x @ m.coef_.T + m.intercept_
        lse = np.log(np.exp(z).sum(1))
        loss = np.average(lse - z[np.arange(n), y], weights=w)
        objective = loss + 0.5 * l2 * (m.coef_ ** 2).sum()
        f.write(f"{name}.lambda={l2}\n{name}.intercept={str(intercept).lower()}\n{name}.weighted={str(w is not None).lower()}\n")
        f.write(f"{name}.objective={float(objective)!r}\n{name}.coefficients={text(m.coef_.T)}\n")
        f.write(f"{name}.bias={text(m.intercept_ if intercept else np.zeros(k))}\n")

n, k = 200, 6
p = rng.dirichlet(np.full(k, 0.4), size=n).astype(np.float32)
p = np.maximum(p, np.float32(1e-6))
p /= p.sum(1, keepdims=True)
y = np.array([rng.choice(k, p=(0.7 * r + 0.3 / k) / (0.7 * r + 0.3 / k).sum()) for r in p.astype(float)])
q = p.astype(float)
conf, best = q.max(1), q.argmax(1)
with open(out + "metrics.properties", "w") as f:
    f.write(versions)
    f.write(f"rows={n}\nclasses={k}\np={text(p)}\ny={','.join(map(str, y))}\n")
    f.write(f"accuracy={accuracy_score(y, best)!r}\n")
    f.write(f"log_loss={float(log_loss(y, q / q.sum(1, keepdims=True), labels=range(k)))!r}\n")
    f.write(f"brier={float(((q - np.eye(k)[y]) ** 2).sum(1).mean())!r}\n")
    f.write(f"entropy={float(-(q * np.log(q)).sum(1).mean())!r}\n")
    f.write(f"top2={float(top_k_accuracy_score(y, q, k=2, labels=range(k)))!r}\n")
    for bins in (15, 20):
        edges = np.linspace(0, 1, bins + 1)
        which = np.digitize(conf, edges, right=True) - 1
        ece = sum(abs((best == y)[which == b].mean() - conf[which == b].mean()) * (which == b).mean()
                  for b in range(bins) if (which == b).any())
        f.write(f"ece{bins}={float(ece)!r}\n")
        parts = np.argsort(conf, kind="stable")
        cuts = [n * b // bins for b in range(bins + 1)]
        mass = sum(abs((best == y)[parts[a:b]].mean() - conf[parts[a:b]].mean()) * (b - a) / n
                   for a, b in zip(cuts, cuts[1:]) if b > a)
        f.write(f"mass{bins}={float(mass)!r}\n")
