"""Find wrong labels and learn from labels that are partly wrong, on frozen embeddings.

>>> from rectify_labels import RectifyClassifier, audit, find_label_issues
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from ._classifier import RectifyClassifier

try:
    __version__ = version("rectify-labels")
except PackageNotFoundError:
    __version__ = "0+unknown"

__all__ = ["RectifyClassifier"]
