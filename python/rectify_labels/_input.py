"""Features and labels of every kind that Python has, as arrays that Java can take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def table(data: Any) -> Any:
    """Rows of numbers: a table as it is; lists of numbers in one column stacked.

    >>> table([[1, 2], [3, 4]]).shape
    (2, 2)
    """
    if hasattr(data, "toarray") or hasattr(data, "columns"):
        return data
    if hasattr(data, "to_numpy") or not hasattr(data, "__array__"):
        data = column(data)
    array = data if isinstance(data, np.ndarray) else _array(data)
    if array.ndim == 1 and array.dtype == object and len(array) and np.ndim(array[0]) == 1:
        return _stacked(array)
    return array


def _array(data: Any) -> npt.NDArray[Any]:
    try:
        return np.asarray(data)
    except ValueError:
        rows = np.empty(len(data), dtype=object)
        rows[:] = data
        return rows


def _stacked(rows: npt.NDArray[np.object_]) -> npt.NDArray[Any]:
    width = len(rows[0])
    for number, row in enumerate(rows):
        if np.ndim(row) != 1 or len(row) != width:
            found = f"{len(row)} numbers" if np.ndim(row) == 1 else "no list of numbers"
            raise ValueError(f"row {number} has {found} but row 0 has {width}: every row needs as many features")
    return np.stack([np.asarray(row) for row in rows])


def features(data: Any) -> Floats:
    """Features as C-contiguous float32, without a copy where they are that already.

    Raises
    ------
    ValueError
        If they are no table of finite numbers; the message names the first row and column.
    """
    from sklearn.utils import check_array

    array = check_array(
        table(data), dtype=None, order="C", ensure_all_finite=False, ensure_min_samples=1, input_name="features"
    )
    return as_float32(array)


def as_float32(array: npt.NDArray[Any]) -> Floats:
    """The same as C-contiguous float32; refuses what is not finite there."""
    if array.dtype.kind not in "fiub":
        try:
            array = array.astype(np.float64)
        except (TypeError, ValueError) as wrong:
            raise type(wrong)(f"features must be numbers: {wrong}") from None
    with np.errstate(over="ignore"):
        floats: Floats = np.ascontiguousarray(array, dtype=np.float32)
    check_finite(floats, array)
    return floats


def check_finite(floats: npt.NDArray[Any], array: npt.NDArray[Any]) -> None:
    """Names the first value that is not finite, as it was given."""
    for at in range(0, len(floats), 8192):
        rows = np.isfinite(floats[at : at + 8192])
        if not rows.all():
            row, column = (int(place) for place in np.argwhere(~rows)[0])
            value = array[at + row, column]
            what = "NaN" if np.isnan(value) else "inf" if np.isinf(value) else f"{value:g}, which is inf in float32"
            raise ValueError(
                f"features: row {at + row}, column {column} is {what}; leave out the row, or put a number in its place"
            )


def is_texts(data: Any) -> bool:
    """Whether these are texts, one for each row.

    >>> is_texts(["my card is lost", "hello"]), is_texts([[1.0, 2.0]])
    (True, False)
    """
    if hasattr(data, "toarray") or getattr(data, "ndim", 1) != 1 or not len(data):
        return False
    first = next(iter(data))
    return isinstance(first, str) or (hasattr(first, "as_py") and isinstance(first.as_py(), str))


def column(values: Any) -> npt.NDArray[Any]:
    """One value for each row, of a list or a column of any library.

    >>> column(["a", 1]).tolist()
    ['a', 1]
    """
    if hasattr(values, "to_numpy"):
        try:
            return np.asarray(values.to_numpy(zero_copy_only=False) if _is_arrow(values) else values.to_numpy())
        except TypeError:
            return np.asarray(values)
    if hasattr(values, "__array__"):
        return np.asarray(values)
    rows = list(values)
    array = _array(rows)
    if array.dtype.kind in "US" and not all(isinstance(value, (str, bytes)) for value in rows):
        # NumPy would make texts of the numbers and of NaN.
        array = np.empty(len(rows), dtype=object)
        array[:] = rows
    return array


def _is_arrow(values: Any) -> bool:
    return type(values).__module__.startswith("pyarrow") and not hasattr(values, "chunks")


def labels(values: Any, rows: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[Any]]:
    """Index of each label into the sorted distinct ones, and those.

    >>> labels(["ham", "spam", "ham"], 3)
    (array([0, 1, 0], dtype=int32), array(['ham', 'spam'], dtype=object))

    Raises
    ------
    ValueError
        If there are not as many as rows, one is missing, or all are the same.
    """
    given = column(values)
    if given.ndim == 2 and given.shape[1] == 1:
        given = given[:, 0]
    if given.ndim != 1:
        raise ValueError(f"labels must be one for each row but are of shape {given.shape}")
    if len(given) != rows:
        raise ValueError(f"features has {rows} rows but labels has {len(given)}")
    if given.dtype.kind in "US":
        given = given.astype(object)
    missing = _missing(given)
    if missing.any():
        raise ValueError(
            f"labels: row {int(np.argmax(missing))} has no label, and {int(missing.sum())} in all have none;"
            " pass only the rows that have one"
        )
    try:
        classes, indices = np.unique(given, return_inverse=True)
    except TypeError:
        kinds = sorted({type(value).__name__ for value in given})
        raise ValueError(
            f"labels are of several types, {' and '.join(kinds)}: make them all texts or all numbers"
        ) from None
    if len(classes) > 1 and classes.dtype.kind == "i" and -1 in classes and not set(classes.tolist()) <= {-1, 1}:
        raise ValueError(
            f"labels: {int((given == -1).sum())} rows have label -1, which stands for none among whole numbers: pass only"
            " the other rows, or if it is a class make texts of the labels"
        )
    if len(classes) < 2:
        raise ValueError(f"labels name only one class, {classes[0]!r}; at least two are needed")
    return indices.reshape(-1).astype(np.int32), classes


def _missing(given: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    if given.dtype.kind == "f":
        missing: npt.NDArray[np.bool_] = np.isnan(given)
        return missing
    if given.dtype != object:
        return np.zeros(len(given), dtype=bool)
    return np.array([is_missing(value) for value in given], dtype=bool)


def is_missing(label: Any) -> bool:
    """Whether a label says that there is none: as the command line has it, None, NaN, and texts that are empty or "nan".

    >>> [is_missing(label) for label in (None, float("nan"), " ", "NaN", "none", 0)]
    [True, True, True, True, False, False]
    """
    return label is None or label != label or str(label).strip().lower() in ("", "nan", "<na>")


def names(classes: Sequence[Any] | npt.NDArray[Any]) -> list[str]:
    """What classes are called in Java: texts as they are, whole numbers without a point.

    >>> names(np.array([1.0, 2.0])), names(np.array([True, False]))
    (['1', '2'], ['True', 'False'])
    """
    texts = [
        str(int(name)) if isinstance(name, (float, np.floating)) and float(name).is_integer() else str(name)
        for name in classes
    ]
    if len(set(texts)) != len(texts):
        raise ValueError("two classes are called the same when they are written out: give them distinct names")
    return texts


def seed(random_state: Any) -> int:
    """A seed for Java: a whole number as it is, otherwise one drawn.

    >>> seed(7)
    7
    """
    if isinstance(random_state, (int, np.integer)):
        return int(random_state)
    from sklearn.utils import check_random_state

    return int(check_random_state(random_state).randint(2**31 - 1))
