"""A scikit-learn classifier that learns from labels that are partly wrong."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data

from . import _input, _job, _jvm

#: Rows that are predicted at a time.
_BLOCK = 4096


class RectifyClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Softmax classifier on frozen embeddings, taught by labels that are partly wrong.

    Self-distillation of a linear softmax probe: a student that is fitted to its teacher's outputs averages
    labels among correlated rows, which cancels wrong ones. Rows are centred and divided by their norm first.
    Fitting is Java's, and gives the same bits as ``rectify train``; predicting is NumPy's, from weights
    that are pickled with the estimator, and needs no Java.

    Parameters
    ----------
    method : str, default="auto"
        A way of training by its name in ``rectify train --help``, such as "teacher" (logistic regression),
        "harden" or "sd". "auto" chooses one by held-out given labels; where rows are too few for that, or
        labels are soft, it takes "teacher" and warns.
    parameters : dict, default=None
        Parameters of the method, such as ``{"rounds": 2}`` of "sd".
    kappa : float, default=None
        Strength of the penalty, classes x rows x lambda; useful from 5 to 500. None is 15, and for "auto" several.
    preprocess : str, default=None
        "centre-normalise", "standardise", "normalise", "centre" or "raw". None is the first, and for "auto" several.
    intercept : bool, default=False
        Whether there is an unpenalised intercept.
    adjust_shares : bool, default=False
        Whether a named method learns as if all classes were equally common; "auto" does.
    metric : {"balanced", "accuracy"}, default="balanced"
        What "auto" chooses by.
    budget : float, default=None
        Seconds after which "auto" tries nothing more.
    tol : float, default=1e-3
        A fit ends when the gradient's norm has fallen to this share.
    max_iter : int, default=1000
        Iterations of one fit at most.
    random_state : int, RandomState or None, default=1
        Seed of the parts that "auto" judges on.
    n_jobs : int, default=None
        Threads; results do not depend on them. None is what OMP_NUM_THREADS says, or all processors.
    verbose : bool, default=False
        Whether to show how it goes on.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        Sorted distinct labels.
    n_features_in_ : int
        Number of features.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Names of the features, where they have names that are texts.
    coef_ : ndarray of shape (n_classes, n_features_in_)
        Weights for preprocessed rows.
    intercept_ : ndarray of shape (n_classes,)
        Zeros without an intercept.
    suggested_labels_ : ndarray of shape (n_samples,)
        The label that the classifier suggests for each training row, whose given label it has seen;
        :func:`audit` judges by models that have not. None for rows of weight 0.
    recipe_ : str
        How it was trained, in words.
    accuracy_ : str
        What can be said of how often it is right about new rows; empty where nothing can.
    fallback_ : str
        Why "auto" could not choose; empty where it could.
    n_iter_ : int
        Always 1: a fit is one computation.

    Examples
    --------
    >>> import numpy as np
    >>> from rectify_labels import RectifyClassifier
    >>> X = np.random.default_rng(0).normal(size=(200, 8)).astype(np.float32)
    >>> y = np.where(X[:, 0] > 0, "up", "down")
    >>> clf = RectifyClassifier(method="harden").fit(X, y)
    >>> clf.predict([[3, 0, 0, 0, 0, 0, 0, 0]])
    array(['up'], dtype=object)
    """

    def __init__(
        self,
        method: str = "auto",
        *,
        parameters: dict[str, Any] | None = None,
        kappa: float | None = None,
        preprocess: str | None = None,
        intercept: bool = False,
        adjust_shares: bool = False,
        metric: str = "balanced",
        budget: float | None = None,
        tol: float = 1e-3,
        max_iter: int = 1000,
        random_state: Any = 1,
        n_jobs: int | None = None,
        verbose: bool = False,
    ) -> None:
        self.method = method
        self.parameters = parameters
        self.kappa = kappa
        self.preprocess = preprocess
        self.intercept = intercept
        self.adjust_shares = adjust_shares
        self.metric = metric
        self.budget = budget
        self.tol = tol
        self.max_iter = max_iter
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.verbose = verbose

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> RectifyClassifier:
        """Learns from rows and their labels.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Features; C-contiguous float32 is not copied.
        y : array-like of shape (n_samples,) or (n_samples, n_classes)
            Labels, or soft labels: probabilities of the classes, of a table named by its columns.
        sample_weight : array-like of shape (n_samples,), default=None
            Whole numbers: how often each row is there.

        Returns
        -------
        self : RectifyClassifier
        """
        if y is None:
            raise ValueError("RectifyClassifier requires y to be passed, but the target y is None")
        array = validate_data(self, X, dtype=None, ensure_all_finite=False, ensure_min_samples=1)
        rows = _input.as_float32(array)
        soft, indices, classes = self._targets(y, len(rows))
        used = self._used(sample_weight, len(rows))
        if used is not None:
            rows, indices = rows[used], indices[used]
            soft = None if soft is None else soft[used]
        present = np.unique(indices)
        if soft is None and len(present) < len(classes):
            if len(present) < 2:
                raise ValueError(
                    f"labels of the rows with a weight name only one class, {classes[present[0]]!r}; two are needed"
                )
            classes, indices = classes[present], np.searchsorted(present, indices).astype(np.int32)
        self.classes_ = classes
        self._take(self._trained(rows, indices, classes, soft), used, rows=len(array))
        return self

    def _targets(
        self, y: Any, rows: int
    ) -> tuple[npt.NDArray[np.float32] | None, npt.NDArray[np.int32], npt.NDArray[Any]]:
        values = _input.column(y)
        if values.ndim == 2 and values.shape[1] > 1:
            columns = getattr(y, "columns", None)
            soft = _input.as_float32(values)
            if len(soft) != rows:
                raise ValueError(f"features has {rows} rows but soft labels has {len(soft)}")
            classes = np.arange(soft.shape[1]) if columns is None else np.asarray(list(columns))
            return soft, soft.argmax(axis=1).astype(np.int32), classes
        given = column_or_1d(values, warn=True)
        if given.dtype.kind != "O":
            check_classification_targets(given)
        indices, classes = _input.labels(given, rows)
        return None, indices, classes

    @staticmethod
    def _used(sample_weight: Any, rows: int) -> npt.NDArray[np.intp] | None:
        """The rows to fit to, each as often as its weight says; None where every row is there once."""
        if sample_weight is None:
            return None
        weights = np.asarray(sample_weight, dtype=np.float64)
        if weights.ndim == 0:
            weights = np.full(rows, float(weights))
        if weights.ndim != 1:
            raise ValueError(f"Sample weights must be 1D array or scalar but are of shape {weights.shape}")
        if len(weights) != rows:
            raise ValueError(f"sample_weight.shape == {weights.shape}, expected {(rows,)}!")
        if not np.all((weights >= 0) & (weights == np.rint(weights))):
            row = int(np.argmin((weights >= 0) & (weights == np.rint(weights))))
            raise ValueError(
                f"sample_weight of row {row} is {weights[row]:g}: weights must be whole numbers of at least 0,"
                " how often each row is there; multiply and round them"
            )
        if not weights.any():
            raise ValueError("all sample weights are zero: there is no row to fit to")
        return np.repeat(np.arange(rows), weights.astype(np.intp))

    def _trained(
        self,
        rows: npt.NDArray[np.float32],
        indices: npt.NDArray[np.int32],
        classes: npt.NDArray[Any],
        soft: npt.NDArray[np.float32] | None,
    ) -> Any:
        rectify = _jvm.start()
        import jpype

        names = _input.names(classes)
        settings = jpype.java.util.HashMap()
        for name, value in (self.parameters or {}).items():
            settings.put(str(name), str(value))
        how = _job.call(
            rectify.python.Training,
            str(self.method),
            settings,
            _or_nan(self.kappa),
            self.preprocess or "",
            bool(self.intercept),
            bool(self.adjust_shares),
            str(self.metric),
            _or_nan(self.budget),
            float(self.tol),
            int(self.max_iter),
            _input.seed(self.random_state),
            _job.threads(self.n_jobs),
        )
        optional = jpype.java.util.Optional
        lent = [rows]
        taught = optional.empty()
        if soft is not None:
            lent.append(np.ascontiguousarray(soft[:, _job.order(names)]))
            taught = optional.of(_job.lend(lent[1]))
        matrix = _job.lend(rows)
        return _job.run(
            lambda: rectify.python.Bridge.train(matrix, _job.ints(indices), _job.texts(names), how, taught),
            lent,
            self.verbose,
        )

    def _take(self, trained: Any, used: npt.NDArray[np.intp] | None, rows: int) -> None:
        names = _input.names(self.classes_)
        place = {name: k for k, name in enumerate(names)}
        order = [place[str(name)] for name in trained.classes()]
        k, d = len(order), int(self.n_features_in_)
        weights = np.empty((k, d), dtype=np.float32)
        weights[order] = np.array(trained.weights()).reshape(d, k).T
        bias = np.empty(k, dtype=np.float32)
        bias[order] = np.array(trained.bias())
        self.coef_ = weights
        self.intercept_ = bias
        self._shift = np.array(trained.shift())
        self._scale = np.array(trained.scale())
        self._normalises = bool(trained.normalises())
        self.recipe_ = str(trained.recipe())
        self.accuracy_ = str(trained.accuracy())
        self.fallback_ = str(trained.fallback())
        self.n_iter_ = 1
        suggested = np.asarray(order)[np.array(trained.suggested())]
        self.suggested_labels_ = self.classes_[suggested]
        if used is not None:
            every = np.full(rows, -1)
            every[used] = suggested
            labels = self.classes_[every].astype(object)
            labels[every < 0] = None
            self.suggested_labels_ = labels
        if self.fallback_:
            warnings.warn(f"trained by {self.recipe_}, since {self.fallback_}", stacklevel=3)

    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:
        """Probability of each class for each row, in the order of classes_.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
        """
        outputs = self._logits(X)
        outputs -= outputs.max(axis=1, keepdims=True)
        np.exp(outputs, out=outputs)
        outputs /= outputs.sum(axis=1, keepdims=True)
        return outputs

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """The most probable class of each row; the first of equals.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)
        """
        best = self._logits(X).argmax(axis=1)
        found: npt.NDArray[Any] = self.classes_[best]
        return found

    def _logits(self, X: Any) -> npt.NDArray[np.float64]:
        check_is_fitted(self)
        array = validate_data(self, X, reset=False, dtype=None, ensure_all_finite=False)
        if array.dtype.kind not in "fiub":
            array = _input.as_float32(array)
        _input.check_finite(array, array)
        weights = self.coef_.T.astype(np.float64)
        logits = np.empty((len(array), len(self.classes_)))
        for at in range(0, len(array), _BLOCK):
            block = (array[at : at + _BLOCK].astype(np.float64) - self._shift) * self._scale
            if self._normalises:
                norms = np.linalg.norm(block, axis=1, keepdims=True)
                block /= np.where(norms > 0, norms, 1)
            logits[at : at + _BLOCK] = block @ weights + self.intercept_
        return logits


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else float(value)
