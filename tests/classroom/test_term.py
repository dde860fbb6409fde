"""A class over a term: students come, leave and are renamed; what they hand in and what was decided stays theirs."""

import io
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from grader.classroom import adjustments
from grader.classroom import run as class_run
from grader.classroom.gradebook import Gradebook
from grader.classroom.records import Record
from grader.course.current import current
from grader.course.lateness import Lateness, changed
from grader.course.syllabus import Syllabus
from tests.classroom.test_run import Answering

DEADLINE = {"deadline": datetime(2026, 12, 1, 23, 59), "percent_per_day": 10.0}


class Term:
    """A class whose every exercise passes unless it has `wrong` in it.

    Args:
        course: of the class.
        folder: for its files.
    """

    def __init__(self, course: Syllabus, folder: Path) -> None:
        self.course = course
        self.source = folder / "class"
        self.source.mkdir()
        self.book = folder / "class.gradebook"

    def hand_in(self, name: str, text: str = "right") -> None:
        folder = self.source / name
        folder.mkdir(exist_ok=True)
        for module in ("metrics", "preprocessing"):
            (folder / f"{module}.py").write_text(f"# {text}\n", encoding="utf-8")

    def grade(self, *roster: str, only: str = "metrics", lateness: Mapping[str, Any] | None = None) -> str:
        """Grade, with these lines as the roster if there are some; returns what is printed."""
        file = self.source.with_name("roster.csv")
        file.write_text("\n".join(roster), encoding="utf-8")
        wanted = class_run.Class(
            self.source, self.course.select([only]), roster=file if roster else None, lateness=lateness or {}
        )
        console = Console(width=300, record=True, file=io.StringIO())
        class_run.grade_class(wanted, self.course, console, executor=Answering)
        return console.export_text()

    def adjust(self, student: str, points: float, exercise: str = "") -> None:
        adjustments.adjust(self.book, student, exercise, points, "It is decided.", "Grace", self.course)

    def records(self, only: str = "metrics") -> dict[str, Record]:
        with Gradebook(self.book) as book:
            return {each.student.id: each for each in book.records(self.course, self.course.select([only]))}

    def points(self) -> dict[str, list[float]]:
        return {id_: [each.points for each in record.adjustments] for id_, record in self.records().items()}


@pytest.fixture
def term(course: Syllabus, tmp_path: Path) -> Term:
    return Term(course, tmp_path)


def test_who_has_the_name_of_somebody_who_left_gets_nothing_of_theirs(term: Term) -> None:
    term.hand_in("Anna Müller")
    term.grade("id,name", "1007,Anna Müller", "1001,Ada Lovelace")
    term.adjust("1007", -10)
    term.hand_in("Anna Müller", "right, by another")
    said = term.grade("id,name", "1008,Anna Müller", "1001,Ada Lovelace")

    assert term.points() == {"1001": [], "1007": [-10], "1008": []}
    assert term.records()["1008"].score == 32
    assert "that changed" not in said


def test_a_student_with_another_id_keeps_everything(term: Term) -> None:
    term.hand_in("1012")
    term.hand_in("Bo")
    term.grade("id,name,email", "1012,Carl Gauß,c@x.org", "1001,Bo,")
    term.adjust("1012", 5)
    term.adjust("1001", 1)
    (term.source / "1012").rename(term.source / "2012")
    said = term.grade("id,name,email", "2012,Carl F. Gauß,C@x.org", "1001,Bo,")

    assert "Carl F. Gauß (2012) was Carl Gauß (1012) before, and keeps all results and adjustments." in said
    assert term.points() == {"2012": [5], "1001": [1]}
    assert "graded again" not in said


def test_a_roster_of_names_may_get_ids(term: Term) -> None:
    term.hand_in("Carl Gauß")
    term.grade("name", "Carl Gauß", "Ada Lovelace")
    term.adjust("Carl Gauß", 5)
    term.grade("id,name", "2012,Carl Gauß", "1001,Ada Lovelace")

    assert term.points() == {"2012": [5], "1001": []}


def test_who_leaves_keeps_what_was_handed_in(term: Term) -> None:
    term.hand_in("Ada Lovelace")
    term.grade("id,name", "1001,Ada Lovelace", "1002,Bo")
    term.adjust("1001", -1)
    said = term.grade("id,name", "1002,Bo")

    assert term.points() == {"1002": [], "1001": [-1]}
    assert "Similar work" not in said
    assert not term.records()["1001"].student.on_roster


def test_a_stray_folder_that_is_renamed_leaves_no_trace(term: Term) -> None:
    roster = ("id,name", "1001,Ada Lovelace", "1002,Bo")
    term.hand_in("stranger")
    assert "Not on the roster (1)" in term.grade(*roster)
    (term.source / "stranger").rename(term.source / "1001")
    said = term.grade(*roster)

    assert "Not on the roster" not in said
    assert list(term.records()) == ["1001", "1002"]


def test_an_adjustment_counts_where_its_exercise_is_graded(term: Term) -> None:
    term.hand_in("ada", "wrong")
    term.grade()
    term.adjust("ada", 2, "metrics.precision")
    term.adjust("ada", 1)
    said = term.grade(only="preprocessing")

    assert "ada: +2 for metrics.precision, which is not graded here." in said
    assert term.records("preprocessing")["ada"].score == 1
    assert term.records("metrics")["ada"].score == 3
    assert len(adjustments.listed(term.book, term.course)) == 2


def worksheet(*rows: str) -> tuple[str, ...]:
    """A roster with times, as Moodle's worksheet has them."""
    return ("Identifier,Full name,Status,Grade,Maximum Grade,Last modified (submission)", *rows)


def test_a_time_of_the_roster_is_not_that_of_a_later_hand_in(term: Term) -> None:
    sheet = worksheet('Participant 1,Grace,,,,"Wednesday, 25 November 2026, 12:04 AM"')
    term.hand_in("Grace_1_assignsubmission_file")
    term.grade(*sheet, lateness=DEADLINE)
    term.hand_in("Grace_1_assignsubmission_file", "right, and late")
    said, again = term.grade(), term.grade()

    sentence = "has handed in again since the roster's time, Wednesday, 25 November 2026, 12:04 AM"
    assert sentence in said
    assert sentence not in again
    for shown in (said, again):
        assert "Handed in at an unknown time, so lateness takes nothing (1)" in shown
    late = worksheet('Participant 1,Grace,,,,"Thursday, 3 December 2026, 10:04 AM"')
    assert "Handed in at an unknown time" not in term.grade(*late)
    [record] = term.records().values()
    assert record.score == 25.6


def test_an_older_hand_in_that_takes_the_place_of_a_newer_one_is_told(term: Term) -> None:
    newer, older = (f"Kata_ada_attempt_2026-11-{day}-10-00-00_metrics.py" for day in (24, 20))
    (term.source / newer).write_text("# right\n", encoding="utf-8")
    term.grade()
    (term.source / newer).rename(term.source / older)
    said = term.grade()

    assert "ada: what was handed in 2026-11-20 10:00 counts now; before, it was a hand-in of 2026-11-24 10:00." in said


def test_work_that_was_replaced_and_counts_again_is_told_where_no_system_says_a_time(term: Term) -> None:
    for text in ("right, the first", "right, the second"):
        term.hand_in("ada", text)
        assert "grade the newer download again" not in term.grade()
    term.hand_in("ada", "right, the first")
    said = term.grade()

    assert re.search(
        r"ada: what counts now is work that other work replaced on 20\d\d-\d\d-\d\d\. If that is not", said
    )
    assert "grade the newer download again" not in term.grade()  # it is the same now


def test_work_whose_files_are_older_than_those_before_is_told(term: Term) -> None:
    term.hand_in("ada")
    term.grade()
    for name, text in (("metrics", "right, another"), ("preprocessing", "right")):
        file = term.source / "ada" / f"{name}.py"
        file.write_text(f"# {text}\n", encoding="utf-8")
        os.utime(file, (1_700_000_000, 1_700_000_000))
    said = term.grade()

    assert "ada: the newest file of what counts now is of 2023-11-1" in said
    assert "If that is not meant, grade the newer download again." in said


def test_options_on_lateness_stay_and_are_shown(term: Term) -> None:
    term.hand_in("ada")
    term.grade(lateness=DEADLINE)
    said = term.grade(lateness={"extensions": {"ada": datetime(2026, 12, 9)}})

    assert "Hand in until 2026-12-01 23:59." in said
    assert "takes 10 % of the points" in said
    assert "`--deadline none` removes them." in said
    assert "Hand in until" not in term.grade(lateness={"deadline": None})


def test_an_extension_of_somebody_who_left_stops_nobody(term: Term) -> None:
    term.hand_in("ada")
    term.grade("id,name", "ada,Ada", "bo,Bo", lateness={**DEADLINE, "extensions": {"bo": datetime(2026, 12, 9)}})
    said = term.grade("id,name", "ada,Ada")

    assert "Extensions of nobody in this class (1)\nbo\n" in said


def test_a_deadline_of_the_course_ends_with_the_course(term: Term, monkeypatch: pytest.MonkeyPatch) -> None:
    (term.source / "Kata_ada_attempt_2026-12-03-10-00-00_metrics.py").write_text("# right\n", encoding="utf-8")
    usual = current()
    with monkeypatch.context() as patch:
        patch.setattr(class_run, "current", lambda: replace(usual, lateness=changed(Lateness(), DEADLINE)))
        assert "Hand in until 2026-12-01 23:59." in term.grade()
        assert term.records()["ada"].score == 25.6
    said = term.grade()

    assert "Hand in until" not in said
    assert term.records()["ada"].score == 32


def test_a_new_gradebook_beside_another_one_is_told(term: Term) -> None:
    term.hand_in("ada")
    (term.source.with_name("week1.gradebook")).write_bytes(b"")

    assert (
        "class.gradebook (new). It knows nothing of week1.gradebook: no adjustments, deadline or roster "
        in term.grade()
    )
    assert "(new)" not in term.grade()
    term.book.unlink()
    assert ": no adjustments from there. If" in term.grade("id,name", "ada,Ada", lateness=DEADLINE)
