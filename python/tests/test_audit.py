"""What audit finds, and what it refuses."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from rectify_labels import audit


@pytest.fixture(scope="module")
def found(digits):
    return audit(digits.features, digits.given)


def test_planted_mistakes_are_found_and_put_right(found, digits):
    wrong = np.flatnonzero(digits.given != digits.true)
    hits = np.isin(found.flagged, wrong).sum()
    assert hits / len(found.flagged) > 0.8
    assert hits / len(wrong) > 0.9
    assert (found.labels == digits.true).mean() > 0.97
    assert found.noise.low <= (digits.given != digits.true).mean() <= found.noise.high
    assert found.noise.verdict == "single"
    assert set(found.noise.assumptions) == set(found.noise.estimates)


def test_tables_say_what_arrays_say(found, digits):
    issues = found.issues
    assert issues.columns.tolist() == ["given", "suggested", "p_wrong", "score", "neighbours"]
    assert issues.index.tolist() == found.flagged.tolist()
    assert issues.score.is_monotonic_decreasing
    assert (issues.given != issues.suggested).all()
    near = issues.neighbours.iloc[0]
    assert len(near) == 5
    assert issues.index[0] not in near
    table = found.table
    assert len(table) == len(digits.given)
    assert table.is_label_issue.sum() == len(found.flagged)
    assert found.summary.set_index("issue_type").num_issues.to_dict() == {
        "label": len(found.flagged),
        "near_duplicate": table.is_near_duplicate.sum(),
        "outlier": table.is_outlier.sum(),
    }
    np.testing.assert_allclose(found.soft_labels.sum(axis=1), 1, atol=1e-5)


def test_copies_and_outliers_are_told(digits):
    rows = np.vstack([digits.features[:400], digits.features[:2], np.full((1, 64), -1000.0)])
    given = np.concatenate([digits.given[:400], (digits.given[:2] + 1) % 10, [0]])
    found = audit(rows, given)
    assert found.table.is_near_duplicate[[0, 1, 400, 401]].all()
    assert {(0, 400), (1, 401)} <= set(
        zip(found.near_duplicates["first"], found.near_duplicates["second"], strict=True)
    )


def test_a_reviewed_sample_tells_the_rate_and_its_answers_count_as_right(found, digits):
    sample = found.review_sample(120, random_state=3)
    assert sample.row.is_unique
    assert "suggested" not in sample
    sample["right_label"] = digits.true[sample.row].astype(object)
    sample.loc[0, "right_label"] = None
    again = found.with_reviewed(sample)
    assert again.review.rows == 119
    assert again.review.noise_rate.low <= (digits.given != digits.true).mean() <= again.review.noise_rate.high
    assert (again.labels[sample.row[1:]] == digits.true[sample.row[1:]]).all()
    row = int(found.flagged[0])
    right = found.with_reviewed({row: digits.given[row]})
    assert row not in right.flagged
    assert right.review.noise_rate is None
    with pytest.raises(ValueError, match="right label of row 5 is 'x', which is no label"):
        found.with_reviewed({5: "x"})
    with pytest.raises(ValueError, match="answers have no column right_label"):
        found.with_reviewed(sample[["row"]])


def test_answers_of_a_table_that_was_in_a_file_are_taken(found, digits, tmp_path):
    sample = found.review_sample(60, random_state=3)
    sample["right_label"] = [str(label) for label in digits.true[sample.row]]
    by_value = sample.assign(right_label=digits.true[sample.row].astype(object))
    expected = found.with_reviewed(by_value)
    file = tmp_path / "answers.csv"
    sample.to_csv(file, index=False)
    for answers in (sample, pd.read_csv(file), pd.read_csv(file, dtype=str)):
        assert (found.with_reviewed(answers).labels == expected.labels).all()
    sample.loc[0, "right_label"] = "unsure"
    assert found.with_reviewed(sample).review.rows == 59


def test_stated_probabilities_judge_in_place_of_a_model(digits):
    outputs = np.full((len(digits.true), 10), 0.01)
    outputs[np.arange(len(digits.true)), digits.true] = 0.91
    found = audit(digits.features, digits.given, pred_probs=outputs)
    assert set(found.flagged) == set(np.flatnonzero(digits.given != digits.true))
    with pytest.raises(ValueError, match=r"pred_probs are of shape \(3, 10\) but there are 1797 rows and 10 classes"):
        audit(digits.features, digits.given, pred_probs=outputs[:3])


def test_texts_are_embedded_and_shown_without_running(digits):
    evil = ["<script>alert(1)</script>"] * 300
    found = audit(evil, digits.given[:300], embedder=lambda texts: digits.features[: len(texts)])
    assert found.issues.text.iloc[0] == evil[0]
    page = found._repr_html_()
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    with pytest.raises(ValueError, match="embedder is for texts"):
        audit(digits.features, digits.given, embedder=len)


def test_texts_without_an_embedder_are_refused_with_the_remedy(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", None)
    with pytest.raises(ValueError, match="pip install sentence-transformers, pass embedder="):
        audit(["a", "b"], [0, 1])


def test_the_report_is_the_command_lines_page(digits, tmp_path):
    found = audit(digits.features[:300], digits.given[:300])
    file = found.report(tmp_path / "report.html")
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(ValueError, match=r"should end in \.html"):
        found.report(tmp_path / "report.pdf")
    with pytest.raises(ValueError, match="is no folder"):
        found.report(tmp_path / "nowhere" / "report.html")
    sample = found.review_sample(30)
    sample["right_label"] = digits.true[sample.row]
    reviewed = found.with_reviewed(sample)
    reviewed.report(tmp_path / "reviewed.html")
    signs = audit(digits.features[:300], np.where(digits.given[:300] % 2, 1, -1))
    assert "300 rows, 2 classes" in signs.report(tmp_path / "signs.html").read_text(encoding="utf-8")
    assert (tmp_path / "reviewed.html").stat().st_size > 10_000


def test_what_was_found_can_be_kept(found):
    copy = pickle.loads(pickle.dumps(found))
    assert copy.issues.drop(columns="neighbours").equals(found.issues.drop(columns="neighbours"))
    assert repr(copy) == repr(found)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            lambda X, y: (np.where(np.arange(64) == 3, np.nan, X), y),
            "features: row 0, column 3 is NaN; leave out the row",
        ),
        (
            lambda X, y: (np.where(np.arange(64) == 3, 1e300, X.astype(float)), y),
            r"row 0, column 3 is 1e\+300, which is inf",
        ),
        (lambda X, y: (X, y[:-1]), "features has 50 rows but labels has 49"),
        (lambda X, y: ([*X[:-1].tolist(), [1.0]], y), "row 49 has 1 numbers but row 0 has 64"),
        (lambda X, y: (X, [None, *y[1:]]), "labels: row 0 has no label, and 1 in all have none; pass only the rows"),
        (lambda X, y: (X, np.where(np.arange(50) == 7, np.nan, y)), "labels: row 7 has no label"),
        (lambda X, y: (X, [" ", *map(str, y[1:])]), "labels: row 0 has no label"),
        (lambda X, y: (X, np.where(y == 3, -1, y)), "rows have label -1, which stands for none among whole numbers"),
        (lambda X, y: (X, ["a", *y[1:]]), "labels are of several types"),
        (lambda X, y: (X, np.zeros(50)), "labels name only one class"),
        (lambda X, y: (X[:1], y[:1]), "labels name only one class"),
        (lambda X, y: (X, np.column_stack([y, y])), r"labels must be one for each row but are of shape \(50, 2\)"),
        (lambda X, y: (X.astype(str) + "x", y), "features must be numbers"),
        (lambda X, y: (X * 0, y), "all features are 0"),
    ],
)
def test_hostile_input_is_one_line(digits, change, line):
    rows, given = change(digits.features[:50], digits.given[:50])
    with pytest.raises(ValueError, match=line) as caught:
        audit(rows, given)
    assert "\n" not in str(caught.value)


def test_sparse_features_are_refused_with_the_remedy(digits):
    sparse = pytest.importorskip("scipy.sparse")
    with pytest.raises(TypeError, match="dense"):
        audit(sparse.csr_matrix(digits.features), digits.given)


def test_tables_of_other_libraries(digits):
    rows, given = digits.features[:300], digits.given[:300]
    expected = audit(rows, given).p_wrong

    def same(features, labels):
        return np.array_equal(audit(features, labels).p_wrong, expected)

    assert same(pd.DataFrame(rows), pd.Series(given))
    assert same(pd.Series(list(rows)), pd.Series(given, dtype="Int64"))
    try:
        import polars
    except ImportError:
        pass
    else:
        assert same(polars.DataFrame(rows), polars.Series(given))
        assert same(polars.DataFrame({"e": rows.tolist()})["e"], polars.Series(given))
    try:
        import pyarrow
    except ImportError:
        pass
    else:
        names = [str(j) for j in range(64)]
        assert same(pyarrow.table(list(rows.T.copy()), names=names), pyarrow.chunked_array([given]))
        assert same(pyarrow.array(rows.tolist()), pyarrow.array(given))
