"""The end of a run says whose score is not what an earlier run said, from what to what, and why."""

import contextlib
import io
import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from grader.classroom import adjustments
from grader.classroom import run as class_run
from grader.classroom.class_terminal import show_changes
from grader.classroom.executor import Lost
from grader.classroom.gradebook import Gradebook
from grader.classroom.gradebook_rows import Replaced
from grader.classroom.job import Grade, Graded
from grader.classroom.records import Student
from grader.classroom.taking import move
from grader.classroom.told_scores import scope_of
from grader.course.current import current
from grader.course.lateness import Deduction
from grader.course.syllabus import Exercise, Syllabus
from grader.report.report import CheckResult, judge
from grader.report.serialization import to_dict
from grader.util.errors import Stopped
from tests.classroom.test_gradebook import of_version_2
from tests.classroom.test_run import Answering, job_key, outline_of

ALL = ("preprocessing", "metrics")


class Told(Answering):
    """An executor that runs nothing: an exercise fails whose function is named in its module."""

    def answer(self, job: Grade) -> Graded | Lost:
        outline = outline_of(job.submission)
        found = {}
        for exercise in (exercise for exercise in COURSE.exercises if exercise.id in job.exercises):
            if job_key(job, exercise, outline) not in job.held:
                status = "failed" if exercise.function in job.submission.sources[exercise.module] else "passed"
                found[exercise.id] = to_dict(judge(exercise, [CheckResult("holds", "It holds.", status)], 1))
        return Graded(found, outline, {"seed": 0}, seconds=1.0)


COURSE = current().syllabus


def only(*names: str, **points: int) -> Syllabus:
    """The course with these modules or exercises, and other points for some functions."""
    chosen = COURSE.select(names or ALL)
    return replace(
        COURSE, exercises=tuple(replace(each, points=points.get(each.function, each.points)) for each in chosen)
    )


class OfClass:
    """A class of two in a folder, graded again and again."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "class"
        self.file = place / "class.gradebook"
        self.text = ""  # of the last run
        self.hand_in("ada")
        self.hand_in("bob")

    def hand_in(self, student: str, text: str = "right") -> None:
        (self.folder / student).mkdir(parents=True, exist_ok=True)
        for module in ALL:
            (self.folder / student / f"{module}.py").write_text(f"# {text}\n", encoding="utf-8")

    def grade(self, course: Syllabus | None = None, exercises: Sequence[Exercise] | None = None) -> list[str]:
        """Grade, and give the lines on changes; the first says how many there are."""
        course = course or only()
        console = Console(width=80, record=True, file=io.StringIO())
        wanted = class_run.Class(self.folder, course.exercises if exercises is None else exercises, data="digits")
        class_run.grade_class(wanted, course, console, executor=Told)
        self.text = text = console.export_text()
        found = re.search(r"(?m)^.*(?:students? changed|no score changed)\.\n((?:(?:ada|bob): .*\n)*)", text)
        return found[0].splitlines() if found else []

    def lateness(self, monkeypatch: pytest.MonkeyPatch, percent: float) -> None:
        """Let the next runs take so much from Ada."""
        when = datetime(2026, 12, 1, 12, tzinfo=UTC)

        def settle(book: Gradebook, *_given: object) -> None:
            made = {"ada": Deduction(when, when, 2, percent)}
            book.settle_lateness({}, made)

        monkeypatch.setattr(class_run, "apply_lateness", settle)


def stopped(*_given: object) -> None:
    raise Stopped("It was stopped.")


def as_of_version_4(file: Path, ended: str | None = None) -> None:
    """Make a gradebook one as the kit wrote it before it kept what it told, ended at this time if one is given."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as base:
        base.execute("DROP TABLE told")
        base.execute("ALTER TABLE changes DROP COLUMN how")
        base.execute("PRAGMA user_version = 4")
        if ended is not None:
            base.execute("UPDATE runs SET ended = ?", (ended,))


@pytest.fixture
def of_class(tmp_path: Path) -> OfClass:
    return OfClass(tmp_path)


TOTAL = sum(exercise.points for exercise in only().exercises if not exercise.bonus)


def test_one_line_says_what_a_student_has_now_and_why(of_class: OfClass) -> None:
    assert of_class.grade() == []
    of_class.hand_in("ada", "recall and f_score and precision")
    head, line = of_class.grade()

    assert head.endswith("because the submission changed; the points of 1 student changed.")
    assert line.startswith(f"ada: {TOTAL} -> {TOTAL - 9}: metrics.precision 3 -> 0, metrics.recall 3 -> 0")
    assert line.endswith(", the submission changed")
    assert of_class.grade() == []


def test_a_first_deduction_and_each_other_one_is_listed_with_scores_that_were_told(
    of_class: OfClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_class.grade()
    of_class.lateness(monkeypatch, 20)
    (_, first) = of_class.grade()
    of_class.hand_in("ada", "recall")
    of_class.lateness(monkeypatch, 0)
    (_, second) = of_class.grade()
    late = TOTAL * 0.8

    assert first.startswith(f"ada: {TOTAL} -> {late:g}: lateness now 20 %, it was 0 %. Handed in")
    assert second.startswith(
        f"ada: {late:g} -> {TOTAL - 3}: metrics.recall 3 -> 0, the submission changed; lateness now 0 %, it was 20 %. "
    )


def test_a_student_who_is_refused_has_no_score_any_more_and_gets_one_again(of_class: OfClass) -> None:
    of_class.grade()
    for file in (of_class.folder / "bob").iterdir():
        file.rename(file.with_suffix(".txt"))
    (head, line) = of_class.grade()
    of_class.hand_in("bob")
    (_, again) = of_class.grade()

    assert head == "The points of 1 student changed."
    assert line.startswith(f"bob: {TOTAL} -> no score: refused, ")
    assert again == f"bob: no score -> {TOTAL}: graded now"


def test_exercises_that_left_the_course_are_named(of_class: OfClass) -> None:
    of_class.grade()
    (head, *lines) = of_class.grade(only("preprocessing"))
    left = TOTAL - sum(exercise.points for exercise in only("metrics").exercises)

    assert head == "The points of 2 students changed."
    assert [line.partition(": metrics.")[0] for line in lines] == [
        f"{name}: {TOTAL} -> {left}" for name in ("ada", "bob")
    ]
    assert all("no longer in the course" in line or "no longer graded" in line for line in lines)


def test_a_part_that_became_the_whole_course_is_compared_with_the_part(of_class: OfClass) -> None:
    of_class.grade(COURSE, only("metrics").exercises)
    (head, *lines) = of_class.grade(only("precision", "recall"))

    assert head == "The points of 2 students changed."
    assert [line.partition(": metrics.")[0] for line in lines] == ["ada: 32 -> 6", "bob: 32 -> 6"]


def test_an_adjustment_that_a_lower_worth_cuts_is_in_the_difference(of_class: OfClass) -> None:
    of_class.hand_in("ada", "recall")
    of_class.grade()
    adjustments.adjust(of_class.file, "ada", "metrics.recall", 3, "The idea is right.", "Grace", COURSE)
    (_, adjusted) = of_class.grade()
    (head, *lines) = of_class.grade(only(recall=1))

    assert adjusted == f"ada: {TOTAL - 3} -> {TOTAL}: metrics.recall 0 -> 3, adjusted +3, The idea is right"
    why = "metrics.recall 3 -> 1, the course gives 1 point for it, no longer 3"
    assert lines == [f"{name}: {TOTAL} -> {TOTAL - 2}: {why}" for name in ("ada", "bob")]
    assert head == (
        "2 exercises were given the points of the course as it is now, without being graded again; "
        "the points of 2 students changed."
    )


def test_points_that_move_within_a_total_are_listed(of_class: OfClass) -> None:
    of_class.hand_in("ada", "recall")
    of_class.grade()
    of_class.hand_in("ada", "precision")
    (_, line) = of_class.grade()

    assert line == (
        f"ada: {TOTAL - 3}, as before: metrics.precision 3 -> 0, metrics.recall 0 -> 3, the submission changed"
    )


def test_a_run_of_some_exercises_is_compared_with_runs_of_the_same(of_class: OfClass) -> None:
    of_class.grade()
    metrics = only().of_module("metrics")
    assert of_class.grade(exercises=metrics) == []
    of_class.hand_in("ada", "recall")
    (_, part) = of_class.grade(exercises=metrics)
    (_, whole) = of_class.grade()
    points = sum(exercise.points for exercise in metrics)

    assert part == f"ada: {points} -> {points - 3}: metrics.recall 3 -> 0, the submission changed"
    assert whole == f"ada: {TOTAL} -> {TOTAL - 3}: metrics.recall 3 -> 0, the submission changed"


def test_a_part_that_was_never_told_alone_has_the_points_of_the_whole_before(of_class: OfClass) -> None:
    of_class.grade()
    of_class.hand_in("ada", "recall")

    (_, line) = of_class.grade(exercises=only().of_module("metrics"))
    assert line == "ada: 32 -> 29: metrics.recall 3 -> 0, the submission changed"


def test_a_whole_of_which_only_a_part_was_told_has_no_total_before(
    of_class: OfClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_class.grade(exercises=only().of_module("metrics"))
    of_class.hand_in("ada", "recall")
    of_class.lateness(monkeypatch, 10)

    (_, line) = of_class.grade()
    assert line.startswith("ada: metrics.recall 3 -> 0, the submission changed; lateness now 10 %, it was 0 %. ")


def test_the_first_run_on_an_older_gradebook_says_all_that_changed_since_the_last_one(
    of_class: OfClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_class.hand_in("ada", "recall")
    of_class.lateness(monkeypatch, 10)
    of_class.grade()
    as_of_version_4(of_class.file)
    adjustments.adjust(of_class.file, "bob", "", 2, "Points for bugs.", "Grace", COURSE)
    of_class.lateness(monkeypatch, 0)
    monkeypatch.setattr(class_run, "digest_of_rules", lambda: "others")
    (head, ada, bob) = of_class.grade()

    assert head.endswith(" because the checks changed; the points of 2 students changed.")
    late = (TOTAL - 3) * 0.9
    assert ada.startswith(f"ada: {late:g} -> {TOTAL - 3}: lateness now 0 %, it was 10 %. ")
    assert bob == f"bob: {TOTAL} -> {TOTAL + 2}: adjusted +2, Points for bugs"
    assert of_class.grade() == []


def test_a_run_says_that_it_carried_an_older_gradebook_over_and_one_that_cannot_start_leaves_it(
    of_class: OfClass, tmp_path: Path
) -> None:
    of_class.grade()
    as_of_version_4(of_class.file)
    before = of_class.file.read_bytes()
    (tmp_path / "empty").mkdir()
    empty = class_run.Class(tmp_path / "empty", only().exercises, of_class.file)
    with pytest.raises(Stopped, match="no submission"):
        class_run.grade_class(empty, only(), Console(file=io.StringIO()), executor=Told)
    assert of_class.file.read_bytes() == before

    of_class.grade()
    assert of_class.text.splitlines()[-1].startswith(f"{of_class.file} was a gradebook of version 4 and is of version ")
    of_class.grade()
    assert "of version" not in of_class.text


def test_adjustments_that_an_older_gradebook_has_told_are_no_change(of_class: OfClass) -> None:
    of_class.grade()
    adjustments.adjust(of_class.file, "bob", "", 2, "Points for bugs.", "Grace", COURSE)
    of_class.grade()
    as_of_version_4(of_class.file, ended="2100-01-01T00:00:00+00:00")

    assert of_class.grade() == []


def test_an_older_gradebook_has_the_points_and_the_exercises_of_its_course(of_class: OfClass) -> None:
    of_class.grade()
    as_of_version_4(of_class.file)
    (_, ada, bob) = of_class.grade(only("preprocessing", add_channel=5))

    for line, name in ((ada, "ada"), (bob, "bob")):
        assert line.startswith(f"{name}: {TOTAL} -> 18: preprocessing.add_channel 2 -> 5, the course gives 5 points")
        assert line.endswith(", no longer in the course")


def test_what_was_told_before_outlives_a_run_that_is_stopped(
    of_class: OfClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_class.grade()
    as_of_version_4(of_class.file)
    of_class.hand_in("ada", "recall")
    with monkeypatch.context() as patched:
        patched.setattr(Gradebook, "value_again", stopped)
        with pytest.raises(Stopped):
            of_class.grade()
    (_, line) = of_class.grade()

    assert line == f"ada: {TOTAL} -> {TOTAL - 3}: metrics.recall 3 -> 0, the submission changed"


def test_only_a_reason_that_changed_the_points_is_named(of_class: OfClass, monkeypatch: pytest.MonkeyPatch) -> None:
    of_class.grade()
    adjustments.adjust(of_class.file, "ada", "metrics.recall", -3, "Copied.", "Grace", COURSE)
    monkeypatch.setattr(class_run, "digest_of_rules", lambda: "others")
    (_, line) = of_class.grade()

    assert line == f"ada: {TOTAL} -> {TOTAL - 3}: metrics.recall 3 -> 0, adjusted -3, Copied"


def test_several_causes_are_told_with_the_number_of_each() -> None:
    console = Console(width=80, record=True, file=io.StringIO())
    causes = Counter({"the checks changed": 119, "the submission changed, the checks changed": 17})
    show_changes(console, [], Replaced(causes, Counter(), Counter()))

    assert console.export_text().strip() == (
        "136 exercises were graded again (119 because the checks changed, 17 because the submission changed and the "
        "checks changed); no score changed."
    )


def test_results_that_are_found_again_are_not_called_graded_again(of_class: OfClass) -> None:
    of_class.grade()
    of_class.hand_in("ada", "recall")
    of_class.grade()
    of_class.hand_in("ada")
    (head, _line) = of_class.grade()

    assert "graded again" not in head
    assert "were given an earlier result again because the submission changed" in head


def test_a_cause_without_effect_is_named_once(of_class: OfClass, monkeypatch: pytest.MonkeyPatch) -> None:
    of_class.grade()
    monkeypatch.setattr(class_run, "digest_of_rules", lambda: "others")

    number = 2 * len(only().exercises)
    assert of_class.grade() == [f"{number} exercises were graded again because the checks changed; no score changed."]


def test_runs_of_a_whole_module_have_its_name_whatever_is_in_it() -> None:
    metrics = only().of_module("metrics")

    assert scope_of(only().exercises, only()) == scope_of(only("metrics").exercises, only("metrics")) == "all"
    assert scope_of(metrics, only()) == "metrics"
    assert scope_of([metrics[1], metrics[0]], only()) == scope_of(metrics[:2], only())


def test_an_older_gradebook_has_told_nothing_yet(tmp_path: Path) -> None:
    file = tmp_path / "class.gradebook"
    of_version_2(file).close()

    with Gradebook(file) as book:
        assert book.told("all") == {}
        assert book.replaced(1).graded.total() >= 0


def test_who_takes_over_a_folder_takes_over_what_was_told(of_class: OfClass) -> None:
    of_class.grade()
    with Gradebook(of_class.file) as book:
        before = book.told("all")
        move(book._base, Student("bob", "bob"), Student("ada", "ada"))
        assert set(before) == {"ada", "bob"}
        assert set(book.told("all")) == {"ada"}
