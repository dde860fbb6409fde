"""Who handed in is told by names and rosters as the courses' systems write them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grader.classroom import lms_names, roster
from grader.classroom.roster import Roster, RosterError
from tests.support.fuzzing import tried

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Digits (77)
,,,,,Manual Posting
    Points Possible,,,,,100
"Doe, Jane",55,u-55,jdoe,A,
"Müller, Zoë Ann",56,u-56,zmueller,A,
"Student, Test",99,,f00dfeed,A,
"""
WORKSHEET = """\
Identifier,Full name,ID number,Email address,Status,Grade
Participant 1234567,Ada Lovelace,s10,ada@example.org,Submitted for grading,
Participant 1234568,Ada Lovelace,s11,other@example.org,No submission,
"""
GRADEBOOK = """\
First name,Surname,ID number,Institution,Department,Email address
Jane,Doe,1234567,,,jane@example.org
Ada,Lovelace,,,,ada@example.org
"""


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "roster.csv"
    file.write_bytes(text.encode(encoding))
    return file


def found(of: Roster, name: str) -> str | None:
    student = of.find(lms_names.read(name))
    return student.id if student else None


@pytest.mark.parametrize(
    ("name", "system", "known", "file"),
    [
        ("Ada Lovelace_1234567_assignsubmission_file_", "moodle", "1234567", ""),
        ("Ada Lovelace_1234567_assignsubmission_file", "moodle", "1234567", ""),
        ("Ada Lovelace_1234567_assignsubmission_file_work.zip", "moodle", "1234567", "work.zip"),
        ("Participant_42_assignsubmission_file_", "moodle", "42", ""),
        (
            "Eve_1_assignsubmission_file_Ada_2_assignsubmission_file_x.zip",
            "moodle",
            "1",
            "Ada_2_assignsubmission_file_x.zip",
        ),
        ("lovelaceada_12_345_work-1.zip", "canvas", "12", "work.zip"),
        ("lovelaceada_LATE_12_345_metrics-2.py", "canvas", "12", "metrics.py"),
        ("evil_12_345_adalovelace_13_346_x.py", "canvas", "12", "adalovelace_13_346_x.py"),
        ("LATE_anon_Ab3x_345_work.zip", "canvas", "Ab3x", "work.zip"),
        ("HW 1_ada_attempt_2026-11-20-10-15-30_work.zip", "blackboard", "ada", "work.zip"),
        (
            "HW_ada_attempt_2026-11-20-10-15-30_HW_eve_attempt_2026-11-21-10-15-30_x.zip",
            "blackboard",
            "ada",
            "HW_eve_attempt_2026-11-21-10-15-30_x.zip",
        ),
        ("HW_ada_attempt_2026-11-20-10-15-30.txt", "blackboard", "ada", ""),
        ("31-42 - Ada Lovelace - Nov 20, 2026 926 PM", "brightspace", "31", ""),
        ("31-42 - Ada M. - de Lovelace - Nov 20, 2026 1126 AM - my - work.zip", "brightspace", "31", "my - work.zip"),
        ("31-42 - Ada Lovelace- Nov 20, 2026 926 PM - metrics.py", "brightspace", "31", "metrics.py"),
        ("ada.zip", "", "ada", ""),
        ("ada_2026_1", "", "ada_2026_1", ""),
        (".zip", "", ".zip", ""),
    ],
)
def test_names_of_downloads_are_read(name: str, system: str, known: str, file: str) -> None:
    identity = lms_names.read(name)

    assert (identity.system, identity.id, identity.file) == (system, known, file)


def test_what_excel_writes_as_unicode_text_or_with_its_separator_is_read(tmp_path: Path) -> None:
    unicode = roster.read(written(tmp_path, "Username\tName\r\nada\tAda Lovelace\r\n", encoding="utf-16"))
    with_separator = roster.read(written(tmp_path, "sep=;\nUsername;Name\nada;Lovelace, Ada\n"))

    assert [student.name for student in unicode.students] == ["Ada Lovelace"]
    assert [student.name for student in with_separator.students] == ["Lovelace, Ada"]


@pytest.mark.parametrize(
    "text",
    [
        '"identifier","github_username","github_id","name"\n"Ada Lovelace","ada-l","17",""\n',  # of GitHub Classroom
        "student_id,first_name,last_name,email_address\nada-l,Ada,Lovelace,ada@example.org\n",
        "user_name,full_name\nada-l,Ada Lovelace\n",
    ],
)
def test_names_of_columns_may_be_joined_by_underscores(tmp_path: Path, text: str) -> None:
    read = roster.read(written(tmp_path, text))

    assert found(read, "hw1-ada-l") == found(read, "ada-l") == "ada-l"


def test_the_time_of_an_attempt_and_being_late_are_read() -> None:
    first, second = (lms_names.read(f"HW_ada_attempt_2026-11-{day}-10-15-30_x.zip") for day in (20, 21))

    assert second.when - first.when == pytest.approx(24 * 3600, abs=3600)  # a clock may be set between them
    assert lms_names.read("HW_ada_attempt_2026-99-20-10-15-30_x.zip").when == 0
    morning, evening = (lms_names.read(f"31-42 - Ada - Nov 20, 2026 {time}") for time in ("112 AM", "1112 PM"))
    assert evening.when - morning.when == 22 * 3600
    assert lms_names.read("31-42 - Ada - Nov 31, 2026 926 AM").when == 0
    assert lms_names.read("Ada Lovelace_1234567_assignsubmission_file_").when == 0
    assert lms_names.read("lovelaceada_LATE_12_345_x.py").when == lms_names.read("ada.zip").when == 0
    assert lms_names.read("lovelaceada_LATE_12_345_x.py").late


def test_two_persons_never_become_one() -> None:
    names = (
        "ada_2026_11_x.zip",
        "eve_2026_11_x.zip",
        "HW_a_doe_attempt_2026-11-20-10-15-30_x.zip",
        "HW_b_doe_attempt_2026-11-20-10-15-30_x.zip",
        "HW_doe_attempt_2026-11-20-10-15-30_x.zip",
    )

    settled = lms_names.settled(map(lms_names.read, names))

    assert len({identity.id for identity in settled.values()}) == len(names)


@pytest.mark.fuzz
@given(some.text(max_size=80))
def test_every_name_has_somebody_who_is_known_by_it(name: str) -> None:
    identity = lms_names.read(name)

    assert lms_names.settled([identity])[identity].id == identity.id


@pytest.mark.fuzz
@given(some.from_regex(r"\A[a_0-9-]{0,30}(_attempt_2026-11-20-10-15-30|_assignsubmission_file)?_{0,2}[a_0-9]{0,9}\Z"))
def test_names_that_nearly_fit_are_read_too(name: str) -> None:
    assert lms_names.read(name).label == name


def test_canvas_gradebook_is_a_roster(tmp_path: Path) -> None:
    read = roster.read(written(tmp_path, CANVAS))

    assert [student.id for student in read.students] == ["55", "56"]
    assert dict(read.students[0].line)["SIS Login ID"] == "jdoe"
    assert found(read, "doejane_55_1234_x.zip") == "55"
    assert found(read, "doejane_57_1234_x.zip") is None  # of the same name, and not the same
    assert found(read, "JDOE") == found(read, "u-55.zip") == found(read, "Jane Doe") == "55"
    assert found(read, "zoe ann muller") == "56"
    assert found(read, "55.zip") == "55"


def test_moodle_worksheet_is_a_roster(tmp_path: Path) -> None:
    read = roster.read(written(tmp_path, WORKSHEET))

    assert [student.id for student in read.students] == ["s10", "s11"]
    assert found(read, "Ada Lovelace_1234567_assignsubmission_file_") == "s10"
    assert found(read, "Participant_1234568_assignsubmission_file_") == "s11"
    assert found(read, "Ada Lovelace") is None  # there are two
    assert found(read, "ADA@example.org") == "s10"


def test_moodle_gradebook_is_a_roster(tmp_path: Path) -> None:
    read = roster.read(written(tmp_path, GRADEBOOK))

    assert [(student.id, student.name) for student in read.students] == [
        ("1234567", "Jane Doe"),
        ("ada@example.org", "Ada Lovelace"),
    ]
    # Moodle's number of the one is the matriculation number of the other.
    assert found(read, "Ada Lovelace_1234567_assignsubmission_file_") == "ada@example.org"
    assert found(read, "Group 3-Ada Lovelace_8_assignsubmission_file_") == "ada@example.org"
    assert found(read, "doejane_9_1234_x.zip") == "1234567"


def test_blackboard_logins_with_underscores_are_found(tmp_path: Path) -> None:
    read = roster.read(written(tmp_path, "Username;Name\nj_doe;Jane\ndoe;Dan\n"))

    assert found(read, "HW_1_j_doe_attempt_2026-11-20-10-15-30_x.zip") == "j_doe"
    assert found(read, "HW_1_doe_attempt_2026-11-20-10-15-30_x.zip") == "doe"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_marks_and_empty_lines_are_taken_as_they_come(tmp_path: Path, delimiter: str) -> None:
    text = f'\ufeff\r\nE-Mail{delimiter}NAME\r\na@b{delimiter}"<b>O\'Neill\u202e\r\n, ""Al"""\r\n\r\n{delimiter}\r\n'

    (student,) = roster.read(written(tmp_path, text)).students

    assert (student.id, student.email, student.name) == ("a@b", "a@b", '<b>O\'Neill\u202e\r\n, "Al"')


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "it is empty", id="nothing"),
        pytest.param(b"id,name\n", "there is no student in it", id="no student"),
        pytest.param(b"points,grade\n1,2\n", "line 1: no column says who", id="no known column"),
        pytest.param(b"id\n1\n\n1\n", "line 4: '1' is already in line 2", id="somebody twice"),
        pytest.param(b"id\n\xff\n", "line 2: this is not UTF-8", id="another encoding"),
        pytest.param("id\n1\n".encode("utf-16-le"), "this is not text", id="UTF-16 that does not say so"),
        pytest.param(b"id\n1\0\n", "line 2: this is not text", id="a NUL"),
        pytest.param(b"PK\3\4rest", "a workbook", id="a workbook"),
        pytest.param(b'id\n"' + b"x" * 200_000 + b'"\n', "line 2: field larger", id="a long cell"),
        pytest.param(b"id\n" + b"x\n" * (3 << 20), "more than 5,242,880 bytes", id="a large file"),
    ],
)
def test_what_is_no_roster_is_refused_with_what_to_do(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(content)

    with pytest.raises(RosterError, match=sentence) as caught:
        roster.read(file)

    assert str(caught.value).startswith(str(file))
    assert str(caught.value).endswith(".")


def test_a_roster_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="cannot be read"):
        roster.read(tmp_path / "none.csv")
    with pytest.raises(RosterError, match="this is a folder"):
        roster.read(tmp_path)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roster") / "random.csv"


def allowed(file: Path, content: bytes) -> None:
    """Read a roster or refuse it; anything else that is raised fails the test."""
    file.write_bytes(content)
    found = tried("roster reader", lambda: roster.read(file), RosterError, memory=roster.LARGEST + (2 << 20))

    assert found is None or len({student.id for student in found.students}) == len(found.students) > 0


@pytest.mark.fuzz
@given(some.sampled_from([b"", b"id,name\n", b"\xef\xbb\xbfid;name\n", b"\xff\xfe"]), some.binary(max_size=200))
def test_random_bytes_are_a_roster_or_refused(odd: Path, header: bytes, content: bytes) -> None:
    allowed(odd, header + content)


SIGNS = [
    *',;\t"\n\r\x00 =@',
    '""',
    "id",
    "name",
    "Student",
    "points possible",
    "\u202e",
    "e\u0301",
    "\ud7ff",
    "9" * 500,
]


@pytest.mark.fuzz
@given(some.sampled_from([CANVAS, WORKSHEET, GRADEBOOK]), some.data())
def test_a_changed_roster_is_one_or_refused(odd: Path, text: str, data: some.DataObject) -> None:
    for _ in range(data.draw(some.integers(1, 4))):
        first, last = sorted((data.draw(some.integers(0, len(text))), data.draw(some.integers(0, len(text)))))
        text = text[:first] + data.draw(some.sampled_from(["", *SIGNS, text[first:last] * 2])) + text[last:]

    allowed(
        odd, text.encode(data.draw(some.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"])), errors="replace")
    )
