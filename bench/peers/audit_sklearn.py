"""The peers of `bench/run audit` on the same noisy labels; prints one JSON object.

    python3 audit_sklearn.py DATA_FOLDER LABELS PEERS_FOLDER

LABELS holds "given fold" for each training row. Five-fold LogisticRegression at C = 1, then self-confidence and normalised
margin; and F1 of every filter of cleanlab on the same outputs, where cleanlab is installed.
"""
import json
import sys
import time

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score
from sklearn.model_selection import cross_val_predict

folder, labels, peers = sys.argv[1:4]
sys.path.insert(0, peers)
from common import load  # noqa: E402

x, y, z, yt, names, supers = load(folder)
given = np.loadtxt(labels, dtype=int)[:, 0]
wrong = given != y
rows = np.arange(len(y))
start = time.perf_counter()
p = cross_val_predict(LogisticRegression(C=1.0, max_iter=200), x, given, cv=5, method="predict_proba")
own = p[rows, given]
other = p.copy()
other[rows, given] = -1
margin = other.max(1) - own
figures = {
    "peer_seconds": time.perf_counter() - start,
    "peer_self_ap": average_precision_score(wrong, -own),
    "peer_margin_ap": average_precision_score(wrong, margin),
    "peer_self_auroc": roc_auc_score(wrong, -own),
    "peer_margin_auroc": roc_auc_score(wrong, margin),
}
try:
    from cleanlab.filter import find_label_issues

    filters = ["prune_by_noise_rate", "prune_by_class", "both", "confident_learning", "predicted_neq_given",
               "low_normalized_margin", "low_self_confidence"]
    scores = {f: f1_score(wrong, find_label_issues(given, p, filter_by=f, n_jobs=1)) for f in filters}
    best = max(scores, key=scores.get)
    figures["cleanlab_f1"] = scores[best]
    figures["cleanlab_default_f1"] = scores["prune_by_noise_rate"]
except ImportError:
    pass
print(json.dumps({k: float(v) for k, v in figures.items()}))
