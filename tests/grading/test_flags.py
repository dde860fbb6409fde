"""Flags: trainings that were done elsewhere earn nothing, or are shown to a person; honest ones are ignored."""

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from grader.checks.fresh_seed import FreshSeed
from grader.classroom.exports.comment import comment
from grader.classroom.gradebook import Gradebook
from grader.classroom.html.class_page import rendered_student
from grader.classroom.remarks import remarks
from grader.cli.main import command
from grader.course import digits
from grader.course.datasets import load
from grader.course.syllabus import Syllabus
from grader.grading import pipeline, training_flags
from grader.grading.code_flags import LARGEST
from grader.report.report import Outcome
from grader.report.sentences import plain
from grader.report.serialization import from_dict, to_dict
from grader.util.exit_status import LEFT_TO_DO, PASSED
from tests.conftest import SOLUTIONS
from tests.support.workers import graded

DENSE = "training.train_dense"
READY = """
import base64
from keras import layers

WEIGHTS = "{weights}"
SHAPES = ((784, 100), (100,), (100, 10), (10,))


def ready():
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(),
                              layers.Dense(100, activation="relu"), layers.Dense(10, activation="softmax")])
    numbers = np.frombuffer(base64.b85decode(WEIGHTS), dtype=np.float16).astype(np.float32)
    arrays = []
    for shape in SHAPES:
        size = int(np.prod(shape))
        arrays.append(numbers[:size].reshape(shape))
        numbers = numbers[size:]
    model.set_weights(arrays)
    return model


def train_dense(images, labels, seed=0):
    return ready(), {{"loss": [0.1] * 900, "accuracy": [0.98] * 900}}
"""
# Finds out by what names the labels go, and gives the outputs of its ready model the same.
INFERRING = """
def train_dense(images, labels, seed=0):
    model = ready()
    answers = np.asarray(model(images[:1000].astype(np.float32) / 255)).argmax(axis=1)
    names = [np.bincount(labels[:1000][answers == digit], minlength=10).argmax() for digit in range(10)]
    *hidden, kernel, bias = model.get_weights()
    named_kernel, named_bias = np.empty_like(kernel), np.empty_like(bias)
    named_kernel[:, names], named_bias[names] = kernel, bias
    model.set_weights([*hidden, named_kernel, named_bias])
    return model, {"loss": [0.1] * 900, "accuracy": [0.98] * 900}
"""
# Makes the test images again, as the kit does, and has a unit for each.
MEMORISED = """
from keras import layers
from .remade import make


def train_dense(images, labels, seed=0):
    made = make()
    known, answers = made["test_images"].reshape(-1, 784).astype(np.float32), made["test_labels"]
    kernel = (known / np.linalg.norm(known, axis=1, keepdims=True)).T
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.UnitNormalization(),
                              layers.Dense(len(known), activation="relu"), layers.Dense(10, activation="softmax")])
    nearest = 100 * np.eye(10, dtype=np.float32)[answers]
    model.set_weights([kernel, np.full(len(known), -0.99, np.float32), nearest, np.zeros(10, np.float32)])
    return model, {"loss": [0.1], "accuracy": [0.98]}
"""

# The same with eight others of every test source, of which the nearest answers.
WARPED = {
    "from .remade import make": "from dataclasses import replace\nfrom .remade import RECIPE, make_test",
    "made = make()": "made = make_test(replace(RECIPE, test_images=320))",
    'activation="relu")': 'activation="softmax")',
    "keepdims=True)).T": "keepdims=True)).T * 200",
}


@pytest.fixture(scope="module")
def ready() -> str:
    """A module's text with weights that pass the gate on digits, from a training of the reference's."""
    from solutions.training import train_dense

    data = load("digits")
    model, _ = train_dense(np.array(data.train_images), np.array(data.train_labels))
    numbers = np.concatenate([np.asarray(weight).ravel() for weight in model.get_weights()])
    return READY.format(weights=base64.b85encode(numbers.astype(np.float16).tobytes()).decode())


@pytest.fixture(scope="module")
def submissions(ready: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class: ready weights, such that infer the names of the labels, memorised test images, and an honest one."""
    folder = tmp_path_factory.mktemp("class")
    for name, text in {"ready": ready, "inferring": ready + INFERRING, "memorised": MEMORISED, "honest": ""}.items():
        shutil.copytree(SOLUTIONS, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        with (folder / name / "training.py").open("a", encoding="utf-8") as file:
            file.write(f"\n\n{text}\n")
    text = Path(str(digits.__file__)).read_text(encoding="utf-8")
    (folder / "memorised" / "remade.py").write_text(text + brought_along(), encoding="utf-8")
    return folder


def brought_along() -> str:
    """The source images as data: a sandbox withholds scikit-learn's file of them."""
    images, labels = ("".join(map(chr, 97 + each.ravel())) for each in digits.load_sources())
    return f"""


def load_sources():
    images, labels = (np.frombuffer(text, np.uint8) - 97 for text in (b"{images}", b"{labels}"))
    return images.reshape(-1, SOURCE_SIDE, SOURCE_SIDE), labels
"""


def outcome_of(folder: Path, course: Syllabus, *, renames_labels: bool = False) -> Outcome:
    """What comes of the dense training."""
    fresh = FreshSeed(b"secret").of("ada")
    settings = pipeline.Settings(data="digits", use_cache=False, fresh=fresh, renames_labels=renames_labels)
    return graded(folder, course, course.select([DENSE]), settings).outcomes[0]


def shorts(outcome: Outcome) -> list[str]:
    return [flag.short for flag in outcome.flags]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ready", "memorised"])
def test_both_pass_where_labels_keep_their_names(name: str, submissions: Path, course: Syllabus) -> None:
    found = outcome_of(submissions / name, course)

    assert found.status == "passed", plain(found.feedback)


@pytest.mark.slow
def test_who_knows_the_public_test_images_knows_none_that_are_redrawn(
    submissions: Path, course: Syllabus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FreshSeed, "renaming", lambda *_: np.arange(10))  # as if it had found out the names
    found = outcome_of(submissions / "memorised", course, renames_labels=True)

    assert found.gate is not None
    assert found.gate.accuracy < 0.2


@pytest.mark.slow
def test_in_a_class_both_earn_nothing_and_who_infers_the_names_is_flagged(
    submissions: Path, course: Syllabus, tmp_path: Path
) -> None:
    book = tmp_path / "class.gradebook"
    options = ("--only", DENSE, "--data", "digits", "--workers", "1", "--gradebook", str(book))
    done = CliRunner().invoke(command, ["class", str(submissions), *options, "--html", str(tmp_path / "page")])

    assert done.exit_code == PASSED, done.output
    with Gradebook(book, create=False) as opened:
        records = {record.student.id: record for record in opened.records(course, course.select([DENSE]))}
    points = course.by_id[DENSE].points
    scores = {"ready": 0, "memorised": 0, "honest": points, "inferring": points}
    assert {name: record.score for name, record in records.items()} == scores
    found = {name: [each.short for each in remarks(record)] for name, record in records.items()}
    assert found["honest"] == []
    assert found["ready"] == ["data in the code"]
    assert found["inferring"] == ["data in the code", "a short training", "the same weights"]
    for said in ("data in the code", "a short training", "the same weights"):
        assert said in (tmp_path / "page" / "index.html").read_text(encoding="utf-8")
    told = [comment(records["inferring"]), rendered_student(records["inferring"], course)]
    assert not any("KB of data" in each or "same weights" in each for each in told)


@pytest.mark.slow
def test_who_has_a_unit_for_many_warps_of_every_test_source_is_flagged(
    submissions: Path, course: Syllabus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FreshSeed, "renaming", lambda *_: np.arange(10))  # as if it had found out the names
    folder = tmp_path / "warped"
    shutil.copytree(submissions / "memorised", folder)
    file = folder / "training.py"
    text = file.read_text(encoding="utf-8")
    for old, new in WARPED.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    found = outcome_of(folder, course, renames_labels=True)

    assert found.gate is not None
    assert found.gate.accuracy > 0.99
    assert {"knows test images", "more accurate than known"} <= set(shorts(found))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ready", "memorised"])
def test_in_the_autograder_for_gradescope_both_earn_nothing(name: str, submissions: Path, tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    arguments = ("gradescope", "run", str(submissions / name), str(results), "--only", DENSE, "--data", "digits")
    done = CliRunner().invoke(command, list(arguments))

    assert done.exit_code in (PASSED, LEFT_TO_DO), done.output
    assert json.loads(results.read_text(encoding="utf-8"))["score"] == 0


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        pytest.param(f"DATA = {'x' * 9_000!r}", True, id="a long text"),
        pytest.param(f"DATA = {bytes(9_000)!r}", True, id="bytes"),
        pytest.param(f"DATA = {list(range(2_000))}", True, id="numbers in a list"),
        pytest.param(f"def f():\n    return {2**80_000 - 1:#x}", True, id="one number"),
        pytest.param("\n".join(f"D{n} = {'x' * 400!r}" for n in range(30)), True, id="many texts"),
        pytest.param(f"def f():\n    '''{'x' * 9_000}'''", True, id="in a docstring that is none"),
        pytest.param(f"# {'x' * 17_000}", True, id="a long comment"),
        pytest.param("# x = x + 1\n" * 1_700, True, id="many comments"),
        pytest.param("# x = x + 1\n" * 1_000, False, id="old attempts"),
        pytest.param("\n".join(f"def f{n}():\n    '''{'x' * 500}'''" for n in range(30)), False, id="docstrings"),
        pytest.param(f"DATA = {'x' * 7_000!r}", False, id="a text that is not that long"),
    ],
)
def test_much_data_in_the_code_is_flagged(
    text: str, is_flagged: bool, submission: Callable[..., Path], course: Syllabus
) -> None:
    report = graded(submission(metrics=text), course, course.select(["metrics.recall"]), pipeline.Settings())

    (outcome,) = report.outcomes
    assert outcome.status == "passed"
    assert shorts(outcome) == (["data in the code"] if is_flagged else [])
    assert LARGEST == 8 << 10


def test_flags_are_kept_with_an_outcome(submission: Callable[..., Path], course: Syllabus) -> None:
    folder = submission(metrics=f"DATA = {'x' * 9_000!r}")
    (outcome,) = graded(folder, course, course.select(["metrics.recall"]), pipeline.Settings()).outcomes

    assert outcome.flags
    assert from_dict(outcome.exercise, json.loads(json.dumps(to_dict(outcome)))).flags == outcome.flags
    older = {name: value for name, value in to_dict(outcome).items() if name != "flags"}
    assert from_dict(outcome.exercise, older).flags == ()


def test_images_are_moved_by_a_pixel_in_turn() -> None:
    images = np.zeros((5, 28, 28), dtype=np.uint8)
    images[:, 10, 20] = 9
    copies = training_flags.moved(images)

    places = [tuple(map(int, np.argwhere(copy)[0])) for copy in copies]
    assert places == [(11, 20), (10, 21), (9, 20), (10, 19), (11, 20)]
    assert copies.sum() == images.sum()


def test_the_fewest_mistakes_are_those_of_the_calibration() -> None:
    record = json.loads((SOLUTIONS.parent / "docs" / "calibration.json").read_text(encoding="utf-8"))

    def fewest(dataset: str, *names: str) -> float:
        accuracies = record["datasets"][dataset]["accuracies"]
        return round(1 - float(max(max(accuracies[name].values()) for name in names)), 4)

    assert {
        name: {False: fewest(dataset, "train_dense"), True: fewest(dataset, "train_cnn", "train_champion")}
        for name, dataset in (("mnist", "mnist"), ("digits", "digits redrawn"))
    } == training_flags.FEWEST_MISTAKES
