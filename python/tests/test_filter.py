"""The contract of cleanlab's find_label_issues: shapes, orders, names of filters."""

from __future__ import annotations

import numpy as np
import pytest

from rectify_labels import find_label_issues

FILTERS = (
    "prune_by_noise_rate",
    "prune_by_class",
    "both",
    "confident_learning",
    "predicted_neq_given",
    "low_normalized_margin",
    "low_self_confidence",
)
SCORES = ("self_confidence", "normalized_margin", "confidence_weighted_entropy")


@pytest.fixture(scope="module")
def judged():
    """300 rows of three classes, 30 labels wrong; outputs that are mostly right."""
    rng = np.random.default_rng(5)
    true = np.arange(300) % 3
    outputs = rng.dirichlet([0.4] * 3, size=300) * 0.3
    outputs[np.arange(300), true] += 0.7
    given = true.copy()
    given[:30] = (given[:30] + rng.integers(1, 3, 30)) % 3
    return given, outputs / outputs.sum(axis=1, keepdims=True), np.arange(300) < 30


@pytest.mark.parametrize("filter_by", FILTERS)
def test_a_mask_or_ranked_indices_of_the_same_rows(judged, filter_by):
    given, outputs, wrong = judged
    mask = find_label_issues(given, outputs, filter_by=filter_by)
    assert mask.dtype == bool
    assert mask.shape == (300,)
    assert (mask & wrong).sum() / mask.sum() > 0.9
    assert (mask & wrong).sum() > 25
    for score in (*SCORES, "suspicion"):
        indices = find_label_issues(given, outputs, filter_by=filter_by, return_indices_ranked_by=score)
        assert indices.dtype.kind == "i"
        assert sorted(indices) == np.flatnonzero(mask).tolist()


def test_indices_are_in_the_order_of_the_score(judged):
    given, outputs, _ = judged
    own = outputs[np.arange(300), given]
    others = np.where(np.arange(3) == given[:, None], -1, outputs).max(axis=1)
    entropy = -(outputs * np.log(outputs)).sum(axis=1) / np.log(3) / own
    scores = (own, (own - others + 1) / 2, np.log(entropy + 1) / entropy)
    for name, score in zip(SCORES, scores, strict=True):
        indices = find_label_issues(given, outputs, filter_by="predicted_neq_given", return_indices_ranked_by=name)
        assert (np.diff(score[indices]) > -1e-5).all()


def test_predicted_neq_given_is_what_it_says(judged):
    given, outputs, _ = judged
    mask = find_label_issues(given, outputs, filter_by="predicted_neq_given")
    assert np.array_equal(mask, outputs.argmax(axis=1) != given)


def test_shares_and_numbers_to_remove(judged):
    given, outputs, _ = judged
    every = find_label_issues(given, outputs, return_indices_ranked_by="suspicion")
    half = find_label_issues(given, outputs, return_indices_ranked_by="suspicion", frac_noise=0.5)
    assert half.tolist() == every[: round(len(every) / 2)].tolist()
    assert not find_label_issues(given, outputs, frac_noise=0).any()
    counted = find_label_issues(given, outputs, num_to_remove_per_class=[4, 0, 1], filter_by="prune_by_class")
    assert np.bincount(given[counted], minlength=3).tolist() == [4, 0, 1]
    kept = find_label_issues(given, outputs, min_examples_per_class=int((given == 0).sum()))
    assert not (kept & (given == 0)).any()
    with pytest.warns(UserWarning, match="frac_noise has no effect"):
        find_label_issues(given, outputs, filter_by="predicted_neq_given", frac_noise=0.5)


def test_classes_without_rows_and_lists_are_taken(judged):
    given, outputs, wrong = judged
    wider = np.column_stack([outputs * 0.99, np.full(300, 0.01)])
    mask = find_label_issues(given.tolist(), wider.tolist())
    assert mask.shape == (300,)
    assert (mask & wrong).sum() > 25


def test_nothing_wrong_flags_nothing():
    given = np.repeat([0, 1], 50)
    outputs = np.where(given[:, None] == [0, 1], 0.98, 0.02)
    assert find_label_issues(given, outputs).sum() == 0
    assert find_label_issues(given, outputs, return_indices_ranked_by="self_confidence").shape == (0,)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"filter_by": "magic"}, "filter_by must be one of prune_by_noise_rate"),
        ({"return_indices_ranked_by": "magic"}, "return_indices_ranked_by must be one of self_confidence"),
        ({"multi_label": True}, "multi_label is not possible here"),
        ({"confident_joint": np.eye(3)}, "confident_joint is not possible here"),
        ({"rank_by_kwargs": {"adjust_pred_probs": True}}, "rank by suspicion"),
        ({"num_to_remove_per_class": [1]}, "num_to_remove_per_class has 1 numbers for 3 classes"),
        ({"num_to_remove_per_class": [1, 1, 1], "filter_by": "confident_learning"}, "num_to_remove_per_class is for"),
        ({"frac_noise": 2.0}, r"frac_noise must lie in \[0, 1\]"),
    ],
)
def test_what_is_not_possible_is_refused_by_one_line(judged, arguments, line):
    with pytest.raises(ValueError, match=line):
        find_label_issues(judged[0], judged[1], **arguments)


def test_labels_and_probabilities_that_do_not_fit_are_refused(judged):
    given, outputs, _ = judged
    with pytest.raises(ValueError, match="label of row 0 is 3, but pred_probs have columns 0 to 2"):
        find_label_issues(np.r_[3, given[1:]], outputs)
    with pytest.raises(ValueError, match=r"labels are of shape \(299,\)"):
        find_label_issues(given[1:], outputs)
    with pytest.raises(ValueError, match="probabilities"):
        find_label_issues(given, outputs * 2)
    with pytest.raises(ValueError, match="labels must be whole numbers"):
        find_label_issues(given.astype(str), outputs)
    with pytest.raises(ValueError, match="row 4, column 1 is NaN"):
        find_label_issues(given, np.where(np.arange(900).reshape(300, 3) == 13, np.nan, outputs))
