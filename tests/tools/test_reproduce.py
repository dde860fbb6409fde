"""The published systems: trained for a moment on a few made-up images, for what is written and what is said."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.datasets import Dataset
from grader.course.syllabus import Syllabus
from grader.sandbox.submission import SubmissionError
from grader.tools import reproduce
from grader.tools.reproduce import systems
from grader.tools.reproduce.systems import SYSTEMS
from grader.util.exit_status import LEFT_TO_DO

NAMES = [system.name for system in SYSTEMS]
FILES = {
    "metrics.json",
    "accuracy.png",
    "loss.png",
    "Confusion_Matrix.png",
    "First_25_images.png",
    "Incorrectly_classified_images.png",
}
SOLUTIONS = Path(__file__).parents[2] / "solutions"
STUBS = Path(__file__).parents[2] / "exercises"


# What is drawn and written does not depend on the network, and the designs take a minute to compile.
SMALL_NETWORKS = """
def build_cnn():
    return keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])

build_dropout_cnn = build_cnn
"""


def few_images(_choice: str) -> Dataset:
    """A bright bar for each class, in noise."""
    rng = np.random.default_rng(0)

    def part(count: int) -> tuple[np.ndarray, np.ndarray]:
        labels = np.arange(count, dtype=np.uint8) % 10
        images = rng.integers(60, size=(count, 28, 28), dtype=np.uint8)
        images[np.arange(count), 2 * labels + 4] = 255
        return images, labels

    return Dataset("bars", *part(200), *part(50), digest="", note="Bars.")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two epochs on a few images, of which a few are drawn: 250 pictures would take longer than all else."""
    monkeypatch.setattr("grader.tools.reproduce.result_files.EXAMPLES", 2)
    monkeypatch.setattr(reproduce, "SYSTEMS", tuple(replace(system, epochs=2) for system in SYSTEMS))
    monkeypatch.setattr(reproduce, "load_data", few_images)


@pytest.mark.slow
def test_all_five_write_their_files_and_say_what_they_measured(
    submission: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    status = reproduce.run([], submission(models=SMALL_NETWORKS), Path("out"), "digits")
    printed, said = capsys.readouterr()

    assert (status, said) == (0, "")
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(NAMES)
    assert max(map(len, printed.splitlines())) <= 80
    for name in NAMES:
        assert {path.name for path in (tmp_path / "out" / name).iterdir()} == FILES
        (line,) = [line for line in printed.splitlines() if line.startswith(f"{name}: measured test accuracy ")]
        assert "% on bars, published " in line
        facts = json.loads((tmp_path / "out" / name / "metrics.json").read_text(encoding="utf-8"))
        assert_facts_agree(facts, name)
        for file in FILES - {"metrics.json"}:
            assert (tmp_path / "out" / name / file).read_bytes().startswith(b"\x89PNG")
    assert "published 0.99 on MNIST\n" in printed
    assert "published 97.27% on MNIST\n" in printed
    assert " ".join(printed.split()).count("are for MNIST, but these are for bars: do not compare them.") == 6
    assert printed.count("published not stated\n") == 3
    assert "sensitivity" in printed
    assert "ROC AUC" in printed
    assert "image 0 on its own: " in printed
    assert "epoch  2 of 2, validation " in printed


def assert_facts_agree(facts: dict[str, Any], name: str) -> None:
    """The file tells one story: the matrix, the counts, the report and the accuracy are of the same predictions."""
    cm = np.array(facts["confusion_matrix"])
    assert (facts["system"], facts["dataset"], facts["seed"], facts["epochs"]) == (name, "bars", 0, 2)
    assert facts["accuracy"] == pytest.approx(np.trace(cm) / 50)
    assert facts["classification_report"]["accuracy"] == pytest.approx(facts["accuracy"])
    assert [facts["per_digit"][str(digit)]["tp"] for digit in range(10)] == list(np.diag(cm))
    assert facts["published_on"] == "mnist"
    assert facts["remark"].startswith(
        "The published accuracies are for MNIST, but these are for bars: do not compare them."
    )
    assert {len(values) for values in facts["history"].values()} == {2}
    assert set(facts["history"]) == {"accuracy", "loss", "val_accuracy", "val_loss"}
    assert ("roc_auc" in facts) == (name == "augmented")
    assert ("single_predictions" in facts) == (name == "dense")


def test_a_system_that_fails_leaves_nothing_and_the_others_go_on(
    submission: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = submission(
        models=SMALL_NETWORKS,
        evaluation="def metrics_json(report):\n    assert 'roc_auc' not in report\n    return json.dumps(str(report))",
    )

    status = reproduce.run(["dense", "augmented"], folder, tmp_path / "out", "digits")
    printed, said = capsys.readouterr()

    assert status == LEFT_TO_DO
    assert said.startswith(
        "augmented was not reproduced: evaluation.metrics_json raised AssertionError: (submission/evaluation.py, line "
    )
    assert said.endswith("Grade it: nox -s grade -- --only evaluation.metrics_json\n")
    assert [path.name for path in (tmp_path / "out").rglob("*.json")] == ["metrics.json"]
    assert {path.name for path in (tmp_path / "out" / "dense").iterdir()} == FILES
    assert "dense: measured test accuracy" in printed


@pytest.mark.parametrize(
    ("appended", "sentence"),
    [
        pytest.param(
            "def plot_history(history):\n    return None",
            "evaluation.plot_history returned a NoneType and no figure. Grade it: ",
            id="no figure",
        ),
        pytest.param(
            "def plot_history(history):\n    return Figure()",
            "evaluation.plot_history draws no line for ",
            id="a figure without lines",
        ),
        pytest.param(
            "metrics_json = json.dumps", "evaluation.metrics_json raised TypeError: ", id="an error in a library"
        ),
        pytest.param(
            "def metrics_json(report):\n    if report:\n        raise NotImplementedError",
            "evaluation.metrics_json is still a stub.",
            id="a stub that shows when it runs",
        ),
    ],
)
def test_what_a_trained_system_cannot_show_is_said(
    submission: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], appended: str, sentence: str
) -> None:
    folder = submission(models=SMALL_NETWORKS, evaluation=appended)

    assert reproduce.run(["counts"], folder, tmp_path / "out", "digits") == LEFT_TO_DO
    assert f"counts was not reproduced: {sentence}" in capsys.readouterr().err
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


def test_stubs_are_named_with_the_next_thing_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = reproduce.run(["dense"], STUBS, tmp_path, "digits")
    printed, said = capsys.readouterr()

    assert (status, printed) == (LEFT_TO_DO, "")
    assert said == (
        "dense was not reproduced: preprocessing.scale_pixels is still a stub, and so are 17 more that it needs. "
        "Write it first; a hint: nox -s hint -- preprocessing.scale_pixels\n"
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("appended", "sentence"),
    [
        pytest.param({"metrics": "def ("}, "submission/metrics.py, line ", id="a syntax error"),
        pytest.param(
            {"metrics": "def roc_auc(y_true, scores):\n    raise NotImplementedError"},
            "metrics.roc_auc is still a stub. Write it first",
            id="one stub",
        ),
    ],
)
def test_what_is_seen_without_running_stops_before_training(
    submission: Callable[..., Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    appended: dict[str, str],
    sentence: str,
) -> None:
    status = reproduce.run(["augmented"], submission(**appended), tmp_path / "out", "digits")
    printed, said = capsys.readouterr()

    assert (status, printed) == (LEFT_TO_DO, "")
    assert said.startswith(f"augmented was not reproduced: {sentence}")


def test_a_module_that_cannot_be_read_stops_before_training(
    submission: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = submission()
    (folder / "training.py").write_bytes("ü = 1".encode("latin-1"))

    assert reproduce.run(["counts"], folder, tmp_path / "out", "digits") == LEFT_TO_DO
    assert "submission/training.py" in capsys.readouterr().err


def test_a_missing_module_stops_before_training(
    submission: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = submission()
    (folder / "training.py").unlink()

    assert reproduce.run(["counts"], folder, tmp_path / "out", "digits") == LEFT_TO_DO
    assert "There is no submission/training.py." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param("dens", "'dens' is not a published system. Did you mean dense?", id="a typing mistake"),
        pytest.param(
            "xyz",
            "'xyz' is not a published system. Name some of counts, dropout, report, augmented, dense, or none.",
            id="else",
        ),
    ],
)
def test_an_unknown_system_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, sentence: str
) -> None:
    status = reproduce.run([name], SOLUTIONS, tmp_path, "digits")

    assert status == 2
    assert capsys.readouterr().err.replace("\n", "") == sentence


def test_an_output_that_cannot_be_written_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")

    assert reproduce.run([], SOLUTIONS, tmp_path / "out", "digits") == 2
    assert capsys.readouterr().err.endswith("Name another folder with --output.\n")


def test_a_missing_folder_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="there is no such folder"):
        reproduce.run([], tmp_path / "nowhere", tmp_path / "out", "digits")


def test_the_settings_are_the_published_ones() -> None:
    published = {system.name: system for system in SYSTEMS}

    assert [(name, system.model, system.published) for name, system in published.items()] == [
        ("counts", "build_cnn", None),
        ("dropout", "build_dropout_cnn", None),
        ("report", "build_cnn", "0.99"),
        ("augmented", "build_dropout_cnn", None),
        ("dense", "build_dense", "97.27%"),
    ]
    assert (published["report"].epochs, published["report"].validation) == (10, systems.TEST_SET)
    assert (published["dense"].epochs, published["dense"].validation) == (25, 0.2)


@pytest.mark.parametrize(
    ("dataset", "beside", "warns"), [("mnist", "97.27%", False), ("digits", "97.27% on MNIST", True)]
)
def test_a_published_accuracy_names_its_images_next_to_one_on_others(dataset: str, beside: str, warns: bool) -> None:
    (dense,) = systems.select(["dense"])

    assert systems.published_beside(dense, dataset) == beside
    assert systems.published_beside(systems.select(["counts"])[0], dataset) == "not stated"
    assert bool(systems.remark(dataset)) == warns


def test_every_need_is_an_exercise(course: Syllabus) -> None:
    assert {need for system in SYSTEMS for need in system.needs} <= set(course.by_id)


def test_names_are_taken_in_the_order_of_publication() -> None:
    assert [system.name for system in systems.select(["dense", "counts", "dense"])] == ["counts", "dense"]
