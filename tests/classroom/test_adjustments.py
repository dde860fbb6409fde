"""Adjustments come one by one or from a file of many, in halves, and no exercise goes beyond what it is worth."""

from pathlib import Path

import pytest

from grader.classroom import adjustments
from grader.classroom.gradebook import Gradebook
from grader.classroom.received import Received
from grader.classroom.records import Student
from grader.course.current import NAMED_BY, current
from grader.course.syllabus import Syllabus
from grader.sandbox.submission import Submission
from grader.util.errors import Stopped
from grader.util.exit_status import WRONG_USAGE
from tests.classroom.test_gradebook import of_version_2
from tests.cli.test_cli import run

LINE = (("Username", "ada.l"), ("Email address", "ada@example.org"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "class.gradebook"
    with Gradebook(file) as book:
        students = [Student("1", "Ada Lovelace", "ada@example.org", line=LINE), Student("2", "Grace Hopper")]
        book.take_in([Received(student, student.id, Submission(student.id, {}, {})) for student in students])
    return file


@pytest.mark.parametrize("name", ["1", "ada lovelace", "ADA@example.org", "ada.l", " 1 "])
def test_a_student_is_found_by_id_name_address_and_login(name: str, file: Path, course: Syllabus) -> None:
    said = adjustments.adjust(file, name, "metrics.recall", 0.5, "Nearly.", "Grace", course)

    assert said == "Ada Lovelace (1): +0.5 points, +0.5 in all adjustments; the score is 0.5 now."


@pytest.mark.parametrize(
    ("text", "points"), [("2", 2), ("-0.5", -0.5), ("1,5", 1.5), ("\N{MINUS SIGN}3", -3), ("+1.0", 1)]
)
def test_points_are_whole_or_halves(text: str, points: float) -> None:
    assert adjustments.points_of(text) == points


@pytest.mark.parametrize("text", ["0", "0.25", "nan", "inf", "two", "", "1e9"])
def test_other_points_are_refused(text: str) -> None:
    with pytest.raises(Stopped, match="Give a"):
        adjustments.points_of(text)


def test_a_gradebook_of_another_course_is_refused_with_the_way_out(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spring = tmp_path / "spring.toml"
    spring.write_text('title = "Spring"\n\n[points]\nmetrics.recall = 50\n', encoding="utf-8")
    with Gradebook(file) as book, monkeypatch.context() as named:
        named.setenv(NAMED_BY, str(spring))
        book.begin({"course": current().version})
    given = (file, "1", "40", "--exercise", "metrics.recall", "--reason", "Nearly.", "--author", "Grace")

    refused = run("adjust", *given)
    taken = run("adjust", *given, "--course", spring)
    address = "https://moodle.example.edu/mod/assign/view.php?id=4711"
    pushed = run("push", "moodle", file, address)

    for done in (refused, pushed):
        said = f"{file} was graded with another course than the kit's own. Name the file of that one with --course FILE"
        assert (done.returncode, said in done.stderr) == (WRONG_USAGE, True)
    assert "Ada Lovelace (1): +40 points" in taken.stdout


def test_an_exercise_is_not_lifted_beyond_its_points(file: Path, course: Syllabus) -> None:
    adjustments.adjust(file, "1", "metrics.recall", 2.5, "Nearly.", "Grace", course)

    with pytest.raises(Stopped, match=r"worth 3 points, and Ada Lovelace \(1\) has 2.5 of them: \+0.5 is the most"):
        adjustments.adjust(file, "1", "metrics.recall", 1, "Nearly.", "Grace", course)
    with pytest.raises(Stopped, match=r"-2.5 is the most"):
        adjustments.adjust(file, "1", "metrics.recall", -3, "Nearly.", "Grace", course)
    with pytest.raises(Stopped, match="nothing can be taken"):
        adjustments.adjust(file, "2", "metrics.recall", -1, "Nearly.", "Grace", course)


def test_a_file_of_many_is_made_once_and_listed(file: Path, tmp_path: Path) -> None:
    table = tmp_path / "many.csv"
    table.write_text(
        "\ufeffStudent;Exercise;Points;Reason\nada.l;recall;1,5;Nearly.\n2;;-2;Two days late.\n", encoding="utf-8"
    )

    for said in ("2 adjustments made.", "0 adjustments made. 2 of the file are already in the gradebook"):
        done = run("adjust", file, "--from", table, "--author", "Grace")
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
    listed = run("adjust", file, "--list")
    assert "Ada Lovelace (1): +1.5 for metrics.recall: Nearly. (Grace, " in listed.stdout
    assert "Grace Hopper (2): -2 for the whole: Two days late." in listed.stdout
    assert run("adjust", file, "Grace Hopper", "--list").stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("student,points,reason\n1,1,x\n", "the column exercise is missing"),
        ("student,exercise,points,reason\n", "contains no adjustment"),
        ("", "the column student is missing"),
        ("student,exercise,points,reason\n1,,1,x\n9,,1,x\n", "line 3: '9' is not a student"),
        ("student,exercise,points,reason\n1,,1,x\n1,,1,\n", "line 3: The reason is missing"),
        ("student,exercise,points,reason\n1,recal,1,x\n", "line 2: 'recal' is not"),
        ("student,exercise,points,reason\n1,metrics,1,x\n", "line 2: 'metrics' is a module"),
        ("student,exercise,points,reason\n1,recall,2,x\n1,recall,2,y\n", "line 3: metrics.recall is worth 3 points"),
    ],
)
def test_a_file_with_a_mistake_adjusts_nothing(
    text: str, sentence: str, file: Path, tmp_path: Path, course: Syllabus
) -> None:
    table = tmp_path / "many.csv"
    table.write_text(text, encoding="utf-8")

    with pytest.raises(Stopped, match=r"many\.csv") as caught:
        adjustments.adjust_many(file, table, "Grace", course)

    assert sentence in str(caught.value)
    assert adjustments.listed(file, course) == ["There are no adjustments."]


def test_an_older_gradebook_is_listed_as_it_is_and_carried_over_by_an_adjustment(
    tmp_path: Path, course: Syllabus
) -> None:
    file = tmp_path / "class.gradebook"
    of_version_2(file).close()
    before = file.read_bytes()
    adjustments.listed(file, course)
    assert file.read_bytes() == before

    said = adjustments.adjust(file, "1", "", 1, "Well done.", "Grace", course).splitlines()
    assert said[1].startswith(f"{file} was a gradebook of version 2 and is of version ")
    assert len(adjustments.adjust(file, "1", "", 1, "Again.", "Grace", course).splitlines()) == 1
