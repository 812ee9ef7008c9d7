"""RectifyClassifier has scikit-learn's manners."""

from __future__ import annotations

import io
import pickle

import joblib
import numpy as np
import pandas as pd
import pytest
from conftest import python
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from rectify_labels import RectifyClassifier

EXPECTED_FAILURES = {
    # It shuffles the weighted rows only: the parts that auto judges on are drawn in the order of rows, and sums in
    # another order differ in the seventh digit of float32. In the same order the equality is exact, see below.
    "check_sample_weight_equivalence_on_dense_data": "rows in another order are cut into other parts",
}


@pytest.mark.filterwarnings("ignore")
@parametrize_with_checks([RectifyClassifier()], expected_failed_checks=lambda _: EXPECTED_FAILURES)
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


@pytest.fixture(scope="module")
def fitted(digits):
    return RectifyClassifier().fit(digits.features, digits.given)


def test_labels_a_tenth_of_which_are_wrong_teach_the_right_ones(fitted, digits):
    assert fitted.score(digits.features, digits.true) > 0.95
    assert (fitted.suggested_labels_ == digits.true).mean() > 0.95
    assert "right for about" in fitted.accuracy_
    assert fitted.fallback_ == ""


def test_probabilities_are_softmax_of_preprocessed_rows(fitted, digits):
    for row in digits.features[:5].astype(np.float64):
        centred = [(x - a) * b for x, a, b in zip(row, fitted._shift, fitted._scale, strict=True)]
        norm = sum(x * x for x in centred) ** 0.5
        logits = [
            sum(w * x / norm for w, x in zip(weights, centred, strict=True)) + bias
            for weights, bias in zip(fitted.coef_.astype(np.float64), fitted.intercept_, strict=True)
        ]
        exponentials = np.exp(np.array(logits) - max(logits))
        np.testing.assert_allclose(fitted.predict_proba([row])[0], exponentials / exponentials.sum(), rtol=1e-9)


def test_the_number_of_threads_and_the_layout_change_no_bit(digits, fitted):
    rows = digits.features[:300]
    reference = RectifyClassifier("harden", n_jobs=1).fit(rows, digits.given[:300])
    read_only = rows.copy()
    read_only.setflags(write=False)
    for other in (
        read_only,
        np.asfortranarray(rows),
        rows.astype(np.float64),
        rows.tolist(),
        np.repeat(rows, 2, axis=0)[::2],
    ):
        assert np.array_equal(
            RectifyClassifier("harden", n_jobs=2).fit(other, digits.given[:300]).coef_, reference.coef_
        )


def test_weights_are_how_often_a_row_is_there(digits):
    rows, given = digits.features[:200], digits.given[:200]
    times = np.random.default_rng(1).integers(0, 4, 200)
    weighted = RectifyClassifier("harden").fit(rows, given, sample_weight=times)
    repeated = RectifyClassifier("harden").fit(np.repeat(rows, times, axis=0), np.repeat(given, times))
    assert np.array_equal(weighted.coef_, repeated.coef_)
    assert all((label is None) == (often == 0) for label, often in zip(weighted.suggested_labels_, times, strict=True))
    with pytest.raises(ValueError, match=r"sample_weight of row 1 is 0.5: weights must be whole numbers"):
        RectifyClassifier("harden").fit(rows, given, sample_weight=[1, 0.5] + [1] * 198)


def test_soft_labels_that_are_certain_teach_what_labels_teach(digits):
    rows, given = digits.features[:300], digits.given[:300]
    certain = np.eye(10)[given]
    hard = RectifyClassifier("teacher").fit(rows, given)
    soft = RectifyClassifier("teacher").fit(rows, certain)
    assert np.array_equal(hard.coef_, soft.coef_)
    named = RectifyClassifier("teacher").fit(rows, pd.DataFrame(certain, columns=[f"digit {k}" for k in range(10)]))
    assert named.predict(rows[:1])[0] == f"digit {hard.predict(rows[:1])[0]}"
    with pytest.warns(UserWarning, match="auto chooses by labels, not by soft labels"):
        assert np.array_equal(RectifyClassifier().fit(rows, certain).coef_, hard.coef_)


def test_columns_keep_their_classes_whatever_the_order_is_in_java(digits):
    rows, given = digits.features[:400], digits.given[:400]
    plain = RectifyClassifier("harden").fit(rows, given)
    # As texts 7 … 16 are sorted "10", "11", …, "7" by NumPy and by number in Java.
    shifted = RectifyClassifier("harden").fit(rows, [str(label + 7) for label in given])
    assert shifted.classes_.tolist() == sorted(str(label + 7) for label in range(10))
    assert shifted.predict(rows).tolist() == [str(label + 7) for label in plain.predict(rows)]
    assert np.array_equal(shifted.coef_[shifted.classes_.tolist().index("9")], plain.coef_[2])


def test_too_few_rows_for_auto_are_trained_plainly_and_it_says_so(digits):
    rows, given = digits.features[:12], digits.given[:12]
    with pytest.warns(UserWarning, match="trained by teacher, kappa 15"):
        few = RectifyClassifier().fit(rows, given)
    assert "name a method" in few.fallback_
    assert np.array_equal(few.coef_, RectifyClassifier("teacher").fit(rows, given).coef_)


def test_pipelines_searches_clones_and_pickles(digits, fitted):
    rows, given = digits.features[:300], digits.given[:300]
    piped = make_pipeline(StandardScaler(), RectifyClassifier("teacher"))
    assert cross_val_score(piped, rows, given, cv=3).mean() > 0.6
    search = GridSearchCV(RectifyClassifier("teacher", n_jobs=1), {"kappa": [5, 50]}, cv=2, n_jobs=2).fit(rows, given)
    assert search.best_params_["kappa"] in (5, 50)
    assert clone(search.best_estimator_).get_params() == search.best_estimator_.get_params()
    buffer = io.BytesIO()
    joblib.dump(fitted, buffer)
    buffer.seek(0)
    for copy in (pickle.loads(pickle.dumps(fitted)), joblib.load(buffer)):
        assert np.array_equal(copy.predict_proba(rows), fitted.predict_proba(rows))


def test_serving_needs_no_java(fitted, tmp_path):
    (tmp_path / "model.pickle").write_bytes(pickle.dumps(fitted))
    done = python(
        f"""
import pickle, sys
model = pickle.load(open({str(tmp_path / "model.pickle")!r}, "rb"))
print(model.predict([[0.0] * 64]).shape, "jpype" in sys.modules)
""",
        RECTIFY_JAVA_HOME="/nowhere",
    )
    assert done.stdout.split() == ["(1,)", "False"], done.stderr


def test_names_of_features_are_kept(digits):
    frame = pd.DataFrame(digits.features[:100], columns=[f"pixel {j}" for j in range(64)])
    fitted = RectifyClassifier("teacher").fit(frame, pd.Series(digits.given[:100]).astype("category"))
    assert fitted.feature_names_in_[1] == "pixel 1"
    with pytest.raises(ValueError, match="feature names"):
        fitted.predict(frame.rename(columns={"pixel 1": "pixel one"}))


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"method": "magic"}, "no method 'magic'; there are auto, teacher, sd"),
        ({"method": "sd", "parameters": {"round": 2}}, "method sd has no parameter round; it has rounds"),
        ({"method": "sd", "parameters": {"rounds": 1.5}}, "rounds must be a whole number but is '1.5'"),
        ({"parameters": {"epsilon": 1}}, "auto takes rounds alone"),
        ({"method": "teacher", "kappa": -1}, "kappa"),
        ({"preprocess": "pca"}, "preprocess must be one of raw, centre, normalise"),
        ({"preprocess": "raw", "kappa": 5}, "auto takes kappa only with a preprocess that normalises rows"),
        ({"metric": "f1"}, "metric must be one of"),
        ({"budget": 0}, "budget must be a time above 0"),
        ({"tol": 0}, "tolerance must be positive"),
        ({"n_jobs": 0}, "n_jobs must not be 0"),
    ],
)
def test_parameters_that_make_no_sense_are_refused_by_one_line(digits, options, line):
    with pytest.raises(ValueError, match=line) as caught:
        RectifyClassifier(**options).fit(digits.features[:100], digits.given[:100])
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is None
