"""Find wrong labels and learn from labels that are partly wrong, on frozen embeddings.

>>> from rectify_labels import RectifyClassifier, audit, find_label_issues
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._audit import Estimate, LabelAudit, Noise, Review, audit
    from ._classifier import RectifyClassifier
    from ._filter import find_label_issues

try:
    __version__ = version("rectify-labels")
except PackageNotFoundError:
    __version__ = "0+unknown"

__all__ = [
    "Estimate",
    "LabelAudit",
    "Noise",
    "RectifyClassifier",
    "Review",
    "audit",
    "find_label_issues",
]

#: Modules of what is not of _audit.
_MODULES = {"RectifyClassifier": "_classifier", "find_label_issues": "_filter"}


def __getattr__(name: str) -> Any:
    """Imports what is asked for: scikit-learn takes a second, which the command line need not wait for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_MODULES.get(name, '_audit')}", __name__), name)
