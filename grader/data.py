"""The images that models are trained and judged on: MNIST where it can be had, bundled digits otherwise.

Whatever was loaded is compared with known hashes, so that neither a damaged download nor a file that somebody
prepared decides a grade.
"""

import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from socket import getdefaulttimeout, setdefaulttimeout
from urllib.request import Request, urlopen

import numpy as np
from numpy.typing import NDArray

from . import digits

Arrays = dict[str, NDArray[np.uint8]]

TIMEOUT = 4  # seconds without a byte; only behind a silent firewall is it waited for, offline fails at once
NO_NEED = "choose 'digits', which needs neither file nor internet"
DOWNLOAD_ANEW = f"delete it, so that it is downloaded anew, or {NO_NEED}"
NAME_ANOTHER = "name an original mnist.npz, or choose auto, mnist or digits"

MNIST_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
MNIST_FILE_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"  # Keras knows the same

# The arrays of mnist.npz in the order of Dataset: shape, and SHA-256 of the uint8 values in C order. Computed
# once from a file whose four arrays, each behind its idx header, have the MD5 sums published for the four
# original files (train-images-idx3-ubyte: 6bbc9ace898e44ae57da46a324031adb).
MNIST = {
    "x_train": ((60000, 28, 28), "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757"),
    "y_train": ((60000,), "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13"),
    "x_test": ((10000, 28, 28), "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161"),
    "y_test": ((10000,), "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5"),
}

# Digest of the digits that today's recipe makes. Kept digits with another one are made anew, because whatever
# runs with this account's rights could have replaced them.
DIGITS_DIGEST = "85b0ad7d9dd9a8599e6e2febcb38697a625366c41f40a9878fec9d6e7367ff59"
KEYS = ("train_images", "train_labels", "test_images", "test_labels")

# What NumPy and zipfile raise for damaged, encrypted, oddly compressed or pickled content.
UNREADABLE = (ValueError, OSError, EOFError, MemoryError, RuntimeError, zlib.error, zipfile.BadZipFile)


class DataError(Exception):
    """The images cannot be had; the message is one sentence that ends with the next thing to do."""


@dataclass(frozen=True, eq=False)  # eq=False: comparing arrays gives an array; compare digests
class Dataset:
    """Images and labels; the arrays are read-only, so that no check spoils them for the next one."""

    name: str  # "mnist" or "digits"
    train_images: NDArray[np.uint8]  # (n, 28, 28)
    train_labels: NDArray[np.uint8]  # (n,)
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]
    digest: str  # hex SHA-256 over the hex SHA-256 of each of the four arrays, in the order above
    note: str  # one sentence: where they come from and, if `auto` fell back, why


def load(choice: str = "auto") -> Dataset:
    """Load images and labels.

    Args:
        choice: `mnist` (Keras' cache, else a download), `digits` (made from scikit-learn's), `auto` (`mnist`,
            or else `digits` with the reason in the note), or the path of an .npz file with MNIST in it.

    Raises:
        DataError: what was asked for cannot be had; with `auto` only where scikit-learn is missing too.
    """
    if choice == "digits":
        return _digits("Digits made from scikit-learn's bundled ones, as asked for.")
    if choice == "mnist":
        return _mnist_from_keras()
    if choice == "auto":
        try:
            return _mnist_from_keras()
        except DataError as error:
            return _digits(f"Digits made from scikit-learn's bundled ones instead of MNIST: {error}")
    return _mnist(Path(os.path.expanduser(choice)), remedy=NAME_ANOTHER)


def describe() -> str:
    """Say in three lines what is there, where, and what `auto` would take; downloads and makes nothing."""
    path, kept = mnist_path(), digits_path()
    if not os.path.exists(path):
        mnist, auto = f"not yet in {path}", "downloads mnist (11 MB), or takes digits where that fails"
    else:
        try:
            mnist, auto = _mnist(path, remedy=DOWNLOAD_ANEW).note, "takes mnist"
        except DataError as error:
            mnist, auto = str(error), "takes digits"
    there = "kept in" if os.path.exists(kept) else "made in seconds when first needed, then kept in"
    return f"mnist   {mnist}\ndigits  {there} {kept}\nauto    {auto}"


def mnist_path() -> Path:
    """Where Keras keeps its mnist.npz, by Keras' own rule, found without importing Keras."""
    home = os.path.expanduser("~") if os.access(os.path.expanduser("~"), os.W_OK) else "/tmp"
    keras_home = os.environ.get("KERAS_HOME", os.path.join(home, ".keras"))
    return Path(os.path.expanduser(keras_home), "datasets", "mnist.npz")


def digits_path() -> Path:
    """Where the digits of today's recipe are kept; the variable DIGIT_KATA_CACHE names another folder."""
    from platformdirs import user_cache_dir

    folder = os.environ.get("DIGIT_KATA_CACHE") or user_cache_dir("digit-kata")
    return Path(os.path.expanduser(folder), f"digits-{digits.RECIPE.digest()[:12]}.npz")


def _mnist_from_keras() -> Dataset:
    path = mnist_path()
    if not os.path.exists(path):
        _download(path)
    return _mnist(path, remedy=DOWNLOAD_ANEW)


def _mnist(path: Path, remedy: str) -> Dataset:
    try:
        arrays = _read(path, keys=MNIST)
        hashes = [_sha256(array) for array in arrays.values()]
        for (key, (shape, known)), found in zip(MNIST.items(), hashes, strict=True):
            kind = f"{arrays[key].dtype} {arrays[key].shape}"
            if kind != f"uint8 {shape}":
                raise _Unusable(f"is not MNIST, whose {key} is uint8 {shape} and not {kind}")
            if found != known:
                raise _Unusable(f"is not MNIST, because the values of its {key} differ")
    except _Unusable as error:
        raise DataError(f"{path} {error}: {remedy}.") from error
    return _dataset("mnist", arrays, hashes, note=f"MNIST from {path}.")


def _digits(note: str) -> Dataset:
    path = digits_path()
    hashes: list[str] = []
    with suppress(_Unusable):  # whatever is wrong with the kept file, making it anew mends it
        arrays = _read(path, keys=KEYS)
        hashes = [_sha256(array) for array in arrays.values()]
    if _combined(hashes) != DIGITS_DIGEST:
        try:
            arrays = digits.make()
        except ImportError as error:
            raise DataError("The digits need scikit-learn: pip install scikit-learn.") from error
        _keep(path, arrays)
        hashes = [_sha256(array) for array in arrays.values()]
    return _dataset("digits", arrays, hashes, note)


def _dataset(name: str, arrays: Arrays, hashes: list[str], note: str) -> Dataset:
    for array in arrays.values():
        array.flags.writeable = False
    train_images, train_labels, test_images, test_labels = arrays.values()
    return Dataset(name, train_images, train_labels, test_images, test_labels, _combined(hashes), note)


def _sha256(array: NDArray[np.uint8]) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()


def _combined(hashes: list[str]) -> str:
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


class _Unusable(Exception):
    """What is wrong with a file, as the rest of a sentence that begins with its path."""


def _read(path: Path, keys: Iterable[str]) -> Arrays:
    """Read the named arrays, in that order, from an .npz file; nothing in it is ever unpickled."""
    if os.path.isdir(path):
        raise _Unusable("is a folder")
    try:
        with open(path, "rb") as file:
            beginning = file.read(512)
    except FileNotFoundError as error:
        raise _Unusable("does not exist") from error
    except (OSError, ValueError) as error:
        raise _Unusable(f"cannot be read ({_reason(error)})") from error
    if beginning.lstrip().startswith(b"<"):
        raise _Unusable("is a web page and not data")
    if not zipfile.is_zipfile(path):
        raise _Unusable("is not an .npz file, or not all of one")
    try:
        with np.load(path, allow_pickle=False) as stored:
            for key in keys:
                if key not in stored.files:
                    raise _Unusable(f"holds no array {key}")
            return {key: np.asarray(stored[key]) for key in keys}
    except UNREADABLE as error:
        raise _Unusable(f"is damaged or holds more than plain arrays ({_reason(error)})") from error


def _download(path: Path) -> None:
    """Fetch MNIST through Keras to `path`, all of it, or raise DataError and leave nothing behind."""
    before = getdefaulttimeout()
    setdefaulttimeout(TIMEOUT)
    try:
        # Offline this fails at once, and saves importing Keras.
        urlopen(Request(MNIST_URL, method="HEAD")).close()
        from keras.utils import get_file

        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder, redirect_stdout(StringIO()):
            fetched = get_file(
                "mnist.npz", origin=MNIST_URL, file_hash=MNIST_FILE_SHA256, cache_dir=folder, cache_subdir=""
            )
            os.replace(fetched, path)
    except Exception as error:  # as broad as Keras, which raises Exception itself where the internet fails
        raise DataError(
            f"MNIST is not in {path} and could not be downloaded ({_reason(error)}): "
            f"put mnist.npz there, or {NO_NEED}."
        ) from error
    finally:
        setdefaulttimeout(before)


def _reason(error: Exception) -> str:
    cause = getattr(error, "reason", error)  # urllib wraps it
    words = str(getattr(cause, "strerror", None) or cause or type(error).__name__)
    return " ".join(words.split()).rstrip(".")  # one line


def _keep(path: Path, arrays: Arrays) -> None:
    """Save for the next time; a folder that cannot be written to costs that time, nothing else."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            whole = Path(folder, path.name)
            np.savez(whole, allow_pickle=False, **arrays)
            os.replace(whole, path)
