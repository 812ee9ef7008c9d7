"""The page runs: every block of Python in docs/python.md, one after the other, but those that need what is not installed."""

from __future__ import annotations

import importlib.util
import json
import re

import pytest
from conftest import ROOT

BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"), re.DOTALL)


def test_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    ran = 0
    for block in BLOCKS:
        needs = re.match(r"# needs: (.*)\n", block)
        if needs and not all(importlib.util.find_spec(module) for module in needs[1].split()):
            compile(block, "docs/python.md", "exec")
        else:
            exec(compile(block, "docs/python.md", "exec"), names)
            ran += 1
    assert ran >= 3


@pytest.mark.parametrize("readme", ["README.md", "python/README.md"])
def test_what_the_readmes_show_runs(digits, readme, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, readme, "exec"), {"embeddings": digits.features[:300], "labels": digits.given[:300]})


def test_every_name_of_the_page_is_there(digits):
    from rectify_labels import audit

    found = audit(digits.features[:200], digits.given[:200])
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    for name in set(re.findall(r"`found\.(\w+)", page)):
        assert hasattr(found, name), name


def test_the_notebook_runs(capsys):
    notebook = json.loads((ROOT / "examples" / "wrong_labels.ipynb").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(cells) >= 5
    for cell in cells:
        exec(compile(cell, "wrong_labels.ipynb", "exec"), names)
    assert names["ours"] >= names["plain"]
    assert "of the flags are right" in capsys.readouterr().out


@pytest.mark.parametrize("block", BLOCKS)
def test_blocks_are_short_enough_to_be_read(block):
    assert len(block.strip().splitlines()) <= 16
