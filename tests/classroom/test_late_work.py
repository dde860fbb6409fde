"""Late work: deadlines applied from the system's times, kept in the gradebook, told in every export; and notes."""

import csv
import io
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from rich.console import Console

from grader.classroom import adjustments
from grader.classroom import run as class_run
from grader.classroom.class_terminal import show_class
from grader.classroom.exports import write_class_json, write_moodle, write_reports, write_wide
from grader.classroom.exports.comment import comment
from grader.classroom.exports.mail_merge import file_of
from grader.classroom.gradebook import Gradebook
from grader.classroom.html.class_page import rendered_student
from grader.classroom.job import Grade, Graded
from grader.classroom.moments import moment_of
from grader.classroom.records import Adjustment, Note, Record, Student
from grader.course.lateness import Lateness, deduct
from grader.course.syllabus import Syllabus, load
from grader.report.report import SCHEMA, judge
from grader.report.serialization import to_dict
from grader.util.errors import Stopped
from tests.classroom.test_run import Answering, job_key, outline_of
from tests.support import reports
from tests.support.moodle_class import PLACE, WORKSHEETS, class_of, needs_files

WHEN = datetime(2026, 11, 27, 12, 0)
POLICY = Lateness(WHEN, percent_per_day=10)
EXTENDED = replace(POLICY, extensions={"zoe": datetime(2026, 12, 1, 23, 59)})


class Passing(Answering):
    """An executor that runs nothing; everything passes."""

    def answer(self, job: Grade) -> Graded:
        outline, chosen = outline_of(job.submission), [load().by_id[name] for name in job.exercises]
        new = [exercise for exercise in chosen if job_key(job, exercise, outline) not in job.held]
        return Graded({each.id: to_dict(judge(each, [reports.PASSED], 1)) for each in new}, outline, {"seed": 0})


def grade(
    course: Syllabus, place: Path, policy: Lateness | None, worksheet: str = WORKSHEETS[0]
) -> tuple[str, list[Record]]:
    """A class of a real Moodle's, whose every exercise passes; what is printed, and the records.

    The policy is given as by options that say it all; None: no options.
    """
    given = {} if policy is None else vars(policy) if policy.deadline else {"deadline": None}
    archive = place / "class.zip"
    archive.write_bytes((PLACE / "plain-folders.zip").read_bytes())
    wanted = class_run.Class(
        archive, course.select(["preprocessing"]), roster=PLACE / worksheet, data="digits", lateness=given
    )
    console = Console(width=80, record=True, file=io.StringIO())
    class_run.grade_class(wanted, course, console, executor=Passing)
    with Gradebook(wanted.file) as book:
        return console.export_text(), book.records(course, wanted.exercises)


def by_name(records: list[Record]) -> dict[str, Record]:
    return {record.student.name: record for record in records}


@needs_files
@pytest.mark.parametrize("worksheet", WORKSHEETS)
def test_the_times_of_moodle_are_read_in_every_language(worksheet: str, course: Syllabus, tmp_path: Path) -> None:
    _said, records = grade(course, tmp_path, POLICY, worksheet)

    found = by_name(records)
    late = [record for record in records if record.deduction]
    assert {(each.deduction.days, each.deduction.percent) for each in late if each.deduction} == {(2, 20)}
    assert len(late) == 14  # 15 handed in, one of whom has a draft
    assert (found["Ada Lovelace"].score, found["Ada Lovelace"].score_in_time) == (12, 15)
    assert (found["Dora Draft"].deduction, found["Dora Draft"].score) == (None, 15)
    assert found["Grace Hopper"].deduction is None


@needs_files
def test_an_extension_changes_a_score_and_the_next_run_says_so(course: Syllabus, tmp_path: Path) -> None:
    grade(course, tmp_path, POLICY)
    said, records = grade(course, tmp_path, EXTENDED)
    kept, again = grade(course, tmp_path, None)  # the gradebook has the policy
    none, last = grade(course, tmp_path, Lateness())

    assert "The points of 1 student changed." in said
    assert "Zoë Müller-Straße (1815002): 12 -> 15: lateness now 0 %, it was 20 %. Handed in" in said
    assert "in time for the extended deadline, 2026-12-01 23:59" in said
    assert by_name(records)["Zoë Müller-Straße"].score == 15
    assert by_name(records)["Ada Lovelace"].score == 12
    assert "changed." not in kept
    assert [record.score for record in again] == [record.score for record in records]
    assert "The points of 12 students changed." in none
    assert {record.score for record in last if record.report} == {15}


@needs_files
def test_an_extension_for_nobody_is_refused_before_anything_is_graded(course: Syllabus, tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="An extension is for 'bob', who is not in this class"):
        grade(course, tmp_path, replace(POLICY, extensions={"bob": WHEN}))


@needs_files
def test_who_handed_in_at_an_unknown_time_is_named_and_loses_nothing(course: Syllabus, tmp_path: Path) -> None:
    said, records = grade(course, tmp_path, POLICY, "gradebook.csv")  # which has no times

    assert "Handed in at an unknown time, so lateness takes nothing (15)" in said
    assert {record.deduction for record in records} == {None}


@needs_files
@pytest.mark.parametrize("worksheet", WORKSHEETS)
def test_a_draft_is_told_apart_everywhere(worksheet: str, course: Syllabus, tmp_path: Path) -> None:
    records = class_of(course, "plain-folders.zip", worksheet, tmp_path)
    console = Console(width=100, record=True, file=io.StringIO())
    show_class(console, records, course.select(["preprocessing", "metrics"]))
    dora = by_name(records)["Dora Draft"]

    (line,) = (line for line in console.export_text().splitlines() if "Dora Draft" in line and "graded" in line)
    assert "a draft" in line
    for text in (comment(dora), rendered_student(dora, course)):
        assert "It is a draft that was not submitted" in text
    assert sum("a draft that" in comment(record) for record in records if record.report) == 1


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Saturday, 28 November 2026, 12:41 PM", (28, 12)),
        ("Saturday, 28 November 2026, 1:05 AM", (28, 1)),
        ("Samstag, 28. November 2026, 12:41", (28, 12)),
        ("sábado, 28 de noviembre de 2026, 12:41", (28, 12)),
        ("samedi 28 novembre 2026, 12:41", (28, 12)),
        ("sabato, 28 novembre 2026, 12:41", (28, 12)),
        ("суббота, 28 ноября 2026, 12:41", (28, 12)),
        ("zaterdag, 28 november 2026, 12:41", (28, 12)),
        ("sobota, 28 listopada 2026, 12:41", (28, 12)),
        ("2026-11-28 12:41", (28, 12)),
        ("newest file of 2026-11-28 12:41", None),
        ("-", None),
        ("", None),
        ("soon", None),
    ],
)
def test_a_time_is_read_in_the_language_of_the_teacher(text: str, when: tuple[int, int] | None) -> None:
    found = moment_of(text)

    assert (None if found is None else (found.day, found.hour)) == when
    assert found is None or (found.year, found.month) == (2026, 11)


def late(course: Syllabus) -> Record:
    """Somebody who handed in two days late, with a note and points for the whole."""
    given = Adjustment("", 2, "An answer in the forum.", "Grace", "2026-11-30T10:00:00+00:00")
    said = (
        Note("metrics.recall", "I looked again: `fp` and `fn` are swapped.", "Grace <b>", "2026-12-01T10:00:00+00:00"),
        Note("", "Well done.", "Grace", "2026-12-01T10:00:00+00:00"),
    )
    deduction = deduct(POLICY, [], datetime(2026, 11, 29, 8, 0))
    student = Student("0042", "Ann", "ann@x.org")
    mixed = reports.mixed(course, models={})
    report = replace(mixed, outcomes=tuple(each for each in mixed.outcomes if each.status != "error"))
    return Record(student, "graded", "ann", report=report, adjustments=(given,), deduction=deduction, said=said)


def test_before_after_and_why_are_in_report_comment_table_and_json(course: Syllabus, tmp_path: Path) -> None:
    record = late(course)
    assert record.report is not None
    before, after = record.report.score + 2, round(record.report.score * 0.8, 2) + 2
    write_wide([record], course, tmp_path / "w.csv")
    write_class_json([record], course, tmp_path / "c.json")
    write_moodle([record], course, tmp_path / "m.csv")

    assert record.score == after
    due = "the deadline, 2026-11-27 12:00"
    why = f"Handed in 2026-11-29 08:00, 2 days (part of a day counts as one) after {due}: 20 % of the "
    sentence = f"{why}points are taken. The score is {after:g} instead of {before:g}."
    assert sentence in comment(record)
    assert sentence in rendered_student(record, course)
    (row,) = csv.DictReader(io.StringIO((tmp_path / "w.csv").read_text(encoding="utf-8-sig")))
    assert (row["score"], row["score_in_time"], row["late_percent"]) == (f"{after:g}", f"{before:g}", "20")
    assert sentence in row["remarks"]
    kept = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    (student,) = kept["students"]
    assert kept["schema"] == "digit-kata/class/v1"
    assert (student["score"], student["score_in_time"]) == (after, before)
    assert (student["lateness"]["days"], student["lateness"]["percent"]) == (2, 20)
    assert student["lateness"]["sentence"].startswith(why)
    assert student["report"]["schema"] == SCHEMA
    assert f",{after:g}," in (tmp_path / "m.csv").read_text(encoding="utf-8")


def test_a_note_is_at_its_exercise_and_in_all_that_a_student_gets(course: Syllabus, tmp_path: Path) -> None:
    record = late(course)
    page = rendered_student(record, course)

    at = page.index('id="metrics.recall"')
    assert (
        at
        < page.index("I looked again: <code>fp</code> and <code>fn</code> are swapped.")
        < page.index("<h4", at + 2_000)
    )
    assert '" open>' in page[at : at + 60] or "open" in page[at - 60 : at + 60]
    assert "Grace &lt;b&gt;" in page
    assert "Noted by a person" in page
    assert "I looked again" in comment(record)
    write_wide([record], course, tmp_path / "w.csv")
    assert "metrics.recall: I looked again" in (tmp_path / "w.csv").read_text(encoding="utf-8-sig")
    refused = Record(record.student, "refused", "x", reason="It is damaged.", said=record.said)
    assert "Well done." in rendered_student(refused, course)


@needs_files
def test_a_note_is_kept_in_the_gradebook_and_listed(course: Syllabus, tmp_path: Path) -> None:
    grade(course, tmp_path, None)
    file = tmp_path / "class.gradebook"
    told = adjustments.note(file, "ada@example.edu", "preprocessing.one_hot", " It holds. ", "Grace")
    _said, records = grade(course, tmp_path, None)

    assert (
        told == "Ada Lovelace (1815001): from the next `class` on, the note is at preprocessing.one_hot of the report."
    )
    (note,) = by_name(records)["Ada Lovelace"].said
    assert (note.exercise, note.text, note.author) == ("preprocessing.one_hot", "It holds.", "Grace")
    assert adjustments.listed(file, course)[-1].startswith(
        "Ada Lovelace (1815001): note on preprocessing.one_hot: It holds. (Grace, "
    )
    for text, author in ((" ", "Grace"), ("It holds.", "")):
        with pytest.raises(Stopped, match="needs a text and an author"):
            adjustments.note(file, "ada", "", text, author)


def test_a_folder_has_a_file_per_student_and_a_table_for_a_mail_merge(course: Syllabus, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    others = [
        Record(Student("CON", "Con", "c@x.org"), "graded", "c", report=reports.stubs(course)),
        Record(Student("../x", "Ex"), "refused", "x.zip", reason="It is damaged."),
        Record(Student("z", "Zed"), "missing"),
    ]
    notes = write_reports([late(course), *others], course, folder)
    (folder / "mine.html").write_text("somebody's", encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO((folder / "reports.csv").read_text(encoding="utf-8-sig"))))

    assert [(row["id"], row["email"], row["name"]) for row in rows] == [
        ("0042", "ann@x.org", "Ann"), ("CON", "c@x.org", "Con"), ("../x", "", "Ex"),
    ]  # fmt: skip
    assert rows[0]["file"] == "0042.html"
    assert (rows[1]["score"], rows[2]["score"]) == ("0", "")
    assert all((folder / row["file"]).is_file() for row in rows)
    assert "The archive" not in notes[0]
    assert "3 reports, and reports.csv" in notes[0]
    assert "1 student has no e-mail address" in notes[1]
    write_reports([late(course)], course, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["0042.html", "mine.html", "reports.csv"]
    (folder / "0042.html").write_text("somebody's", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"0042\.html"):
        write_reports([late(course)], course, folder)


def test_nobody_gets_a_report_at_an_address_that_is_somebody_elses_too(course: Syllabus, tmp_path: Path) -> None:
    twins = [Student("1", "Ada", "a@x.org"), Student("2", "Bo", "A@x.org"), Student("3", "Cy", "c@x.org")]
    records = [Record(each, "graded", each.id, report=reports.stubs(course)) for each in twins]
    notes = write_reports(records, course, tmp_path)

    rows = csv.DictReader(io.StringIO((tmp_path / "reports.csv").read_text(encoding="utf-8-sig")))
    assert [row["email"] for row in rows] == ["", "", "c@x.org"]
    assert notes[1:] == ("Ada and Bo have the same address as somebody else, so it was left out. Fix the roster.",)


def test_what_a_student_is_called_is_no_formula(course: Syllabus, tmp_path: Path) -> None:
    student = Student('=HYPERLINK("x")', '=HYPERLINK("x")')
    write_reports([Record(student, "graded", "x", report=reports.stubs(course))], course, tmp_path)
    (row,) = csv.DictReader(io.StringIO((tmp_path / "reports.csv").read_text(encoding="utf-8-sig")))

    assert row["id"] == row["name"] == '\'=HYPERLINK("x")'
    assert (tmp_path / row["file"]).is_file()


def test_a_file_is_named_by_an_id_wherever_every_system_takes_that() -> None:
    names = [
        file_of(Student(id_, "x"))
        for id_ in ("1815001", "ada@x.org", "Ada", "ada", "con", "a/b", "a b", "=1", "", "山田", "Иван", "-x", "@x")
    ]

    assert names[:2] == ["1815001.html", "ada@x.org.html"]
    assert names[3] == "ada.html"
    assert len({name.lower() for name in names}) == len(names)
    assert all(name[0].isalnum() for name in names)  # no spreadsheet takes it for a formula
    assert all(name.replace("-", "").replace("_", "").replace(".", "").replace("@", "").isalnum() for name in names)
