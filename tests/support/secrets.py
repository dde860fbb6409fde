"""Gradebooks with one secret: two of them then ask the same fresh inputs, so that what they say can be compared."""

from pathlib import Path

from grader.checks.fresh_seed import FreshSeed
from grader.classroom.gradebook import Gradebook

SECRET = FreshSeed(b"the secret of all classes in tests")


def shared(file: Path) -> Path:
    """A new gradebook with this secret, at this place."""
    with Gradebook(file) as book:
        book._base.execute("UPDATE secret SET value = ?", (SECRET.key,))
    return file
