"""Imports Keras quietly: TensorFlow's native code prints lines on its start that no setting turns off."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any


def import_keras() -> Any:
    """Import Keras; whatever Python itself has to say meanwhile is still said."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _native_errors_dropped():
        import keras
    return keras


@contextlib.contextmanager
def _native_errors_dropped() -> Iterator[None]:
    """Point file descriptor 2 nowhere, and `sys.stderr` to where it pointed."""
    kept = os.dup(2)
    usual = sys.stderr
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        with os.fdopen(os.dup(kept), "w", encoding="utf-8", errors="backslashreplace", buffering=1) as python:
            if usual is sys.__stderr__:
                sys.stderr = python
            try:
                yield
            finally:
                sys.stderr = usual
    finally:
        os.dup2(kept, 2)
        os.close(kept)
