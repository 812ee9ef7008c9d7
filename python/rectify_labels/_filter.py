"""cleanlab's find_label_issues, by rectify's judgement."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _input, _job, _jvm
from ._audit import _judged, _Question

#: What a filter flags: rectify's own flags.
_JUDGED = ("prune_by_noise_rate", "prune_by_class", "both", "confident_learning")
#: As many rows as rectify flags, of lowest score.
_LOWEST = {"low_self_confidence": "self_confidence", "low_normalized_margin": "normalized_margin"}
_FILTERS = (*_JUDGED, "predicted_neq_given", *_LOWEST)
_SCORES = ("self_confidence", "normalized_margin", "confidence_weighted_entropy")
_PRUNING = _JUDGED[:3]


def find_label_issues(
    labels: Any,
    pred_probs: Any,
    *,
    return_indices_ranked_by: str | None = None,
    rank_by_kwargs: dict[str, Any] | None = None,
    filter_by: str = "prune_by_noise_rate",
    frac_noise: float = 1.0,
    num_to_remove_per_class: list[int] | None = None,
    min_examples_per_class: int = 1,
    confident_joint: Any = None,
    n_jobs: int | None = None,
    verbose: bool = False,
    multi_label: bool = False,
    features: Any = None,
) -> npt.NDArray[Any]:
    """Which labels are probably wrong, by class probabilities of held-out models; cleanlab's signature.

    Parameters
    ----------
    labels : array-like of shape (n_samples,)
        Given labels, 0 to n_classes - 1.
    pred_probs : array-like of shape (n_samples, n_classes)
        Probabilities of models that had not seen the row they judge.
    return_indices_ranked_by : str, default=None
        None returns a mask. "self_confidence", "normalized_margin" or "confidence_weighted_entropy" (cleanlab's scores) or
        "suspicion" (rectify's own, which ranks better) return the indices of issues, worst first.
    rank_by_kwargs : dict, default=None
        ``{"adjust_pred_probs": False}`` or nothing.
    filter_by : str, default="prune_by_noise_rate"
        "prune_by_noise_rate", "prune_by_class", "both" and "confident_learning" are one here: labels that are more
        probably wrong than right by the noise matrix and the neighbours. "predicted_neq_given": another class is more
        probable. "low_self_confidence" and "low_normalized_margin": as many as the first have, of lowest score.
    frac_noise : float, default=1.0
        Share of the issues to return, the most suspicious ones; of the first three filters.
    num_to_remove_per_class : list of int, default=None
        How many to return of each class, the most suspicious ones; of the first three filters.
    min_examples_per_class : int, default=1
        Labels that each class keeps at least, of the first three filters.
    confident_joint : None
        The noise matrix is estimated here.
    n_jobs : int, default=None
        Threads.
    verbose : bool, default=False
        Whether to print how many were found.
    multi_label : bool, default=False
        Not possible here.
    features : array-like of shape (n_samples, n_features), default=None
        Embeddings, if there are any: neighbours are found by them rather than by the probabilities.

    Returns
    -------
    ndarray
        A mask of shape (n_samples,), or indices of issues, worst first.

    Raises
    ------
    ValueError
        If labels and probabilities do not fit each other, or a parameter is not possible here.

    Examples
    --------
    >>> import numpy as np
    >>> from rectify_labels import find_label_issues
    >>> labels = np.repeat([0, 1], 20)
    >>> pred_probs = np.where(labels[:, None] == [0, 1], 0.95, 0.05)
    >>> labels[3] = 1
    >>> find_label_issues(labels, pred_probs, return_indices_ranked_by="self_confidence")
    array([3])
    """
    given, outputs = _checked(labels, pred_probs)
    _check(filter_by, return_indices_ranked_by, rank_by_kwargs, confident_joint, multi_label)
    if filter_by not in _PRUNING:
        if num_to_remove_per_class is not None:
            raise ValueError(f"num_to_remove_per_class is for filter_by {', '.join(_PRUNING)}, not for {filter_by}")
        if frac_noise != 1.0:
            warnings.warn(f"frac_noise has no effect on filter_by {filter_by}", stacklevel=2)
    if not 0 <= frac_noise <= 1:
        raise ValueError(f"frac_noise must lie in [0, 1] but is {frac_noise}")
    suspicious, flagged = _suspicious(given, outputs, features, n_jobs)
    if filter_by == "predicted_neq_given":
        chosen = np.flatnonzero(outputs.argmax(axis=1) != given)
    elif filter_by in _LOWEST:
        chosen = np.argsort(_quality(_LOWEST[filter_by], given, outputs), kind="stable")[:flagged]
    elif filter_by == "confident_learning":
        chosen = suspicious[:flagged]
    else:
        chosen = _pruned(
            given, outputs.shape[1], suspicious, flagged, frac_noise, num_to_remove_per_class, min_examples_per_class
        )
    if verbose:
        print(f"Number of label issues found: {len(chosen)}")
    if return_indices_ranked_by is None:
        mask = np.zeros(len(given), dtype=bool)
        mask[chosen] = True
        return mask
    if return_indices_ranked_by == "suspicion":
        return suspicious[np.isin(suspicious, chosen)]
    scores = _quality(return_indices_ranked_by, given, outputs)
    issues = np.sort(chosen)
    return issues[np.argsort(scores[issues], kind="stable")]


def _checked(labels: Any, pred_probs: Any) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    outputs = _input.as_float32(np.atleast_2d(np.asarray(pred_probs)))
    given = _input.column(labels)
    if given.ndim != 1 or len(given) != len(outputs) or outputs.ndim != 2:
        raise ValueError(f"labels are of shape {given.shape} but pred_probs of shape {np.shape(pred_probs)}")
    if given.dtype.kind not in "iu":
        raise ValueError(
            "labels must be whole numbers, 0 to n_classes - 1: np.unique(labels, return_inverse=True)[1] makes them"
        )
    classes = outputs.shape[1]
    if classes < 2:
        raise ValueError("pred_probs have one column; at least two classes are needed")
    wrong = (given < 0) | (given >= classes)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(f"label of row {row} is {given[row]}, but pred_probs have columns 0 to {classes - 1}")
    return given.astype(np.int32), outputs


def _check(
    filter_by: str, ranked_by: str | None, kwargs: dict[str, Any] | None, confident_joint: Any, multi_label: bool
) -> None:
    if multi_label:
        raise ValueError("multi_label is not possible here: call find_label_issues for each class, with labels 0 and 1")
    if confident_joint is not None:
        raise ValueError("confident_joint is not possible here, since the noise matrix is estimated: leave it out")
    if filter_by not in _FILTERS:
        raise ValueError(f"filter_by must be one of {', '.join(_FILTERS)} but is {filter_by!r}")
    if ranked_by is not None and ranked_by not in (*_SCORES, "suspicion"):
        raise ValueError(
            f"return_indices_ranked_by must be one of {', '.join(_SCORES)}, suspicion but is {ranked_by!r}"
        )
    if any(kwargs.values()) if kwargs else False:
        raise ValueError(f"rank_by_kwargs {kwargs} are not possible here: rank by suspicion, which is adjusted")


def _suspicious(
    given: npt.NDArray[np.int32], outputs: npt.NDArray[np.float32], features: Any, n_jobs: int | None
) -> tuple[npt.NDArray[np.int64], int]:
    """All rows, most suspicious first, and how many of them are flagged."""
    rows = outputs if features is None else _input.features(features)
    if len(rows) != len(given):
        raise ValueError(f"features has {len(rows)} rows but labels has {len(given)}")
    found = _judged(
        _Question(
            features=np.ascontiguousarray(rows),
            indices=given,
            classes=np.arange(outputs.shape[1]),
            pred_probs=outputs,
            texts=None,
            thorough=False,
            flags_at=None,
            neighbours=0,
            # Equal outputs do not make rows copies of each other.
            copies=2.0 if features is None else 0.98,
            anomalies=False,
            seed=1,
            n_jobs=n_jobs,
            verbose=False,
        )
    )
    return found._order.astype(np.int64), len(found.flagged)


def _quality(score: str, given: npt.NDArray[np.int32], outputs: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    bridge = _jvm.start().python.Bridge
    names = [str(k) for k in range(outputs.shape[1])]
    return np.array(_job.call(bridge.quality, score, _job.lend(outputs), _job.ints(given), _job.texts(names)))


def _pruned(
    given: npt.NDArray[np.int32],
    classes: int,
    suspicious: npt.NDArray[np.int64],
    flagged: int,
    frac_noise: float,
    per_class: list[int] | None,
    least_kept: int,
) -> npt.NDArray[np.int64]:
    if per_class is not None and len(per_class) != classes:
        raise ValueError(f"num_to_remove_per_class has {len(per_class)} numbers for {classes} classes")
    chosen = suspicious if per_class is not None else suspicious[: round(frac_noise * flagged)]
    kept = []
    for k in range(classes):
        of_class = chosen[given[chosen] == k]
        most = max(0, int((given == k).sum()) - least_kept)
        kept.append(of_class[: most if per_class is None else min(most, int(per_class[k]))])
    return np.concatenate(kept)
