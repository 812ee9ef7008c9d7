"""Which labels are probably wrong, what they should be, and what that rests on."""

from __future__ import annotations

import csv
import html
import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _input, _job, _jvm

if TYPE_CHECKING:
    import pandas as pd

_log = logging.getLogger("rectify_labels")

#: The sentence model that texts are embedded by where none is given.
_SENTENCE_MODEL = "sentence-transformers/all-MiniLM-L6-v2"

#: Rows that a notebook shows.
_SHOWN = 20


@dataclass(frozen=True)
class Estimate:
    """A share with its 95 % interval.

    Attributes
    ----------
    value : float
    low, high : float
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Noise:
    """What may be stated of the share of wrong labels.

    Attributes
    ----------
    rate : float or None
        The share of labels that are wrong; None where it cannot be told.
    low, high : float or None
        The least and the most that may be stated; None where that cannot be told.
    verdict : str
        "single", "at-least", "follows-features" or "unknown".
    statement : str
        The same in one sentence.
    assumptions : dict
        What each estimate takes for granted, by its name.
    estimates : dict
        The share of wrong labels under each of these assumptions.
    false_discoveries : Estimate or None
        Share of the flagged labels that are right after all; None where it cannot be told.
    """

    rate: float | None
    low: float | None
    high: float | None
    verdict: str
    statement: str
    assumptions: dict[str, str]
    estimates: dict[str, Estimate]
    false_discoveries: Estimate | None

    def __str__(self) -> str:
        return self.statement


@dataclass(frozen=True)
class Review:
    """What rows that a person has checked say of all of them.

    Attributes
    ----------
    rows : int
        How many were answered.
    noise_rate, precision, recall : Estimate or None
        Share of wrong labels among all, of the flags that are right, and of the wrong labels that are flagged;
        None where the rows are no random sample, or were drawn along another ranking.
    """

    rows: int
    noise_rate: Estimate | None
    precision: Estimate | None
    recall: Estimate | None


@dataclass(frozen=True)
class _Question:
    """What is judged, and how: kept so that it can be judged again with what a person says."""

    features: npt.NDArray[np.float32]
    indices: npt.NDArray[np.int32]
    classes: npt.NDArray[Any]
    pred_probs: npt.NDArray[np.float32] | None
    texts: list[str] | None
    thorough: bool
    flags_at: float | None
    neighbours: int
    copies: float
    anomalies: bool
    seed: int
    n_jobs: int | None
    verbose: bool
    reviewed: tuple[tuple[str, ...], npt.NDArray[np.float64], npt.NDArray[np.int32]] | None = None


def audit(
    data: Any,
    labels: Any,
    *,
    pred_probs: Any = None,
    texts: Any = None,
    embedder: Callable[[list[str]], Any] | None = None,
    thorough: bool = False,
    flags_at: float | None = None,
    neighbours: int = 5,
    copies: float = 0.98,
    anomalies: bool = True,
    random_state: Any = 1,
    n_jobs: int | None = None,
    verbose: bool = False,
) -> LabelAudit:
    """Judges every label by a model that has not seen it.

    Parameters
    ----------
    data : array-like of shape (n_samples, n_features), or n_samples texts
        Embeddings as they come, or texts, which are embedded first.
    labels : array-like of shape (n_samples,)
        The labels, some of them wrong.
    pred_probs : array-like of shape (n_samples, n_classes), default=None
        Class probabilities to judge by, from models that had not seen the row they judge; columns in the order of the
        sorted labels. None cross-fits a model here.
    texts : sequence of str, default=None
        What the rows say, to be shown beside issues.
    embedder : callable, default=None
        From a list of texts to their embeddings. None takes sentence-transformers where it is installed.
    thorough : bool, default=False
        Search for the best way of training and judge by that: several times as long, seldom better.
    flags_at : float, default=None
        Flag as many labels as leave about this share of false alarms. None flags those that are more probably wrong
        than right.
    neighbours : int, default=5
        Rows to name for each issue.
    copies : float, default=0.98
        Cosine from which rows count as copies, which are held out together; 2 looks for none.
    anomalies : bool, default=True
        Whether to look for near-duplicates and outliers too.
    random_state : int, RandomState or None, default=1
        Seed of the parts that rows are cut into.
    n_jobs : int, default=None
        Threads; results do not depend on them.
    verbose : bool, default=False
        Whether to show how it goes on.

    Returns
    -------
    LabelAudit

    Raises
    ------
    ValueError
        If features and labels do not fit each other; one line says what helps.

    Examples
    --------
    >>> import numpy as np
    >>> from rectify_labels import audit
    >>> rng = np.random.default_rng(0)
    >>> right = np.repeat(["cat", "dog", "owl"], 100)
    >>> X = rng.normal(size=(300, 8)) + 4 * np.eye(8)[np.repeat([0, 1, 2], 100)]
    >>> y = right.copy()
    >>> y[:10], y[100:110], y[200:210] = "dog", "owl", "cat"
    >>> found = audit(X, y)
    >>> bool((found.labels == right).mean() > 0.97), len(found.issues) > 20
    (True, True)
    """
    if _input.is_texts(data):
        if texts is None:
            texts = data
        data = _embedded([str(text) for text in _input.column(data)], embedder)
    elif embedder is not None:
        raise ValueError("embedder is for texts, but data are features already: leave it out")
    rows = _input.features(data)
    indices, classes = _input.labels(labels, len(rows))
    shown = None if texts is None else [str(text) for text in _input.column(texts)]
    if shown is not None and len(shown) != len(rows):
        raise ValueError(f"features has {len(rows)} rows but texts has {len(shown)}")
    if thorough and pred_probs is not None:
        raise ValueError("pred_probs leave nothing to search for: leave out thorough")
    stated = None if pred_probs is None else _stated(pred_probs, len(rows), len(classes))
    return _judged(
        _Question(
            features=rows,
            indices=indices,
            classes=classes,
            pred_probs=stated,
            texts=shown,
            thorough=thorough,
            flags_at=flags_at,
            neighbours=neighbours,
            copies=copies,
            anomalies=anomalies,
            seed=_input.seed(random_state),
            n_jobs=n_jobs,
            verbose=verbose,
        )
    )


def _stated(pred_probs: Any, rows: int, classes: int) -> npt.NDArray[np.float32]:
    array = np.asarray(pred_probs)
    if array.shape != (rows, classes):
        raise ValueError(
            f"pred_probs are of shape {array.shape} but there are {rows} rows and {classes} classes among the labels"
        )
    return _input.as_float32(array)


def _embedded(texts: list[str], embedder: Callable[[list[str]], Any] | None) -> Any:
    if embedder is not None:
        return embedder(texts)
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise ValueError(
            "texts need an embedder: pip install sentence-transformers, pass embedder=, a function from a list of texts to"
            " an array, or pass embeddings with texts=texts"
        ) from None
    return SentenceTransformer(_SENTENCE_MODEL).encode(texts)


def _judged(question: _Question) -> LabelAudit:
    rectify = _jvm.start()
    import jpype

    names = _input.names(question.classes)
    threads = _job.threads(question.n_jobs)
    how = _job.call(
        rectify.python.Auditing,
        bool(question.thorough),
        int(question.neighbours),
        bool(question.anomalies),
        float("nan") if question.flags_at is None else float(question.flags_at),
        float(question.copies),
        question.seed,
        threads,
    )
    order = _job.order(names)
    optional = jpype.java.util.Optional
    soft = np.zeros((len(question.features), len(names)), dtype=np.float32)
    lent = [question.features, soft]
    stated = optional.empty()
    if question.pred_probs is not None:
        lent.append(np.ascontiguousarray(question.pred_probs[:, order]))
        stated = optional.of(_job.lend(lent[-1]))
    reviewed = optional.empty() if question.reviewed is None else optional.of(_reviewed(question, order))
    matrix = _job.lend(question.features)
    into = _job.lend(soft)
    found = _job.run(
        lambda: rectify.python.Bridge.audit(
            matrix, _job.ints(question.indices), _job.texts(names), how, stated, reviewed, into
        ),
        lent,
        question.verbose,
    )
    return LabelAudit(question, found, np.asarray(order), soft)


def _reviewed(question: _Question, order: list[int]) -> Any:
    """The answers as Java has them."""
    assert question.reviewed is not None
    columns, numbers, right = question.reviewed
    bridge = _jvm.start().python.Bridge
    place = np.argsort(np.asarray(order))
    answers = _job.ints(np.where(right < 0, -1, place[np.maximum(right, 0)]))
    rows = _job.ints(numbers[:, 0].astype(np.int32))
    if columns == ("row",):
        return _job.call(bridge.reviewedList, len(question.features), rows, answers)
    import jpype

    stratum = _job.ints(numbers[:, 1].astype(np.int32))
    inclusion = jpype.JArray(jpype.JDouble)(np.ascontiguousarray(numbers[:, 2]))
    return _job.call(bridge.reviewedSample, len(question.features), rows, stratum, inclusion, answers)


class LabelAudit:
    """What :func:`audit` found. Plain arrays: it can be pickled, and needs no Java to be looked at.

    It keeps the features that it judged, as they lie, to judge them again with what a person says and for the report.

    Attributes
    ----------
    noise : Noise
        How many labels are wrong, as far as that can be told, and under which assumptions.
    review : Review or None
        What checked rows say; None where none were handed in.
    labels : ndarray of shape (n_samples,)
        The labels with suggestions in place of those that are flagged.
    suggested : ndarray of shape (n_samples,)
        The most probable right label of each row; of a flagged one, the most probable other.
    p_wrong : ndarray of shape (n_samples,)
        Probability that each label is wrong.
    soft_labels : ndarray of shape (n_samples, n_classes)
        Probability of each right label, in the order of ``classes``.
    flagged : ndarray of shape (n_issues,)
        Rows whose label is taken for wrong, most suspicious first.
    classes : ndarray of shape (n_classes,)
        Sorted distinct labels.
    accuracy : str
        What can be said of how often the outputs that judged are right.
    origin : str
        What judged, in words.
    """

    def __init__(
        self, question: _Question, found: Any, order: npt.NDArray[np.intp], soft: npt.NDArray[np.float32]
    ) -> None:
        self._question = question
        self.classes = question.classes
        in_java = question.classes[order]
        self.given = question.classes[question.indices]
        self.suggested = in_java[np.array(found.suggested())]
        self.labels = in_java[np.array(found.corrected())]
        self.p_wrong = np.minimum(np.array(found.wrong()), 1)
        self.soft_labels = np.empty_like(soft)
        self.soft_labels[:, order] = soft
        self._score = np.array(found.suspicion())
        self._order = np.array(found.order())
        self.flagged = self._order[: int(found.flagged())].copy()
        self._ranking = np.array(found.ranking())
        ends = np.array(found.neighbourEnds(), dtype=np.intp)
        self._near = np.split(np.array(found.neighbours(), dtype=np.int64), ends)[:-1]
        self._copies = np.array(found.copies())
        self._pairs = np.array([list(pair) for pair in found.nearDuplicates()], dtype=np.float64).reshape(-1, 3)
        self._far = np.array([list(row) for row in found.outliers()], dtype=np.float64).reshape(-1, 2)
        self.noise = _noise(found)
        self.review = _review(found)
        self.accuracy = str(found.accuracy().toString())
        self.origin = str(found.origin())
        self._statement = str(found.statement())

    @property
    def issues(self) -> pd.DataFrame:
        """The labels that are probably wrong, most suspicious first.

        Returns
        -------
        DataFrame
            Indexed by row: ``given``, ``suggested``, ``p_wrong``, ``score`` (higher is more suspicious), ``neighbours``
            (rows whose labels say so) and, where there are texts, ``text``.
        """
        return self._table(self.flagged)

    @property
    def table(self) -> pd.DataFrame:
        """All rows in the order of the data: the columns of :attr:`issues` but neighbours, and the types of issues.

        Returns
        -------
        DataFrame
            With ``is_label_issue``, ``is_near_duplicate`` and ``is_outlier`` as well.
        """
        rows = np.arange(len(self.given))
        frame = self._table(rows).drop(columns="neighbours")
        frame["is_label_issue"] = np.isin(rows, self.flagged)
        frame["is_near_duplicate"] = (self._copies >= 0) | np.isin(rows, self._pairs[:, :2])
        frame["is_outlier"] = np.isin(rows, self._far[:, 0])
        return frame

    @property
    def summary(self) -> pd.DataFrame:
        """How many rows have each type of issue: ``issue_type`` (label, near_duplicate, outlier) and ``num_issues``."""
        table = self.table
        types = ("label", "near_duplicate", "outlier")
        columns = ("is_label_issue", "is_near_duplicate", "is_outlier")
        counts = [int(table[name].sum()) for name in columns]
        summary: pd.DataFrame = _pandas().DataFrame({"issue_type": types, "num_issues": counts})
        return summary

    @property
    def near_duplicates(self) -> pd.DataFrame:
        """Pairs of rows that are all but equal yet bear different labels, closest first: ``first``, ``second``, ``cosine``."""
        frame = _pandas().DataFrame(self._pairs, columns=["first", "second", "cosine"])
        pairs: pd.DataFrame = frame.astype({"first": np.int64, "second": np.int64})
        return pairs

    @property
    def outliers(self) -> pd.DataFrame:
        """Rows far from every class, farthest first: ``row`` and ``cosine`` with the nearest class."""
        far: pd.DataFrame = _pandas().DataFrame(self._far, columns=["row", "cosine"]).astype({"row": np.int64})
        return far

    def _table(self, rows: npt.NDArray[Any]) -> pd.DataFrame:
        pandas = _pandas()
        near = {int(row): self._near[i] for i, row in enumerate(self._order[: len(self._near)])}
        frame: pd.DataFrame = pandas.DataFrame(
            {
                "given": self.given[rows],
                "suggested": self.suggested[rows],
                "p_wrong": self.p_wrong[rows],
                "score": self._score[rows],
                "neighbours": pandas.Series([near.get(int(row), np.empty(0, np.int64)) for row in rows], dtype=object),
            }
        )
        if self._question.texts is not None:
            frame["text"] = [self._question.texts[int(row)] for row in rows]
        frame.index = pandas.Index(rows, name="row")
        return frame

    def review_sample(self, n: int, *, random_state: Any = 1) -> pd.DataFrame:
        """Rows drawn at random for a person to check, in a random order and without suggestions, which would bias.

        Parameters
        ----------
        n : int
            How many; they are drawn along the ranking, so that suspicious and other rows are both represented.
        random_state : int, RandomState or None, default=1
            Seed.

        Returns
        -------
        DataFrame
            ``row``, ``stratum``, ``inclusion``, ``text`` where there is one, ``given``, and ``right_label`` to be filled in;
            hand it to :meth:`with_reviewed`.
        """
        bridge = _jvm.start().python.Bridge
        drawn = _job.call(bridge.reviewSample, _job.ints(self._ranking), int(n), _input.seed(random_state))
        numbers = np.array([list(row) for row in drawn], dtype=np.float64)
        rows = numbers[:, 0].astype(np.int64)
        frame: pd.DataFrame = _pandas().DataFrame(
            {"row": rows, "stratum": numbers[:, 1].astype(np.int64), "inclusion": numbers[:, 2]}
        )
        if self._question.texts is not None:
            frame["text"] = [self._question.texts[row] for row in rows]
        frame["given"] = self.given[rows]
        frame["right_label"] = _pandas().Series([None] * len(frame), dtype=object)
        return frame

    def with_reviewed(self, answers: Any) -> LabelAudit:
        """Judges again with labels that a person has checked, which count as right.

        Parameters
        ----------
        answers : DataFrame or mapping
            What :meth:`review_sample` gave with ``right_label`` filled in (empty or "unsure": not answered), which also tells how many
            labels are wrong for certain; or right labels by row.

        Returns
        -------
        LabelAudit
            With :attr:`review`.
        """
        if isinstance(answers, Mapping) or not hasattr(answers, "columns"):
            pairs = dict(answers.items())
            columns: tuple[str, ...] = ("row",)
            numbers: npt.NDArray[np.float64] = np.array([float(row) for row in pairs], dtype=np.float64).reshape(-1, 1)
            right = list(pairs.values())
        else:
            needed = ("row", "right_label")
            missing = [name for name in needed if name not in answers.columns]
            if missing:
                raise ValueError(f"answers have no column {missing[0]}: fill in what review_sample gave")
            sample = all(name in answers.columns for name in ("stratum", "inclusion"))
            columns = ("row", "stratum", "inclusion") if sample else ("row",)
            numbers = np.column_stack([np.asarray(answers[name], dtype=np.float64) for name in columns])
            right = list(answers["right_label"])
        values = vars(self._question) | {"reviewed": (columns, numbers, self._indices(right, numbers[:, 0]))}
        return _judged(_Question(**values))

    def _indices(self, right: list[Any], rows: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
        place = {name: k for k, name in enumerate(self.classes.tolist())}
        # A table that has been in a file holds texts: "4" is the class 4 where no class is called so.
        texts = {str(name): k for name, k in place.items()}
        indices = np.empty(len(right), dtype=np.int32)
        for i, label in enumerate(right):
            if _input.is_missing(label) or label == "unsure":
                indices[i] = -1
            elif label in place:
                indices[i] = place[label]
            elif label in texts:
                indices[i] = texts[label]
            else:
                raise ValueError(f"right label of row {int(rows[i])} is {label!r}, which is no label of these data")
        return indices

    def report(self, path: str | os.PathLike[str]) -> Path:
        """Writes a report: one page that opens offline, made by the command line's audit of the same data.

        Parameters
        ----------
        path : str or path
            A file that ends in .html, which appears whole or not at all.

        Returns
        -------
        Path
            Of the file.
        """
        target = Path(path)
        if target.suffix.lower() not in (".html", ".htm"):
            raise ValueError(f"a report is one page: {target} should end in .html")
        if not target.absolute().parent.is_dir():
            raise ValueError(f"{target} cannot be written: {target.absolute().parent} is no folder")
        with tempfile.TemporaryDirectory(prefix="rectify-") as folder:
            made = self._audited_by_command(Path(folder)) / "report.html"
            part = target.with_name(target.name + ".part")
            shutil.copyfile(made, part)
            os.replace(part, target)
        return target

    def _audited_by_command(self, folder: Path) -> Path:
        question = self._question
        np.save(folder / "features.npy", question.features)
        texts = question.texts
        names = _input.names(self.classes)
        header = ["label"] if texts is None else ["label", "text"]
        cells: list[list[str]] = [[names[k]] for k in question.indices]
        if texts is not None:
            cells = [[*cell, text] for cell, text in zip(cells, texts, strict=True)]
        _write(folder / "labels.csv", header, cells)
        out = folder / "audit"
        words = ["audit", "--features", "features.npy", "--labels", "labels.csv", "--out", str(out), "--quiet"]
        words += ["--unlabelled", "none", "--seed", str(question.seed), "--threads", str(_job.threads(question.n_jobs))]
        words += ["--neighbours", str(question.neighbours), "--copies", repr(float(question.copies))]
        words += ["--thorough"] if question.thorough else []
        words += [] if question.flags_at is None else ["--flags-at", repr(float(question.flags_at))]
        words += [] if texts is None else ["--text-column", "text"]
        if question.pred_probs is not None:
            np.save(folder / "outputs.npy", np.ascontiguousarray(question.pred_probs[:, _job.order(names)]))
            words += ["--probabilities", "outputs.npy", "--out-of-sample"]
        if question.reviewed is not None:
            columns, numbers, right = question.reviewed
            answers = ["" if k < 0 else names[k] for k in right]
            places = [
                [repr(float(v)) if name == "inclusion" else str(int(v)) for name, v in zip(columns, row, strict=True)]
                for row in numbers
            ]
            _write(
                folder / "reviewed.csv",
                [*columns, "right_label"],
                [[*place, answer] for place, answer in zip(places, answers, strict=True)],
            )
            words += ["--reviewed", "reviewed.csv"]
        command(words, folder)
        return out

    def __len__(self) -> int:
        return len(self.given)

    def __repr__(self) -> str:
        return f"<LabelAudit: {self._statement}>"

    def _repr_html_(self) -> str:
        """The first issues as a table, every text of the data escaped: nothing in it runs."""
        columns = ["row", "given", "suggested", "p_wrong"] + ([] if self._question.texts is None else ["text"])
        cells = []
        for row in self.flagged[:_SHOWN]:
            values = [str(row), str(self.given[row]), str(self.suggested[row]), f"{self.p_wrong[row]:.3f}"]
            values += [] if self._question.texts is None else [self._question.texts[int(row)][:200]]
            cells.append("".join(f"<td>{html.escape(value)}</td>" for value in values))
        more = len(self.flagged) - len(cells)
        return (
            f"<p><strong>{len(self.flagged)} of {len(self.given)} labels are probably wrong.</strong> "
            f"{html.escape(self.noise.statement)}.</p>"
            "<table><thead><tr>"
            + "".join(f"<th>{name}</th>" for name in columns)
            + "</tr></thead><tbody>"
            + "".join(f"<tr>{cell}</tr>" for cell in cells)
            + "</tbody></table>"
            + (f"<p>and {more} more: see .issues</p>" if more > 0 else "")
        )


def command(words: list[str], folder: Path | None = None) -> None:
    """Runs the command line in a Java of its own.

    Raises
    ------
    ValueError
        If it refuses its input; the one line it says.
    RuntimeError
        If it fails otherwise.
    """
    done = subprocess.run(
        [*_jvm.command_line(), *words],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("rectify: ")]
        message = said[-1].removeprefix("rectify: ") if said else done.stderr.strip()[-500:]
        raise (ValueError if done.returncode == 2 else RuntimeError)(message)


def _write(file: Path, header: list[str], rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerow(header)
        writer.writerows(rows)


def _pandas() -> Any:
    try:
        import pandas
    except ImportError:
        raise ImportError("tables need pandas: pip install pandas") from None
    return pandas


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _noise(found: Any) -> Noise:
    noise = found.noise()
    verdict = str(noise.verdict().name()).lower().replace("_", "-")
    told = verdict != "unknown"
    rate = _number(float(noise.falseDiscoveryRate()))
    words = [(str(pair[0]), str(pair[1])) for pair in found.assumptions()]
    return Noise(
        rate=_number(float(noise.rate())),
        low=float(noise.low()) if told else None,
        high=float(noise.high()) if told else None,
        verdict=verdict,
        statement=str(noise.toString()),
        assumptions=dict(words),
        estimates={
            name: Estimate(*(float(value) for value in rates))
            for (name, _), rates in zip(words, found.rates(), strict=True)
        },
        false_discoveries=None
        if rate is None or not told
        else Estimate(rate, float(noise.falseDiscoveryLow()), float(noise.falseDiscoveryHigh())),
    )


def _review(found: Any) -> Review | None:
    if not found.findings().isPresent():
        return None
    numbers = [float(value) for value in found.reviewed()]
    estimates = [
        None if np.isnan(numbers[at]) else Estimate(numbers[at], numbers[at + 1], numbers[at + 2]) for at in (0, 3, 6)
    ]
    return Review(int(found.findings().get().reviewed()), *estimates)
