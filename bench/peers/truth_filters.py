"""Peers beside the cells of `bench/run experiments truth`: cleanlab's seven filters and a 10-nearest-neighbour vote.

    python3 truth_filters.py SHARED_DATA SHARED_PEERS CELLS_CSV OUT_CSV [--rates 0.05 0.2 0.4] [--seed 1]

The same given labels, made again label for label and checked by the share of wrong ones in CELLS_CSV. Five-fold shuffled
LogisticRegression at C = 1 on centred, normalised rows; its outputs go to cleanlab's filters. A cell that OUT_CSV has is not made
again. A table of all of them beside the audit's own figures goes to the file of that name with .md. Needs numpy, scikit-learn and
cleanlab 2.9.
"""
import argparse
import csv
import os
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")
from cleanlab.filter import find_label_issues  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.metrics import average_precision_score, f1_score  # noqa: E402
from sklearn.model_selection import StratifiedKFold, cross_val_predict  # noqa: E402

parser = argparse.ArgumentParser()
for name in ("data", "peers", "cells", "out"):
    parser.add_argument(name)
parser.add_argument("--rates", nargs="*", type=float, default=[0.02, 0.05, 0.1, 0.2, 0.3, 0.4])
parser.add_argument("--seed", default="1")
args = parser.parse_args()
sys.path.insert(0, args.peers)
from common import corrupt  # noqa: E402

FILTERS = ["prune_by_noise_rate", "prune_by_class", "both", "confident_learning", "predicted_neq_given",
           "low_normalized_margin", "low_self_confidence"]
NEIGHBOURS = 10
COLUMNS = ["data", "noise", "rate", "seed", "wrong", *FILTERS, "best", "best_f1", "margin_ap", "self_confidence_ap",
           "neighbours_f1", "neighbours_ap"]


def column(path, name):
    with open(path, newline="") as f:
        return [row[name] for row in csv.DictReader(f)]


def load(data):
    """Features, given labels and true labels as numbers, superclasses by class or None."""
    texts, minilm = data.removesuffix("-minilm"), data.endswith("-minilm")
    folder = os.path.join(args.data, texts)
    x = np.load(os.path.join(folder, "train_minilm.npy" if minilm else "train_features.npy")).astype(np.float32)
    x = x - x.mean(0)
    x /= np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)
    given = column(os.path.join(folder, "train.csv"), "label")
    names = sorted(set(given))
    index = {n: i for i, n in enumerate(names)}
    given = np.array([index[v] for v in given])
    truth = given
    if texts in ("noisyag", "trec"):
        truth = np.array([index[v] for v in column(os.path.join(folder, "train.csv"), "true_label")])
    supers, path = None, os.path.join(folder, "superclasses.csv")
    if os.path.exists(path):
        of = dict(zip(column(path, "label"), column(path, "superclass")))
        supers = np.array([of[n] for n in names])
    return x, given, truth, supers


def by_class(labels, k, target, rate, seed):
    """Every label of class c becomes target[c] with the given probability."""
    c = np.eye(k) * (1 - rate)
    c[np.arange(k), target] += rate
    rng = np.random.default_rng(seed)
    return np.array([rng.choice(k, p=c[y]) for y in labels])


def noisy(x, y, supers, noise, rate, seed):
    k = y.max() + 1
    if noise == "pair":
        return by_class(y, k, (np.arange(k) + 1) % k, rate, seed)
    if noise == "nearest":
        means = np.stack([x[y == c].sum(0) for c in range(k)]).astype(np.float64)
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        cosines = means @ means.T
        np.fill_diagonal(cosines, -np.inf)
        return by_class(y, k, cosines.argmax(1), rate, seed)
    return corrupt(y, k, noise, rate, supers, seed)


def vote(x, y):
    """Share of the neighbours' most frequent other label less that of the given one."""
    n, k = len(y), y.max() + 1
    score = np.zeros(n)
    for start in range(0, n, 2000):
        g = x[start:start + 2000] @ x.T
        g[np.arange(len(g)), np.arange(start, start + len(g))] = -np.inf
        nearest = np.argpartition(-g, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
        for i, row in enumerate(nearest):
            counts = np.bincount(y[row], minlength=k)
            own, counts[y[start + i]] = counts[y[start + i]], -1
            score[start + i] = (counts.max() - own) / NEIGHBOURS
    return score


def measure(x, given, truth):
    wrong, rows = given != truth, np.arange(len(given))
    p = cross_val_predict(LogisticRegression(C=1.0, max_iter=200), x, given, method="predict_proba",
                          cv=StratifiedKFold(5, shuffle=True, random_state=0))
    figures = {f: f1_score(wrong, find_label_issues(given, p, filter_by=f, n_jobs=1)) for f in FILTERS}
    figures["best"] = max(FILTERS, key=figures.get)
    figures["best_f1"] = figures[figures["best"]]
    own, q = p[rows, given], p.copy()
    q[rows, given] = -1
    figures["margin_ap"] = average_precision_score(wrong, q.max(1) - own)
    figures["self_confidence_ap"] = average_precision_score(wrong, -own)
    votes = vote(x, given)
    figures["neighbours_f1"] = f1_score(wrong, votes > 0)
    figures["neighbours_ap"] = average_precision_score(wrong, votes)
    return figures


def table(ours, done):
    """One line for each cell, ours beside the best filter, chosen with hindsight."""
    lines = ["| data | noise | rate | seed | F1 of the audit | F1 of cleanlab's best filter | which | F1 of its default | "
             "F1 of 10 neighbours | AP of the audit | AP of margin | AP of self-confidence | AP of 10 neighbours |"]
    lines.append("| --- " * 13 + "|")
    for r in done:
        own = ours[tuple(r[c] for c in KEYS)]
        mine, best = own["f1"], float(r["best_f1"])
        cells = [r["data"], r["noise"], r["rate"], r["seed"], f"{mine:.3f}", f"{best:.3f}", r["best"]]
        cells += [f"{float(v):.3f}" for v in (r["prune_by_noise_rate"], r["neighbours_f1"], own["average precision"],
                                              r["margin_ap"], r["self_confidence_ap"], r["neighbours_ap"])]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


KEYS = ("data", "noise", "rate", "seed")
ours = {}
with open(args.cells, newline="") as f:
    for r in csv.DictReader(f):
        if r["metric"] in ("wrong", "f1", "average precision"):
            ours.setdefault(tuple(r[c] for c in KEYS), {})[r["metric"]] = float(r["value"])
done = []
if os.path.exists(args.out):
    with open(args.out, newline="") as f:
        done = list(csv.DictReader(f))
known = {tuple(r[c] for c in KEYS) for r in done}
loaded, at = None, None
for key, figures in ours.items():
    share = figures["wrong"]
    data, noise, rate, seed = key
    real = noise == "real"
    if key in known or "twice" in noise or not real and (float(rate) not in args.rates or seed != args.seed):
        continue
    if data != at:
        loaded, at = load(data), data
    x, labels, truth, supers = loaded
    given = labels if real else noisy(x, labels, supers, noise, float(rate), int(seed))
    if abs((given != truth).mean() - share) > 1e-6:
        sys.exit(f"{key}: {(given != truth).mean()} of the labels are wrong here but {share} in the cell")
    figures = measure(x, given, truth)
    row = dict(zip(COLUMNS, key), wrong=share, **{k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items()})
    done.append(row)
    with open(args.out + ".part", "w", newline="") as f:
        writer = csv.DictWriter(f, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(done)
    os.replace(args.out + ".part", args.out)
    print(*key, f"wrong {share:.4f} best {figures['best_f1']:.4f} {figures['best']}", flush=True)
with open(os.path.splitext(args.out)[0] + ".md", "w") as f:
    f.write(table(ours, done))
