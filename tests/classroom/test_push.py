"""Pushing into Moodle and Canvas, against small servers that answer as they do: who gets what, and when it stops."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from grader.classroom.exports import Scale
from grader.classroom.exports.handover import AS_EARNED
from grader.classroom.push import canvas_api, moodle_service
from grader.classroom.push.canvas_api import Canvas
from grader.classroom.push.moodle_service import Moodle
from grader.classroom.push.pushing import push
from grader.classroom.push.system import PushError, System, refuse_address
from grader.classroom.records import Adjustment, Record, Student
from grader.course.lateness import Lateness, deduct
from grader.course.syllabus import Syllabus
from grader.report.report import judge
from grader.sandbox import bubblewrap
from tests.conftest import ROOT
from tests.support import reports
from tests.support.lms_servers import TOKEN, Cell, FakeCanvas, FakeMoodle, FakeSystem, served
from tests.support.moodle_class import GRADED, PLACE, needs_files

PEOPLE = {
    11: ("Ann Able", "0042", "ann@x.org", "ann"),
    12: ("Bo Bow", "", "bo@x.org", "bo"),
    13: ("Cy Cyan", "7", "cy@x.org", "cy"),
}


@pytest.fixture
def records(course: Syllabus) -> list[Record]:
    """Three of a course: all points, none, and nothing handed in."""
    stubs = reports.stubs(course)
    done = replace(stubs, outcomes=tuple(judge(each, [reports.PASSED], 1) for each in course.exercises))
    lines = {
        "ann": (("ID number", "0042"), ("Username", "ann")),
        "bo": (("Email address", "BO@x.org"), ("Username", "bo")),
        "cy": (("ID number", "7"),),
    }
    students = {
        name: Student(name, PEOPLE[11 + place][0], line=line) for place, (name, line) in enumerate(lines.items())
    }
    return [
        Record(students["ann"], "graded", "ann", report=done),
        Record(students["bo"], "graded", "bo", report=stubs),
        Record(students["cy"], "missing"),
    ]


@pytest.fixture(params=["moodle", "canvas"])
def fake(request: pytest.FixtureRequest) -> FakeMoodle | FakeCanvas:
    return FakeMoodle(dict(PEOPLE)) if request.param == "moodle" else FakeCanvas(dict(PEOPLE))


@pytest.fixture
def address(fake: FakeMoodle | FakeCanvas) -> Iterator[str]:
    with served(fake) as url:
        yield url


def opened(fake: FakeSystem, url: str, token: str = TOKEN) -> System:
    return Moodle(url, token, 4711) if isinstance(fake, FakeMoodle) else Canvas(url, token, 7, 8)


def pushed(system: System, records: list[Record], course: Syllabus, *, write: bool, scale: Scale = AS_EARNED) -> str:
    said: list[str] = []
    push(system, records, course, said.append, scale=scale, write=write)
    return "\n".join(said)


@pytest.mark.parametrize("opens", [lambda url: Moodle(url, TOKEN, 4711), lambda url: Canvas(url, TOKEN, 7, 8)])
def test_a_system_that_never_answers_is_not_waited_for(
    opens: Callable[[str], System], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (canvas_api, moodle_service):
        monkeypatch.setattr(module, "PATIENCE", 0.2)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(PushError, match=r"does not answer \(ReadTimeout\)"),
    ):
        opens(f"http://127.0.0.1:{silent.getsockname()[1]}")


def test_nothing_is_written_unless_asked(
    fake: FakeMoodle | FakeCanvas, address: str, records: list[Record], course: Syllabus
) -> None:
    said = pushed(opened(fake, address), records, course, write=False)

    assert fake.writes == 0
    assert fake.uploads == {}
    assert "Ann Able (ann): grade none -> 100, comment, report" in said
    assert "Bo Bow (bo): grade none -> 0, comment, report" in said
    assert "1 student is left out (1 missing)" in said
    assert "Nothing was written. Give --yes as well to write this for 2 to 'Digit Kata'." in said


def test_grade_comment_and_report_arrive_once_and_are_read_back(
    fake: FakeMoodle | FakeCanvas, address: str, records: list[Record], course: Syllabus
) -> None:
    said = pushed(opened(fake, address), records, course, write=True)
    again = pushed(opened(fake, address), records, course, write=True)

    assert {number: cell.grade for number, cell in fake.cells.items()} == {11: 100, 12: 0}
    assert "0 of 100 points" in fake.cells[12].comments[0]
    ((name, page),) = fake.cells[11].files.items()
    assert re.fullmatch(r"report-[0-9a-f]{10}\.html", name)
    assert "Ann Able" in page
    assert "Bo Bow" not in page
    assert "2 of 2 written and read back: Bo Bow (bo)" in said
    assert "2 students already have all of it.\nThere is nothing left to write." in again
    assert fake.writes == 2
    assert len(fake.uploads) == 2


def test_what_changed_alone_is_written_again(
    fake: FakeMoodle | FakeCanvas, address: str, records: list[Record], course: Syllabus
) -> None:
    pushed(opened(fake, address), records, course, write=True)
    assert records[0].report is not None
    records[1] = replace(records[1], report=replace(records[0].report, submission="exercises"))
    said = pushed(opened(fake, address), records, course, write=True)

    assert "Bo Bow (bo): grade 0 -> 100, comment, report" in said
    assert "1 student already has all of it." in said
    assert fake.writes == 3
    assert fake.cells[12].grade == 100


def test_a_grade_above_the_maximum_stops_before_anything_is_written(
    fake: FakeMoodle | FakeCanvas, address: str, records: list[Record], course: Syllabus
) -> None:
    fake.maximum = 10
    with pytest.raises(PushError, match=r"Ann Able \(ann\) has 100 of 100, above the maximum of 10.*--scale auto"):
        pushed(opened(fake, address), records, course, write=True)
    assert fake.writes == 0

    pushed(opened(fake, address), records, course, write=True, scale=Scale(auto=True))
    assert fake.cells[11].grade == 10


def test_points_on_top_of_the_maximum_name_one_that_holds_all_grades(
    fake: FakeMoodle | FakeCanvas, address: str, records: list[Record], course: Syllabus
) -> None:
    given = Adjustment("", 6, "Find the bug: 3 of 5.", "find-the-bug, seed 7", "2026-11-30T18:28:06+00:00")
    fake.maximum = 100

    with pytest.raises(PushError, match=r"has 106 of 100, .*Set the maximum to 106 there\.$"):
        pushed(opened(fake, address), [replace(records[0], adjustments=(given,)), *records[1:]], course, write=True)
    assert fake.writes == 0


def test_a_grade_that_is_not_stored_though_it_is_answered_so_stops_all(
    fake: FakeMoodle | FakeCanvas, address: str, records: list[Record], course: Syllabus
) -> None:
    fake.stored_up_to = 50  # another maximum than it says: somebody changed it meanwhile
    with pytest.raises(PushError, match=r"reported success, .*grade none -> 100.*Stopped: 0 of 2 are written"):
        pushed(opened(fake, address), records, course, write=True)

    assert fake.writes == 1
    assert 12 not in fake.cells


def test_a_stranger_and_a_doubtful_one_get_nobodys_grade(
    fake: FakeMoodle | FakeCanvas, address: str, records: list[Record], course: Syllabus
) -> None:
    both = (("ID number", "7"), ("Username", "bo"))  # of two persons
    records[1] = replace(records[1], student=Student("eve", "Eve"))
    said = pushed(opened(fake, address), records, course, write=False)
    assert "1 student graded here is not in" in said
    assert "Eve (eve)" in said

    records[1] = replace(records[1], student=Student("x", "X", line=both))
    with pytest.raises(PushError, match="could be Bo Bow or Cy Cyan there"):
        pushed(opened(fake, address), records, course, write=False)
    records[1] = replace(records[1], student=Student("x", "X", line=(("Username", "ann"),)))
    with pytest.raises(PushError, match=r"Ann Able \(ann\) and X \(x\) are both Ann Able there"):
        pushed(opened(fake, address), records, course, write=False)


def test_without_a_roster_the_only_one_of_a_name_is_found(
    fake: FakeMoodle | FakeCanvas, address: str, records: list[Record], course: Syllabus
) -> None:
    records[0] = replace(records[0], student=Student("1", "Able, Ann"))
    assert "Able, Ann (1): grade none -> 100" in pushed(opened(fake, address), records, course, write=False)

    fake.people[14] = ("Ann Able", "", "twin@x.org", "twin")
    assert "Able, Ann (1)" in pushed(opened(fake, address), records, course, write=False).split("is not in")[1]


def test_a_wrong_token_is_a_sentence_without_it(fake: FakeMoodle | FakeCanvas, address: str) -> None:
    with pytest.raises(PushError, match="token") as caught:
        opened(fake, address, "wr0ngt0ken")

    assert "wr0ngt0ken" not in str(caught.value)


def test_another_number_is_no_assignment(fake: FakeMoodle | FakeCanvas, address: str) -> None:
    with pytest.raises(PushError, match=r"There is no .*assignment"):
        Moodle(address, TOKEN, 3) if isinstance(fake, FakeMoodle) else Canvas(address, TOKEN, 7, 9)


def test_a_system_that_does_not_answer_is_a_sentence(fake: FakeMoodle | FakeCanvas) -> None:
    with served(fake) as url:
        pass  # it is gone again

    with pytest.raises(PushError, match=r"Check the address|Try again"):
        opened(fake, url)


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("blind", "Fill in the grading worksheet instead"),
        ("scale", "has no grade in points"),
        ("redirect", "sends you to https://elsewhere.example"),
        ("not moodle", "is not a Moodle web service"),
        ("down", "answered with status 503"),
    ],
)
def test_a_moodle_that_cannot_be_pushed_to_is_a_sentence(way: str, said: str) -> None:
    with served(FakeMoodle(dict(PEOPLE), ways={way})) as url, pytest.raises(PushError, match=said):
        Moodle(url, TOKEN, 4711)


@pytest.mark.parametrize(("way", "said"), [("blind", "Marking is anonymous"), ("letters", "has no grade in points")])
def test_a_canvas_that_cannot_be_pushed_to_is_a_sentence(way: str, said: str) -> None:
    with served(FakeCanvas(dict(PEOPLE), ways={way})) as url, pytest.raises(PushError, match=said):
        Canvas(url, TOKEN, 7, 8)


@pytest.mark.parametrize(
    ("way", "said", "kept"),
    [
        ("locked", "reported success, but this is still to do", 0),
        ("small uploads", "did not accept the report: The file is too large", 0),
        ("breaks after 3", "dmlwriteexception|Error writing to database.*Stopped: 2 of 3", 3),
    ],
)
def test_moodle_stops_at_the_first_surprise(
    way: str, said: str, kept: int, records: list[Record], course: Syllabus
) -> None:
    records[2] = replace(records[1], student=records[2].student)
    fake = FakeMoodle(dict(PEOPLE), ways={way})
    with served(fake) as url:
        with pytest.raises(PushError, match=said):
            pushed(Moodle(url, TOKEN, 4711), records, course, write=True)

        assert len(fake.cells) == kept
        fake.ways.clear()
        pushed(Moodle(url, TOKEN, 4711), records, course, write=True)  # goes on from there
    assert len(fake.cells) == 3


def test_moodle_tells_drafts_and_leaves_out_what_is_switched_off(records: list[Record], course: Syllabus) -> None:
    fake = FakeMoodle(dict(PEOPLE), drafts={12}, plugins=())
    with served(fake) as url:
        said = pushed(Moodle(url, TOKEN, 4711), records, course, write=True)
        again = pushed(Moodle(url, TOKEN, 4711), records, course, write=True)

    assert "Bo Bow (bo): grade none -> 0 (a draft that was not submitted)" in said
    assert "The assignment does not accept feedback comments and files" in said
    assert (fake.cells[11].grade, fake.cells[11].comments, fake.cells[11].files) == (100, [], {})
    assert "upload" not in fake.log
    assert "There is nothing left to write." in again


def test_where_moodle_hides_feedback_the_grade_alone_is_compared(records: list[Record], course: Syllabus) -> None:
    fake = FakeMoodle(dict(PEOPLE), ways={"hidden"})
    with served(fake) as url:
        pushed(Moodle(url, TOKEN, 4711), records, course, write=True)

    assert fake.cells[11].grade == 100
    assert fake.cells[11].comments


def test_a_grade_of_somebody_elses_is_shown_before_it_is_replaced(records: list[Record], course: Syllabus) -> None:
    fake = FakeMoodle(dict(PEOPLE), cells={11: Cell(80, ["Well done."], {"scan.pdf": ""})})
    with served(fake) as url:
        said = pushed(Moodle(url, TOKEN, 4711), records, course, write=False)

    assert "Ann Able (ann): grade 80 -> 100, comment, report" in said


def test_nobody_pays_for_lateness_here_and_to_canvas(records: list[Record], course: Syllabus) -> None:
    policy = Lateness(datetime(2026, 12, 1, 12, 0), percent_per_day=10)
    late = replace(records[0], deduction=deduct(policy, [], datetime(2026, 12, 1, 13, 0)))
    with served(fake := FakeCanvas(dict(PEOPLE), ways={"late policy"})) as url:
        pushed(Canvas(url, TOKEN, 7, 8), records, course, write=True)  # Canvas' own policy is its own affair
        said = pushed(Canvas(url, TOKEN, 7, 8), records, course, write=True)
        with pytest.raises(PushError, match="took 2 points off Ann Able's grade by its own late policy"):
            pushed(Canvas(url, TOKEN, 7, 8), [late, *records[1:]], course, write=True)

    assert "There is nothing left to write." in said
    assert fake.cells[11].grade == 90


def test_who_is_excused_in_canvas_stays_so(records: list[Record], course: Syllabus) -> None:
    with served(fake := FakeCanvas(dict(PEOPLE), drafts={12})) as url:
        said = pushed(Canvas(url, TOKEN, 7, 8), records, course, write=True)

    assert "Bo Bow (bo) is excused in Canvas, and is not changed." in said
    assert list(fake.cells) == [11]


@pytest.mark.parametrize(
    "url",
    [
        "http://moodle.example.edu",
        "moodle.example.edu",
        "ftp://x.org",
        "https://",
        "https://me@x.org",
        "https://x/?a=b",
    ],
)
def test_a_token_goes_over_an_encrypted_line_to_a_plain_address_only(url: str) -> None:
    with pytest.raises(PushError, match="https"):
        refuse_address(url)


def test_an_address_may_have_a_folder() -> None:
    assert refuse_address(" https://x.org/moodle/ ") == "https://x.org/moodle"
    assert refuse_address("http://localhost:8000") == "http://localhost:8000"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("moodle", "g", "https://x.org/mod/quiz/view.php?id=3"), "is not the address of an assignment"),
        (("moodle", "g", "http://x.org/mod/assign/view.php?id=3"), "Give its https address"),
        (("canvas", "g", "https://x.org/courses/3"), "courses/12/assignments/345"),
        (("canvas", "none", "https://x.org/moodle/courses/3/assignments/4#a"), "there is no such gradebook"),
        (("moodle", "none", "https://x.org/m/mod/assign/view.php?a=1&id=3&b=2"), "there is no such gradebook"),
    ],
)
def test_the_command_takes_the_address_of_an_assignment(arguments: tuple[str, ...], said: str) -> None:
    done = run("push", *arguments)

    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())


@pytest.mark.slow
@needs_files
def test_a_class_goes_from_the_download_to_grades_and_reports_in_three_commands(tmp_path: Path) -> None:
    """All 16 of the class that a real Moodle wrote; the zip and the worksheet are downloaded in the browser before."""
    archive = tmp_path / "class.zip"
    archive.write_bytes((PLACE / "plain-folders.zip").read_bytes())
    rows = [
        line.split(",") for line in (PLACE / "plain-worksheet.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    ]
    people = {100 + place: _of_row(row) for place, row in enumerate(rows)}
    only = ("--only", "preprocessing.flatten_images")
    trust = () if bubblewrap.obstacle() is None else ("--allow-no-sandbox",)
    with served(fake := FakeMoodle(people, maximum=2)) as url:
        where = (str(tmp_path / "class.gradebook"), f"{url}/mod/assign/view.php?id=4711", *only)
        graded = run("class", str(archive), "--roster", str(PLACE / "plain-worksheet.csv"), *only, *trust)
        shown = run("push", "moodle", *where)
        assert fake.writes == 0
        written = run("push", "moodle", *where, "--yes")

    assert graded.returncode == 4  # one of them only typed
    assert (shown.returncode, written.returncode) == (0, 0), shown.stderr + written.stderr
    assert f"write this for {GRADED} to 'Digit Kata'" in shown.stdout
    assert fake.writes == GRADED
    assert {cell.grade for cell in fake.cells.values()} == {0, 2}
    for number, cell in fake.cells.items():
        (page,) = cell.files.values()
        assert people[number][0] in page.replace("&#39;", "'")
    assert TOKEN not in graded.stdout + shown.stdout + written.stdout + shown.stderr + written.stderr
    assert TOKEN.encode() not in (tmp_path / "class.gradebook").read_bytes()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the grader, as an instructor starts it."""
    environment = {**os.environ, "PYTHONUTF8": "1", "DIGIT_KATA_MOODLE_TOKEN": TOKEN}
    command = [sys.executable, "-m", "grader", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=600, check=False
    )


def _of_row(row: list[str]) -> tuple[str, str, str, str]:
    """Name, id number, e-mail address and login of a worksheet's row; a name may have a comma in it."""
    mail = next(place for place, cell in enumerate(row) if "@" in cell)
    return ",".join(row[1 : mail - 2]).strip('"'), row[mail - 2], row[mail], row[mail - 1]
