"""Writes resources/golden/calibration.properties from the predictions of metrics.properties: scikit-learn's binary Brier score
of each class summed, classwise ECE and Murphy's parts by numpy.histogram-like bins, and entropies by scipy and scikit-learn's
nearest neighbours."""
import platform

import numpy as np
import scipy
import scipy.special
import scipy.stats
import sklearn
from sklearn.metrics import brier_score_loss
from sklearn.neighbors import NearestNeighbors

golden = dict(line.strip().split("=", 1) for line in open("../resources/golden/metrics.properties") if "=" in line)
n, k = int(golden["rows"]), int(golden["classes"])
p = np.array(golden["p"].split(","), dtype=float).reshape(n, k)
y = np.array(golden["y"].split(","), dtype=int)


def text(a):
    return ",".join(repr(float(v)) for v in np.asarray(a).ravel())


def kl(x, neighbour):
    d = NearestNeighbors(n_neighbors=neighbour + 1).fit(x[:, None]).kneighbors(x[:, None])[0][:, neighbour]
    return scipy.special.digamma(len(x)) - scipy.special.digamma(neighbour) + np.mean(np.log(2 * d))


with open("../resources/golden/calibration.properties", "w") as f:
    f.write(f"# scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {np.__version__}, "
            f"python {platform.python_version()}\n")
    f.write(f"brier={float(sum(brier_score_loss(y == c, p[:, c]) for c in range(k)))!r}\n")
    for bins in (10, 15):
        edges = np.linspace(0, 1, bins + 1)
        ece = reliability = resolution = 0.0
        for c in range(k):
            which = np.maximum(np.digitize(p[:, c], edges, right=True) - 1, 0)
            for b in np.unique(which):
                rows = which == b
                mean, frequency = p[rows, c].mean(), (y[rows] == c).mean()
                ece += rows.mean() * abs(frequency - mean) / k
                reliability += rows.mean() * (mean - frequency) ** 2
                resolution += rows.mean() * (frequency - (y == c).mean()) ** 2
        f.write(f"classwise{bins}={float(ece)!r}\n")
        f.write(f"reliability{bins}={float(reliability)!r}\nresolution{bins}={float(resolution)!r}\n")
    f.write(f"uncertainty={float(sum((y == c).mean() * (1 - (y == c).mean()) for c in range(k)))!r}\n")
    own = p[np.arange(n), y]
    f.write(f"variance={float(own.var())!r}\n")
    for neighbour in (1, 3):
        f.write(f"entropy{neighbour}={float(kl(own, neighbour))!r}\n")
    for name, law in [("uniform", scipy.stats.uniform()), ("normal", scipy.stats.norm(scale=0.3)),
                      ("beta", scipy.stats.beta(3, 1)), ("skewed", scipy.stats.beta(0.5, 5))]:
        f.write(f"{name}={float(law.entropy())!r}\n")
