"""The images of `digits` in a cache of a test's own, without making them again."""

import os
from pathlib import Path

import pytest

from grader.course import datasets


def cache_with_digits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a test keep what it keeps in `folder`, in which there is nothing yet but the images that its process has."""
    datasets.load("digits")
    made = datasets.digits_path()
    folder.mkdir()
    os.link(made, folder / made.name)
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(folder))
