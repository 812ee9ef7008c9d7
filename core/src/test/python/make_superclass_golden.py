"""Golden partitions for SuperclassDiscovery from SciPy. Run from this folder with Debian's python3:

    /usr/bin/python3 make_superclass_golden.py

writes ../resources/golden/superclasses.properties: for each case the correlations above the diagonal, row by row, in
millionths, and the partitions of scipy.cluster.hierarchy.linkage(1 - correlation, method='complete') cut by
fcluster(criterion='distance') at shares of the largest merge height. Distances are distinct and no merge is so close to a
cut that rounding could decide.
"""
import platform

import numpy as np
import scipy
from scipy.cluster.hierarchy import fcluster, linkage

rng = np.random.default_rng(20260103)


def correlations(k, groups, features, spread):
    centres = rng.normal(size=(groups, features))
    x = centres[rng.integers(0, groups, size=k)] + spread * rng.normal(size=(k, features))
    x -= x.mean(0)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    return x @ x.T


with open("../resources/golden/superclasses.properties", "w") as f:
    f.write(f"# scipy {scipy.__version__}, numpy {np.__version__}, python {platform.python_version()}\n")
    # name, K, groups, features, spread
    for name, k, groups, features, spread in [("two", 2, 2, 3, 1.0), ("three", 3, 2, 4, 0.5), ("twelve", 12, 3, 6, 0.6),
                                              ("banking", 77, 12, 30, 0.7), ("clinc", 150, 10, 40, 0.8),
                                              ("noise", 40, 40, 8, 1.0)]:
        while True:
            r = np.rint(1e6 * correlations(k, groups, features, spread)).astype(int)
            upper = r[np.triu_indices(k, 1)]
            tree = linkage(1 - upper / 1e6, method="complete")
            cuts = [0.3, 0.5, 0.8, 0.9]
            heights = tree[:, 2] / tree[-1, 2]
            if k == 2:
                break
            if len(set(upper)) == len(upper) and min(abs(heights - c).min() for c in cuts) > 1e-6:
                break
            # many pairs: make equal ones distinct
            for i in range(100):
                values, first = np.unique(upper, return_index=True)
                again = np.setdiff1d(np.arange(len(upper)), first)
                if len(again) == 0:
                    break
                upper[again] += rng.integers(-3, 4, size=len(again))
            tree = linkage(1 - upper / 1e6, method="complete")
            heights = tree[:, 2] / tree[-1, 2]
            if len(set(upper)) == len(upper) and min(abs(heights - c).min() for c in cuts) > 1e-6:
                break
        f.write(f"{name}.classes={k}\n{name}.correlations={','.join(map(str, upper))}\n")
        for cut in cuts:
            raw = fcluster(tree, t=cut * tree[-1, 2], criterion="distance")
            order = {}
            part = [order.setdefault(c, len(order)) for c in raw]
            f.write(f"{name}.{cut}={','.join(map(str, part))}\n")
            print(name, k, cut, len(order))
