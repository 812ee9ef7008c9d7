"""The command line is the oracle: the same bits."""

from __future__ import annotations

import csv
import json
import struct

import numpy as np
import pytest
from conftest import rectify

from rectify_labels import RectifyClassifier, audit


def tensors(file):
    content = file.read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8 : 8 + length])
    data = content[8 + length :]
    return {
        name: np.frombuffer(data[slice(*what["data_offsets"])], np.float32).reshape(what["shape"])
        for name, what in header.items()
        if name != "__metadata__"
    }


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, []),
        (
            {"method": "sd", "parameters": {"rounds": 2}, "kappa": 40, "intercept": True, "preprocess": "standardise"},
            ["--method", "sd", "--rounds", "2", "--kappa", "40", "--intercept", "--preprocess", "standardise"],
        ),
        (
            {"method": "label-smoothing", "parameters": {"epsilon": 0.2, "spread": "all"}},
            ["--method", "label-smoothing", "--epsilon", "0.2", "--spread", "all"],
        ),
    ],
)
def test_the_weights_are_those_of_the_command_line(digits, digits_folder, tmp_path, options, words):
    done = rectify(
        "train",
        "--features",
        "features.npy",
        "--labels",
        "labels.csv",
        "--out",
        str(tmp_path / "run"),
        "--quiet",
        *words,
        cwd=digits_folder,
    )
    assert done.returncode == 0, done.stderr
    fitted = RectifyClassifier(**options).fit(digits.features, digits.given)
    expected = tensors(tmp_path / "run" / "model.safetensors")
    assert np.array_equal(fitted.coef_, expected["weights"].T)
    assert np.array_equal(fitted.intercept_, expected["bias"])
    suggested = np.load(tmp_path / "run" / "soft_labels.npy").argmax(axis=1)
    assert np.array_equal(fitted.suggested_labels_, suggested)
    done = rectify(
        "predict",
        "--model",
        str(tmp_path / "run"),
        "--features",
        "features.npy",
        "--out",
        str(tmp_path / "predicted.csv"),
        cwd=digits_folder,
    )
    assert done.returncode == 0, done.stderr
    with open(tmp_path / "predicted.csv", newline="") as file:
        outputs = [[float(row[str(k)]) for k in range(10)] for row in csv.DictReader(file)]
    np.testing.assert_allclose(fitted.predict_proba(digits.features), outputs, atol=1e-5)


def test_the_audit_is_that_of_the_command_line(digits, digits_folder, tmp_path):
    out = tmp_path / "audit"
    done = rectify(
        "audit", "--features", "features.npy", "--labels", "labels.csv", "--out", str(out), "--quiet", cwd=digits_folder
    )
    assert done.returncode == 0, done.stderr
    found = audit(digits.features, digits.given)
    assert np.array_equal(found.soft_labels, np.load(out / "soft_labels.npy"))
    with open(out / "labels.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [str(label) for label in found.labels] == [row["label"] for row in rows]
    assert [str(label) for label in found.suggested] == [row["suggested"] for row in rows]
    with open(out / "issues.csv", newline="") as file:
        assert found.issues.index.tolist() == [int(row["row"]) for row in csv.DictReader(file)]
    with open(out / "neighbours.csv", newline="") as file:
        first = [int(row["neighbour_row"]) for row in csv.DictReader(file) if int(row["row"]) == found.flagged[0]]
    assert found.issues.neighbours.iloc[0].tolist() == first


def test_bad_input_is_one_line_and_exit_code_2(tmp_path):
    done = rectify("audit", "--features", "none.npy", "--labels", "none.csv", "--out", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    left_out = rectify("review", "out", cwd=tmp_path)
    assert left_out.returncode == 2
    assert "leaves out the review page" in left_out.stderr
    (tmp_path / "t.csv").write_text("text,label\na,x\nb,y\nc,x\n")
    texts = rectify("audit", "t.csv", "--out", "out", cwd=tmp_path)
    assert texts.returncode == 2
    assert "no sentence model inside" in texts.stderr
    (tmp_path / "t.parquet").write_bytes(b"PAR1PAR1")
    parquet = rectify("audit", "--features", "t.parquet", "--out", "out", cwd=tmp_path)
    assert parquet.returncode == 2
    assert "t.parquet: this build of rectify has no Parquet inside" in parquet.stderr
