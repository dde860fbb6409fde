"""Moodle's zip of feedback files: who is in it by which number, and reports that need nothing next to them."""

import io
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from grader.classroom.exports import is_feedback_zip, write_feedback_zip
from grader.classroom.records import Adjustment, Record, Student
from grader.course.syllabus import Syllabus
from grader.report.report import Report
from tests.support import reports
from tests.support.moodle_class import PLACE, WORKSHEETS, class_of, needs_files


class Links(HTMLParser):
    """All that a page points at, and the ids it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.to: list[str] = []
        self.ids: set[str] = set()
        self.feed(page)

    def handle_starttag(self, _tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("href", "src", "xlink:href") and value:
                self.to.append(value)
            if name == "id" and value:
                self.ids.add(value)


def pages(file: Path) -> dict[int, str]:
    """The reports by their number, as Moodle reads the names."""
    with zipfile.ZipFile(file) as archive:
        names = {
            name: re.fullmatch(r"[^_]+_(\d+)_assignfeedback_file_report\.html", name) for name in archive.namelist()
        }
        return {int(found[1]): archive.read(name).decode() for name, found in names.items() if found}


def titles(file: Path) -> dict[int, str]:
    return {number: re.findall("<bdi>(.*?)</bdi>", page)[0] for number, page in pages(file).items()}


@needs_files
@pytest.mark.parametrize("archive", ["plain-folders.zip", "plain-flat.zip"])
@pytest.mark.parametrize("roster", [*WORKSHEETS, "gradebook.csv", None])
def test_everybody_gets_the_own_report_whatever_the_roster(
    archive: str, roster: str | None, course: Syllabus, tmp_path: Path
) -> None:
    notes = write_feedback_zip(class_of(course, archive, roster, tmp_path), course, tmp_path / "f.zip")

    found = titles(tmp_path / "f.zip")
    worksheet = (PLACE / WORKSHEETS[0]).read_text(encoding="utf-8-sig").splitlines()[1:]
    names = {line.split('"')[1].split()[1]: line.split('"')[3] for line in worksheet}
    assert len(found) == 15  # 14 graded, and one who is told why nothing was
    for number, title in found.items():
        plain = {"7": "Sean OBrien"}.get(str(number), names[str(number)])
        letters = set(re.findall(r"\w", plain.casefold()))
        assert len(letters & set(re.findall(r"\w", title.casefold()))) >= len(letters) / 2, (number, title)
    assert "could not be graded" in pages(tmp_path / "f.zip")[6]  # who only typed
    assert notes[0].startswith("15 reports. Upload it")
    assert len(notes) == 1


@needs_files
def test_blind_marking_goes_by_numbers(course: Syllabus, tmp_path: Path) -> None:
    write_feedback_zip(
        class_of(course, "blind-folders.zip", "blind-worksheet.csv", tmp_path), course, tmp_path / "f.zip"
    )

    assert titles(tmp_path / "f.zip") == {n: f"Participant {n}" for n in range(17, 33) if n != 25}


@needs_files
@pytest.mark.parametrize("roster", ["team-worksheet.csv", None])
def test_a_team_has_one_report_by_the_number_of_its_group(roster: str | None, course: Syllabus, tmp_path: Path) -> None:
    records = class_of(course, "team-folders.zip", roster, tmp_path)
    given = Adjustment("", -2, "Absent.", "Grace", "2026-11-30T10:00:00+00:00")
    records[0] = replace(records[0], adjustments=(given,))
    notes = write_feedback_zip(records, course, tmp_path / "f.zip")

    assert titles(tmp_path / "f.zip") == {1: "Team Rocket 7", 2: "Gruppe Ä"}
    assert all("Lovelace" not in page for page in pages(tmp_path / "f.zip").values())
    assert ("The members of Team Rocket 7 have different scores" in " ".join(notes)) == (roster is not None)


@needs_files
def test_the_number_of_a_group_is_no_participants(course: Syllabus, tmp_path: Path) -> None:
    write_feedback_zip(class_of(course, "collide.zip", "collide-worksheet.csv", tmp_path), course, tmp_path / "f.zip")

    assert titles(tmp_path / "f.zip") == {75: "Team 6b0accf236c55"}  # of the group, as the upload for teams reads it


def test_a_report_needs_nothing_next_to_it(course: Syllabus, tmp_path: Path) -> None:
    line = (("Identifier", "Participant 4"), *((f"x{n}", "") for n in range(6)))
    record = Record(Student("4", "Ann", line=line), "graded", "ann", report=reports.mixed(course))
    write_feedback_zip([record], course, tmp_path / "f.zip")

    page = pages(tmp_path / "f.zip")[4]
    links = Links(page)
    assert links.to
    assert [to for to in links.to if not to.startswith(("data:image/", "#"))] == []
    assert [to for to in links.to if to.startswith("#") and to[1:] not in links.ids] == []
    assert "classification_report" in page  # its numbers are in it
    assert "metrics.json" not in page


def test_who_has_no_number_is_named(course: Syllabus, tmp_path: Path) -> None:
    report = Report("mine", reports.stubs(course).outcomes)
    group = (("Identifier", "Participant 4"), ("Group", "Red"), *((f"x{n}", "") for n in range(6)))
    records = [
        Record(Student("ann", "Ann"), "graded", "ann.zip", report=report),
        Record(Student("bo", "Bo", line=group), "graded", "bo.zip", report=report),
        Record(Student("c", "Cy"), "graded", "Cy_8_assignsubmission_file", report=report),
        Record(Student("d", "Di"), "graded", "Di_8_assignsubmission_file", report=report),
        Record(Student("e", "Ed"), "waiting", "Ed_9_assignsubmission_file"),
        Record(Student("f", "Fy"), "missing"),
    ]
    notes = write_feedback_zip(records, course, tmp_path / "f.zip")

    assert pages(tmp_path / "f.zip") == {}
    assert notes[0].startswith("0 reports.")
    assert notes[1].startswith("4 reports without a Moodle number are not in it: Ann, Bo, Cy, Di.")


def test_only_such_a_zip_is_written_over(course: Syllabus, tmp_path: Path) -> None:
    record = Record(Student("4", "Ann"), "graded", "Ann_4_assignsubmission_file", report=reports.stubs(course))
    write_feedback_zip([record], course, tmp_path / "f.zip")
    first = (tmp_path / "f.zip").read_bytes()
    write_feedback_zip([replace(record, others=())], course, tmp_path / "f.zip")
    with zipfile.ZipFile(tmp_path / "work.zip", "w") as archive:
        archive.writestr("metrics.py", "x")
    (tmp_path / "text.zip").write_text("x")
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    (tmp_path / "empty.zip").write_bytes(empty.getvalue())

    assert (tmp_path / "f.zip").read_bytes() == first
    assert is_feedback_zip(tmp_path / "f.zip")
    assert not any(is_feedback_zip(tmp_path / name) for name in ("work.zip", "text.zip", "empty.zip", "none.zip"))
