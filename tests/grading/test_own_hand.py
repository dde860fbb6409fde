"""One's own drawings: kept with their digits, never run, and told of after a grading, for no points."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.cli.progress import ProgressLine
from grader.course.syllabus import Syllabus
from grader.grading import own_hand, pipeline
from grader.grading.model_store import KeptModel
from grader.sandbox.connection import Connection, start_worker
from grader.sandbox.worker import wire
from tests.support import drawing

IMAGE = np.arange(784, dtype=np.uint8).reshape(28, 28)
NO_WORKER_EXPECTED = "a worker was started though the answer is known"


def no_worker(_progress: object) -> Connection:
    raise AssertionError(NO_WORKER_EXPECTED)


@pytest.fixture
def says_seven() -> KeptModel:
    """A model that says 7 to everything."""
    weights = [np.zeros((784, 10), dtype=np.float32), np.eye(10, dtype=np.float32)[7]]
    return KeptModel("training.train_dense", "sevens", wire.Model(drawing.DENSE, weights), 0.1, "digits")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    for label in (7, 1, 7):
        own_hand.add(tmp_path / "drawings.npz", IMAGE, label)
    return tmp_path / "drawings.npz"


def test_drawings_come_back_with_their_digits(file: Path) -> None:
    kept = own_hand.read(file)

    assert kept.labels.tolist() == [7, 1, 7]
    np.testing.assert_array_equal(kept.images, np.stack([IMAGE] * 3))
    assert own_hand.add(file, IMAGE, 0) == 4


def test_no_file_is_no_drawing(tmp_path: Path) -> None:
    assert len(own_hand.read(tmp_path / "drawings.npz").labels) == 0


def packed(**arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def pickled() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, images=np.array([{}], dtype=object), labels=np.zeros(1, np.uint8))
    return stream.getvalue()


def locked() -> bytes:
    """Drawings that a password protects, as far as the file says."""
    content = bytearray(packed(images=np.zeros((1, 28, 28), np.uint8), labels=np.zeros(1, np.uint8)))
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = content.find(mark)
        while place >= 0:
            content[place + flags] |= 1
            place = content.find(mark, place + 1)
    return bytes(content)


def with_header(text: str) -> bytes:
    """Drawings whose header is this text."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        header = text.encode()
        archive.writestr("images.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
        archive.writestr("labels.npy", b"")
    return stream.getvalue()


def unpacked_to_much() -> bytes:
    """A zip of an array whose header says more than there is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = io.BytesIO()
        np.lib.format.write_array_header_1_0(
            whole, {"descr": "|u1", "fortran_order": False, "shape": (1 << 50, 28, 28)}
        )
        archive.writestr("images.npy", whole.getvalue())
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda: b"mine", id="text"),
        pytest.param(lambda: b"", id="empty"),
        pytest.param(pickled, id="pickled"),
        pytest.param(unpacked_to_much, id="a bomb"),
        pytest.param(locked, id="encrypted"),
        pytest.param(lambda: with_header("{'descr': '|u1', 'fortran_order': ("), id="half a header"),
        pytest.param(
            lambda: with_header("{'descr': '|u1', 'fortran_order': False, 'shape': (10**99, 1)}"),
            id="a header that counts",
        ),
        pytest.param(
            lambda: with_header(f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({10**99}, 1)}}"), id="too many"
        ),
        pytest.param(lambda: packed(images=np.zeros((1, 28, 28), np.uint8), labels=np.array(3)), id="one label"),
        pytest.param(lambda: packed(images=np.zeros((1, 28, 28), np.uint8)), id="no labels"),
        pytest.param(lambda: packed(images=np.zeros((1, 9, 9), np.uint8), labels=np.zeros(1, np.uint8)), id="shape"),
        pytest.param(lambda: packed(images=np.zeros((2, 28, 28), np.uint8), labels=np.zeros(1, np.uint8)), id="count"),
        pytest.param(lambda: packed(images=np.zeros((1, 28, 28)), labels=np.zeros(1, np.uint8)), id="dtype"),
        pytest.param(
            lambda: packed(images=np.zeros((1, 28, 28), np.uint8), labels=np.full(1, 10, np.uint8)), id="no digit"
        ),
        pytest.param(lambda: packed(images=np.array(3), labels=np.array(3)), id="numbers"),
    ],
)
def test_what_is_not_drawings_gets_a_sentence(tmp_path: Path, content: Callable[[], bytes]) -> None:
    (tmp_path / "drawings.npz").write_bytes(content())

    with pytest.raises(own_hand.DrawingsError, match=r"^drawings\.npz .*drawings.*nox -s draw -- --keep$"):
        own_hand.read(tmp_path / "drawings.npz")


def test_a_full_file_takes_no_more(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_hand, "MOST_DRAWINGS", 3)

    with pytest.raises(own_hand.DrawingsError, match="is full, with 3 drawings"):
        own_hand.add(file, IMAGE, 0)


@pytest.mark.slow
def test_it_is_told_how_many_are_recognised_and_asked_once(
    file: Path, says_seven: KeptModel, course: Syllabus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
    dense, cnn = course.by_id["training.train_dense"], course.by_id["training.train_cnn"]
    said = own_hand.tell(file, [(dense, says_seven), (cnn, None)], start_worker)
    again = own_hand.tell(file, [(dense, says_seven)], no_worker)

    assert said == again == "Your own hand: train_dense 2 of 3 drawings recognised. They give no points."
    own_hand.add(file, IMAGE, 1)
    with pytest.raises(AssertionError, match=NO_WORKER_EXPECTED):
        own_hand.tell(file, [(dense, says_seven)], no_worker)


def test_a_model_that_is_refused_is_left_out(file: Path, says_seven: KeptModel, course: Syllabus) -> None:
    odd = KeptModel(says_seven.exercise, "odd", wire.Model("{}", []), 0.1, "digits")
    said = own_hand.tell(file, [(course.by_id[odd.exercise], odd)], no_worker)

    assert said == "Your own hand: there is no trained model. Train one: nox -s grade -- training"


def test_a_file_without_drawings_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "drawings.npz").write_bytes(packed(images=own_hand.NOTHING.images, labels=own_hand.NOTHING.labels))

    assert own_hand.tell(tmp_path / "drawings.npz", [], no_worker) == (
        "drawings.npz contains no drawing yet. Draw some: nox -s draw -- --keep"
    )


@pytest.mark.slow
def test_a_grading_tells_of_them_and_gives_no_points(
    file: Path, submission: Callable[..., Path], course: Syllabus, tmp_path: Path
) -> None:
    untrained = """
def train_dense(images, labels, seed):
    return build_dense(), {"loss": [1.0], "accuracy": [0.1]}
"""
    folder = submission(training=untrained)
    settings = pipeline.Settings(data="digits", models=tmp_path / "models", drawings=file, use_cache=False)
    only = pipeline.grade(folder, course, course.select(["metrics.precision"]), settings)
    heard = ProgressLine()
    trained = pipeline.grade(folder, course, course.select(["training.train_dense"]), settings, heard)

    assert heard.on_drawings in trained.notes
    assert not any("own hand" in note for note in only.notes)
    assert any(note.startswith("Your own hand: train_dense ") and "of 3" in note for note in trained.notes)
    assert (trained.score, trained.points) == (0, course.by_id["training.train_dense"].points)
