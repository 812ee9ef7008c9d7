"""What the package costs beside Java, and how find_label_issues fares beside cleanlab: python python/measure.py [DATA].

DATA is the folder with banking77 (RECTIFY_DATA, or shared/data beside the project). cleanlab is left out where it is not installed.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("RECTIFY_DATA", ROOT.parent / "shared" / "data"))


def labels(name: str) -> np.ndarray:
    with open(DATA / "banking77" / name, newline="", encoding="utf-8") as file:
        return np.array([row["label"] for row in csv.DictReader(file)], dtype=object)


def costs() -> None:
    begin = time.perf_counter()
    from rectify_labels import RectifyClassifier, _job, _jvm, audit

    print(f"import {time.perf_counter() - begin:.2f} s")
    begin = time.perf_counter()
    _jvm.start()
    print(f"Java's start {time.perf_counter() - begin:.2f} s")
    spent = []
    run = _job.run

    def timed(*arguments):
        begin = time.perf_counter()
        result = run(*arguments)
        spent.append(time.perf_counter() - begin)
        return result

    _job.run = timed
    features = np.load(DATA / "banking77" / "train_minilm.npy").astype(np.float32)
    test = np.load(DATA / "banking77" / "test_minilm.npy").astype(np.float32)
    given, right = labels("train.csv"), labels("test.csv")
    for what in ("audit", "audit", "teacher", "teacher", "harden", "auto"):
        begin = time.perf_counter()
        found = audit(features, given) if what == "audit" else RectifyClassifier(what).fit(features, given)
        whole = time.perf_counter() - begin
        said = f"{len(found.flagged)} flags" if what == "audit" else f"{found.recipe_}: {found.score(test, right):.4f}"
        print(f"{what} {whole:.2f} s, {1000 * (whole - spent[-1]):.0f} ms of it beside the Java computation; {said}")


def filters() -> None:
    """Digits, a tenth of whose labels are made wrong; logistic regression of five folds."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    from rectify_labels import find_label_issues

    with gzip.open(ROOT / "cli/src/main/resources/io/rectify/cli/digits.csv.gz", "rt") as file:
        rows = np.loadtxt(file, delimiter=",")
    features, true = rows[:, :64].astype(np.float32), rows[:, 64].astype(int)
    rng = np.random.default_rng(0)
    wrong = rng.random(len(true)) < 0.1
    given = np.where(wrong, (true + rng.integers(1, 10, len(true))) % 10, true)
    outputs = cross_val_predict(LogisticRegression(max_iter=200), features / 16, given, method="predict_proba", cv=5)
    finders = {"rectify": find_label_issues}
    try:
        from cleanlab.filter import find_label_issues as theirs

        finders["cleanlab"] = theirs
    except ImportError:
        print("cleanlab is not installed")
    for filter_by in ("prune_by_noise_rate", "both", "confident_learning", "low_self_confidence"):
        for name, find in finders.items():
            mask = find(given, outputs, filter_by=filter_by, n_jobs=1)
            print(f"{filter_by} {name}: {shares(mask, wrong)}")
    print(f"with features rectify: {shares(find_label_issues(given, outputs, features=features), wrong)}")


def shares(mask: np.ndarray, wrong: np.ndarray) -> str:
    hits = (mask & wrong).sum()
    return (
        f"{mask.sum()} flags, {hits / mask.sum():.3f} of them right, {hits / wrong.sum():.3f} of the wrong labels found"
    )


if __name__ == "__main__":
    costs()
    filters()
