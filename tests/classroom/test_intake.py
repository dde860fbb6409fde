"""A class's folder gives one copied submission per student, and a reason for each that cannot be taken."""

import datetime
import io
import os
import sys
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.console import Console

from grader.classroom import file_listing, hand_in_source, intake, lms_names, roster
from grader.classroom.class_terminal import show_class
from grader.classroom.hand_ins import HandIn
from grader.classroom.intake import take_in
from grader.classroom.moments import GUESSED
from grader.classroom.received import IntakeError, Received
from grader.classroom.records import Record
from grader.sandbox.submission import LARGEST_MODULE, Submission
from tests.support.moodle_class import missing
from tests.support.notebooks import notebook

MODULES = {"metrics.py": "x = 1\n", "models.py": "y = 2\n"}
NEEDS_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files, or not for everybody")


def put(folder: Path, files: Mapping[str, str | bytes] = MODULES, time: int = 0) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        if time:
            os.utime(file, (time, time))
    return folder


def packed(files: Mapping[str, str | bytes] = MODULES, below: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(below + name, content)
    return stream.getvalue()


def taken(source: Path, **more: object) -> dict[str, Received]:
    found = take_in(source, source.parent / "in", **more)  # type: ignore[arg-type]
    return {each.student.id: each for each in found.received}


def modules(received: Received) -> set[str]:
    return set(submission_of(received).sources)


def submission_of(received: Received) -> Submission:
    assert received.submission is not None, received.refused
    return received.submission


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    return folder


def test_folders_and_archives_are_taken_in(place: Path) -> None:
    put(place / "ada")
    put(place / "bob" / "hw" / "exercises")
    put(place, {"eve.zip": packed(below="hw/exercises/"), "flo.ZIP": packed()})
    put(place / "Gil_12_assignsubmission_file_", {"work.zip": packed()})

    found = taken(place)

    assert set(found) == {"ada", "bob", "eve", "flo", "12"}
    assert all(modules(each) == {"metrics", "models"} for each in found.values())
    assert found["12"].student.name == "Gil"
    assert found["eve"].name == "eve.zip"
    assert found["eve"].submission is not None


@pytest.mark.parametrize("below", ["", "class/"])
def test_an_archive_of_the_class_is_the_same_as_its_folder(place: Path, below: str) -> None:
    inside: dict[str, str | bytes] = {
        "ada/metrics.py": "x = 1",
        "bob/bob.zip": packed(below="exercises/"),
        "eve.zip": packed(),
        "__MACOSX/ada/._metrics.py": b"\0",
        "doejane_12_345_metrics.py": "x = 1",
        "doejane_12_346_models-1.py": "x = 1",
    }
    file = put(place, {"all.zip": packed(inside, below)}) / "all.zip"

    found = taken(file)

    assert {name: modules(each) for name, each in found.items()} == {
        "ada": {"metrics"},
        "bob": {"metrics", "models"},
        "eve": {"metrics", "models"},
        "12": {"metrics", "models"},
    }


def test_one_submission_in_an_archive_is_not_taken_for_a_class(place: Path) -> None:
    both = {"exercises/metrics.py": "x = 1", "solutions/metrics.py": "x = 2"}
    put(place, {"all.zip": packed(below="ada/exercises/"), "both.zip": packed(both, "ada/")})

    assert set(taken(place / "all.zip")) == {"ada"}
    assert submission_of(taken(place / "both.zip")["ada"]).sources == {"metrics": "x = 1"}


def test_what_is_nobodys_work_is_left_alone(place: Path) -> None:
    bywork = ("__MACOSX/._metrics.py", ".DS_Store", "__pycache__/metrics.py", ".git/metrics.py", "data/mnist.npz")
    put(place / "ada", MODULES | dict.fromkeys(bywork, "x"))
    put(place, {"bob.zip": packed(MODULES | dict.fromkeys(bywork, "x")), ".DS_Store": "", "notes.txt": ""})

    found = take_in(place, place.parent / "in")

    assert {each.student.id for each in found.received} == {"ada", "bob"}
    for each in found.received:
        copies = place.parent / "in" / each.student.slug
        assert {file.name for file in copies.iterdir()} == set(MODULES)
    assert found.notes == ("notes.txt is neither a folder nor a zip of a student and was ignored.",)


def test_the_newest_counts_and_the_others_are_named(place: Path) -> None:
    put(place / "ada", time=1_700_000_000)
    put(place, {"ada.zip": packed({"metrics.py": "new"})}, time=1_700_000_100)
    for day, text in (("21", "new"), ("20", "old")):
        put(place, {f"HW_bob_attempt_2026-11-{day}-10-15-30_metrics.py": text})
    put(place, {"HW_bob_attempt_2026-11-22-10-15-30.txt": "typed: see what I have sent"})
    (place / "eve").mkdir()
    put(place, {"eve.zip": packed()}, time=1_000_000_000)

    found = taken(place)

    assert (found["ada"].name, found["ada"].others) == ("ada.zip", ("ada",))
    assert found["bob"].name == "HW_bob_attempt_2026-11-21-10-15-30_metrics.py"
    assert found["bob"].others == (
        "HW_bob_attempt_2026-11-20-10-15-30_metrics.py",
        "HW_bob_attempt_2026-11-22-10-15-30.txt",  # the newest, but there is nothing in it to grade
    )
    assert found["eve"].name == "eve.zip"
    assert submission_of(found["bob"]).sources == {"metrics": "new"}
    assert (place / "ada" / "metrics.py").exists()


def test_a_download_from_brightspace_is_taken_in(place: Path, tmp_path: Path) -> None:
    put(place, {"index.html": "<p>who handed in when"})
    put(place / "31-42 - Ada Lovelace - Nov 9, 2026 926 PM", {"metrics.py": "old"})
    put(place / "31-42 - Ada Lovelace - Nov 20, 2026 926 AM", {"metrics.py": "new"})
    put(place, {"32-42 - Bob - Nov 20, 2026 926 AM - work.zip": packed()})
    listed = tmp_path / "roster.csv"
    listed.write_text("OrgDefinedId,Username,Last Name,First Name\n#07,#ada,Lovelace,Ada\n#08,#bob,,Bob\n")

    without, known = taken(place), taken(place, roster=roster.read(listed))

    assert list(without) == ["31", "32"]
    assert without["31"].student.name == "Ada Lovelace"
    assert list(known) == ["07", "08"]
    assert submission_of(known["07"]).sources == {"metrics": "new"}
    assert known["07"].handed == "2026-11-20 09:26"
    assert modules(known["08"]) == {"metrics", "models"}


@pytest.mark.parametrize(
    "name", ["Ada Lovelace_12_assignsubmission_file_/metrics.py", "lovelaceada_12_345_metrics.py", "ada/metrics.py"]
)
def test_where_a_name_has_no_time_that_of_the_file_is_a_guess(name: str, place: Path) -> None:
    put(place, {name: "x = 1"}, time=1_700_000_000)

    (found,) = taken(place).values()

    at = datetime.datetime.fromtimestamp(1_700_000_000).strftime("%Y-%m-%d %H:%M")
    assert found.handed == f"{GUESSED}{at}"


def test_a_roster_tells_who_is_missing_and_who_is_a_stranger(place: Path, tmp_path: Path) -> None:
    put(tmp_path, {"roster.csv": "username,name\nzoe,Zoe Zhu\nada,Ada Ash\nmax,Max May\n"})
    put(place / "ada")
    put(place / "Zoe Zhu")
    put(place / "nobody")

    known = roster.read(tmp_path / "roster.csv")
    found = take_in(place, tmp_path / "in", known)

    assert [each.student.id for each in found.received] == ["zoe", "ada", "nobody"]
    assert [each.student.on_roster for each in found.received] == [True, True, False]
    assert [each.id for each in missing(found, known)] == ["max"]
    assert all(each.submission for each in found.received)


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        pytest.param({"work.zip": b"PK\3\4 and then nothing"}, "damaged", id="a damaged archive"),
        pytest.param({"work.zip": packed({"metrics.py": bytes(9 << 20)})}, "zip bomb", id="a zip bomb"),
        pytest.param({"work.zip": packed({"../metrics.py": "x"})}, "points outside", id="a path that points outside"),
        pytest.param({"work.zip": packed({"work.zip": packed()})}, "another archive", id="archives in archives"),
        pytest.param({"work.zip": packed({"a.txt": "x"})}, "no Python file", id="no module in an archive"),
        pytest.param({"work.tar.gz": b"x"}, "Only zip archives", id="another archive"),
        pytest.param({"answer.txt": "x"}, "no Python file", id="a text"),
        pytest.param({"a/metrics.py": "x", "b/metrics.py": "y"}, "several folders: a and b", id="two folders"),
        pytest.param({f"m{number}.py": "" for number in range(51)}, "51 Python files", id="many modules"),
        pytest.param({"/".join("a" * 25) + "/metrics.py": ""}, "20 deep", id="deep folders"),
        pytest.param({"work.zip": bytes(20 << 20) + b"x"}, "more than 20,971,520 bytes", id="a large archive"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_the_others_go_on(
    place: Path, files: dict[str, str | bytes], sentence: str
) -> None:
    put(place / "ada", files)
    put(place / "bob")

    found = taken(place)

    assert sentence in found["ada"].refused
    assert found["ada"].refused.endswith(".")
    assert found["ada"].submission is None
    assert modules(found["bob"]) == {"metrics", "models"}
    assert len(list((place.parent / "in").iterdir())) == 1


@pytest.mark.hostile
def test_a_bad_member_spoils_only_the_submission_that_it_is_in(place: Path) -> None:
    inside = {"ada/metrics.py": "x", "bob/../../metrics.py": "x", "../eve.py": "x", "/gil/metrics.py": "x"}
    many = {f"flo/{number}.txt": "" for number in range(10_000)} | {"flo/metrics.py": "x"}
    put(place, {"all.zip": packed(inside | many)})

    found = taken(place / "all.zip")

    assert modules(found.pop("ada")) == {"metrics"}
    assert "10,001 files" in found.pop("flo").refused
    assert all("points outside" in each.refused for each in found.values())
    assert {"bob", "gil"} < found.keys()
    assert not list(place.parent.glob("*.py"))


@pytest.mark.hostile
def test_a_folder_without_end_is_not_listed_to_its_end(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_in_source, "list_folder", lambda folder: file_listing.list_folder(folder, most=100))
    put(place / "ada", {f"data/{number}.txt": "" for number in range(101)} | MODULES)
    put(place / "bob")

    found = taken(place)

    assert "more than 10,000 files" in found["ada"].refused
    assert modules(found["bob"]) == {"metrics", "models"}


@pytest.mark.hostile
@NEEDS_POSIX
def test_links_and_pipes_are_not_followed(place: Path, tmp_path: Path) -> None:
    secret = put(tmp_path / "secret")
    put(place / "ada", {"metrics.py": "x = 1"})
    (place / "ada" / "models.py").symlink_to(secret / "models.py")
    (place / "ada" / "more").symlink_to(secret)
    os.mkfifo(place / "ada" / "training.py")
    (place / "bob").symlink_to(secret)
    (place / "eve.zip").symlink_to(secret)
    os.mkfifo(place / "gil.zip")

    found = taken(place)

    assert modules(found["ada"]) == {"metrics"}
    assert "models.py is a link and was ignored." in found["ada"].notes
    assert [note.word for note in found["ada"].notes] == ["files ignored"] * 3
    assert found["bob"].refused == "It is a link. Put the real file or folder there."
    assert found["eve"].submission is None
    assert found["gil"].submission is None


@pytest.mark.hostile
@NEEDS_POSIX
def test_a_file_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "ada", {"metrics.py": "x"})
    (entry,), _ = file_listing.list_folder(tmp_path / "ada")
    (tmp_path / "ada" / "metrics.py").rename(tmp_path / "secret.py")
    (tmp_path / "ada" / "metrics.py").symlink_to(tmp_path / "secret.py")

    with pytest.raises(file_listing.HandInRefused, match=r"metrics.py cannot be read"):
        entry.read(10)


@NEEDS_POSIX
def test_names_are_kept_as_data_and_folders_have_plain_ones(place: Path) -> None:
    names = ['<b>O\'Neill, "Al"', "a\nb", "\u202egnp.exe", "=1+1", "con", "..a", "...", "\udcff", "x" * 200]
    for name in names:
        put(place / os.fsdecode(name.encode(errors="surrogateescape")))

    found = take_in(place, place.parent / "in").received

    kept = {each.student.name for each in found}
    assert kept == {*names[:5], "\\udcff", "x" * 200}  # a name that begins with a dot is no student's
    copies = {each.student.slug for each in found}
    assert all(copy.isascii() for copy in copies)
    assert {folder.name for folder in (place.parent / "in").iterdir()} == copies
    assert all(modules(each) == {"metrics", "models"} for each in found)


def test_feedback_names_no_folder_of_a_copy(place: Path) -> None:
    put(place / "ada", {"metrics.py": b"\xff", "models.py": "y = 2"})

    found = submission_of(taken(place)["ada"])

    assert found.name == intake.SHOWN
    assert found.faults["metrics"].file == f"{intake.SHOWN}/metrics.py"


@NEEDS_POSIX
def test_modules_that_differ_in_case_alone_are_refused(place: Path) -> None:
    put(place / "ada", {"metrics.py": "1", "Metrics.py": "2"})
    if len(list((place / "ada").iterdir())) == 1:
        pytest.skip("this disk does not tell upper from lower case")

    assert "only in upper and lower case" in taken(place)["ada"].refused


def test_what_grading_refuses_is_left_to_it(place: Path) -> None:
    put(place / "ada", {"metrics.py": b"\xff", "models.py": b"#" * (LARGEST_MODULE + 1000), "training.py": "x = 1"})
    put(place, {"bob.zip": packed({"metrics.py": os.urandom(LARGEST_MODULE + 1000), "con.py": "", "a-b.py": ""})})

    found = taken(place)

    faults = submission_of(found["ada"]).faults
    assert "not UTF-8" in faults["metrics"].reason
    assert "263,144 bytes" in faults["models"].reason
    assert "263,144 bytes" in submission_of(found["bob"]).faults["metrics"].reason
    assert modules(found["ada"]) == {"training"}


def test_files_that_moodle_adds_are_no_hand_ins(place: Path) -> None:
    put(place / "Ada_12_assignsubmission_file_")
    put(place / "Ada_12_assignsubmission_onlinetext_", {"onlinetext.html": "x"}, time=2_000_000_000)
    put(place / "Bob_13_assignsubmission_onlinetext_", {"onlinetext.html": "x"})

    found = taken(place)

    assert (modules(found["12"]), found["12"].others) == ({"metrics", "models"}, ())
    assert "no Python file" in found["13"].refused


@pytest.mark.parametrize(
    ("files", "sources"),
    [
        pytest.param(
            {"kata/exercises/metrics.py": "1", "kata/solutions/metrics.py": "2"}, {"metrics": "1"}, id="the kit"
        ),
        pytest.param(
            {"exercises/metrics.py": "1", "solutions/metrics.py": "2", "solutions/models.py": "2"},
            {"metrics": "1"},
            id="a reference with more modules",
        ),
        pytest.param(
            {"exercises/metrics.py": "1", "tests/golden/a/metrics.py": "2", "tests/golden/a/models.py": "2"},
            {"metrics": "1"},
            id="tests with more modules",
        ),
        pytest.param({"a/metrics.py": "1", "b/models.py": "2"}, {"metrics": "1", "models": "2"}, id="two folders"),
        pytest.param({"Metrics.py": "1", "models (1).py": "2"}, {"metrics": "1", "models": "2"}, id="other names"),
    ],
)
def test_folder_and_archive_choose_the_same(files: dict[str, str], sources: dict[str, str], place: Path) -> None:
    put(place / "ada", files)
    put(
        place,
        {"bob.zip": packed(files), "eve.zip": packed({name.replace("/", "\\"): text for name, text in files.items()})},
    )

    for each in taken(place).values():
        assert submission_of(each).sources == sources


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        pytest.param({"solutions/metrics.py": "x"}, "in solutions/, which is never graded", id="the reference alone"),
        pytest.param({"Solutions (1)/metrics.py": "x"}, "which is never graded", id="a copy of the reference"),
        pytest.param({"main.py": "x"}, "None of the course's modules is in it, but main.py. Ask for", id="no module"),
        pytest.param({"metrics.pyc": "x"}, "only compiled files", id="compiled"),
        pytest.param({"work.rar": "Rar!"}, "Only zip archives", id="rar"),
        pytest.param({"work.7z": "7z"}, "Only zip archives", id="7-zip"),
        pytest.param({"__MACOSX/._metrics.py": "x"}, "It contains no file", id="what macOS adds, alone"),
        pytest.param({"work.zip": packed({})}, "It contains no file", id="an empty archive"),
    ],
)
def test_what_has_no_work_in_it_is_refused(files: dict[str, str | bytes], sentence: str, place: Path) -> None:
    put(place / "ada", files)
    put(place / "bob")

    assert sentence in taken(place)["ada"].refused


@pytest.mark.parametrize("seconds", [0, 1, 3])
def test_a_tie_of_times_is_decided_by_the_name_in_folder_and_archive(seconds: int, place: Path) -> None:
    at = 1_700_000_000
    put(place / "bob")
    put(place / "ada", {"work10.zip": packed({"metrics.py": "10"})}, time=at)
    put(place / "ada", {"work9.zip": packed({"metrics.py": "9"})}, time=at + seconds)
    with zipfile.ZipFile(place.parent / "all.zip", "w") as made:
        for name in ("work9.zip", "work10.zip"):
            made.write(place / "ada" / name, f"ada/{name}")
            made.write(place / "ada" / name, f"bob/{name}")

    for found in (taken(place)["ada"], taken(place.parent / "all.zip")["ada"]):
        assert (found.name, found.others) == ("ada/work10.zip", ("ada/work9.zip",))
        assert "ada/work9.zip has the same time." in found.notes[0]
        assert found.notes[0].word == "same time"


def test_files_that_say_whose_they_are_belong_to_their_students(place: Path, tmp_path: Path) -> None:
    put(place, {"hopper_metrics.py": "1", "Ada Lovelace - metrics.py": "2", "Ada Lovelace - models.py": "3"})
    put(place, {"Grace Hopper.ipynb": notebook("def recall(tp, fn):\n    return 1"), "notes.txt": "x"})
    put(tmp_path, {"roster.csv": "username,name\nada,Ada Lovelace\nhopper,Hop Hopper\ngrace,Grace Hopper\n"})

    known = roster.read(tmp_path / "roster.csv")
    found = take_in(place, tmp_path / "in", known)

    assert {each.student.id: bool(each.submission) for each in found.received} == {
        "ada": True, "hopper": True, "grace": True,
    }  # fmt: skip
    assert modules(found.received[0]) == {"metrics", "models"}
    assert modules(found.received[2]) == {"metrics"}
    assert not missing(found, known)


@pytest.mark.parametrize("packs", [False, True])
def test_notebooks_are_taken_by_their_names_or_by_their_functions(place: Path, packs: bool) -> None:
    cell = notebook("def recall(tp, fn):\n    return 1")
    files = {"ada/metrics.ipynb": cell, "bob/hw/homework 1.ipynb": cell, "eve/notebooks/metrics.ipynb": cell}
    files |= {
        "eve/work/metrics.py": "x = 1\n",
        "gil/plan.ipynb": notebook("x = 1"),
        "gil/.ipynb_checkpoints/a.ipynb": cell,
    }
    put(place, {"all.zip": packed(files)} if packs else files)

    found = taken(place / "all.zip" if packs else place)

    assert [modules(found[name]) for name in ("ada", "bob", "eve")] == [{"metrics"}] * 3
    assert "work/ counts; notebooks/ has modules too." in found["eve"].notes
    assert "no function of the course" in found["gil"].refused


@pytest.mark.parametrize(
    "name", ["hw1_ada.zip", "Ada Lovelace (2).zip", "Ada Lovelace - kata.zip", "kata-s10815.zip", "Lovelace Ada hw.zip"]
)
def test_a_name_that_has_one_students_name_in_it_is_taken_for_that_student_and_it_is_said(
    name: str, place: Path
) -> None:
    put(place, {name: packed(), "zed.zip": packed()})
    put(place.parent, {"roster.csv": "username,id,name\nada,s10815,Ada Lovelace\nzed,12,Zed Zhu\n"})

    known = roster.read(place.parent / "roster.csv")
    found = take_in(place, place.parent / "in", known)

    assert not missing(found, known)
    assert [each.notes for each in found.received] == [(f"{name} was taken as the work of Ada Lovelace.",), ()]
    assert found.received[0].notes[0].word == "owner guessed"


@pytest.mark.parametrize("name", ["ada and zed.zip", "canada.zip", "hw 12.zip", "Lovelace.zip"])
def test_a_name_that_could_be_two_or_is_part_of_a_word_is_nobodys(name: str, place: Path) -> None:
    put(place, {name: packed(), "other.zip": packed()})
    put(place.parent, {"roster.csv": "username,id,name\nada,s10815,Ada Lovelace\nzed,12,Zed Zhu\n"})

    known = roster.read(place.parent / "roster.csv")
    found = take_in(place, place.parent / "in", known)

    assert len(missing(found, known)) == 2


@pytest.mark.parametrize("name", ["ada.7z", "ada.tar.gz", "ada.rar"])
def test_another_archive_is_refused_under_the_students_name(name: str, place: Path) -> None:
    put(place, {name: b"x", "zed.zip": packed()})
    put(place.parent, {"roster.csv": "username\nada\nzed\n"})

    known = roster.read(place.parent / "roster.csv")
    found = take_in(place, place.parent / "in", known)

    assert not missing(found, known)
    assert "Only zip archives" in found.received[0].refused


def test_a_class_of_one_in_folders_of_folders_is_that_student(place: Path) -> None:
    put(place / "drive-download" / "hw 1" / "Ada_12_assignsubmission_file_")

    assert set(taken(place)) == {"12"}


@pytest.mark.parametrize(
    ("name", "student"),
    [
        (
            "\u092a\u094d\u0930\u093f\u092f\u093e\u0936\u0930\u094d\u092e\u093e_12_345_metrics.py",
            "\u092a\u094d\u0930\u093f\u092f\u093e \u0936\u0930\u094d\u092e\u093e",
        ),
        ("4everjane_LATE_12_345_metrics.py", "Jane 4ever"),
        ("nova\u0301kjan_12_345_metrics.py", "Jan Nov\u00e1k"),
        ("novakjan_12_text.html", "Jan Novak"),
        ("novakjan_LATE_12_link.html", "Jan Novak"),
    ],
)
def test_names_of_every_writing_are_found_in_what_canvas_wrote(name: str, student: str, place: Path) -> None:
    put(place, {name: "x = 1", "zed_13_346_metrics.py": "x"})
    put(place.parent, {"roster.csv": f"name\n{student}\nZed\n"})

    known = roster.read(place.parent / "roster.csv")
    found = take_in(place, place.parent / "in", known)

    assert not missing(found, known)
    assert {each.student.name: each.late for each in found.received}[student] == ("late" if "LATE" in name else "")


def test_taking_in_again_replaces_what_was_there(place: Path) -> None:
    put(place / "ada", MODULES | {"training.py": ""})
    put(place / "bob")
    first = taken(place)
    (place / "ada" / "training.py").unlink()
    put(place / "bob", {"bob.zip": b"no zip"})
    for name in MODULES:
        (place / "bob" / name).unlink()

    again = taken(place)

    assert submission_of(again["ada"]).name == submission_of(first["ada"]).name
    assert modules(again["ada"]) == {"metrics", "models"}
    assert again["bob"].submission is None
    assert not (place.parent / "in" / submission_of(first["bob"]).name).exists()


def test_the_place_for_copies_is_no_student(place: Path) -> None:
    put(place / "ada")

    for _ in range(2):
        found = take_in(place, place / "taken" / "in")

        assert [each.student.id for each in found.received] == ["ada"]


@pytest.mark.parametrize(
    ("name", "files", "sentence"),
    [
        pytest.param("none", {}, "there is no such folder", id="nothing"),
        pytest.param("empty", {}, "it contains no submission", id="an empty folder"),
        pytest.param("class.txt", {"class.txt": "x"}, "neither a folder nor a zip", id="a file"),
        pytest.param("class.zip", {"class.zip": "x"}, "damaged", id="a damaged archive"),
        pytest.param("class.zip", {"class.zip": packed({})}, "it contains no submission", id="an empty archive"),
        pytest.param("class.zip", {"class.zip": packed()}, "this is one submission", id="an archive of one student"),
        pytest.param("one", {"one/metrics.py": "x"}, "this is one submission", id="a folder of one student"),
    ],
)
def test_what_is_no_class_is_said(tmp_path: Path, name: str, files: dict[str, str | bytes], sentence: str) -> None:
    (tmp_path / "empty").mkdir()
    put(tmp_path, files)

    with pytest.raises(IntakeError, match=sentence) as caught:
        take_in(tmp_path / name, tmp_path / "in")

    assert str(caught.value).startswith(str(tmp_path / name))


@pytest.mark.hostile
@NEEDS_POSIX
def test_a_pipe_is_no_class_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "class.zip")

    with pytest.raises(IntakeError, match="neither a folder nor a zip"):
        take_in(tmp_path / "class.zip", tmp_path / "in")


def test_a_place_that_cannot_be_written_is_said(place: Path, tmp_path: Path) -> None:
    put(place / "ada")
    put(tmp_path, {"in": "a file"})

    with pytest.raises(IntakeError, match="cannot be written"):
        take_in(place, tmp_path / "in")


def test_an_archive_of_another_kind_is_refused_and_other_files_are_counted(place: Path) -> None:
    put(place / "ada")
    put(place / "eve")
    put(place, {"bob.rar": b"Rar!", **{f"notes{number:02}.txt": "x" for number in range(intake.MOST_NOTES + 3)}})

    found = take_in(place, place.parent / "in")
    refused = [each for each in found.received if each.submission is None]

    assert [each.name for each in refused] == ["bob.rar"]
    assert "zip" in refused[0].refused
    assert len(found.notes) == intake.MOST_NOTES + 3  # so that a list can say how many they are


def test_of_a_module_in_a_folder_that_is_too_large_the_length_is_told(place: Path) -> None:
    put(place / "ada")
    with (place / "ada" / "metrics.py").open("wb") as file:
        file.truncate(30_000_000)
    put(place / "bob")
    ada = next(each for each in take_in(place, place.parent / "in").received if each.name == "ada")

    assert ada.submission is not None
    assert "30,000,000 bytes are more than" in str(ada.submission.faults["metrics"])


def test_a_name_with_its_accents_encoded_in_two_ways_is_one_student_and_told(place: Path) -> None:
    names = [unicodedata.normalize(form, "Ünal") for form in ("NFC", "NFD")]
    for name in names:
        put(place / name)
    if len(list(place.iterdir())) < 2:
        pytest.skip("this file system takes both names for one")
    [found] = take_in(place, place.parent / "in").received

    assert {found.name, *found.others} == set(names)
    console = Console(width=80, record=True, file=io.StringIO())
    show_class(console, [Record(found.student, "waiting", found.name, found.others)], [])
    assert "Some of these names differ only in how their accents are encoded." in console.export_text()


@pytest.mark.parametrize("seconds", [9_999_999_999_999.0, 1e300, -1e15])
def test_a_time_that_no_calendar_has_is_none(seconds: float) -> None:
    """Some disks keep such times; one ended the grading of the whole class."""
    assert intake._time(HandIn(lms_names.read("ada"), "ada", seconds)) == ""
