"""A planted module: the function is wrong, and nothing in the text says what is wrong with it."""

import ast

import pytest

from grader.course.syllabus import Syllabus
from grader.learning.hunt.bug_catalogue import Bug, bugs
from grader.learning.hunt.planted_module import NotPlantable, plant
from grader.learning.hunt.training_bugs import TRAINING_BUGS, TrainingBug, planted
from grader.misconceptions import registry
from tests.conftest import SOLUTIONS


def solved(module: str) -> str:
    return (SOLUTIONS / f"{module}.py").read_text(encoding="utf-8")


def bug_of(exercise: str, name: str) -> Bug:
    return next(bug for bug in bugs() if (bug.exercise, bug.mistake.name) == (exercise, name))


def functions(text: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("bug", bugs(), ids=lambda bug: f"{bug.exercise} {bug.mistake.name}")
def test_every_bug_is_planted_and_not_named(bug: Bug, course: Syllabus) -> None:
    exercise = course.by_id[bug.exercise]
    before = solved(exercise.module)
    made = plant(bug.mistake, exercise, before)
    old, new = functions(before), functions(made.text)

    assert ast.unparse(ast.parse(made.text)) != ast.unparse(ast.parse(before))
    assert bug.mistake.name not in made.text
    assert bug.mistake.sentence[:30] not in made.text
    assert ast.get_docstring(new[exercise.function]) == ast.get_docstring(old[exercise.function])
    assert ast.unparse(new[exercise.function].args) == ast.unparse(old[exercise.function].args)
    assert [name for name in new if name in old] == list(old)


def test_the_line_is_that_of_the_function(course: Syllabus) -> None:
    bug = bug_of("metrics.confusion_matrix", "lost_repeats")
    made = plant(bug.mistake, course.by_id[bug.exercise], solved("metrics"))

    assert made.text.split("\n")[made.line - 1].startswith("def confusion_matrix(")


def test_helpers_keep_nothing_of_their_names_and_words(course: Syllabus) -> None:
    (mistake,) = (
        one for one in registry.of_exercise("metrics.confusion_matrix") if one.name == "counted_as_far_as_pairs_go"
    )
    made = plant(mistake, course.by_id["metrics.confusion_matrix"], solved("metrics"))

    assert "_as_far_as_pairs_go" not in made.text
    assert "_part_1(y_true, y_pred, num_classes)" in made.text


def test_a_module_without_numpy_gets_it(course: Syllabus) -> None:
    source = '"""Mine."""\n\nfrom math import inf\n\n\ndef precision(tp, fp):\n    return tp / (tp + fp)\n'
    bug = bug_of("metrics.precision", "counted_false_alarms")
    made = plant(bug.mistake, course.by_id["metrics.precision"], source)

    assert made.text.startswith('"""Mine."""\n\nimport numpy as np\nfrom math import inf')
    assert made.text.split("\n")[made.line - 1].startswith("def precision(tp, fp)")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("precision = lambda tp, fp: tp / (tp + fp)\n", id="no function"),
        pytest.param("def precision(a, b):\n    return a / (a + b)\n", id="other parameters"),
        pytest.param("@cache\ndef precision(tp, fp):\n    return tp / (tp + fp)\n", id="decorated"),
    ],
)
def test_what_is_written_otherwise_is_left_alone(source: str, course: Syllabus) -> None:
    bug = bug_of("metrics.precision", "counted_false_alarms")

    with pytest.raises(NotPlantable):
        plant(bug.mistake, course.by_id["metrics.precision"], source)


@pytest.mark.parametrize(
    ("training", "bug"),
    [pytest.param(training, bug, id=f"{training}: {bug.name}") for training, of in TRAINING_BUGS.items() for bug in of],
)
def test_a_training_is_changed_in_the_line_that_is_told(training: str, bug: TrainingBug) -> None:
    before = solved("training")
    made = planted(bug, training.partition(".")[2], before)

    assert made is not None
    text, line = made
    changed = [
        number
        for number, pair in enumerate(zip(before.split("\n"), text.split("\n"), strict=True), start=1)
        if pair[0] != pair[1]
    ]
    assert changed == [line]
    ast.parse(text)


TRAINING = """
import keras
import numpy as np
from .preprocessing import split_validation

def train_dense(images, labels, seed=0):
    pixels = images.astype("float32") / 255
    a, b, c, d = split_validation(pixels, labels, seed=seed)
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])
    return model, model.fit(a, b, validation_data=(c, d)).history
"""


OF_DENSE = TRAINING_BUGS["training.train_dense"]


def test_a_training_of_a_students_own_is_changed_as_far_as_a_mistake_fits() -> None:
    changed = {bug.name: planted(bug, "train_dense", TRAINING) for bug in OF_DENSE}
    lines = {name: made[0].split("\n")[made[1] - 1].strip() for name, made in changed.items() if made}

    assert lines == {
        "pixels_never_scaled": "pixels = images.astype('float32')",
        "labels_moved_by_one": "a, b, c, d = split_validation(pixels, (labels + 1) % 10, seed=seed)",
        "parts_of_the_split_swapped": "c, d, a, b = split_validation(pixels, labels, seed=seed)",
    }


def test_a_training_without_the_libraries_gets_no_mistake() -> None:
    text = TRAINING.replace("import numpy as np\n", "")

    assert [planted(bug, "train_dense", text) for bug in OF_DENSE] == [None] * len(OF_DENSE)
