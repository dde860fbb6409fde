"""Tests of the student's own lines in feedback: numbered as Python numbers them, whatever characters are in them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.report.report import Outcome, Report
from grader.report.sentences import plain

FUNCTION = "def precision(tp, fp):\n    total = tp + fp\n    share = tp / totl\n    return share"
# characters at which str.splitlines ends a line and Python does not
ENDS = {
    "a form feed": "\f",
    "a vertical tab in a comment": "# \v",
    "a line separator": "NAME = '\u2028'",
    "a paragraph separator": "# \u2029",
    "a next line": "# \x85",
    "a file separator": "# \x1c",
}


@pytest.mark.parametrize("phrase", ENDS)
def test_the_line_that_raised_is_shown(phrase: str, outcome_of: Callable[[str, str], Outcome]) -> None:
    found = outcome_of("metrics.precision", f"{ENDS[phrase]}\n{FUNCTION}")

    assert ": share = tp / totl" in plain(found.feedback)


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_other_ends_of_lines_count_alike(end: str, tmp_path: Path, grade: Callable[..., Report]) -> None:
    (tmp_path / "metrics.py").write_bytes(f"{FUNCTION}\n".replace("\n", end).encode())

    [found] = grade(tmp_path, "metrics.precision").outcomes

    assert "metrics.py:3: share = tp / totl" in plain(found.feedback)


def test_lines_are_those_of_python(far_side: dict[str, Any]) -> None:
    assert far_side["modules"].lines_of("a\f\nb\u2028\r\nc\rd") == ["a\f\n", "b\u2028\r\n", "c\r", "d"]


def test_a_call_over_several_lines_is_looked_up_whole(outcome_of: Callable[[str, str], Outcome]) -> None:
    body = "import keras\n\n    return keras.layers.Dense(\n        output_dim=3,\n    )"
    text = f"def one_hot(labels, num_classes=10):\n    {body}"

    assert "`output_dim=` is `units=` today." in plain(outcome_of("preprocessing.one_hot", text).feedback)


def test_further_lines_of_a_message_are_indented(outcome_of: Callable[[str, str], Outcome]) -> None:
    text = "def precision(tp, fp):\n    raise ValueError('first\\n  second\\nthird')"

    lines = plain(outcome_of("metrics.precision", text).feedback).split("\n")

    assert lines[1:4] == ["    raised ValueError: first", "          second", "        third"]


# The folder's own __init__.py.


def test_a_constant_of_the_folder_can_be_imported(
    submission: Callable[..., Path], grade: Callable[..., Report]
) -> None:
    folder = submission(metrics="from . import EPS\n\ndef precision(tp, fp):\n    return EPS")
    (folder / "__init__.py").write_text("EPS = 0.5\n", encoding="utf-8")

    [found] = grade(folder, "metrics.precision").outcomes

    assert "returned 0.5" in plain(found.feedback)


def test_the_folder_may_import_its_modules(submission: Callable[..., Path], grade: Callable[..., Report]) -> None:
    folder = submission()
    (folder / "__init__.py").write_text("from .metrics import precision\nfrom . import models\n", encoding="utf-8")

    assert [one.status for one in grade(folder, "metrics.precision", "preprocessing.one_hot").outcomes] == [
        "passed"
    ] * 2


def test_what_the_folder_raises_is_told_each_time(
    submission: Callable[..., Path], grade: Callable[..., Report]
) -> None:
    folder = submission()
    (folder / "__init__.py").write_text("1 / 0\n", encoding="utf-8")

    report = grade(folder, "metrics.precision", "preprocessing.one_hot")

    for outcome in report.outcomes:
        assert f"Importing submission/{outcome.exercise.module}.py raised ZeroDivisionError" in plain(outcome.feedback)
        assert "submission/__init__.py:1: 1 / 0" in plain(outcome.feedback)
        assert outcome.misconception is None


def test_a_change_of_the_folder_counts_for_every_module(submission: Callable[..., Path]) -> None:
    from grader.sandbox.runner import Runner
    from grader.sandbox.submission import read

    folder = submission()
    (folder / "__init__.py").write_text("from .helpers import EPS\n", encoding="utf-8")
    (folder / "helpers.py").write_text("EPS = 1\n", encoding="utf-8")
    runner = Runner(read(folder))
    try:
        assert {"metrics", "__init__", "helpers"} <= runner.used_by("metrics")
    finally:
        runner.close()


def test_colours_are_not_shown_as_text(outcome_of: Callable[[str, str], Outcome]) -> None:
    text = "def precision(tp, fp):\n    print('\\x1b[1m7/7\\x1b[0m \\x1b[32mbar\\x1b[0m \\x1b[2J')"

    assert outcome_of("metrics.precision", text).checks[0].printed == "7/7 bar \n"
