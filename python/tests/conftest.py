"""The digits of the command line's demo, a tenth of whose labels are made wrong, and what the command line says of them."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
DIGITS = ROOT / "cli" / "src" / "main" / "resources" / "io" / "rectify" / "cli" / "digits.csv.gz"


class Digits(NamedTuple):
    features: np.ndarray
    given: np.ndarray
    true: np.ndarray


@pytest.fixture(scope="session")
def digits() -> Digits:
    with gzip.open(DIGITS, "rt") as file:
        rows = np.loadtxt(file, delimiter=",")
    true = rows[:, 64].astype(np.int64)
    rng = np.random.default_rng(0)
    wrong = rng.random(len(true)) < 0.1
    given = np.where(wrong, (true + rng.integers(1, 10, len(true))) % 10, true)
    return Digits(np.ascontiguousarray(rows[:, :64], dtype=np.float32), given, true)


@pytest.fixture(scope="session")
def digits_folder(digits: Digits, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("digits")
    np.save(folder / "features.npy", digits.features)
    (folder / "labels.csv").write_text("label\n" + "".join(f"{label}\n" for label in digits.given))
    return folder


def rectify(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command line that comes with the package."""
    return subprocess.run(
        [sys.executable, "-m", "rectify_labels", *words], cwd=cwd, capture_output=True, text=True, timeout=600
    )


def python(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A program in a Python of its own."""
    import os

    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, **environment},
    )
