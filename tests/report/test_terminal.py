"""Tests of grader/report/terminal.py: what a failed exercise shows below the tables."""

import io
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from grader.course import syllabus
from grader.report.feedback import Feedback
from grader.report.report import CheckResult, Outcome, Report
from grader.report.terminal import show_report
from tests.conftest import SOLUTIONS

WRONG = """
def scale_pixels(images):
    return (images / 256).astype(np.float32)
"""


def shown(report: Report, course: syllabus.Syllabus, folder: Path, width: int = 80, *, terminal: bool = False) -> str:
    """What the console has to show; as a terminal that knows links, with them."""
    file = io.StringIO()
    show_report(Console(file=file, width=width, force_terminal=terminal), report, course, folder)
    return file.getvalue()


def test_the_misconception_stands_in_the_table_and_below_the_feedback(
    submission: Callable[..., Path], grade: Callable[..., Report], course: syllabus.Syllabus
) -> None:
    folder = submission(preprocessing=WRONG)
    report = grade(folder, "scale_pixels")
    text = shown(report, course, folder)

    assert "✘ failed   divided by 256" in text
    assert "│ Divided by 256. You divide by 256." in text
    assert " ".join(report.outcomes[0].reason.split()[-3:]) in " ".join(text.replace("│", " ").split())


def test_the_students_lines_are_links_where_the_terminal_knows_them(
    submission: Callable[..., Path], grade: Callable[..., Report], course: syllabus.Syllabus
) -> None:
    folder = submission(metrics="def recall(tp, fn):\n    return tp / None")
    report = grade(folder, "recall")
    line = (folder / "metrics.py").read_text(encoding="utf-8").split("\n").index("    return tp / None") + 1
    uri = f"{(folder / 'metrics.py').resolve().as_uri()}#{line}"

    assert uri in shown(report, course, folder, terminal=True)
    assert uri not in shown(report, course, folder)
    assert f"{folder.name}/metrics.py:" in shown(report, course, folder)


def test_a_long_line_keeps_its_indent_where_it_is_broken(
    submission: Callable[..., Path], grade: Callable[..., Report], course: syllabus.Syllabus
) -> None:
    folder = submission(preprocessing=WRONG)
    lines = shown(grade(folder, "scale_pixels"), course, folder, width=60).splitlines()
    place = next(place for place, line in enumerate(lines) if "Entry [0, 0, 0]" in line)

    assert lines[place].startswith("│     Entry")
    assert lines[place + 1].startswith("│     ")
    assert lines[place + 1].strip("│ ")


def test_where_all_has_passed_it_says_what_to_turn_to(grade: Callable[..., Report], course: syllabus.Syllabus) -> None:
    some = grade(SOLUTIONS, "recall")
    everything = Report("solutions", tuple(Outcome(each, "passed", ()) for each in course.exercises))

    assert shown(some, course, SOLUTIONS).rstrip().endswith("See what is left: nox -s grade")
    assert "nox -s reproduce" in shown(everything, course, SOLUTIONS)


def test_the_title_of_what_is_next_fits_into_80_columns(course: syllabus.Syllabus, tmp_path: Path) -> None:
    for exercise in course.exercises:
        text = shown(Report("mine", (Outcome(exercise, "todo", ()),)), course, tmp_path)

        assert f"Next: {exercise.id} ({exercise.points} point" in text
        assert exercise.title in text


def test_a_fault_of_the_module_is_said_once(
    submission: Callable[..., Path], grade: Callable[..., Report], course: syllabus.Syllabus
) -> None:
    folder = submission(metrics="import no_such_library")
    text = shown(grade(folder, "metrics"), course, folder)

    assert text.count("failed   cannot be run") == 1
    assert text.count("for the same reason") == len(course.of_module("metrics")) - 1
    assert text.count("No module named") == 1


def test_what_could_not_be_judged_is_not_the_students_fault(course: syllabus.Syllabus, tmp_path: Path) -> None:
    fault = CheckResult("checks", "Its checks can be read.", "error", Feedback("check_failed", reason="They cannot."))
    text = shown(Report("mine", (Outcome(course.exercises[0], "error", (fault,)),)), course, tmp_path)
    words = " ".join(text.replace("│", " ").split())

    assert "That is the grader's fault, not yours: tell your instructor." in words
    assert "Hint:" not in text
    assert "Code:" not in text
