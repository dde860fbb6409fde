"""The surroundings of a command: the environment and the disk of its user, which no grade may depend on."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from grader.sandbox.temporary import prefix
from grader.util import cache

# What a shell says to these libraries is about other work than ours.
OURS = {"KERAS_BACKEND": "tensorflow", "MPLBACKEND": "agg"}
OTHERS = ("PYTHONWARNINGS", "PYTHONOPTIMIZE", "PYTHONINSPECT", "PYTHONDEVMODE")


def settle() -> None:
    """See that libraries here, and in processes that we start, do what they do without the user's settings."""
    os.environ.update(OURS)
    for name in OTHERS:
        os.environ.pop(name, None)
    for name, least in (("COLUMNS", 20), ("LINES", 5)):  # 0 is what some terminals say: nothing would be shown
        if name in os.environ and not (os.environ[name].isdecimal() and int(os.environ[name]) >= least):
            del os.environ[name]
    if sys.warnoptions or sys.flags.dev_mode:  # a warning that is an error would end us
        sys.warnoptions.clear()
        warnings.resetwarnings()
        warnings.simplefilter("ignore")


def start_again(file: str) -> NoReturn:
    """Run the command in a Python that leaves nothing out of our files."""
    for name in OTHERS:
        os.environ.pop(name, None)
    line = [sys.executable, "-P", file, *sys.argv[1:]]
    if sys.platform == "win32":  # where another program in our place would not be waited for
        sys.exit(subprocess.call(line))  # noqa: S603  our own file
    os.execv(line[0], line)  # noqa: S606  as above


@contextlib.contextmanager
def somewhere_to_keep() -> Iterator[str]:
    """Where a home or the cache cannot be written, have another one until the command ends; a sentence that says so.

    A home may be missing or read-only, and a user may be a number without a name and without a home.
    """
    before = dict(os.environ)
    folder = ""
    said = ""
    try:
        if not _is_writable(Path(os.path.expanduser("~"))):  # noqa: PTH111  Path.expanduser raises without a home
            folder = tempfile.mkdtemp(prefix=prefix())
            said = "Your home folder cannot be written"
            from grader.course.datasets import mnist_path  # here, for it takes NumPy

            os.environ.setdefault("KERAS_HOME", str(mnist_path().parent.parent))
            os.environ["HOME"] = folder
        if not _can_be_made(cache.folder()):
            said = f"{cache.folder()} cannot be written"
            folder = folder or tempfile.mkdtemp(prefix=prefix())
            os.environ["DIGIT_KATA_CACHE"] = str(Path(folder, "cache"))
        is_lost = folder and cache.folder().is_relative_to(folder)
        yield f"{said}: no results are kept. Name a folder for them in DIGIT_KATA_CACHE." if is_lost else ""
    finally:
        if folder:
            os.environ.clear()
            os.environ.update(before)
            shutil.rmtree(folder, ignore_errors=True)


def _is_writable(folder: Path) -> bool:
    try:
        return folder.is_absolute() and folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        return False


def _can_be_made(folder: Path) -> bool:
    """Whether the folder can be written or made, as far as can be seen without making it."""
    there = next(place for place in (folder, *folder.parents) if os.path.lexists(place) or place == place.parent)
    return _is_writable(there)
