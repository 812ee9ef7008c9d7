"""Computations in Java: lent memory, progress, Ctrl-C, and errors as Python has them."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _jvm

_log = logging.getLogger("rectify_labels")

#: Bytes of one part of lent memory; a direct buffer of Java holds less than 2 GiB.
_MOST_BYTES = 2**31 - 2**16

_POLL_MILLISECONDS = 50

#: Seconds that a stopped computation is waited for before its memory is left to it.
_PATIENCE = 0.5

#: What computations that were stopped may still be using.
_abandoned: list[tuple[Any, Any]] = []


def lend(array: npt.NDArray[np.float32]) -> Any:
    """A matrix of Java over the array's memory, which must stay as it is as long as the matrix is used."""
    import jpype

    bridge = _jvm.start().python.Bridge
    rows, columns = array.shape
    step = max(1, _MOST_BYTES // max(1, 4 * columns))
    parts = [array[at : at + step] for at in range(0, max(rows, 1), step)]
    floats = [
        jpype.nio.convertToDirectBuffer(memoryview(part).cast("B"))
        .order(jpype.java.nio.ByteOrder.nativeOrder())
        .asFloatBuffer()
        for part in parts
    ]
    return call(bridge.matrix, jpype.JArray(jpype.java.nio.FloatBuffer)(floats), rows, columns)


def threads(n_jobs: int | None) -> int:
    """How many threads: n_jobs; without it what OMP_NUM_THREADS says, as joblib tells its workers, or all processors.

    >>> threads(3)
    3
    """
    if n_jobs is not None and n_jobs > 0:
        return int(n_jobs)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if n_jobs is not None:
        if n_jobs == 0:
            raise ValueError("n_jobs must not be 0: 1 is one thread, -1 all processors, None what the environment says")
        return max(1, usable + 1 + int(n_jobs))
    told = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return int(told) if told.isdigit() and int(told) > 0 else usable


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls Java; what it throws comes as an exception of Python's with the one line that it says."""
    import jpype

    try:
        return function(*arguments)
    except jpype.JException as thrown:
        raise _translated(thrown) from None


def _translated(thrown: Any) -> Exception:
    import jpype

    lang = jpype.java.lang
    said = thrown.getMessage()
    message = "" if said is None else str(said)
    if isinstance(thrown, lang.IllegalArgumentException):
        return ValueError(message)
    if isinstance(thrown, lang.OutOfMemoryError):
        return MemoryError(f"not enough memory: {message}")
    if isinstance(thrown, lang.ArithmeticException):
        return RuntimeError(message)
    if isinstance(thrown, lang.LinkageError):
        return RuntimeError(f"the native library cannot be loaded: {message}")
    _log.debug("%s", thrown.stacktrace())
    return RuntimeError(f"a fault of rectify, please report it: {thrown.getClass().getName()}: {message}")


def run(begin: Callable[[], Any], lent: object, verbose: bool | int = False) -> Any:
    """Computes in a thread of Java and waits for it, so that Ctrl-C is heard.

    Parameters
    ----------
    begin
        Begins the job.
    lent
        The arrays whose memory it uses.
    verbose
        Whether to show how it goes on, by tqdm where it is installed.
    """
    _abandoned[:] = [(job, memory) for job, memory in _abandoned if not job.await_(0)]
    job = call(begin)
    shown = _Progress(job, bool(verbose))
    try:
        while not job.await_(_POLL_MILLISECONDS):
            shown.update()
    except BaseException:
        job.cancel()
        until = time.monotonic() + _PATIENCE
        while not job.await_(_POLL_MILLISECONDS) and time.monotonic() < until:
            pass
        if not job.await_(0):
            _abandoned.append((job, lent))
        raise
    finally:
        shown.close()
    return call(job.result)


class _Progress:
    """What a job is at: in the log, and where it is wanted as a bar or on standard error."""

    def __init__(self, job: Any, wanted: bool) -> None:
        self._job = job
        self._said = ""
        self._bar: Any = None
        self._print = False
        if wanted:
            try:
                from tqdm.auto import tqdm

                self._bar = tqdm(unit="step")
            except ImportError:
                self._print = True

    def update(self) -> None:
        stage = str(self._job.stage())
        if stage == self._said:
            return
        self._said = stage
        _log.info("%s", stage)
        if self._bar is not None:
            self._bar.set_description_str(stage, refresh=False)
            self._bar.update(int(self._job.steps()) - self._bar.n)
        elif self._print:
            print(stage, file=sys.stderr)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def ints(values: npt.NDArray[np.int32]) -> Any:
    """An int[] of these."""
    import jpype

    return jpype.JArray(jpype.JInt)(np.ascontiguousarray(values, dtype=np.int32))


def texts(values: list[str]) -> Any:
    """A String[] of these."""
    import jpype

    return jpype.JArray(jpype.JString)(values)


def order(names: list[str]) -> list[int]:
    """The places of these names in the order that Java gives them."""
    place = {name: k for k, name in enumerate(names)}
    return [place[str(name)] for name in _jvm.start().python.Bridge.sorted(texts(names))]
