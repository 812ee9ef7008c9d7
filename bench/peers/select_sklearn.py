"""The peers of `bench/run auto` on the same noisy labels and folds; prints one JSON object of clean test accuracies and seconds.

    python3 select_sklearn.py DATA_FOLDER LABELS PEERS_FOLDER [--grid] [--cleanlab]

LABELS holds "given fold" for each training row. tuned: scikit-learn's LogisticRegression, C chosen among eight values by
agreement with the given labels of fold 0, fitted to the others, and then fitted to all rows. c1: C = 1. pruned: cleanlab's
find_label_issues on five-fold outputs at C = 1, rows it flags left out, C = 1 again; only where cleanlab is installed.
--grid also times the plain grid, every value on every fold.
"""
import argparse
import json
import sys
import time

import numpy as np
from sklearn.linear_model import LogisticRegression

try:
    from cleanlab.filter import find_label_issues
except ImportError:
    find_label_issues = None

a = argparse.ArgumentParser()
a.add_argument("folder")
a.add_argument("labels")
a.add_argument("peers")
a.add_argument("--grid", action="store_true")
a = a.parse_args()
sys.path.insert(0, a.peers)
from common import load  # noqa: E402

CS = np.logspace(-2, 1.5, 8)
x, y, z, yt, names, supers = load(a.folder)
given, fold = np.loadtxt(a.labels, dtype=int).T


def fit(c, rows):
    return LogisticRegression(C=c, max_iter=1000).fit(x[rows], given[rows])


every = np.ones(len(y), bool)
figures = {}
start = time.perf_counter()
first = fold != 0
scores = [fit(c, first).score(x[~first], given[~first]) for c in CS]
best = CS[int(np.argmax(scores))]
tuned = fit(best, every)
figures["peer_tuning_seconds"] = time.perf_counter() - start
figures["tuned"] = tuned.score(z, yt)
figures["tuned_c"] = float(best)
plain = fit(1.0, every)
figures["c1"] = plain.score(z, yt)
if find_label_issues is not None:
    p = np.zeros((len(y), len(names)))
    for f in range(fold.max() + 1):
        model = fit(1.0, fold != f)
        p[np.ix_(fold == f, model.classes_)] = model.predict_proba(x[fold == f])
    keep = ~find_label_issues(given, p)
    figures["pruned"] = fit(1.0, keep).score(z, yt)
if a.grid:
    start = time.perf_counter()
    for c in CS:
        for f in range(fold.max() + 1):
            fit(c, fold != f).score(x[fold == f], given[fold == f])
    figures["peer_grid_seconds"] = time.perf_counter() - start
print(json.dumps(figures))
