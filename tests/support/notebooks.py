"""Notebooks for tests, as Jupyter saves them."""

import json
from collections.abc import Iterable
from pathlib import Path

from grader.sandbox.worker.notebook_cells import FUNCTION, read_cells


def notebook(*cells: str) -> str:
    """A notebook of these code cells."""
    made = [
        {"cell_type": "code", "source": text.splitlines(keepends=True), "outputs": [], "metadata": {}} for text in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def solved(module: Path, *before: str) -> str:
    """A notebook whose last cell has the text of a module."""
    return notebook(*before, module.read_text(encoding="utf-8"))


def answers(module: Path, exercises: Iterable[str]) -> dict[str, str]:
    """The cells with which a module of the reference is solved, by exercise: its function, and the helpers it needs.

    Args:
        module: of the reference.
        exercises: names of its functions that are exercises; each comes in a cell of its own.
    """
    statements = read_cells([module.read_text(encoding="utf-8")]).statements
    own = frozenset(exercises)
    found = {}
    for each in statements:
        if each.kind != FUNCTION or not each.binds & own:
            continue
        needed, waiting = [each], [each]
        while waiting:
            uses = waiting.pop().uses - own
            new = [other for other in statements if other.kind and other.binds & uses and other not in needed]
            needed += new
            waiting += new
        (name,) = each.binds
        found[name] = "\n\n\n".join(["%%grade", *(each.text for each in statements if each in needed)])
    return found


def on_the_small_digits(folder: Path, to: Path) -> None:
    """Copy notebooks whose cells load MNIST, which is not everywhere: these load the bundled digits."""
    to.mkdir(exist_ok=True)
    for file in folder.glob("*.ipynb"):
        text = file.read_text(encoding="utf-8").replace("load()", 'load(\\"digits\\")')
        (to / file.name).write_text(text, encoding="utf-8")
