"""Quiet: what native code prints of the machine, whatever it is told, is not for the screen."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def without_errors() -> Iterator[None]:
    """Drop what is written to standard error meanwhile, by this process and by libraries in it."""
    sys.stderr.flush()
    errors = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(errors, 2)
        os.close(errors)
