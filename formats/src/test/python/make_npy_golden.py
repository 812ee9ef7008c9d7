"""Writes the npy files of src/test/resources/npy with NumPy itself, and the float32 values NumPy gives them.

Run with a Python that has NumPy, from anywhere:  python3 make_npy_golden.py
"""

import csv
import pathlib
import shutil
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "npy"
ROWS, COLUMNS = 3, 5


def matrix(code):
    """Values that use the whole range of the type."""
    size = 8 * int(code[1:])
    if code == "b1":
        return np.arange(15).reshape(ROWS, COLUMNS) % 3 == 0
    values = np.zeros(ROWS * COLUMNS, dtype=code)
    if code[0] == "i":
        numbers = [-(2 ** (size - 1)), 2 ** (size - 1) - 1, 0, -1, 1, 2, -3, 5, -7, 11, -13, 17, -19, 23, -29]
    elif code[0] == "u":
        numbers = [2**size - 1, 2 ** (size - 1), 0, 1, 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31]
    else:
        info = np.finfo(np.float16 if code == "f2" else np.float32)
        numbers = [info.max, -info.max, info.tiny, -info.smallest_subnormal, 0.0, -0.0, 1 / 3, -2 / 3, 0.1, 1.5]
        numbers += [-2.25, 1e-4, 100.125, -0.007, 1.0 + 2.0**-24]
    for i, number in enumerate(numbers):
        values[i] = number
    return values.reshape(ROWS, COLUMNS)


def save(path, array, version=None):
    with open(path, "wb") as stream:
        np.lib.format.write_array(stream, array, version=version, allow_pickle=True)


def main():
    shutil.rmtree(ROOT, ignore_errors=True)
    (ROOT / "refused").mkdir(parents=True)
    expected = []
    for code in ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]:
        for endian in ["little", "big"] if code[1] != "1" else ["none"]:
            mark = {"little": "<", "big": ">", "none": "|"}[endian]
            for order in "CF":
                for version in (1, 2, 3) if (code, order) in [("f4", "C"), ("i8", "F")] else (1,):
                    name = f"{code}_{endian}_{order}_v{version}.npy"
                    array = np.array(matrix(code), dtype=mark + code, order=order)
                    save(ROOT / name, array, (version, 0))
                    floats = np.array(matrix(code)).astype(np.float32)
                    expected.append([name] + [repr(float(v)) for v in floats.ravel(order="C")])
    with open(ROOT / "expected.csv", "w", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["file"] + [f"{i}_{j}" for i in range(ROWS) for j in range(COLUMNS)])
        writer.writerows(expected)

    np.save(ROOT / "labels_i8.npy", np.array([3, 1, 2, 1, 10]))
    np.save(ROOT / "labels_column_u1.npy", np.array([[3], [1], [2]], dtype=np.uint8))
    np.save(ROOT / "vector_f4.npy", np.array([0.5, -1.5], dtype=np.float32))

    refused = {
        "object": np.array([[1, None]], dtype=object),
        "structured": np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f4")]),
        "unicode": np.array([["a", "bc"]]),
        "bytes": np.array([[b"a", b"bc"]]),
        "complex": np.array([[1j]], dtype=np.complex64),
        "datetime": np.array([["2020-01-01"]], dtype="datetime64[D]"),
        "timedelta": np.array([[1]], dtype="timedelta64[s]"),
        "longdouble": np.array([[1]], dtype=np.longdouble),
        "scalar": np.array(1.0, dtype=np.float32),
        "three": np.zeros((2, 3, 4), dtype=np.float32),
        "no_rows": np.zeros((0, 4), dtype=np.float32),
        "no_columns": np.zeros((4, 0), dtype=np.float32),
        "nan": np.array([[1, 2], [3, np.nan]], dtype=np.float32),
    }
    for name, array in refused.items():
        save(ROOT / "refused" / f"{name}.npy", array)
    (ROOT / "README.md").write_text(
        "Written by `src/test/python/make_npy_golden.py` with NumPy "
        f"{np.__version__} on Python {sys.version.split()[0]}.\n"
        "`expected.csv` holds for each file the values after NumPy's own conversion to float32, row by row.\n"
    )


main()
