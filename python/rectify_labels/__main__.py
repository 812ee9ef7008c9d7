"""The command line on features: ``python -m rectify_labels audit --features X.npy --labels y.csv --out audit/``."""

from __future__ import annotations

import os
import subprocess
import sys

from . import _jvm

#: What needs models or a server, which the wheel leaves out.
_LEFT_OUT = {
    "demo": "the demo's sentence model",
    "embed": "models that embed",
    "review": "the review page",
}


def main(words: list[str]) -> int:
    """Runs it in a Java of its own, and returns its exit code."""
    if words and words[0] in _LEFT_OUT:
        print(
            f"rectify: this package leaves out {_LEFT_OUT[words[0]]}; the rectify command of the whole project has it",
            file=sys.stderr,
        )
        return 2
    try:
        command = [*_jvm.command_line(), *words]
    except RuntimeError as missing:
        print(f"rectify: {missing}", file=sys.stderr)
        return 2
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
