"""What people run instead, as a whole process: five folds of LogisticRegression and cleanlab's filter, or C from a grid of folds.
Both run one fold on each processor, which is faster than a fold on all of them.

    python3 whole_process.py folds|grid train.npy train.csv
"""

import sys

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_predict

task, features, table = sys.argv[1:4]
x = np.load(features).astype(np.float32)
names, y = np.unique(pd.read_csv(table)["label"].astype(str), return_inverse=True)
folds = StratifiedKFold(5, shuffle=True, random_state=1)
if task == "folds":
    from cleanlab.filter import find_label_issues

    outputs = cross_val_predict(LogisticRegression(max_iter=1000), x, y, cv=folds, method="predict_proba", n_jobs=-1)
    issues = find_label_issues(y, outputs, return_indices_ranked_by="self_confidence", n_jobs=1)
    pd.DataFrame({"row": issues, "given": names[y[issues]], "suggestion": names[outputs[issues].argmax(1)]}).to_csv(
        sys.argv[4], index=False
    )
else:
    grid = {"C": np.logspace(-2, 2, 8)}
    search = GridSearchCV(LogisticRegression(max_iter=1000), grid, cv=folds, n_jobs=-1).fit(x, y)
    np.save(sys.argv[4], search.best_estimator_.coef_)
