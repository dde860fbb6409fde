"""The images for training and judging models: MNIST where available, bundled digits otherwise.

Whatever was loaded is compared with known hashes, so that neither a damaged download nor a file that somebody
prepared decides a grade.
"""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from socket import getdefaulttimeout, setdefaulttimeout

import numpy as np
from numpy.typing import NDArray

from grader.course import digits
from grader.util import cache
from grader.util.arrays import ArraysUnreadable, read_arrays
from grader.util.errors import Stopped
from grader.util.exit_status import OUR_FAULT, WRONG_USAGE

Arrays = dict[str, NDArray[np.uint8]]

TIMEOUT = 4  # seconds without a byte; only behind a silent firewall is it waited for, offline fails at once
NO_NEED = "choose 'digits', which needs neither a file nor internet"
DOWNLOAD_ANEW = f"delete it to download it again, or {NO_NEED}"
NAME_ANOTHER = "name an original mnist.npz, or choose auto, mnist or digits"

MNIST_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
MNIST_FILE_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"  # Keras knows the same

# The arrays of mnist.npz in the order of Dataset: type and shape, and SHA-256 of the values in C order. Computed once
# from a file whose four arrays, each behind its idx header, have the MD5 sums published for the four original files
# (train-images-idx3-ubyte: 6bbc9ace898e44ae57da46a324031adb).
MNIST = {
    "x_train": ("uint8 (60000, 28, 28)", "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757"),
    "y_train": ("uint8 (60000,)", "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13"),
    "x_test": ("uint8 (10000, 28, 28)", "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161"),
    "y_test": ("uint8 (10000,)", "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5"),
}

# Digest of the digits that today's recipe makes. Kept digits with another one are made again, because whatever
# runs with this account's rights could have replaced them.
DIGITS_DIGEST = "3e773b728920607cdc44f8f9fbcd1d7c470e120ecb638131b90b21f593950842"
REDRAWN_PER_DIGIT = 1000  # test images: as many as MNIST has, so that the draw counts for less
KEYS = ("train_images", "train_labels", "test_images", "test_labels")


class DataError(Stopped):
    """The images cannot be had; the message is one sentence that ends with the next thing to do."""

    status = OUR_FAULT


@dataclass(frozen=True, eq=False)  # eq=False: comparing arrays gives an array; compare digests
class Dataset:
    """Images and labels; the arrays are read-only, so that no check spoils them for the next one."""

    name: str  # "mnist" or "digits"
    train_images: NDArray[np.uint8]  # (n, 28, 28)
    train_labels: NDArray[np.uint8]  # (n,)
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]
    digest: str  # hex SHA-256 over type, shape and SHA-256 of each of the four arrays
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
    return _mnist(_path(choice), remedy=NAME_ANOTHER)


def redrawn(data: Dataset, seed: int) -> Dataset:
    """The digits with other test images: the same sources, under warps that nobody knows who has not the seed.

    The 4,000 public ones are the same for everybody; of as many that are drawn by chance, an accuracy of 98 % would
    have a standard deviation of 0.22 % from the draw alone.

    Args:
        data: as `load` gives it; MNIST stays as it is.
        seed: non-negative, of any size.

    Raises:
        DataError: scikit-learn is not installed.
    """
    if data.name != "digits":
        return data
    made = _made(lambda: digits.make_test(replace(digits.RECIPE, test_warp_seed=seed, test_images=REDRAWN_PER_DIGIT)))
    arrays = {"train_images": data.train_images, "train_labels": data.train_labels, **made}
    note = f"{data.note} The test images are not the public ones."
    return _dataset("digits", arrays, _digest(map(_identity, arrays.values())), note)


def mnist_path() -> Path:
    """Where Keras keeps its mnist.npz, by Keras' own rule, found without importing Keras."""
    home = _path("~")
    if not os.access(home, os.W_OK):
        home = Path("/tmp")  # noqa: S108 - so does Keras, and the file is compared with known hashes
    return _path(os.environ.get("KERAS_HOME", str(home / ".keras"))) / "datasets" / "mnist.npz"


def digits_path() -> Path:
    """Where the digits of today's recipe are kept."""
    return cache.folder() / f"digits-{digits.RECIPE.digest()[:12]}.npz"


def _path(text: str) -> Path:
    return Path(os.path.expanduser(text))  # noqa: PTH111 - Path.expanduser raises where there is no home


def _mnist_from_keras() -> Dataset:
    path = mnist_path()
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises where a folder may not be searched
        _download(path)
    return _mnist(path, remedy=DOWNLOAD_ANEW)


def _mnist(path: Path, remedy: str) -> Dataset:
    try:
        arrays = _read(path, keys=MNIST)
        for key, (kind, values) in MNIST.items():
            found_kind, found_values = _identity(arrays[key])
            if found_kind != kind:
                raise _UnusableError(f"is not MNIST, whose {key} is {kind} and not {found_kind}")
            if found_values != values:
                raise _UnusableError(f"is not MNIST, because the values of its {key} differ")
    except _UnusableError as error:
        raise DataError(f"{path} {error}: {remedy}.", WRONG_USAGE if remedy == NAME_ANOTHER else OUR_FAULT) from error
    return _dataset("mnist", arrays, _digest(MNIST.values()), note=f"MNIST from {path}.")


def _digits(note: str) -> Dataset:
    path = digits_path()
    with suppress(_UnusableError):  # whatever is wrong with the kept file, making it again fixes it
        arrays = _read(path, keys=KEYS)
        if _digest(map(_identity, arrays.values())) == DIGITS_DIGEST:
            return _dataset("digits", arrays, DIGITS_DIGEST, note)
    arrays = _made(digits.make)
    _keep(path, arrays)
    return _dataset("digits", arrays, _digest(map(_identity, arrays.values())), note)


def _made(make: Callable[[], Arrays]) -> Arrays:
    try:
        return make()
    except ImportError as error:
        raise DataError("The digits need scikit-learn: pip install scikit-learn.") from error


def _dataset(name: str, arrays: Arrays, digest: str, note: str) -> Dataset:
    for array in arrays.values():
        array.flags.writeable = False
    train_images, train_labels, test_images, test_labels = arrays.values()
    return Dataset(name, train_images, train_labels, test_images, test_labels, digest, note)


def _identity(array: NDArray[np.uint8]) -> tuple[str, str]:
    return f"{array.dtype} {array.shape}", hashlib.sha256(array.tobytes()).hexdigest()


def _digest(identities: Iterable[tuple[str, str]]) -> str:
    return hashlib.sha256(repr(list(identities)).encode()).hexdigest()


class _UnusableError(Exception):
    """Say why a file is unusable, as the rest of a sentence that starts with its path."""


def _read(path: Path, keys: Iterable[str]) -> Arrays:
    """Read the named arrays, in that order, from an .npz file; nothing in it is ever unpickled."""
    try:
        if path.is_dir():
            raise _UnusableError("is a folder")
        with path.open("rb") as file:
            beginning = file.read(512)
    except FileNotFoundError as error:
        raise _UnusableError("does not exist") from error
    except (OSError, ValueError) as error:
        raise _UnusableError(f"cannot be read ({_reason(error)})") from error
    if beginning.lstrip().startswith(b"<"):
        raise _UnusableError("is a web page, not data")
    if not zipfile.is_zipfile(path):
        raise _UnusableError("is not an .npz file, or not all of one")
    try:
        return read_arrays(path, list(keys))
    except KeyError as error:
        raise _UnusableError(f"contains no array {error.args[0]}") from error
    except (ArraysUnreadable, FileNotFoundError) as error:
        raise _UnusableError(f"is damaged or contains more than plain arrays ({_reason(error)})") from error


def _download(path: Path) -> None:
    """Fetch MNIST through Keras to `path`, all of it, or raise DataError and leave nothing behind."""
    from urllib.request import Request, urlopen  # here, because most gradings fetch nothing

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
            Path(fetched).replace(path)
    except Exception as error:  # as broad as Keras, which raises Exception itself where the internet fails
        raise DataError(
            f"MNIST is not in {path} and could not be downloaded ({_reason(error)}): put mnist.npz there, or {NO_NEED}."
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
            np.savez(whole, **arrays)  # type: ignore[arg-type]
            whole.replace(path)
        for other in set(path.parent.glob("digits-*.npz")) - {path}:  # 50 MB that an older recipe made
            other.unlink()
