"""What is taken of an exam: two files of each bug, wherever students put the folder, and nothing that is a trap."""

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from grader.classroom.exam_hand_ins import ExamHandIn, take_exam
from grader.classroom.intake import take_in
from grader.classroom.received import IntakeError
from grader.classroom.records import Student
from grader.classroom.roster import Listed, Roster
from tests.conftest import STUBS
from tests.support import exams

MODULES = {"preprocessing", "metrics", "models", "training", "evaluation"}
WANTED = dict.fromkeys(exams.EXAM.places, "metrics")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "class").mkdir()
    return tmp_path / "class"


def taken(folder: Path, roster: Roster | None = None) -> dict[str, ExamHandIn]:
    return {each.student.id: each for each in take_exam(folder, roster, WANTED, MODULES)[0]}


def pack(folder: Path, file: Path) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                archive.write(each, each.relative_to(folder))
    return file


def test_folders_and_archives_of_students_are_found(folder: Path, tmp_path: Path) -> None:
    exams.hand_in(folder / "ada")
    exams.hand_in(folder / "ben" / "my work" / "kit")
    pack(exams.hand_in(tmp_path / "cleo"), folder / "cleo.zip")
    shutil.copytree(STUBS, folder / "dora" / "exercises")
    found = taken(folder)

    assert list(found) == ["ada", "ben", "cleo", "dora"]
    for name in ("ada", "ben", "cleo"):
        assert set(found[name].bugs) == set(WANTED)
        assert found[name].bugs["exam_7_1"].sources == {"evidence": exams.evidence(), "metrics": exams.repaired()}
    assert not found["dora"].bugs
    assert not found["dora"].refused


def test_a_class_of_one_is_not_taken_for_a_folder_around_a_class(folder: Path) -> None:
    exams.hand_in(folder / "ada")

    assert set(taken(folder)["ada"].bugs) == set(WANTED)


def test_the_students_own_modules_come_along_and_those_in_bugs_do_not(folder: Path) -> None:
    exams.hand_in(folder / "ada")
    (folder / "ada" / "exercises").mkdir()
    (folder / "ada" / "exercises" / "metrics.py").write_text("mine = 1\n", encoding="utf-8")
    (folder / "ada" / "exercises" / "helper.py").write_text("mine = 2\n", encoding="utf-8")
    other = folder / "ada" / "bugs" / "bug_1"
    other.mkdir()
    (other / "training.py").write_text("planted = 1\n", encoding="utf-8")

    assert taken(folder)["ada"].own == {"metrics": "mine = 1\n", "helper": "mine = 2\n"}


def test_a_planted_module_is_never_graded_for_a_missing_one(folder: Path, tmp_path: Path) -> None:
    exams.hand_in(folder / "ada", {1: {"training.py": "planted = 1\n"}})
    (folder / "ada" / "metrics.py").write_text("mine = 1\n", encoding="utf-8")
    (received,) = take_in(folder, tmp_path / "copies", None, MODULES).received

    assert received.submission is not None
    assert list(received.submission.sources) == ["metrics"]


def test_of_several_hand_ins_the_newest_with_an_exam_counts(folder: Path, tmp_path: Path) -> None:
    exams.hand_in(folder / "ben")
    (folder / "ada").mkdir()
    only_one = exams.hand_in(tmp_path / "first", {1: exams.files(1)})
    for when, source, name in (
        (1_000_000, only_one, "first"),
        (2_000_000, exams.hand_in(tmp_path / "second"), "second"),
        (3_000_000, STUBS, "exercises"),
    ):
        file = pack(source, folder / "ada" / f"{name}.zip")
        os.utime(file, (when, when))
    found = taken(folder)["ada"]

    assert set(found.bugs) == set(WANTED)
    assert found.name == "ada/second.zip"
    assert set(found.others) == {"ada/first.zip", "ada/exercises.zip"}


def test_links_are_not_followed_and_large_files_not_read(folder: Path, tmp_path: Path) -> None:
    exams.hand_in(folder / "ada")
    secret = tmp_path / "secret.py"
    secret.write_text(exams.evidence(), encoding="utf-8")
    first, second = (folder / "ada" / "bugs" / place for place in exams.EXAM.places)
    (first / "evidence.py").unlink()
    (first / "evidence.py").symlink_to(secret)
    with (second / "metrics.py").open("wb") as stream:
        stream.truncate(1 << 30)
    found = taken(folder)["ada"]

    assert "evidence" not in found.bugs["exam_7_1"].sources
    assert "bugs/exam_7_1/evidence.py is a link and was ignored." in found.notes
    assert "are more than the 262,144 of a module" in found.bugs["exam_7_2"].faults["metrics"]


def test_a_linked_folder_is_nobodys_exam(folder: Path, tmp_path: Path) -> None:
    exams.hand_in(tmp_path / "other")
    (folder / "ada").mkdir()
    (folder / "ada" / "notes.py").write_text("x = 1\n", encoding="utf-8")
    (folder / "ada" / "bugs").symlink_to(tmp_path / "other" / "bugs")
    (folder / "ben").symlink_to(tmp_path / "other")
    found = taken(folder)

    assert not found["ada"].bugs
    assert found["ben"].refused == "It is a link. Put the real file or folder there."


def test_folders_of_another_number_or_round_are_left_alone(folder: Path) -> None:
    exams.hand_in(folder / "ada", {2: exams.files(2)})
    for name in ("exam_7_3", "exam_8_1", "exam_7_01", "bug_1", "exam_7_1_copy"):
        shutil.copytree(folder / "ada" / "bugs" / "exam_7_2", folder / "ada" / "bugs" / name)

    assert set(taken(folder)["ada"].bugs) == {"exam_7_2"}


def test_of_two_folders_of_one_name_the_one_in_bugs_counts_and_a_tie_is_refused(folder: Path) -> None:
    exams.hand_in(folder / "ada")
    (folder / "ada" / "exam_7_1").mkdir()
    (folder / "ada" / "exam_7_1" / "evidence.py").write_text("x = 1\n", encoding="utf-8")
    for copy in ("a", "b"):
        exams.hand_in(folder / "ben" / copy, {1: exams.files(1)})
    found = taken(folder)

    assert found["ada"].bugs["exam_7_1"].sources["evidence"] == exams.evidence()
    assert found["ben"].refused == (
        "exam_7_1 is there several times: a/bugs/exam_7_1 and b/bugs/exam_7_1. Ask which one counts."
    )


def test_a_folder_without_the_two_files_has_nothing(folder: Path) -> None:
    exams.hand_in(folder / "ada", {1: {"notes.py": "x = 1\n"}})
    (found,) = taken(folder).values()

    assert found.bugs["exam_7_1"].sources == {}


def test_a_hand_in_without_python_files_is_asked_for_the_folder_of_the_exam(folder: Path) -> None:
    exams.hand_in(folder / "ben")
    (folder / "ada").mkdir()
    (folder / "ada" / "answers.pdf").write_bytes(b"%PDF")

    assert taken(folder)["ada"].refused == "It contains no Python file. Ask for the folder bugs/."


def test_a_damaged_archive_is_refused(folder: Path) -> None:
    (folder / "ada.zip").write_bytes(b"PK\x03\x04 no archive")

    assert taken(folder)["ada"].refused


def test_the_order_is_that_of_the_roster(folder: Path) -> None:
    exams.hand_in(folder / "Ben Beispiel")
    exams.hand_in(folder / "Ada Muster")
    students = [Student("2", "Ben Beispiel"), Student("1", "Ada Muster")]
    roster = Roster(tuple(Listed(student, {}, canvas=False) for student in students))

    assert list(taken(folder, roster)) == ["2", "1"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="there is no such folder"):
        taken(tmp_path / "nowhere")
