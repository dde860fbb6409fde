"""Exports keep to the published fields of the systems that read them, and no name or message becomes more than text."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from rich.console import Console

from grader.classroom.class_terminal import show_class
from grader.classroom.exports import (
    Handover,
    Scale,
    write_blackboard,
    write_brightspace,
    write_canvas,
    write_long,
    write_moodle,
    write_wide,
)
from grader.classroom.exports.comment import comment
from grader.classroom.exports.csv_cells import BOM, cell, to_csv
from grader.classroom.exports.handover import NotWrittenError
from grader.classroom.html.class_page import rendered_student
from grader.classroom.records import Adjustment, Record, Student
from grader.classroom.roster import read as read_roster
from grader.course.syllabus import Syllabus
from grader.report.classroom50 import NotItsRunner, run_of, to_result
from grader.report.feedback import Feedback, SourceLine
from grader.report.gradescope import refusal, to_results
from grader.report.report import CheckResult, Report, judge
from grader.sandbox.upload import modules_folder
from grader.tools.gradescope.bundle import build
from grader.util.file_note import FileNote
from grader.util.text import clean
from tests.cli.test_cli import run
from tests.conftest import ROOT, SOLUTIONS
from tests.support import reports

HOSTILE_NAME = '=HYPERLINK("http://x.example","<b>Ann</b>"),\r\n@SUM(A1);-1\u202e\x1b[2J\ud800'
BONUS_EARNED = Adjustment("", 5, "=cmd|' /C calc'!A0", "A. Teacher", "2026-11-20T10:00:00Z")


def passed(course: Syllabus) -> Report:
    """A report with every point and bonus point."""
    return Report("mine", tuple(judge(exercise, [reports.PASSED], 1) for exercise in course.exercises), "mnist")


def graded(course: Syllabus, name: str = "ann", **facts: Any) -> Record:
    student = facts.pop("student", Student(name, name.title()))
    return Record(student, "graded", f"{name}.zip", **{"report": passed(course), **facts})


@pytest.fixture
def class_of(course: Syllabus) -> list[Record]:
    """A record in every state, and one whose every text is hostile."""
    hostile = Student(HOSTILE_NAME, HOSTILE_NAME, HOSTILE_NAME)
    failing = Report("mine", tuple(judge(each, [reports.failing("f(1)")], 1) for each in course.exercises))
    stranger = Student("eve", "Eve", on_roster=False)
    return [
        graded(course),
        Record(hostile, "graded", HOSTILE_NAME, (HOSTILE_NAME,), failing, HOSTILE_NAME, (BONUS_EARNED,)),
        Record(Student("bob", "Bob"), "refused", "bob.zip", reason="The archive is damaged. Hand it in again."),
        Record(Student("cid", "Cid"), "missing"),
        Record(Student("dan", "Dan"), "waiting", "dan"),
        Record(stranger, "graded", "eve", report=reports.mixed(course)),
        graded(course, "fay", report=reports.mixed(course)),
    ]


def rows_of(file: Path) -> list[list[str]]:
    text = file.read_bytes().decode("utf-8")
    assert text.count("\r\n") == text.count("\n") == text.count("\r")  # no cell has a line of its own
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), strict=True))


# Cells.


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("=1+1", "'=1+1", id="an equals sign"),
        pytest.param("+49 30", "'+49 30", id="a plus"),
        pytest.param("-1", "'-1", id="a minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="an at sign"),
        pytest.param("\t=1", " '=1", id="a tab before it"),
        pytest.param("\r\n=1", "  '=1", id="a line break before it"),
        pytest.param("\x00=1", "'=1", id="a null character before it"),
        pytest.param("\u200b\u200d=1", "\u200d'=1", id="invisible characters before it"),
        pytest.param("\uff1d1", "'\uff1d1", id="a full-width equals sign"),
        pytest.param("\uff20x", "'\uff20x", id="a full-width at sign"),
        pytest.param("a;=1", "a;'=1", id="behind a semicolon, where that parts cells"),
        pytest.param('a;"=1', "a;\"'=1", id="behind a semicolon and a quote"),
        pytest.param("Ann\u202eolleh\u2066", "Annolleh", id="turned directions"),
        pytest.param("Ann\x1b[2J\x7f", "Ann[2J", id="terminal controls"),
        pytest.param("Ann\ud800", "Ann", id="half a character"),
        pytest.param("a\nb\u2028c", "a b c", id="line breaks within"),
        pytest.param(
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            id="a joiner in Persian",
        ),
        pytest.param("O'Neill, Ann-Marie", "O'Neill, Ann-Marie", id="an ordinary name"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_cell_is_text_and_nothing_else(text: str, shown: str) -> None:
    assert cell(text) == shown


DANGEROUS = st.text(
    st.sampled_from("=+-@;,\"' \t\r\n\x00\x1b\u200b\u200d\u202e\ufeff\uff1d\uff0b\u2212\u207bab1") | st.characters(),
    max_size=12,
)


@pytest.mark.hostile
@pytest.mark.fuzz
@hypothesis.given(st.lists(DANGEROUS, min_size=2, max_size=4))
@hypothesis.example(['"', ';"=1'])
def test_no_text_leaves_its_cell_or_starts_a_formula(texts: list[str]) -> None:
    written = to_csv([["id", *texts]] * 2)

    as_comma = list(csv.reader(io.StringIO(written, newline=""), strict=True))
    as_semicolon = list(csv.reader(io.StringIO(written, newline=""), delimiter=";"))
    assert [len(row) for row in as_comma] == [len(texts) + 1] * 2
    for text in [*as_comma[0], *as_semicolon[0]]:
        begin = re.sub('^[\\s"\u200c\u200d]+', "", text)[:1]
        assert unicodedata.normalize("NFKC", begin) not in {"=", "+", "-", "@", "\u2212"}, text
    assert not [text for text in as_comma[0] for character in text if unicodedata.category(character) == "Cc"]


def test_numbers_stand_as_they_are() -> None:
    assert to_csv([[-3, 0.5, None, True, False]]) == "-3,0.5,,yes,no\r\n"


def test_text_of_lines_keeps_its_lines() -> None:
    assert clean("f(1)\n\treturned 2\x07\r\n", lines=True) == "f(1)\n\treturned 2 \n"


# Tables.


def test_the_wide_table_has_everybody_and_every_exercise(
    course: Syllabus, class_of: list[Record], tmp_path: Path
) -> None:
    file = tmp_path / "wide.csv"
    assert write_wide(class_of, course, file) == ()

    assert file.read_bytes().startswith(BOM.encode())
    head, *rows = rows_of(file)
    table = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["state"] for row in table] == ["graded", "graded", "refused", "missing", "waiting", "graded", "graded"]
    assert head[-len(course.exercises) :] == [exercise.id for exercise in course.exercises]
    assert (table[0]["score"], table[0]["points"], table[0]["bonus"], table[0]["bonus_points"]) == (
        "100",
        "100",
        "8",
        "8",
    )
    assert (table[1]["score"], table[1]["adjustment"]) == ("5", "5")
    assert "A. Teacher" in table[1]["adjusted_because"]
    assert {row["score"] for row in table[2:5]} == {""}
    assert table[2]["reason"].startswith("The archive is damaged")
    assert (table[5]["on_roster"], table[0]["on_roster"]) == ("no", "yes")
    assert table[6][course.exercises[4].id] == "error"
    assert table[6][course.exercises[0].id] == str(course.exercises[0].points)


def test_the_long_table_has_a_row_for_every_student_and_exercise(
    course: Syllabus, class_of: list[Record], tmp_path: Path
) -> None:
    file = tmp_path / "long.csv"
    assert write_long(class_of, course, file) == ()

    head, *rows = rows_of(file)
    table = [dict(zip(head, row, strict=True)) for row in rows]
    assert len(table) == len(class_of) * len(course.exercises)
    mixed = {row["exercise"]: row for row in table if row["student"] == "fay"}
    trained = mixed["training.train_dense"]
    assert (trained["accuracy"], trained["threshold"], trained["seed"]) == ("0.9712", "0.97", "3")
    assert mixed[course.exercises[2].id]["misconception"] == "divided_by_256"
    assert (mixed[course.exercises[4].id]["status"], mixed[course.exercises[4].id]["score"]) == ("error", "")
    assert {(row["status"], row["score"]) for row in table if row["state"] == "missing"} == {("", "")}


@pytest.mark.hostile
@pytest.mark.parametrize("write", [write_wide, write_long, write_moodle, write_canvas])
def test_a_hostile_student_changes_no_other_cell(
    write: Callable[..., tuple[str, ...]], course: Syllabus, class_of: list[Record], tmp_path: Path
) -> None:
    file, alone = tmp_path / "all.csv", tmp_path / "alone.csv"
    write(class_of, course, file)
    write([class_of[0]], course, alone)

    assert rows_of(alone)[-1] in rows_of(file)
    assert len({len(row) for row in rows_of(file)}) == 1
    for row in rows_of(file):
        for text in row:
            assert re.match(r"-?\d+(\.\d+)?$", text) or not re.match(r"\s*[=+\-@]", text), text
            assert "\x1b" not in text
            assert "\u202e" not in text


def test_a_table_is_written_whole_or_not_at_all(course: Syllabus, class_of: list[Record], tmp_path: Path) -> None:
    (tmp_path / "taken.csv").mkdir()

    with pytest.raises(OSError, match=r"taken\.csv"):
        write_wide(class_of, course, tmp_path / "taken.csv")

    assert [path.name for path in tmp_path.iterdir()] == ["taken.csv"]
    assert not list((tmp_path / "taken.csv").iterdir())


# Moodle.

# Columns of its grade export, which its import takes, from Moodle's own test of it (grade/import/csv/tests/
# load_data_test.php), and `Full name` of its grading worksheet. Fields by which the import finds a student:
# grade/import/csv/classes/load_data.php. Other columns may be left unmapped: docs.moodle.org, Grade import.
MOODLE_PROFILE = {"First name", "Surname", "ID number", "Institution", "Department", "Email address", "Full name"}
MOODLE_FINDS_BY = {"ID number", "Email address", "Username"}
MOODLE_ITEM = re.compile("(Assignment|Feedback): .+")


def test_moodle_gets_its_columns(course: Syllabus, class_of: list[Record], tmp_path: Path) -> None:
    file = tmp_path / "moodle.csv"
    notes = write_moodle(class_of, course, file)

    assert not file.read_bytes().startswith(BOM.encode())
    head, *rows = rows_of(file)
    assert all(name in MOODLE_PROFILE | MOODLE_FINDS_BY or MOODLE_ITEM.fullmatch(name) for name in head)
    assert not set(head) & MOODLE_FINDS_BY  # nothing is known that Moodle finds all of them by
    assert [row[head.index("Assignment: Digit Kata")] for row in rows] == ["100", "5"]
    assert all(row[0] for row in rows)  # a line without a student ends the whole import
    assert notes == (
        "5 students are left out (1 refused, 1 missing, 1 waiting, 1 not on the roster, "
        "1 with an exercise that could not be judged). Enter their grades by hand; --csv has all students.",
        "No column identifies all students, and Moodle does not find people by name. Give its gradebook or grading "
        "worksheet as --roster; if marking is blind, fill in the worksheet: --worksheet-moodle IN.csv OUT.csv.",
        "Set the item's maximum grade to 100 before you import.",
        "Bonus points, which 1 of them has, are in no column. --bonus adds one: make it extra credit, maximum 8.",
    )


@pytest.mark.hostile
def test_moodle_shows_a_comment_as_html_and_gets_it_escaped(course: Syllabus, tmp_path: Path) -> None:
    text = "You did <script>alert(1)</script> & co."
    first, *others = passed(course).outcomes
    wrong = replace(judge(first.exercise, [reports.failing("f")], 1), reason=text)
    report = Report("mine", (wrong, *others))
    write_moodle([graded(course, report=report)], course, tmp_path / "m.csv")

    comment = rows_of(tmp_path / "m.csv")[1][-1]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co." in comment
    assert "<" not in comment


def test_moodle_finds_students_by_what_its_own_export_said(course: Syllabus, tmp_path: Path) -> None:
    line = (("First name", "Ann"), ("ID number", "0042"), ("Email address", "ann@example.com"), ("Username", "ann1"))
    record = graded(course)
    write_moodle([replace(record, student=replace(record.student, line=line))], course, tmp_path / "m.csv")

    assert rows_of(tmp_path / "m.csv")[1][:4] == ["0042", "ann@example.com", "ann1", "Ann"]


def test_moodle_is_not_given_a_grade_above_100_in_silence(course: Syllabus, tmp_path: Path) -> None:
    notes = write_moodle([graded(course, adjustments=(BONUS_EARNED,))], course, tmp_path / "m.csv")

    assert rows_of(tmp_path / "m.csv")[1][1] == "105"
    assert "1 grade is above 100" in notes[-1]


GIVEN_FOR_BUGS = Adjustment("", 6, "Find the bug: 3 of 5.", "find-the-bug, seed 7", "2026-11-30T18:28:06+00:00")


@pytest.mark.parametrize("write", [write_moodle, write_canvas, write_brightspace, write_blackboard])
def test_grades_above_the_named_maximum_are_counted_with_one_that_holds_them_all(
    write: Callable[..., tuple[str, ...]], course: Syllabus, tmp_path: Path
) -> None:
    line = (("Username", "ann"),)
    best = graded(course, student=Student("ann", "Ann", line=line), adjustments=(GIVEN_FOR_BUGS,))
    other = graded(course, student=Student("bo", "Bo", line=(("Username", "bo"),)))

    said = " ".join(write([best, other], course, tmp_path / "grades.csv"))
    on_scale = " ".join(write([best, other], course, tmp_path / "grades.csv", Handover(Scale(to=10))))
    assert "1 grade is above this maximum of 100, and may be refused or clipped." in said
    assert "To keep every point, set the maximum to 106: grades do not change" in said
    assert "1 grade is above this maximum of 10," in on_scale
    assert "set the maximum to 10.6:" in on_scale
    assert "above" not in " ".join(write([other], course, tmp_path / "grades.csv"))


def test_adjustments_that_do_not_count_in_full_are_shown_as_they_count(course: Syllabus, tmp_path: Path) -> None:
    when = "2026-11-30T18:28:06+00:00"
    record = graded(
        course,
        adjustments=(
            Adjustment("", -3, "Two days late.", "Grace", when),
            Adjustment("metrics.recall", 1.5, "Nearly.", "Grace", when, worth=3),
        ),
    )
    cut = "+1.5 for metrics.recall: Nearly. (Grace, 2026-11-30) (of it 0 count: the exercise has all its points)"
    write_wide([record], course, tmp_path / "w.csv")
    write_long([record], course, tmp_path / "l.csv")
    console = Console(width=120, record=True, file=io.StringIO())
    show_class(console, [record], course.exercises)
    (wide,) = csv.DictReader(io.StringIO((tmp_path / "w.csv").read_text(encoding="utf-8-sig")))
    long = csv.DictReader(io.StringIO((tmp_path / "l.csv").read_text(encoding="utf-8")))
    page = rendered_student(record, course)

    assert record.score == 97
    assert "adjusted -3" in console.export_text()
    assert (wide["score"], wide["adjustment"]) == ("97", "-3")
    assert cut in wide["adjusted_because"]
    assert [row["adjustment"] for row in long if row["exercise"] == "metrics.recall"] == ["0"]
    assert f"points. Adjusted by a person: -3: Two days late. (Grace, 2026-11-30) / {cut}. " in comment(record)
    assert ". The score is 97." in comment(record)
    assert when not in comment(record)
    assert "(of it 0 count: the exercise has all its points)" in page


def test_of_several_adjustments_of_an_exercise_the_newest_says_what_counts(course: Syllabus) -> None:
    given = [
        Adjustment("metrics.recall", points, reason, "Grace", "2026-11-30", worth=3)
        for points, reason in ((2, "Nearly."), (2, "A better idea."))
    ]
    failing = Report("mine", tuple(judge(each, [reports.failing("f(1)")], 1) for each in course.exercises))
    record = graded(course, report=failing, adjustments=tuple(given))

    said = "of all that is given and taken for it 3 count: the exercise has all its points"
    assert [record.cut_of(each) for each in given] == ["", said]
    assert (record.adjusted_in_all, record.score) == (3, 3)
    taken = replace(given[0], points=-2)
    none_left = graded(course, report=failing, adjustments=(taken,))
    assert none_left.cut_of(taken) == "of it 0 count: the exercise has no points left"


def test_moodle_gets_a_column_of_identifiers_only_if_it_is_filled_for_all(course: Syllabus, tmp_path: Path) -> None:
    head = ("Identifier", "Full name", "ID number", "Username", "Email address", "Maximum grade")
    lines = (
        ("Participant 1", "Ann", "+49-7", "ann", "ann@x.org", "10,00"),
        ("Participant 3", "Bo", "", "bo", "b@x.org", "10,00"),
    )
    records = [
        graded(course, name, student=Student(name, name, line=tuple(zip(head, line, strict=True))))
        for name, line in zip(("ann", "bo"), lines, strict=True)
    ]

    notes = write_moodle(records, course, tmp_path / "both.csv")
    assert rows_of(tmp_path / "both.csv")[0][:3] == ["Email address", "Username", "Full name"]
    assert "Map 'Email address' in Moodle to find the students." in notes
    assert any(note.startswith("It is 10,00 in the roster, which would refuse or clip the grades.") for note in notes)
    write_moodle(records[:1], course, tmp_path / "one.csv")
    assert rows_of(tmp_path / "one.csv")[1][0] == "+49-7"  # with an apostrophe it would match nobody


def test_a_comment_names_all_stubs_in_one_sentence(course: Syllabus) -> None:
    record = Record(Student("1", "Ada"), "graded", "ada", report=reports.stubs(course))
    said = comment(record)

    assert said.startswith("0 of 100 points and 0 of 8 bonus points. ")
    assert said.rpartition(". ")[2].startswith("Still stubs: preprocessing.scale_pixels, preprocessing.add_channel, ")
    assert said.count("stubs: ") == 1


def test_a_comment_has_the_first_complaint_of_each_and_one_sentence_for_a_module(course: Syllabus) -> None:
    line = SourceLine("mine/metrics.py", 3, "<module>", "nump.zeros(3)")
    error = "NameError: name 'nump' is not defined"
    broken = Feedback("not_imported", raised=error, frames=(line,), file="mine/metrics.py")
    wrong = Feedback("wrong_value", "f(1)", "2")
    outcomes = [
        judge(each, [reports.failing(broken if each.module == "metrics" else wrong)], 1) for each in course.exercises
    ]
    said = comment(graded(course, report=Report("mine", tuple(outcomes))))

    assert said.count("nump.zeros") == 1
    assert "metrics.py cannot be loaded." in said
    assert "preprocessing.scale_pixels: failed. f(1); returned 2" in said
    assert "metrics.recall: failed" not in said
    long = [judge(each, [reports.failing("x" * 10_000)], 1) for each in course.exercises]
    told = comment(graded(course, report=Report("mine", tuple(long)), notes=(FileNote("y" * 10_000),) * 20))
    assert len(told) < 5_200
    assert told.endswith(" more remarks are in the report.")


def part(course: Syllabus, name: str, *modules: str) -> Record:
    outcomes = tuple(judge(exercise, [reports.PASSED], 1) for exercise in course.select(modules))
    return graded(course, name, report=Report("mine", outcomes))


@pytest.mark.parametrize("write", [write_moodle, write_canvas])
def test_a_grade_on_fewer_exercises_is_not_handed_over(
    write: Callable[..., tuple[str, ...]], course: Syllabus, tmp_path: Path
) -> None:
    records = [part(course, "ann", "metrics", "preprocessing"), part(course, "bob", "metrics")]
    notes = write(records, course, tmp_path / "x.csv")

    assert "bob" not in (tmp_path / "x.csv").read_text(encoding="utf-8")
    assert "1 student is left out (1 graded on fewer exercises than others)" in notes[0]
    assert "Only 17 of 30 exercises, worth 47 points, were graded." in notes[1]


def test_canvas_is_told_what_a_grade_is_out_of(course: Syllabus, tmp_path: Path) -> None:
    write_canvas([part(course, "ann", "metrics")], course, tmp_path / "c.csv")

    assert [row[5] for row in rows_of(tmp_path / "c.csv")] == ["Digit Kata", "32", "32"]


# Canvas.

# The columns of its gradebook in order, and the row of points, from Canvas' exporter and importer
# (lib/gradebook_exporter.rb, lib/gradebook_importer.rb of instructure/canvas-lms); words that a column of grades
# may not have in its name: NON_ASSIGNMENT_COLUMN_HEADERS there.
CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
CANVAS_RESERVED = re.compile("(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")


def test_canvas_gets_its_columns(course: Syllabus, class_of: list[Record], tmp_path: Path) -> None:
    notes = write_canvas(class_of, course, tmp_path / "canvas.csv")

    head, points, *rows = rows_of(tmp_path / "canvas.csv")
    assert head == [*CANVAS, "Digit Kata"]
    assert not any(CANVAS_RESERVED.search(name) for name in head)
    assert points == ["    Points Possible", "", "", "", "", "100"]
    assert rows[0] == ["Ann", "", "ann", "ann", "", "100"]
    assert len(rows) == 2
    assert "5 students are left out" in notes[0]
    assert notes[1] == "Set the assignment's points to 100 before you import."
    assert "--item 'Title (id)'" in notes[2]
    assert "exported gradebook as --roster" in notes[3]
    assert "extra credit, maximum 8" in notes[4]


def test_canvas_gets_back_what_its_own_export_said(course: Syllabus, tmp_path: Path) -> None:
    line = (("Student", "Able, Ann"), ("ID", "12"), ("SIS User ID", "0042"), ("SIS Login ID", "ann1"), ("Section", "A"))
    record = graded(course)
    notes = write_canvas([replace(record, student=replace(record.student, line=line))], course, tmp_path / "c.csv")

    assert rows_of(tmp_path / "c.csv")[2] == ["Able, Ann", "12", "0042", "ann1", "A", "100"]
    assert len(notes) == 3  # the points to set, the assignment to name, the bonus that is left out


EXPORTED_CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Digit Kata (345),Essay (346),Current Score\n"
    "    Points Possible,,,,,47.00,10,(read only)\n"
    '"Able, Ann",12,0042,ann1,A,,,\n'
)


@pytest.mark.parametrize("item", ["", "Digit Kata (345)", "Essay", "Digit", "Current Score"])
def test_canvas_own_points_of_an_item_are_its_scale(item: str, course: Syllabus, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(EXPORTED_CANVAS, encoding="utf-8")
    (ann,) = read_roster(tmp_path / "roster.csv").students
    record, how = replace(graded(course), student=ann), Handover(Scale(auto=True), item)
    possible = {"": "47", "Digit Kata (345)": "47", "Essay": "10"}.get(item)

    if possible is None:
        with pytest.raises(NotWrittenError, match=f"finds no one maximum of '{item}' in the roster"):
            write_canvas([record], course, tmp_path / "c.csv", how)
    else:
        write_canvas([record], course, tmp_path / "c.csv", how)
        _head, points, row = rows_of(tmp_path / "c.csv")
        assert (points[5], row[5]) == (possible, possible)


def test_grades_go_to_a_named_item_scaled_with_or_without_the_bonus(course: Syllabus, tmp_path: Path) -> None:
    how = Handover(Scale(to=10), "Assignment 3 (4711)", bonus=True)
    notes = write_canvas([part(course, "ann", "metrics"), graded(course)], course, tmp_path / "c.csv", how)

    head, points, ann = rows_of(tmp_path / "c.csv")
    assert head[5:] == ["Assignment 3 (4711)", "Digit Kata bonus"]
    assert (points[5:], ann[5:]) == (["10", "0"], ["10", "0.8"])
    assert "Set the assignment's points to 10 before you import." in notes
    assert "Make the item of the bonus column extra credit, maximum 0.8" in notes[-1]
    assert not any("--item" in note for note in notes)
    write_moodle([graded(course)], course, tmp_path / "m.csv", how)
    head, ann = rows_of(tmp_path / "m.csv")
    assert head[1:] == ["Assignment: Assignment 3 (4711)", "Feedback: Assignment 3 (4711)",
                        "Assignment: Assignment 3 (4711) bonus"]  # fmt: skip
    assert (ann[1], ann[-1]) == ("10", "0.8")


@pytest.mark.parametrize(("maxima", "grade"), [(("10,00", "10.00"), "10"), (("10,00", "20,00"), None), ((), None)])
def test_a_scale_is_taken_from_the_roster_only_if_it_says_one(
    maxima: tuple[str, ...], grade: str | None, course: Syllabus, tmp_path: Path
) -> None:
    records = [
        graded(course, text, student=Student(text, text, line=(("Username", text), ("Maximum grade", text))))
        for text in maxima
    ]
    records, how = records or [graded(course)], Handover(Scale(auto=True))
    if grade is None:
        with pytest.raises(NotWrittenError, match="finds no one maximum of 'Digit Kata' in the roster"):
            write_moodle(records, course, tmp_path / "m.csv", how)
        assert not (tmp_path / "m.csv").exists()
    else:
        notes = write_moodle(records, course, tmp_path / "m.csv", how)
        assert [row[2] for row in rows_of(tmp_path / "m.csv")[1:]] == [grade, grade]
        assert "Set the item's maximum grade to 10 before you import." in notes
        assert not any("would refuse or clip" in note for note in notes)


def test_a_number_of_another_system_is_not_canvas_id(course: Syllabus, tmp_path: Path) -> None:
    record = graded(course)
    student = replace(record.student, id="12", line=(("Name", "Ann"), ("ID", "12")))
    write_canvas([replace(record, student=student)], course, tmp_path / "c.csv")

    assert rows_of(tmp_path / "c.csv")[2][:5] == ["Ann", "", "12", "12", ""]


def test_a_login_of_any_roster_is_canvas_login(course: Syllabus, tmp_path: Path) -> None:
    record = graded(course)
    student = replace(record.student, id="12", line=(("Name", "Ann"), ("ID", "12"), ("User name", "ann1")))
    write_canvas([replace(record, student=student)], course, tmp_path / "c.csv")
    write_moodle([replace(record, student=student)], course, tmp_path / "m.csv")

    assert rows_of(tmp_path / "c.csv")[2][:5] == ["Ann", "", "12", "ann1", ""]
    assert rows_of(tmp_path / "m.csv")[1][:2] == ["12", "ann1"]


def test_nobody_is_called_points_possible(course: Syllabus, tmp_path: Path) -> None:
    record = graded(course)
    named = replace(record, student=replace(record.student, name="Points Possible"))
    write_canvas([named], course, tmp_path / "c.csv")

    assert sum("Points Possible" in row[0] for row in rows_of(tmp_path / "c.csv")) == 1


# Brightspace and Blackboard.

Write = Callable[..., tuple[str, ...]]
# What their exports of grades look like: the fields by which they find somebody, an item with what is known of it.
EXPORTED: dict[Write, dict[str, str]] = {
    write_brightspace: {
        "OrgDefinedId": "#0042",
        "Username": "#ann1",
        "Last Name": "Able",
        "Kata Points Grade <Numeric MaxPoints:50 Weight:10 CategoryWeight:100>": "",
        "End-of-Line Indicator": "#",
    },
    write_blackboard: {
        "Last Name": "Able",
        "First Name": "Ann",
        "Username": "ann1",
        "Student ID": "0042",
        "Kata [Total Pts: 50 Score] |664617": "",
    },
}
Lines = list[list[str]]
WRITTEN: dict[Write, tuple[Lines, Lines]] = {  # what is on either side of the grades, head and row
    write_brightspace: ([["OrgDefinedId", "Username"], ["#0042", "#ann1"]], [["End-of-Line Indicator"], ["#"]]),
    write_blackboard: ([["Username"], ["ann1"]], [[], []]),
}
SYSTEMS = pytest.mark.parametrize("write", [write_brightspace, write_blackboard], ids=["Brightspace", "Blackboard"])


def exported(course: Syllabus, write: Write) -> tuple[Record, str]:
    """A record with a line of the system's export, and the heading of its item."""
    record, line = graded(course), EXPORTED[write]
    [heading] = (column for column in line if column.startswith("Kata"))
    return replace(record, student=replace(record.student, line=tuple(line.items()))), heading


@SYSTEMS
def test_a_system_gets_back_what_its_own_export_said(write: Write, course: Syllabus, tmp_path: Path) -> None:
    record, heading = exported(course, write)
    notes = write([record], course, tmp_path / "b.csv", Handover(item="Kata"))

    (who_head, who), (end_head, end) = WRITTEN[write]
    assert rows_of(tmp_path / "b.csv") == [[*who_head, heading, *end_head], [*who, "100", *end]]
    assert notes[0] == "Set the item's maximum grade to 100 before you import."
    assert notes[1].startswith("It is 50 in the roster")
    assert len(notes) == 3  # and the bonus that is left out


@SYSTEMS
def test_a_system_gets_grades_on_its_own_scale(write: Write, course: Syllabus, tmp_path: Path) -> None:
    how = Handover(Scale(auto=True), "Kata", bonus=True)
    record, heading = exported(course, write)
    notes = write([record], course, tmp_path / "b.csv", how)

    head, row = rows_of(tmp_path / "b.csv")
    place = head.index(heading)
    assert head[place + 1].startswith("Kata bonus")
    assert row[place : place + 2] == ["50", "4"]
    assert notes[0] == "Set the item's maximum grade to 50 before you import."
    assert "Make the item of the bonus column extra credit, maximum 4" in notes[-1]
    other = replace(how, item="Kat")  # of which the roster does not say the maximum
    with pytest.raises(NotWrittenError, match="no one maximum of 'Kat' in the roster"):
        write([record], course, tmp_path / "c.csv", other)
    assert not (tmp_path / "c.csv").exists()


def test_students_of_another_roster_are_found_by_number_or_login(course: Syllabus, tmp_path: Path) -> None:
    record = graded(course)
    line = (("Student ID", "42"), ("Name", "Ann"), ("Login", "ann1"))
    known = replace(record, student=replace(record.student, line=line))
    notes = write_brightspace([known], course, tmp_path / "b.csv")
    write_blackboard([known], course, tmp_path / "c.csv")

    assert rows_of(tmp_path / "b.csv") == [
        ["OrgDefinedId", "Username", "Digit Kata Points Grade", "End-of-Line Indicator"],
        ["42", "ann1", "100", "#"],
    ]
    assert notes[1].startswith("The roster has no item 'Digit Kata' of Brightspace, which would make a new one.")
    assert rows_of(tmp_path / "c.csv") == [["Username", "Digit Kata"], ["ann1", "100"]]


@SYSTEMS
def test_a_system_gets_no_table_that_it_could_not_read(write: Write, course: Syllabus, tmp_path: Path) -> None:
    nameless = replace(graded(course), student=Student("ann", "Ann", line=(("Name", "Ann"),)))
    with pytest.raises(NotWrittenError, match="and not all have one"):
        write([exported(course, write)[0], nameless], course, tmp_path / "b.csv")

    assert not (tmp_path / "b.csv").exists()


# Gradescope.

# Fields of results.json and their types, from gradescope-autograders.readthedocs.io/en/latest/specs (its source:
# gradescope/autograder_samples, docs/specs.md); `status` and the three formats from the newer text of that page.
NUMBER = (int, float)
GRADESCOPE: dict[str, type | tuple[type, ...]] = {
    "score": NUMBER,
    "execution_time": NUMBER,
    "output": str,
    "visibility": str,
    "stdout_visibility": str,
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
    "output_format": str,
    "test_output_format": str,
    "test_name_format": str,
}
GRADESCOPE_TEST: dict[str, type | tuple[type, ...]] = {
    "score": NUMBER,
    "max_score": NUMBER,
    "status": str,
    "name": str,
    "number": str,
    "output": str,
    "tags": list,
    "visibility": str,
    "extra_data": dict,
    "name_format": str,
    "output_format": str,
}
VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}


def assert_for_gradescope(results: dict[str, Any]) -> None:
    """That these are results as Gradescope documents them."""
    json.dumps(results, allow_nan=False).encode()
    for fields, known in [(results, GRADESCOPE), *((test, GRADESCOPE_TEST) for test in results["tests"])]:
        assert fields.keys() <= known.keys()
        assert all(isinstance(value, known[name]) for name, value in fields.items())
        assert fields["visibility"] in VISIBILITY
    assert results["stdout_visibility"] in VISIBILITY
    assert {test["status"] for test in results["tests"]} <= {"passed", "failed"}
    assert all(isinstance(tag, str) for test in results["tests"] for tag in test["tags"])
    assert {results[name] for name in results if name.endswith("format")} == {"text"}


def test_gradescope_gets_its_fields(course: Syllabus) -> None:
    report = reports.mixed(course)
    results = to_results(report)

    assert_for_gradescope(results)
    assert results["score"] == report.score
    assert len(results["tests"]) == len(course.exercises)
    assert [test["number"] for test in results["tests"]][5:8] == ["1.6", "2.1", "2.2"]
    texts = [results["output"], *(test["output"] for test in results["tests"])]
    assert not [text for text in texts if "\x1b" in text or "\u202e" in text or "\x00" in text]
    assert any("<script>" in text for text in texts)  # as text, which "text" formats say


def test_bonus_hides_no_missing_point_on_gradescope(course: Syllabus) -> None:
    first, *others = passed(course).outcomes
    results = to_results(Report("mine", (judge(first.exercise, [reports.TODO], 1), *others)))

    assert results["score"] == 100 - first.exercise.points
    assert results["extra_data"]["bonus"] == 8
    assert f"{results['score']} of 100 points and 8 of 8 bonus points." in results["output"]


def test_the_first_complaint_is_told_in_full_on_gradescope_and_of_others_the_claims(course: Syllabus) -> None:
    claims = ("The first.", "The first.", "The second.", "The third.", "The second.")
    checks = [reports.failing(f"reason {place}", claim=claim) for place, claim in enumerate(claims)]
    results = to_results(Report("mine", (judge(course.exercises[0], checks, len(checks)),)))

    told = results["tests"][0]["output"]
    assert told == "The first.\nreason 0\n\nThese checks found something as well:\n- The second.\n- The third."


def test_what_could_not_be_judged_is_said_aloud_on_gradescope(course: Syllabus) -> None:
    check = CheckResult("breaks", "It breaks.", "error", Feedback("check_failed", reason="The check failed."))
    broken = judge(course.exercises[0], [check], 1)
    results = to_results(Report("mine", (broken,)))

    assert "not yours: tell your instructor" in results["output"]
    assert "not yours: tell your instructor" in results["tests"][0]["output"]


def test_what_cannot_be_graded_has_a_reason_on_gradescope() -> None:
    results = refusal("There is nothing.\x1b")

    assert_for_gradescope(results)
    assert (results["score"], results["output"]) == (0, "There is nothing.")


def test_the_modules_are_found_where_they_are(tmp_path: Path) -> None:
    modules = ("preprocessing", "metrics")
    assert modules_folder(tmp_path / "nowhere", modules) == tmp_path / "nowhere"
    for folder in ("__MACOSX/a", ".git/a", "zip/old", "zip/exercises/deeper", "zip/tests"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "metrics.py").touch()
    (tmp_path / "__MACOSX/a/preprocessing.py").touch()
    (tmp_path / "zip/tests/preprocessing.txt").touch()
    for name in modules:
        (tmp_path / "zip/exercises" / f"{name}.py").touch()

    assert modules_folder(tmp_path, modules) == tmp_path / "zip" / "exercises"


def test_a_folder_of_notebooks_is_found_and_does_not_count_more_than_its_modules(tmp_path: Path) -> None:
    for name in ("a/notebooks/metrics.ipynb", "a/notebooks/metrics.py", "a/work/metrics.ipynb", "a/work/models.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    assert modules_folder(tmp_path, ("metrics", "models")) == tmp_path / "a" / "work"


@pytest.fixture
def autograder(course: Syllabus, tmp_path: Path) -> Path:
    """An archive that grades the two modules that need NumPy alone."""
    only = ("preprocessing", "metrics")
    build(tmp_path / "autograder.zip", course.select(only), only)
    return tmp_path / "autograder.zip"


def test_the_archive_has_the_grader_and_nothing_that_is_not_for_it(autograder: Path) -> None:
    with zipfile.ZipFile(autograder) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        texts = {name: archive.read(name).decode() for name in entries}

    folders = {name.partition("/")[0] for name in entries}
    assert folders == {"grader", "setup.sh", "run_autograder", "requirements.txt"}
    kept = {
        "grader/course/syllabus.toml",
        "grader/checks/metrics/check_precision.py",
        "grader/misconceptions/known/metrics/f_score.py",
    }
    assert kept <= entries.keys()
    kinds = (".py", ".toml", ".ini", ".css", ".j2", ".sql")
    other = {name for name in entries if not name.endswith(kinds)}
    assert other == {"setup.sh", "run_autograder", "requirements.txt"}  # no picture, no array, no archive
    assert not [name for name in entries if "solutions/" in name or name.startswith("tests/") or "/test_" in name]
    for solution in SOLUTIONS.glob("*.py"):
        assert solution.read_text(encoding="utf-8") not in texts.values()
    assert {name for name, entry in entries.items() if entry.external_attr >> 16 & 0o111} == {
        "setup.sh",
        "run_autograder",
    }
    assert not [name for name, text in texts.items() if "\r\n" in text]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert texts["requirements.txt"].splitlines() == project["dependencies"]
    assert "@" not in texts["run_autograder"]
    assert "grader data" not in texts["setup.sh"]  # nothing is trained


def test_the_same_grader_makes_the_same_archive(autograder: Path, course: Syllabus, tmp_path: Path) -> None:
    only = ("preprocessing", "metrics")
    build(tmp_path / "again.zip", course.select(only), only)

    assert (tmp_path / "again.zip").read_bytes() == autograder.read_bytes()


def test_images_are_fetched_once_where_something_is_trained(course: Syllabus, tmp_path: Path) -> None:
    build(tmp_path / "all.zip", course.exercises, data="mnist")

    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert "-m grader data --data mnist" in archive.read("setup.sh").decode()


@pytest.fixture
def container(autograder: Path, tmp_path: Path) -> Path:
    """A folder laid out as Gradescope's /autograder."""
    root = tmp_path / "autograder"
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    with zipfile.ZipFile(autograder) as archive:
        for entry in archive.infolist():
            Path(archive.extract(entry, root / "source")).chmod(entry.external_attr >> 16 & 0o777)
    return root


def run_autograder(root: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"DIGIT_KATA_AUTOGRADER": str(root), "DIGIT_KATA_PYTHON": sys.executable}
    program = [str(root / "source" / "run_autograder")]
    return subprocess.run(program, cwd=root, env=environment, capture_output=True, text=True, timeout=120, check=False)


on_linux_alike = pytest.mark.skipif(sys.platform == "win32", reason="Gradescope's containers run Linux, with bash")


@pytest.mark.slow
@on_linux_alike
def test_the_archive_grades_an_upload(container: Path) -> None:
    upload = container / "submission" / "My work"
    upload.mkdir()
    for name in ("preprocessing", "metrics"):
        text = (SOLUTIONS / f"{name}.py").read_text(encoding="utf-8")
        (upload / f"{name}.py").write_text(text, encoding="utf-8")
    with (upload / "metrics.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef precision(tp, fp):\n    print('<b>here</b>')\n    return fp\n")

    done = run_autograder(container)

    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads((container / "results" / "results.json").read_text(encoding="utf-8"))
    assert_for_gradescope(results)
    wrong = {test["name"].partition(":")[0]: test for test in results["tests"] if test["status"] == "failed"}
    assert "metrics.precision" in wrong
    assert "<b>here</b>" in wrong["metrics.precision"]["output"]
    assert results["score"] == 47 - sum(test["max_score"] for test in wrong.values())
    assert results["extra_data"]["points"] == 47
    assert "\nIsolation: " in done.stdout


@on_linux_alike
def test_an_upload_without_a_module_gets_a_reason(container: Path) -> None:
    (container / "submission" / "essay.txt").write_text("print()", encoding="utf-8")

    done = run_autograder(container)

    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads((container / "results" / "results.json").read_text(encoding="utf-8"))
    assert results["score"] == 0
    assert "Hand in your modules: preprocessing.py" in results["output"]


@on_linux_alike
def test_where_the_fault_is_ours_there_are_no_results(container: Path) -> None:
    (container / "source" / "grader" / "course" / "syllabus.toml").write_text("nothing", encoding="utf-8")
    forged = container / "results" / "results.json"
    forged.write_text('{"score": 47}', encoding="utf-8")  # as if a submission had written it, and ended the grader

    assert run_autograder(container).returncode == 3
    assert not (container / "results" / "results.json").exists()


@on_linux_alike
def test_the_scripts_are_bash(container: Path) -> None:
    for name in ("setup.sh", "run_autograder"):
        done = subprocess.run(["bash", "-n", str(container / "source" / name)], capture_output=True, check=False)  # noqa: S607 - wherever bash is
        assert (done.returncode, done.stderr) == (0, b"")


# Classroom 50.

# schemas/result-v1.schema.json of foundation50/classroom50: closed at the top, all of these required; `graded_at` and
# `submitted_by` are optional there and not ours. What it cannot say is in validate_result of its runner.py: a score
# is at most its largest, True is no number. `team` is in the wiki (Advanced Autograding) and newer than the schema.
CLASSROOM50 = {
    "schema": r"classroom50/result/v1",
    "classroom": ".+",
    "assignment": ".+",
    "owner": ".+",
    "assignment_type": "individual|group|team",
    "submission": "submit/.*",
    "commit": ".+",
    "release": ".+",
    "review": ".+",
    "datetime": r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ",
}
ITS_RUNNER = {
    "CLASSROOM": "cs",
    "ASSIGNMENT": "digits",
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://host/commit/a",
    "RELEASE_URL": "https://host/releases/b",
    "OWNER": "ann",
}


def assert_for_classroom50(result: dict[str, Any]) -> None:
    """That this is a result as Classroom 50's schema and runner take it."""
    assert result.keys() == CLASSROOM50.keys() | {"score", "max-score", "tests"}
    for name, pattern in CLASSROOM50.items():
        assert re.fullmatch(pattern, result[name]), name
    for scored in (result, *result["tests"]):
        assert type(scored["score"]) is type(scored["max-score"]) is int
        assert 0 <= scored["score"] <= scored["max-score"]
    for test in result["tests"]:
        assert test["test-name"]
        assert type(test["test-name"]) is str
        assert type(test["passed"]) is bool
    assert result["score"] == sum(test["score"] for test in result["tests"])
    assert result["max-score"] == sum(test["max-score"] for test in result["tests"])


def test_classroom50_gets_its_schema(course: Syllabus) -> None:
    report = reports.mixed(course)
    when = datetime(2026, 6, 1, 14, 32, 5, tzinfo=UTC)
    result = to_result(report, run_of(ITS_RUNNER), when)

    assert_for_classroom50(result)
    assert (result["score"], result["max-score"]) == (report.score, 100)
    assert (result["datetime"], result["review"]) == ("2026-06-01T14:32:05Z", ITS_RUNNER["COMMIT_URL"])
    json.dumps(result, allow_nan=False).encode()
    assert not [test for test in result["tests"] if "\x1b" in test["output"] or "\u202e" in test["output"]]


def test_bonus_is_told_to_classroom50_and_hides_nothing(course: Syllabus) -> None:
    run_facts = run_of(ITS_RUNNER)
    everything = to_result(passed(course), run_facts)
    nothing = to_result(reports.stubs(course), run_facts)

    assert_for_classroom50(everything)
    assert_for_classroom50(nothing)
    assert (everything["score"], everything["max-score"]) == (100, 100)
    assert sum(test["bonus"] for test in everything["tests"]) == 8
    assert len(everything["tests"]) == 30
    assert len(nothing["tests"]) == 28  # a bonus that is not begun makes nothing red


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param({"CLASSROOM": ""}, "lacks CLASSROOM. Run this from", id="no classroom"),
        pytest.param({"OWNER": " "}, "lacks OWNER. Run this from", id="no owner"),
        pytest.param({"SUBMISSION_TAG": "v1"}, "Set it to a tag that starts with 'submit/'", id="another tag"),
        pytest.param({"ASSIGNMENT_TYPE": "pair"}, "one of individual, group, team", id="an unknown type"),
    ],
)
def test_whose_result_it_is_has_to_be_known(changed: dict[str, str], sentence: str) -> None:
    with pytest.raises(NotItsRunner, match=re.escape(sentence)):
        run_of({**ITS_RUNNER, **changed})


def test_the_user_is_the_owner_where_none_is_named() -> None:
    assert run_of({**ITS_RUNNER, "OWNER": "", "USERNAME": "bob", "ASSIGNMENT_TYPE": "team"}).owner == "bob"


# The command line.


def test_a_grading_writes_for_both_and_ends_with_zero(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ITS_RUNNER.items():
        monkeypatch.setenv(name, value)
    first, second = tmp_path / "results.json", tmp_path / "result.json"

    done = run("grade", "exercises", "--only", "preprocessing", "--gradescope", first, "--classroom50", second)

    assert done.returncode == 0, done.stdout + done.stderr  # graded; what is left to do stands in the result
    assert_for_gradescope(json.loads(first.read_text(encoding="utf-8")))
    result = json.loads(second.read_text(encoding="utf-8"))
    assert_for_classroom50(result)
    assert (result["score"], result["max-score"], result["owner"]) == (0, 15, "ann")
    body = (tmp_path / "release-body.md").read_text(encoding="utf-8")  # next to it, where the runner looks
    assert body.startswith("# 0 of 15 points\n")
    assert "| `preprocessing.scale_pixels` | 0 of 3 |" in body


def test_the_autograder_of_the_guide_grades_a_checkout(autograder: Path, tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "how-to" / "classroom-50.md").read_text(encoding="utf-8")
    lines = re.findall(r"(?m)^    (.*)$", guide.partition("\n## ")[0])
    bundle, checkout = tmp_path / "bundle", tmp_path / "checkout"
    checkout.mkdir()
    with zipfile.ZipFile(autograder) as archive:
        archive.extractall(bundle, [name for name in archive.namelist() if name.startswith("grader/")])
    (bundle / "autograder.py").write_text("\n".join(lines), encoding="utf-8")
    shutil.copytree(ROOT / "exercises", checkout / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | ITS_RUNNER

    command = [sys.executable, str(bundle / "autograder.py")]
    done = subprocess.run(
        command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((checkout / "result.json").read_text(encoding="utf-8"))
    assert_for_classroom50(result)
    assert (result["score"], result["max-score"]) == (0, 100)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(("grade", "--classroom50", "r.json"), "Run this from Classroom 50's runner", id="no runner"),
        pytest.param(("grade", "--classroom50", "r.json", "--all-points"), "Leave out --all-points", id="all points"),
        pytest.param(("grade", "--gradescope", "no/such/r.json"), "cannot be written", id="no folder"),
        pytest.param(("gradescope", "build", "no/such/a.zip"), "cannot be written", id="an archive in no folder"),
        pytest.param(("gradescope", "build", "a.zip", "--only", "metrix"), "Did you mean metrics", id="no module"),
        pytest.param(("gradescope", "build", "a.zip", "--data", "x.npz"), "is not one of", id="images of one's own"),
    ],
)
def test_wrong_use_gets_a_sentence(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ITS_RUNNER:
        monkeypatch.delenv(name, raising=False)

    done = run(*arguments, folder=tmp_path)

    assert done.returncode == 2, done.stdout + done.stderr
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_archive_says_what_to_set_on_gradescope(tmp_path: Path) -> None:
    done = run("gradescope", "build", tmp_path / "a.zip")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Give the assignment 100 points" in done.stdout
    assert "choose the largest container" in done.stdout
    assert zipfile.is_zipfile(tmp_path / "a.zip")
