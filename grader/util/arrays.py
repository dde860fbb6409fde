"""Arrays in a .npz file: written, and read where it may come from anywhere."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np


class ArraysUnreadable(Exception):
    """The file is damaged or contains more than plain arrays; the message says which."""


def packed(arrays: Mapping[str, np.ndarray]) -> bytes:
    """The bytes of a file with these arrays under their names, compressed."""
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def read_arrays(file: Path, names: Sequence[str]) -> dict[str, np.ndarray]:
    """The arrays of these names.

    Raises:
        FileNotFoundError: there is no such file.
        KeyError: it has no array of a name.
        ArraysUnreadable: it cannot be read for another reason.
    """
    try:
        with np.load(file, allow_pickle=False) as stored:
            for name in names:
                if name not in stored.files:
                    raise KeyError(name)
            return {name: np.asarray(stored[name]) for name in names}
    except (FileNotFoundError, KeyError):
        raise
    except Exception as error:  # NumPy, zipfile and tokenize raise a dozen kinds
        raise ArraysUnreadable(" ".join(str(error).split())[:200] or type(error).__name__) from error
