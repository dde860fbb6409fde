"""Calibration: what the repository has on record holds; the command trains what is missing, keeps it and judges it."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from grader.cli import main as command_line
from grader.course.datasets import DataError, Dataset, load
from grader.tools.calibration import record
from grader.tools.calibration import run as calibration_run
from grader.tools.calibration.contender_training import (
    REDRAWN,
    Accuracies,
    ContenderTraining,
    digest_of_images,
    run,
    sets_of,
)
from grader.tools.calibration.contenders import DESIGNS
from grader.tools.calibration.gates import gates
from grader.tools.calibration.plain_contenders import EPOCHS, PLAIN
from grader.tools.calibration.verdicts import PLAIN_RECIPE, REFERENCE, WEAKER, Verdict, verdicts
from grader.util.exit_status import LEFT_TO_DO

SEEDS = {"digits": 3, REDRAWN: 3, "mnist": 10}
GOOD = {"linear": 0.93, "train_dense": 0.98, "pointwise": 0.98, "train_cnn": 0.992, "train_champion": 0.996}
GOOD |= {row: 0.98 if plain.network == "build_dense" else 0.99 for plain in PLAIN.values() for row in plain.rows}
RECORD = record.read(record.RECORD)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a record is to be."""
    return tmp_path / "record.json"


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[ContenderTraining]:
    """What was trained, without training: each design reaches what is good for it, a little more with each seed."""
    asked: list[ContenderTraining] = []

    def at_once(
        trainings: Sequence[ContenderTraining], _workers: int
    ) -> Iterator[tuple[ContenderTraining, Accuracies]]:
        for training in trainings:
            asked.append(training)
            rows = {row: GOOD[row] + training.seed / 10_000 for row in training.rows}
            yield training, dict.fromkeys(training.sets, rows)

    monkeypatch.setattr(calibration_run, "run", at_once)
    return asked


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The digest of a file of the kit that has this text, or of what one of its names leads to."""
    monkeypatch.setattr(record, "KIT", tmp_path)

    def digest(text: str, name: str = "") -> str:
        (tmp_path / "file.py").write_text(text, encoding="utf-8")
        return record.digest_of([f"file.py:{name}" if name else "file.py"])

    return digest


def calibrate(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(command_line.command, ["calibrate", *map(str, arguments)])


# What stands in the repository.


@pytest.mark.parametrize("name", SEEDS)
def test_the_record_has_its_seeds(name: str) -> None:
    wanted = set(range(SEEDS[name]))

    assert {design: set(RECORD[name].accuracies[design]) for design in DESIGNS} == dict.fromkeys(DESIGNS, wanted)


@pytest.mark.parametrize("name", SEEDS)
def test_the_gates_stand_where_the_record_allows(name: str) -> None:
    found = list(verdicts(RECORD[name], gates()))

    assert len(found) == 10 + len(PLAIN) * len(EPOCHS)
    designs = [verdict for verdict in found if verdict.role != PLAIN_RECIPE]
    assert [verdict.complaint for verdict in designs if verdict.complaint] == []


@pytest.mark.parametrize("name", SEEDS)
def test_the_record_is_about_what_is_trained_today(name: str) -> None:
    """A change of the reference asks for another calibration: python -m grader calibrate."""
    assert RECORD[name].programs == record.programs()


def test_the_record_is_about_the_digits_as_they_are_drawn_today() -> None:
    data = load("digits")

    assert {name: RECORD[name].dataset for name in sets_of("digits")} == {
        "digits": data.digest,
        REDRAWN: digest_of_images(REDRAWN, data),
    }


@pytest.mark.slow
def test_a_training_gives_what_is_on_record() -> None:
    training = ContenderTraining("digits", "digits", "linear", 0)

    ((done, accuracies),) = run([training], workers=1)

    assert done == training
    for name in ("digits", REDRAWN):
        expected = RECORD[name].accuracies["linear"][0]
        assert accuracies[name] == {"linear": pytest.approx(expected, abs=0.002)}  # processors round differently


# The record as a file.


def test_a_record_is_written_as_it_was_read(file: Path) -> None:
    record.write(file, RECORD)

    assert file.read_text(encoding="utf-8") == record.RECORD.read_text(encoding="utf-8")
    assert record.read(file) == RECORD


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 1, "datasets": {}}', '{"format": 2, "datasets": {"digits": {}}}', "\x00"],
)
def test_what_is_no_record_is_refused_and_left_alone(file: Path, text: str, trained: list[ContenderTraining]) -> None:
    file.write_text(text, encoding="utf-8")

    result = calibrate("--data", "digits", "--record", file)

    assert result.exit_code == 2
    assert "is not a record of a calibration" in result.output
    assert "--record" in result.output
    assert file.read_text(encoding="utf-8") == text
    assert not trained


def test_comments_and_docstrings_are_no_other_program(program: Callable[..., str]) -> None:
    digests = [program(text) for text in ('"""Doc."""\nA = 1  # one\n', "A = 1\n", "A = 2\n")]

    assert digests[0] == digests[1] != digests[2]


TRAINING = """
from .models import build

STEPS = 3


def train():
    return helped(build())


def helped(model):
    return model, STEPS


def other():
    return 1
"""


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("return 1", "return 2", True),
        ("STEPS = 3", "STEPS = 4", False),
        ("return model", "return None", False),
        ("from .models", "from .networks", False),
    ],
)
def test_of_a_named_function_counts_what_it_leads_to(
    program: Callable[..., str], old: str, new: str, same: bool
) -> None:
    assert (program(TRAINING, "train") == program(TRAINING.replace(old, new), "train")) is same


# The command.


def test_it_trains_every_design_with_every_seed_and_keeps_all(file: Path, trained: list[ContenderTraining]) -> None:
    result = calibrate("--data", "digits", "--seeds", 3, "--record", file)

    assert result.exit_code == 0, result.output
    everything = [*DESIGNS, *PLAIN]
    assert trained == [
        ContenderTraining("digits", "digits", design, seed) for seed in range(3) for design in everything
    ]
    assert record.read(file)["digits"].accuracies["cnn_64_10"] == {0: 0.99, 1: 0.9901, 2: 0.9902}
    assert record.read(file)["digits"].accuracies["train_cnn"] == {0: 0.992, 1: 0.9921, 2: 0.9922}
    assert file.with_suffix(".svg").read_text(encoding="utf-8").startswith("<?xml")
    assert max(map(len, result.output.splitlines())) <= 80


def test_what_is_on_record_is_not_trained_again(file: Path, trained: list[ContenderTraining]) -> None:
    calibrate("--data", "digits", "--seeds", 3, "--record", file)
    trained.clear()

    calibrate("--data", "digits", "--seeds", 4, "--record", file)

    assert {training.seed for training in trained} == {3}


def test_what_an_interruption_leaves_is_kept(
    file: Path, trained: list[ContenderTraining], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once: Any = vars(calibration_run)["run"]

    def interrupted(
        trainings: Sequence[ContenderTraining], workers: int
    ) -> Iterator[tuple[ContenderTraining, Accuracies]]:
        for count, found in enumerate(at_once(trainings, workers)):
            if count == 4:
                raise KeyboardInterrupt
            yield found

    monkeypatch.setattr(calibration_run, "run", interrupted)
    calibrate("--data", "digits", "--seeds", 3, "--record", file)

    assert len(trained) == 5
    assert sum(map(len, record.read(file)["digits"].accuracies.values())) == 4


@pytest.mark.parametrize(("changed", "value"), [("dataset", "another"), ("versions", {"numpy": "0"})])
def test_what_other_images_or_another_version_gave_does_not_count(
    file: Path, trained: list[ContenderTraining], changed: str, value: object
) -> None:
    calibrate("--data", "digits", "--seeds", 3, "--record", file)
    content = json.loads(file.read_text(encoding="utf-8"))
    content["datasets"]["digits"][changed] = value
    file.write_text(json.dumps(content), encoding="utf-8")
    trained.clear()

    calibrate("--data", "digits", "--seeds", 3, "--record", file)

    assert len(trained) == 3 * (len(DESIGNS) + len(PLAIN))


@pytest.mark.parametrize("changed", ["train_cnn", "dense_32"])
def test_another_program_of_one_design_leaves_the_others_as_they_are(
    file: Path, trained: list[ContenderTraining], changed: str
) -> None:
    calibrate("--data", "digits", "--seeds", 3, "--record", file)
    content = json.loads(file.read_text(encoding="utf-8"))
    content["datasets"]["digits"]["programs"][changed] = "another"
    file.write_text(json.dumps(content), encoding="utf-8")
    trained.clear()

    calibrate("--data", "digits", "--seeds", 3, "--record", file)

    assert {training.design for training in trained} == {changed}


def test_only_what_is_named_is_trained(file: Path, trained: list[ContenderTraining]) -> None:
    calibrate("--data", "digits", "--seeds", 3, "--only", "cnn_64", "--record", file)

    assert trained == [ContenderTraining("digits", "digits", "cnn_64", seed) for seed in range(3)]


def test_a_name_that_is_not_trained_is_refused(file: Path, trained: list[ContenderTraining]) -> None:
    result = calibrate("--data", "digits", "--only", "cnn_63", "--record", file)

    assert result.exit_code == 2
    assert "cnn_63 is not trained here. Choose some of linear, " in " ".join(result.output.split())
    assert not trained


def test_a_plain_recipe_is_read_after_each_number_of_epochs() -> None:
    plain = PLAIN["dense_128"]
    rng = np.random.default_rng(0)
    images, labels = rng.integers(256, size=(128, 28, 28), dtype=np.uint8), np.arange(128) % 10

    steps = {row: int(model.optimizer.iterations) for row, model in plain.train(images, labels, 0)}

    assert steps == {"dense_128_5": 5, "dense_128_10": 10, "dense_128_15": 15}


def test_the_other_images_on_record_stay(file: Path, trained: list[ContenderTraining]) -> None:
    record.write(file, {"mnist": RECORD["mnist"]})

    calibrate("--data", "digits", "--seeds", 3, "--record", file)

    assert record.read(file)["mnist"] == RECORD["mnist"]
    assert {training.dataset for training in trained} == {"digits"}


@pytest.mark.parametrize(
    ("design", "accuracy", "sentence"),
    [
        ("train_cnn", 0.985, "train_cnn passes the gate at 98.5% by only 1.0 standard deviations."),
        ("linear", 0.975, "linear gets through the gate at 97.0% with 3 of its seeds."),
        ("train_dense", 0.9849, "train_dense gets through the gate at 98.5% with 3 of its seeds."),
        ("cnn_32_10", 0.981, "cnn_32_10 passes the gate at 98.5% with 0 of 3 seeds; 95% are needed."),
    ],
)
def test_a_gate_in_the_wrong_place_is_a_complaint(
    file: Path,
    trained: list[ContenderTraining],
    monkeypatch: pytest.MonkeyPatch,
    design: str,
    accuracy: float,
    sentence: str,
) -> None:
    monkeypatch.setitem(GOOD, design, accuracy)

    result = calibrate("--data", "digits", "--seeds", 3, "--record", file)

    assert trained
    assert result.exit_code == LEFT_TO_DO
    assert sentence in " ".join(result.output.split())


def test_images_that_cannot_be_had_are_said_before_anything_is_trained(
    file: Path, tmp_path: Path, trained: list[ContenderTraining]
) -> None:
    result = calibrate("--data", "digits", "--data", tmp_path / "none.npz", "--record", file)

    assert result.exit_code == 2
    assert "none.npz" in result.output
    assert not trained


def test_a_download_that_fails_is_no_wrong_usage(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(_choice: str) -> Dataset:
        raise DataError("MNIST cannot be downloaded.")

    monkeypatch.setattr(calibration_run, "load", no_network)

    assert calibrate("--data", "digits", "--data", "mnist", "--record", file).exit_code == 3


# Verdicts.


@pytest.mark.parametrize(
    ("role", "accuracies", "complaint"),
    [
        (REFERENCE, (0.980, 0.981, 0.982), ""),
        (REFERENCE, (0.972, 0.973, 0.974), ""),  # three deviations, just so
        (REFERENCE, (0.971, 0.972, 0.974), "passes"),
        (REFERENCE, (0.960, 0.961, 0.962), "passes"),
        (REFERENCE, (0.98, 0.98, 0.98), ""),
        (REFERENCE, (0.96, 0.96, 0.96), "passes"),
        (REFERENCE, (0.98, 0.99), "seeds"),
        (WEAKER, (0.950, 0.951, 0.9699), ""),
        (WEAKER, (0.950, 0.951, 0.97), "gets through"),
        (WEAKER, (), "seeds"),
    ],
)
def test_the_reference_needs_room_and_nothing_weaker_may_pass(
    role: str, accuracies: tuple[float, ...], complaint: str
) -> None:
    verdict = Verdict("a design", 0.97, role, accuracies)

    assert (complaint in verdict.complaint) if complaint else not verdict.complaint


@pytest.mark.parametrize(
    ("epochs", "passing", "complaint"),
    [(10, 20, ""), (10, 19, ""), (10, 18, "passes"), (15, 18, "passes"), (5, 3, "")],
)
def test_a_plain_recipe_passes_19_times_in_20_from_10_epochs_on(epochs: int, passing: int, complaint: str) -> None:
    accuracies = (0.971,) * passing + (0.95,) * (20 - passing)
    verdict = Verdict("a recipe", 0.97, PLAIN_RECIPE, accuracies, epochs)

    assert (complaint in verdict.complaint) if complaint else not verdict.complaint


@pytest.mark.parametrize(
    ("accuracies", "passing"),
    [
        ((0.969, 0.971, 0.972), 3),
        ((0.969, 0.969, 0.972), 1),
        ((0.972, 0.971, 0.969), 3),
        ((0.954, 0.971, 0.972), 2),
        ((0.956, 0.971, 0.972), 3),
    ],
)
def test_a_near_miss_counts_as_a_grading_counts_it(accuracies: tuple[float, ...], passing: int) -> None:
    assert Verdict("a recipe", 0.97, PLAIN_RECIPE, accuracies, 10).passing == passing
