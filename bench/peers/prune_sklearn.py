"""Peers of `bench/run experiments mistakes`; prints one JSON object of accuracies on the test labels.

    python3 prune_sklearn.py TRAIN.npy TRAIN.csv TEST.npy TEST.csv SEED

c1: scikit-learn's LogisticRegression at C = 1. tuned: C of eight values that agrees best with the given labels of five shuffled
folds, which the seed cuts. pruned: the rows that cleanlab's find_label_issues flags, by the outputs of that C on these folds, left out,
and that C again. On centred, normalised rows. Needs numpy, scikit-learn and cleanlab.
"""
import csv
import json
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")
from cleanlab.filter import find_label_issues  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import StratifiedKFold, cross_val_predict  # noqa: E402

CS = (0.02, 0.06, 0.2, 0.6, 2, 6, 20, 60)

train, given, test, right, seed = sys.argv[1:]


def labels(path):
    with open(path, newline="") as f:
        return [row["label"] for row in csv.DictReader(f)]


x, z = np.load(train).astype(np.float32), np.load(test).astype(np.float32)
mean = x.mean(0)
x, z = ((v - mean) / np.maximum(np.linalg.norm(v - mean, axis=1, keepdims=True), 1e-12) for v in (x, z))
given, right = np.array(labels(given)), np.array(labels(right))
names, y = np.unique(given, return_inverse=True)


def probe(c):
    return LogisticRegression(C=c, max_iter=300, tol=1e-3)


def accuracy(c, rows):
    return probe(c).fit(x[rows], given[rows]).score(z, right)


every = np.ones(len(y), bool)
folds = StratifiedKFold(5, shuffle=True, random_state=int(seed))
outputs = [cross_val_predict(probe(c), x, y, cv=folds, method="predict_proba") for c in CS]
best = int(np.argmax([(p.argmax(1) == y).mean() for p in outputs]))
issues = find_label_issues(y, outputs[best])
print(json.dumps({"c1": accuracy(1, every), "tuned": accuracy(CS[best], every), "tuned_c": CS[best],
                  "pruned": accuracy(CS[best], ~issues), "flagged": int(issues.sum())}))
