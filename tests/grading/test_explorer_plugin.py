"""`pytest grader/checks` shows in a test explorer what `grade` finds."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from grader.report.advice import next_step
from grader.report.report import Report
from grader.report.sentences import plain
from tests.conftest import QUICK, ROOT, STUBS

CHECKS = "grader/checks/metrics"
# One is right, one talks and makes a known mistake, one needs others and raises; the rest are stubs.
PLANTED = """
def predicted_labels(predictions):
    return np.argmax(predictions, axis=-1) if predictions.ndim == 2 else predictions


def confusion_matrix(y_true, y_pred, num_classes=10):
    cm = np.zeros((num_classes, num_classes), dtype=int)
    cm[y_true, y_pred] += 1
    print("so far so good")
    return cm


def classification_report(y_true, y_pred, num_classes=10):
    raise KeyError("not yet")
"""
WHERE_IT_RUNS = """
import sys


def precision(tp, fp):
    raise KeyError(f"pytest is {'pytest' in sys.modules} here")
"""
WAITING = "classification_report"
RESULTS = {"failure": "failed", "skipped": "todo"}


def explored(*arguments: object, folder: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    """Run pytest in the folder, as an editor does."""
    line = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, arguments)]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def results_of(file: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """What became of each test, and what it says, by exercise and name of its check."""
    found = {}
    for case in ElementTree.parse(file).iter("testcase"):  # noqa: S314  pytest has written it
        name = re.fullmatch(r"check_(\w+)\[(\w+)-?(.*)\]", case.attrib["name"])
        said = next((each for each in case if each.tag in RESULTS), None)
        assert name is not None
        check = f"{name[1]}[{name[3]}]" if name[3] else name[1]
        status = "passed" if said is None else RESULTS[said.tag]
        found[name[2], check.replace("_", " ")] = status, "" if said is None else said.text or said.attrib["message"]
    return found


def test_each_check_is_a_test_with_what_became_of_it(
    submission: Callable[..., Path], grade: Callable[..., Report], tmp_path: Path
) -> None:
    folder, file = submission(base=STUBS, metrics=PLANTED), tmp_path / "tests.xml"
    done = explored(CHECKS, "-o", f"submission={folder}", f"--junitxml={file}")
    results, report = results_of(file), grade(folder, "metrics")
    checks = {(each.exercise.function, check.name): check for each in report.outcomes for check in each.checks}

    assert done.returncode == 1
    assert {name: status for name, (status, _) in results.items()} == {name: c.status for name, c in checks.items()}
    for (function, name), (status, said) in results.items():
        check = checks[function, name]
        if status == "todo":
            assert said.endswith(f"todo: write {function} in metrics.py")
        elif status == "failed" and "fresh" not in name:  # those draw other inputs each time
            assert said.startswith(f"{check.claim}\n\n{plain(check.feedback)}")
    assert "\n\nLost repeats. A pair that" in results["confusion_matrix", "counts every image"][1]
    assert sum("Lost repeats" in said for _, said in results.values()) == 1
    blocked = {said.rpartition("\n")[2] for (function, _), (_, said) in results.items() if function == WAITING}
    (waiting,) = (each for each in report.outcomes if each.exercise.function == WAITING)
    assert blocked == {next_step(waiting, report.unmet_needs(waiting)).sentence}
    assert "so far so good" in done.stdout


def test_nothing_of_the_submission_runs_outside_its_worker(submission: Callable[..., Path], tmp_path: Path) -> None:
    written = tmp_path / "written"
    folder = submission(metrics=WHERE_IT_RUNS)
    code = f"open({str(written)!r}, 'w')"
    (folder / "conftest.py").write_text(code, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", encoding="utf-8")
    done = explored("-o", f"submission={folder}", f"{CHECKS}", "-k", "precision")

    assert "raised KeyError: 'pytest is False here'" in done.stdout
    assert not written.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(
            ["-o", "submission=nowhere"],
            "nowhere: there is no such folder. Name the folder with your five modules.",
            id="no folder",
        ),
        pytest.param(
            ["--submission", "exercises"],
            "pytest would run files in exercises. Write instead: -o submission=exercises",
            id="an option",
        ),
    ],
)
def test_a_wrong_submission_is_refused_with_a_sentence(arguments: list[str], said: str) -> None:
    done = explored(CHECKS, *arguments)

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert done.stderr.strip().startswith("ERROR: ")
    assert done.stderr.strip().endswith(said)
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_a_setting_the_exercises_are_graded_wherever_it_is_started(tmp_path: Path) -> None:
    done = explored(ROOT / "grader/checks/models", "-q", folder=tmp_path)

    assert done.returncode == pytest.ExitCode.OK
    assert re.search(r"^\d+ skipped in", done.stdout, re.MULTILINE)


@pytest.mark.slow
def test_a_plain_call_collects_the_quick_tests_and_says_so() -> None:
    done = explored("--collect-only")

    assert done.returncode == pytest.ExitCode.OK
    assert set(re.findall(r"<Module (.*)>", done.stdout)) == {Path(name).name for name in QUICK}
    assert "quick tests of the kit" in done.stdout
