"""Loading images: what comes from where, what is believed, and what is said when it cannot be had."""

import hashlib
import os
import socket
import subprocess
import sys
import types
import urllib.error
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course import datasets, digits

SMALL: datasets.Arrays = {
    "train_images": np.arange(2 * 784, dtype=np.uint8).reshape(2, 28, 28),
    "train_labels": np.array([3, 1], np.uint8),
    "test_images": np.full((1, 28, 28), 7, np.uint8),
    "test_labels": np.array([7], np.uint8),
}


def as_mnist(**changes: Any) -> dict[str, Any]:
    """The small arrays under the names of MNIST's file; None leaves one out."""
    arrays = dict(zip(datasets.MNIST, SMALL.values(), strict=True)) | changes
    return {key: array for key, array in arrays.items() if array is not None}


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the user's is read or written, and nothing is downloaded."""

    def offline(*_: object, **__: object) -> None:
        raise urllib.error.URLError(socket.gaierror(-2, "Name or service not known"))

    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("urllib.request.urlopen", offline)


@pytest.fixture
def small_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small arrays pass for MNIST."""
    known = {key: datasets._identity(array) for key, array in as_mnist().items()}
    monkeypatch.setattr(datasets, "MNIST", known)


@pytest.fixture
def small_digits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The small arrays are what `digits` makes; a list grows with every making."""
    made: list[str] = []

    def make() -> datasets.Arrays:
        made.append("digits")
        return {name: array.copy() for name, array in SMALL.items()}

    monkeypatch.setattr(digits, "make", make)
    monkeypatch.setattr(datasets, "DIGITS_DIGEST", datasets._digest(map(datasets._identity, SMALL.values())))
    return made


@pytest.fixture
def keras_cache(tmp_path: Path) -> Path:
    path = tmp_path / "keras" / "datasets" / "mnist.npz"
    path.parent.mkdir(parents=True)
    return path


def refusal(choice: object) -> str:
    with pytest.raises(datasets.DataError) as caught:
        datasets.load(str(choice))
    return str(caught.value)


# What is wrong with a file


def write_text(text: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(text)


def write_arrays(**changes: Any) -> Callable[[Path], object]:
    return lambda path: np.savez(path, **as_mnist(**changes))


def write_cut_off(path: Path) -> None:
    np.savez(path, **as_mnist())
    path.write_bytes(path.read_bytes()[:-100])


def write_flipped_bit(path: Path) -> None:
    np.savez(path, **as_mnist())
    content = bytearray(path.read_bytes())
    content[500] ^= 1
    path.write_bytes(content)


def write_one_array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, SMALL["test_images"])


def write_bad_header(path: Path) -> None:
    np.savez(path, **as_mnist())
    path.write_bytes(path.read_bytes().replace(b"'fortran_order'", b"'fortran_0rder'"))


DAMAGE = {
    "a web page": (write_text(b"\n <!DOCTYPE html><title>Log in</title>"), "is a web page, not data"),
    "nothing in it": (write_text(b""), "is not an .npz file, or not all of one"),
    "a download cut short": (write_cut_off, "is not an .npz file, or not all of one"),
    "a single array": (write_one_array, "is not an .npz file, or not all of one"),
    "a pickle": (write_text(b"\x80\x04N."), "is not an .npz file, or not all of one"),
    "a flipped bit": (write_flipped_bit, "is damaged or contains more than plain arrays (Bad CRC-32"),
    "a bad header": (write_bad_header, "is damaged or contains more than plain arrays"),
    "an array left out": (write_arrays(y_test=None), "contains no array y_test"),
    "pickled objects": (
        write_arrays(y_test=np.array([print], dtype=object)),
        "is damaged or contains more than plain arrays (Object arrays cannot be loaded",
    ),
    "floats": (
        write_arrays(x_test=np.zeros((1, 28, 28), np.float32)),
        "is not MNIST, whose x_test is uint8 (1, 28, 28) and not float32 (1, 28, 28)",
    ),
    "another shape": (
        write_arrays(x_train=np.zeros((2, 784), np.uint8)),
        "is not MNIST, whose x_train is uint8 (2, 28, 28) and not uint8 (2, 784)",
    ),
    "other labels": (
        write_arrays(y_train=np.array([1, 3], np.uint8)),
        "is not MNIST, because the values of its y_train differ",
    ),
}
damaged = pytest.mark.parametrize(("write", "problem"), DAMAGE.values(), ids=DAMAGE.keys())


@damaged
@pytest.mark.usefixtures("small_mnist")
def test_a_named_file_that_is_not_mnist_is_refused(
    write: Callable[[Path], object], problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.npz"
    write(path)

    message = refusal(path)

    assert message.startswith(f"{path} {problem}")
    assert message.endswith(": name an original mnist.npz, or choose auto, mnist or digits.")


@damaged
@pytest.mark.usefixtures("small_mnist", "small_digits")
def test_auto_says_what_is_wrong_in_keras_cache_and_goes_on(
    write: Callable[[Path], object], problem: str, keras_cache: Path
) -> None:
    write(keras_cache)
    before = keras_cache.read_bytes()

    loaded = datasets.load("auto")

    assert loaded.name == "digits"
    assert f"instead of MNIST: {keras_cache} {problem}" in loaded.note
    assert loaded.note.endswith(
        ": delete it to download it again, or choose 'digits', which needs neither a file nor internet."
    )
    assert keras_cache.read_bytes() == before, "what the user has is the user's to delete"


@damaged
@pytest.mark.usefixtures("small_mnist")
def test_mnist_that_is_damaged_in_keras_cache_is_refused(
    write: Callable[[Path], object], problem: str, keras_cache: Path
) -> None:
    write(keras_cache)

    assert refusal("mnist").startswith(f"{keras_cache} {problem}")


def test_a_path_where_nothing_is_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.npz") == (
        f"{tmp_path / 'none.npz'} does not exist: name an original mnist.npz, or choose auto, mnist or digits."
    )


def test_a_misspelt_choice_is_told_the_choices() -> None:
    assert refusal("mnits").endswith("choose auto, mnist or digits.")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith(f"{tmp_path} is a folder: ")


def test_an_impossible_path_is_refused() -> None:
    assert "cannot be read (embedded null byte)" in refusal("a\0b")


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)

    assert "cannot be read (Permission denied): name an original" in refusal(tmp_path / "mnist.npz")


# Where MNIST comes from


@pytest.mark.usefixtures("small_mnist")
@pytest.mark.parametrize("choice", ["auto", "mnist"])
def test_keras_cache_is_read_without_keras(choice: str, keras_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.savez_compressed(keras_cache, **as_mnist())
    monkeypatch.setitem(sys.modules, "keras", None)  # an import would fail

    loaded = datasets.load(choice)

    assert loaded.name == "mnist"
    assert loaded.note == f"MNIST from {keras_cache}."
    for name, array in SMALL.items():
        np.testing.assert_array_equal(getattr(loaded, name), array)


@pytest.mark.usefixtures("small_mnist")
def test_a_named_file_with_mnist_in_it_is_mnist(tmp_path: Path) -> None:
    np.savez(tmp_path / "mine.npz", **as_mnist(more=np.zeros(3)))

    loaded = datasets.load(str(tmp_path / "mine.npz"))

    assert (loaded.name, loaded.note) == ("mnist", f"MNIST from {tmp_path / 'mine.npz'}.")


def test_keras_home_is_followed_as_keras_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))  # home on Windows
    assert datasets.mnist_path() == tmp_path / "keras" / "datasets" / "mnist.npz"

    monkeypatch.setenv("KERAS_HOME", os.path.join("~", "elsewhere"))  # noqa: PTH118 - the ~ is the point
    assert datasets.mnist_path() == tmp_path / "elsewhere" / "datasets" / "mnist.npz"

    monkeypatch.delenv("KERAS_HOME")
    assert datasets.mnist_path() == tmp_path / ".keras" / "datasets" / "mnist.npz"


@pytest.mark.usefixtures("small_digits")
def test_without_internet_auto_takes_digits_and_says_why(tmp_path: Path) -> None:
    loaded = datasets.load("auto")

    assert loaded.name == "digits"
    assert loaded.note == (
        f"Digits made from scikit-learn's bundled ones instead of MNIST: MNIST is not in {datasets.mnist_path()} and "
        f"could not be downloaded (Name or service not known): put mnist.npz there, or choose 'digits', which needs "
        f"neither a file nor internet."
    )
    assert not (tmp_path / "keras").exists()


def test_without_internet_mnist_is_refused() -> None:
    assert "could not be downloaded (Name or service not known): put mnist.npz there" in refusal("mnist")


class Download:
    """Stands for the internet and Keras: a reachable address, and a `get_file` that does what the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, deliver: Callable[[Path], object]) -> None:
        self.deliver = deliver
        keras_utils = types.ModuleType("keras.utils")
        keras_utils.get_file = self.get_file  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "keras", types.ModuleType("keras"))
        monkeypatch.setitem(sys.modules, "keras.utils", keras_utils)
        monkeypatch.setattr("urllib.request.urlopen", lambda _: types.SimpleNamespace(close=lambda: None))

    def get_file(self, fname: str, *, origin: str, file_hash: str, cache_dir: str, cache_subdir: str) -> str:
        print("Downloading data")  # noqa: T201 - as Keras does
        self.asked = (origin, file_hash)
        self.timeout = socket.getdefaulttimeout()
        path = Path(cache_dir, cache_subdir, fname)
        self.deliver(path)
        return str(path)


@pytest.mark.usefixtures("small_mnist")
def test_a_download_lands_in_keras_cache(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    download = Download(monkeypatch, write_arrays())

    loaded = datasets.load("auto")

    assert (loaded.name, loaded.note) == ("mnist", f"MNIST from {datasets.mnist_path()}.")
    assert [path.name for path in datasets.mnist_path().parent.iterdir()] == ["mnist.npz"]
    assert download.asked == (datasets.MNIST_URL, datasets.MNIST_FILE_SHA256)
    assert download.timeout == datasets.TIMEOUT
    assert socket.getdefaulttimeout() is None, "put back as it was"
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("small_digits")
def test_a_failed_download_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"<html>")  # Keras leaves a file whose hash is wrong
        raise Exception("URL fetch failure:\n 418")

    Download(monkeypatch, fail)

    assert "could not be downloaded (URL fetch failure: 418): " in datasets.load("auto").note
    assert list(datasets.mnist_path().parent.iterdir()) == []
    assert socket.getdefaulttimeout() is None


@pytest.mark.usefixtures("small_digits")
def test_a_cache_of_keras_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "keras").write_text("a file where the folder should be")
    Download(monkeypatch, write_arrays())

    assert "could not be downloaded (" in datasets.load("auto").note


# What becomes of digits


def test_digits_are_made_once_and_kept(small_digits: list[str]) -> None:
    first, second = datasets.load("digits"), datasets.load("digits")

    assert small_digits == ["digits"]
    assert first.name == second.name == "digits"
    assert first.digest == second.digest == datasets.DIGITS_DIGEST
    assert first.note == "Digits made from scikit-learn's bundled ones, as asked for."
    np.testing.assert_array_equal(second.train_images, SMALL["train_images"])
    assert list(datasets.digits_path().parent.iterdir()) == [datasets.digits_path()]


@pytest.mark.parametrize("write", [damage[0] for damage in DAMAGE.values()], ids=DAMAGE.keys())
def test_kept_digits_that_are_damaged_are_made_anew(write: Callable[[Path], object], small_digits: list[str]) -> None:
    datasets.digits_path().parent.mkdir()
    write(datasets.digits_path())

    assert datasets.load("digits").digest == datasets.load("digits").digest == datasets.DIGITS_DIGEST
    assert small_digits == ["digits"]


def test_kept_digits_that_somebody_exchanged_are_made_anew(small_digits: list[str]) -> None:
    datasets.load("digits")
    exchanged: dict[str, Any] = SMALL | {"test_labels": np.array([8], np.uint8)}
    np.savez(datasets.digits_path(), **exchanged)

    assert datasets.load("digits").test_labels.tolist() == [7]
    assert small_digits == ["digits", "digits"]


def test_digits_of_an_older_recipe_are_deleted(small_digits: list[str]) -> None:
    older = datasets.digits_path().with_name("digits-000000000000.npz")
    older.parent.mkdir(parents=True, exist_ok=True)
    older.write_bytes(b"")

    datasets.load("digits")

    assert small_digits == ["digits"]
    assert [file.name for file in older.parent.glob("digits-*")] == [datasets.digits_path().name]


def test_another_recipe_has_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = datasets.digits_path()
    monkeypatch.setattr(digits, "RECIPE", digits.Recipe(rotation=1.0))

    assert datasets.digits_path() != before


def test_a_cache_that_cannot_be_written_is_no_error(small_digits: list[str], tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")

    assert datasets.load("digits").name == datasets.load("digits").name == "digits"
    assert small_digits == ["digits", "digits"]


def test_a_kept_file_that_cannot_be_replaced_is_no_error(
    small_digits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "in use by another process")

    monkeypatch.setattr(Path, "replace", denied)

    assert datasets.load("digits").name == "digits"
    assert small_digits == ["digits"]
    assert list(datasets.digits_path().parent.iterdir()) == []


def test_without_scikit_learn_the_next_thing_to_do_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)  # an import fails

    assert refusal("digits") == "The digits need scikit-learn: pip install scikit-learn."
    assert refusal("auto") == "The digits need scikit-learn: pip install scikit-learn."


# What is loaded


@pytest.mark.usefixtures("small_digits")
def test_digits_redrawn_are_the_same_digits_under_other_warps(monkeypatch: pytest.MonkeyPatch) -> None:
    few = digits.Recipe(test_images=10)
    monkeypatch.setattr(digits, "RECIPE", few)
    made = {**SMALL, **digits.make_test(few)}
    public = datasets._dataset("digits", made, "digest", "Digits.")
    one, again, other = (datasets.redrawn(public, seed) for seed in (2**200, 2**200, 2**200 + 1))

    assert one.train_images is public.train_images
    assert np.bincount(one.test_labels).tolist() == [datasets.REDRAWN_PER_DIGIT] * 10
    assert not {image.tobytes() for image in one.test_images} & {image.tobytes() for image in public.test_images}
    assert one.digest == again.digest
    assert len({public.digest, one.digest, other.digest}) == 3
    assert one.note == "Digits. The test images are not the public ones."


def test_mnist_is_not_redrawn() -> None:
    pixels, labels = np.zeros((2, 28, 28), dtype=np.uint8), np.zeros(2, dtype=np.uint8)
    mnist = datasets.Dataset("mnist", pixels, labels, pixels, labels, "digest", "MNIST.")

    assert datasets.redrawn(mnist, 1) is mnist


def test_nobody_can_change_what_was_loaded() -> None:
    loaded = datasets.load("digits")

    for name in SMALL:
        with pytest.raises(ValueError, match="read-only"):
            getattr(loaded, name)[...] = 0


def test_the_digest_depends_on_values_type_and_shape() -> None:
    def digest(array: Any) -> str:
        return datasets._digest([datasets._identity(array)])

    ones = np.ones((2, 4), np.uint8)
    others = [np.zeros((2, 4), np.uint8), np.ones((4, 2), np.uint8), ones.view(np.int8), ones.view(np.uint16)]

    assert len({digest(array) for array in [ones, *others]}) == 5
    assert digest(np.asfortranarray(ones)) == digest(ones), "how it lies in memory does not matter"


def test_importing_data_is_cheap() -> None:
    heavy = {"keras", "tensorflow", "sklearn", "scipy"}
    code = f"import grader.course.datasets, sys; print(sorted({heavy} & set(sys.modules)))"
    root = Path(datasets.__file__).parents[2]

    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


# The real MNIST

MNIST_PATH = os.environ.get("DIGIT_KATA_MNIST")
real_mnist = pytest.mark.skipif(not MNIST_PATH, reason="DIGIT_KATA_MNIST does not name an mnist.npz")

PUBLISHED = {  # MD5 of the four original files, unpacked; in many loaders, torchvision's among them once
    "train_images": "6bbc9ace898e44ae57da46a324031adb",
    "train_labels": "a25bea736e30d166cdddb491f175f624",
    "test_images": "2646ac647ad5339dbf082846283269ea",
    "test_labels": "27ae3e4e09519cfbb04c329615203637",
}


@real_mnist
def test_the_real_mnist_is_known() -> None:
    loaded = datasets.load(str(MNIST_PATH))

    assert loaded.name == "mnist"
    assert loaded.digest == "2274f75aacc96772c5581e9b92370c5d217308cd0d9b43f0718fdcee037788e7"
    for name, md5 in PUBLISHED.items():
        array = getattr(loaded, name)
        idx = np.array([2048 + array.ndim, *array.shape], ">u4").tobytes() + array.tobytes()  # 2048: unsigned bytes
        assert hashlib.md5(idx, usedforsecurity=False).hexdigest() == md5


@real_mnist
def test_mnist_with_one_pixel_changed_is_refused(tmp_path: Path) -> None:
    with np.load(str(MNIST_PATH)) as stored:
        arrays = dict(stored)
    arrays["x_test"][0, 0, 0] += 1
    np.savez(tmp_path / "mine.npz", **arrays)

    assert "because the values of its x_test differ" in refusal(tmp_path / "mine.npz")
