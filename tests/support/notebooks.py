"""Notebooks for tests, as Jupyter saves them."""

import json
from pathlib import Path


def notebook(*cells: str) -> str:
    """A notebook of these code cells."""
    made = [
        {"cell_type": "code", "source": text.splitlines(keepends=True), "outputs": [], "metadata": {}} for text in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def solved(module: Path, *before: str) -> str:
    """A notebook whose last cell has the text of a module."""
    return notebook(*before, module.read_text(encoding="utf-8"))
