"""The gradebook keeps what it was given, whatever happens to its process, its disk or its file."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.gradebook import Gradebook
from grader.classroom.gradebook_file import APPLICATION, GradebookError, GradebookFull
from grader.classroom.gradebook_rows import Entry, adjustment
from grader.classroom.gradebook_versions import VERSION
from grader.classroom.received import Received
from grader.classroom.records import Student
from grader.classroom.roster import Listed, Roster
from grader.classroom.work import Outline, why
from grader.course.current import current
from grader.course.lateness import Lateness
from grader.course.lateness import to_dict as to_plain
from grader.course.syllabus import Exercise, Syllabus, load
from grader.report.feedback import Feedback
from grader.report.report import CheckResult, judge
from grader.report.sentences import plain
from grader.report.serialization import from_dict, to_dict
from grader.sandbox.call_fault import CallFault
from grader.sandbox.submission import Submission
from grader.util.file_note import RENAMED, FileNote
from tests.conftest import ROOT
from tests.support.fuzzing import tried
from tests.support.reports import HOSTILE, mixed

ADA, BOB = Student("1", "Ada Lovelace", "ada@example.org"), Student("2", "Bob <b>'\";--\n\u202e")
OUTLINE = Outline({"metrics": ("metrics",)}, {"metrics": ()}, {})


def handed(student: Student, text: str = "x = 1", name: str = "folder") -> Received:
    faults = {"models": CallFault("not_read", "it is not text.", "of/models.py", 2)}
    return Received(student, name, Submission(f"of_{student.id}", {"metrics": text}, faults))


def facts(exercise: Exercise, **other: Any) -> dict[str, Any]:
    trained: dict[str, Any] = {"imported": {}, "dataset": None, "seed": None}
    return {"exercise": exercise.id, "sources": "s", "checks": "c", "versions": {"numpy": "2"}, **trained, **other}


def kept(exercise: Exercise, status: str) -> dict[str, Any]:
    return to_dict(
        judge(exercise, [CheckResult("holds", "It holds.", status, Feedback("wrong_value", reason=HOSTILE))], 1)
    )


def store(book: Gradebook, run: int, entry: Entry, exercise: Exercise, status: str, **other: Any) -> None:
    outcomes = [(exercise, facts(exercise, **other), kept(exercise, status))]
    book.store(run, entry, outcomes, {"seed": 0}, outline=OUTLINE, checks="c")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "class.gradebook"


@pytest.fixture
def book(file: Path) -> Iterator[Gradebook]:
    with Gradebook(file) as opened:
        yield opened


@pytest.fixture
def precision(course: Syllabus) -> Exercise:
    return course.by_id["metrics.precision"]


@pytest.fixture
def entry(book: Gradebook) -> Entry:
    book.take_in([handed(ADA), handed(BOB)])
    return book.entries()[0]


def test_an_outcome_comes_back_from_json_as_it_was(course: Syllabus) -> None:
    for outcome in mixed(course).outcomes:
        assert from_dict(outcome.exercise, json.loads(json.dumps(to_dict(outcome)))) == outcome


def test_an_outcome_whose_status_is_not_that_of_its_checks_is_not_believed(precision: Exercise) -> None:
    with pytest.raises(ValueError, match="passed"):
        from_dict(precision, {**kept(precision, "failed"), "status": "passed"})


def test_what_was_stored_is_there_when_it_is_opened_again(file: Path, course: Syllabus) -> None:
    report = mixed(course)
    with Gradebook(file) as book:
        book.take_in([handed(ADA), Received(BOB, "b.zip", None, "It is damaged.", ("old.zip",))])
        run, entry = book.begin({}), book.entries()[0]
        outcomes = [(each.exercise, facts(each.exercise), to_dict(each)) for each in report.outcomes]
        book.store(run, entry, outcomes, report.manifest, notes=report.notes)
    with Gradebook(file) as book:
        ada, bob = book.records(course)
        again = book.entries()

    assert (ada.student, ada.state, ada.submission) == (ADA, "graded", "folder")
    assert ada.report is not None
    assert ada.report.outcomes == report.outcomes
    assert (ada.report.notes, ada.score) == (report.notes, report.score)
    assert (bob.student, bob.state, bob.reason, bob.others) == (BOB, "refused", "It is damaged.", ("old.zip",))
    assert [each.submission for each in again] == [handed(ADA).submission]


def test_a_file_is_known_as_a_gradebook_by_its_head(book: Gradebook) -> None:
    book.close()

    head = book.file.read_bytes()[:100]
    assert (int.from_bytes(head[68:72], "big"), int.from_bytes(head[60:64], "big")) == (APPLICATION, VERSION)


def test_a_file_that_another_run_has_open_is_refused(book: Gradebook) -> None:
    with pytest.raises(GradebookError, match=r"in use by another run. Wait"):
        Gradebook(book.file)


def _text(file: Path) -> None:
    file.write_text("student,points\n" * 500, encoding="utf-8")


def _other_base(file: Path) -> None:
    base = sqlite3.connect(file)
    base.execute("CREATE TABLE other (a)")
    base.close()


def _newer(file: Path) -> None:
    Gradebook(file).close()
    base = sqlite3.connect(file)
    base.execute(f"PRAGMA user_version = {VERSION + 1}")
    base.close()


def _cut(file: Path) -> None:
    _filled(file)
    file.write_bytes(file.read_bytes()[:-8192])


def _overwritten(file: Path) -> None:
    _filled(file)
    content = bytearray(file.read_bytes())
    content[4096:-4096] = b"\xa5" * (len(content) - 8192)
    file.write_bytes(content)


def _filled(file: Path) -> None:
    with Gradebook(file) as book:
        book.take_in([handed(Student(str(number), "A student"), os.urandom(2_000).hex()) for number in range(20)])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        pytest.param(_text, "is not a gradebook", id="a text"),
        pytest.param(_other_base, "is not a gradebook", id="another program's database"),
        pytest.param(_newer, r"of version 6, and this kit reads 5\. Take a newer kit", id="a newer version"),
        pytest.param(_cut, "is damaged", id="a file that is cut off"),
        pytest.param(_overwritten, "is damaged", id="a file with garbage in it"),
        pytest.param(Path.mkdir, "is a folder", id="a folder"),
        pytest.param(
            lambda file: os.mkfifo(file),
            "not a regular file",
            id="a pipe",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among its files"),
        ),
    ],
)
def test_a_file_that_is_no_gradebook_is_refused_and_left_as_it_is(
    make: Callable[[Path], None], sentence: str, file: Path
) -> None:
    make(file)
    before = file.read_bytes() if file.is_file() else b""

    with pytest.raises(GradebookError, match=sentence):
        Gradebook(file)
    assert (file.read_bytes() if file.is_file() else b"") == before


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"garbage", id="not compressed"),
        pytest.param(zlib.compress(b'{"sources": {}, "faults": {}}')[:-1], id="cut off in its checksum"),
        pytest.param(zlib.compress(b"[]"), id="not an object"),
    ],
)
def test_a_damaged_row_gets_a_sentence(file: Path, content: bytes) -> None:
    _filled(file)
    base = sqlite3.connect(file)
    base.execute("UPDATE submissions SET content = ?", (content,))
    base.commit()
    base.close()

    with Gradebook(file) as book, pytest.raises(GradebookError, match="damaged"):
        book.entries()


def test_places_where_no_gradebook_can_be_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GradebookError, match="no such folder"):
        Gradebook(tmp_path / "no" / "such.gradebook")
    with pytest.raises(GradebookError, match="no such gradebook"):
        Gradebook(tmp_path / "other.gradebook", create=False)


def test_a_full_disk_loses_nothing_that_was_stored(book: Gradebook, entry: Entry, course: Syllabus) -> None:
    run = book.begin({})
    store(book, run, entry, course.exercises[0], "passed")
    pages = book._base.execute("PRAGMA page_count").fetchone()[0]
    book._base.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(GradebookFull, match="Free some space"):
        book.take_in([handed(ADA, os.urandom(50_000).hex())])
    assert [each.exercise for each in _outcomes(book, course)] == [course.exercises[0]]
    assert book.entries()[0].submission == entry.submission
    book._base.execute("PRAGMA max_page_count = 100000")
    store(book, run, entry, course.exercises[1], "passed")
    assert len(_outcomes(book, course)) == 2


def test_a_gradebook_that_may_not_be_written_is_left_as_it_is(book: Gradebook, entry: Entry) -> None:
    book._base.execute("PRAGMA query_only = ON")

    with pytest.raises(GradebookFull, match=r"cannot be opened for writing .* Make it writable\."):
        book.take_in([handed(ADA, "x = 2")])
    assert book.entries()[0].submission == entry.submission


def test_a_gradebook_is_taken_away_by_whoever_has_made_it_only(file: Path) -> None:
    with Gradebook(file) as book:
        book.take_in([handed(ADA)])
    with Gradebook(file) as book:
        book.discard_new()
    assert file.exists()

    new = file.with_name("new.gradebook")
    with Gradebook(new) as book:
        book.discard_new()
    assert not new.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_a_file_that_may_not_grow_keeps_what_was_stored(file: Path) -> None:
    code = """
import os, resource, sys
from pathlib import Path
from grader.classroom.gradebook import Gradebook
from grader.classroom.gradebook_file import GradebookFull
from tests.classroom.test_gradebook import handed, Student
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
with Gradebook(Path(sys.argv[1])) as book:
    for number in range(1000):
        try:
            book.take_in([handed(Student(str(number), "A student"), os.urandom(5_000).hex())])
        except GradebookFull as error:
            sys.exit(f"{number} {error}")
"""
    done = _python(code, file)

    stored, _, sentence = done.stderr.partition(" ")
    assert "Free some space" in sentence
    with Gradebook(file) as book:
        assert len(book.entries()) == int(stored) > 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_process_killed_while_it_stores_leaves_all_or_nothing(file: Path, course: Syllabus) -> None:
    code = """
import sys
from pathlib import Path
from grader.classroom.gradebook import Gradebook
from tests.classroom.test_gradebook import ADA, handed, kept, facts
from grader.course import syllabus
from grader.util.file_note import RENAMED, FileNote
with Gradebook(Path(sys.argv[1])) as book:
    book.take_in([handed(ADA)])
    entry, run, exercises = book.entries()[0], book.begin({}), syllabus.load().exercises[:10]
    for number in range(10**6):
        book.store(run, entry, [(e, facts(e, seed=number), kept(e, "passed")) for e in exercises], {})
        print(number, flush=True)
"""
    for _ in range(3):
        with _started(code, file) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if int(line) >= 2:
                    break
            process.send_signal(signal.SIGKILL)

    with Gradebook(file) as book:
        per_attempt = {row[0] for row in book._base.execute("SELECT count(*) FROM outcomes GROUP BY attempt")}
        assert per_attempt == {10}
        assert len(_outcomes(book, course)) == 10


def of_version_2(file: Path) -> sqlite3.Connection:
    """A gradebook as the kit wrote it before feedback became a record."""
    base = sqlite3.connect(file, isolation_level=None)
    base.executescript((Path(__file__).parent / "gradebook_version_2.sql").read_text(encoding="utf-8"))
    return base


def test_a_gradebook_of_version_2_is_opened_and_carried_over(file: Path, course: Syllabus) -> None:
    of_version_2(file).close()
    exercises = course.select(["metrics.precision", "metrics.recall", "models.build_dense"])

    for turn in range(3):  # the third time, it is one of this version
        with Gradebook(file) as book:
            if turn == 1:
                book.end(book.begin({}))
            ada, bob = book.records(course, exercises)
            (entry,) = book.entries()
            assert book._base.execute("PRAGMA user_version").fetchone()[0] == VERSION

        assert (ada.state, ada.score, ada.notes) == ("graded", 2, ("Metrics.py was taken for metrics.py.",))
        assert [note.word for note in ada.notes] == [RENAMED]
        assert (bob.state, bob.reason) == ("refused", "It is damaged.")
        assert ada.report is not None
        precision, recall, dense = ada.report.outcomes
        assert [check.id for check in precision.checks] == ["check_gives_a_share[3 of 4]"]
        assert precision.feedback is None
        assert plain(recall.feedback) == "recall(tp=4, fn=1)\n    returned 0.5\n    It is 0.5; it should be 0.8."
        assert [check.printed for check in recall.checks] == ["printed\n", ""]
        said = "of_1/models.py, line 2: this is not UTF-8 text. Save the file as UTF-8."
        assert plain(dense.feedback) == said
        assert str(entry.submission.faults["models"]) == said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_gradebook_is_for_its_owner_alone(file: Path) -> None:
    with Gradebook(file):
        assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file that is open")
@pytest.mark.parametrize("by_another", [False, True], ids=["deleted", "replaced"])
def test_a_gradebook_that_is_gone_is_not_written_in_silence(file: Path, by_another: bool) -> None:
    with Gradebook(file) as book:
        book.take_in([handed(ADA)])
        file.unlink()
        if by_another:
            file.write_bytes(b"")
        with pytest.raises(GradebookFull, match="was deleted or replaced while it was in use"):
            book.take_in([handed(BOB)])


def test_a_gradebook_of_version_1_is_opened_and_carried_over(file: Path, course: Syllabus, precision: Exercise) -> None:
    with contextlib.closing(of_version_2(file)) as base:
        for column in ("notes", "handed", "late"):
            base.execute(f"ALTER TABLE submissions DROP COLUMN {column}")
        base.execute("DROP TABLE secret")
        base.execute("PRAGMA user_version = 1")

    with Gradebook(file) as book:
        record = book.records(course, [precision])[0]
        assert (record.state, record.score, record.notes, record.late) == ("graded", 2, (), "")
        drawn = book.fresh_seed()
        renamed = FileNote("Metrics.py was taken for metrics.py.", RENAMED)
        book.take_in([replace(handed(ADA), notes=(renamed,), late="2 days late")])
        assert book._base.execute("PRAGMA user_version").fetchone()[0] == VERSION
        assert (secret := book.fresh_seed()) == drawn
    with Gradebook(file) as book:
        record = book.records(course, [precision])[0]
        assert book.fresh_seed() == secret  # for good
    assert (record.notes, record.late) == (("Metrics.py was taken for metrics.py.",), "2 days late")


def test_an_older_gradebook_that_is_only_read_stays_as_it_is(file: Path, course: Syllabus) -> None:
    of_version_2(file).close()
    before = file.read_bytes()
    with Gradebook(file) as book:
        assert len(book.records(course)) == 2
        assert book.carried == ""

    assert file.read_bytes() == before


def test_an_older_gradebook_is_carried_over_with_the_first_change_and_says_so(file: Path) -> None:
    of_version_2(file).close()
    with Gradebook(file) as book:
        with pytest.raises(sqlite3.IntegrityError):
            book.adjust(("nobody", adjustment("", 1, "Nobody.", "Grace")))
        assert book.carried == ""
        assert book._stored.execute("PRAGMA user_version").fetchone()[0] == 2
        book.adjust(("1", adjustment("", 1, "Ada.", "Grace")))
        assert book.carried.startswith(f"{file} was a gradebook of version 2 and is of version {VERSION} now: ")
        assert book.carried.endswith("Older kits cannot open it.")
        assert book._stored.execute("PRAGMA user_version").fetchone()[0] == VERSION

    with Gradebook(file) as book:
        assert book.carried == ""


def test_a_policy_that_cannot_be_meant_is_damage(file: Path) -> None:
    with Gradebook(file) as book:
        book.settle_lateness({"timezone": "UTC", "percent_per_day": 10}, {})
        book._base.execute("UPDATE policy SET value = replace(value, '10', '1000')")

        with pytest.raises(GradebookError, match="is damaged"):
            book.lateness(current())


WHOLE = Lateness(datetime(2026, 11, 24, 23, 59), "Europe/Berlin", 5, 10, extensions={"4": datetime(2026, 11, 25)})
COURSES_OWN = Lateness(datetime(2026, 12, 30), "Europe/Berlin")


@pytest.mark.parametrize(
    ("before", "was", "now", "said"),
    [
        pytest.param(WHOLE, "", COURSES_OWN, {"deadline", "timezone", "grace", "percent_per_day", "extensions"},
                     id="options before, and a first course.toml"),
        pytest.param(WHOLE, "", Lateness(), {"deadline", "timezone", "grace", "percent_per_day", "extensions"},
                     id="options alone"),
        pytest.param(COURSES_OWN, "v", COURSES_OWN, set(), id="the course's"),
        pytest.param(replace(COURSES_OWN, grace=5), "v", COURSES_OWN, {"grace"}, id="the course's and an option"),
        pytest.param(WHOLE, "of before", COURSES_OWN, set(), id="of a course that is another one now"),
        pytest.param(Lateness(), "", COURSES_OWN, set(), id="removed"),
    ],
)  # fmt: skip
def test_of_the_whole_policy_of_an_older_gradebook_options_are_kept(
    file: Path, before: Lateness, was: str, now: Lateness, said: set[str]
) -> None:
    with Gradebook(file) as book:
        book.end(book.begin({"course": was}))
        book._base.execute("INSERT INTO policy VALUES (?)", (json.dumps(to_plain(vars(before))),))
        kept = book.lateness(replace(current(), lateness=now, version="v"))

        assert kept == {name: getattr(before, name) for name in said}


def test_a_name_under_which_an_older_kit_graded_is_no_change() -> None:
    before = {"folder": "ada-fe675fe7aa", "checks": "c", "sources": "s"}  # of version 1, which has no `imported` either
    after = {"folder": "submission", "checks": "d", "sources": "s", "imported": {"numpy": "2"}, "gate": None}

    assert why(before, after, judged=True) == "the checks changed"


def test_a_damaged_gradebook_of_an_older_version_is_left_as_it_was(file: Path) -> None:
    with contextlib.closing(of_version_2(file)) as base:
        base.execute("UPDATE outcomes SET content = x'00' WHERE id = 2")
    before = file.read_bytes()

    with pytest.raises(GradebookError, match="is damaged"):
        Gradebook(file)

    assert file.read_bytes() == before


def test_an_exercise_keeps_between_0_and_its_points_whatever_a_regrade_brings(
    book: Gradebook, entry: Entry, course: Syllabus, precision: Exercise
) -> None:
    book.adjust(("1", adjustment(precision.id, 2.5, "The idea is right.", "Grace")))
    store(book, book.begin({}), entry, precision, "failed")
    assert book.records(course)[0].score == 2.5
    book.take_in([handed(ADA, "x = 2")])
    store(book, book.begin({}), book.entries()[0], precision, "passed", sources="t")

    record = book.records(course)[0]
    assert (record.score, record.adjusted(precision.id)) == (precision.points, 0)


def test_an_adjustment_of_a_bonus_exercise_counts_as_bonus(book: Gradebook, entry: Entry, course: Syllabus) -> None:
    bonus = next(exercise for exercise in course.exercises if exercise.bonus)
    book.adjust(("1", adjustment(bonus.id, 1, "Nearly.", "Grace")))
    store(book, book.begin({}), entry, bonus, "failed")

    record = book.records(course)[0]
    assert (record.score, record.bonus) == (0, 1)


def test_adjustments_count_survive_and_are_never_rewritten(
    book: Gradebook, entry: Entry, course: Syllabus, precision: Exercise
) -> None:
    store(book, book.begin({}), entry, precision, "passed")
    book.adjust(("1", adjustment("metrics.precision", -2, "Copied.", "Grace")))
    book.adjust(("1", adjustment("", 1, "Not copied after all.", "Grace")))
    book.take_in([handed(ADA, "x = 2")])
    store(book, book.begin({}), book.entries()[0], precision, "failed", sources="t")

    record = book.records(course)[0]
    assert [(each.points, each.reason) for each in record.adjustments] == [
        (-2, "Copied."),
        (1, "Not copied after all."),
    ]
    assert record.score == 1  # there is nothing to take of an exercise without points
    for statement in ("UPDATE adjustments SET points = 9", "DELETE FROM adjustments"):
        with pytest.raises(sqlite3.IntegrityError, match="only added"):
            book._base.execute(statement)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        pytest.param({"sources": "t"}, "the submission changed", id="submission"),
        pytest.param({"checks": "d"}, "the checks changed", id="checks"),
        pytest.param({"dataset": ["mnist", "e"]}, "the images changed", id="data"),
        pytest.param({"versions": {"numpy": "3"}}, "versions changed", id="versions"),
        pytest.param({"imported": {"seaborn": "1"}}, "versions of what it imports changed", id="imported"),
        pytest.param({"checks": "d", "seed": 1}, "the checks changed, the seed changed", id="two of them"),
    ],
)
def test_a_change_of_score_says_why(
    other: dict[str, Any], why: str, book: Gradebook, entry: Entry, precision: Exercise
) -> None:
    first = book.begin({})
    store(book, first, entry, precision, "passed")
    book.end(first)
    run = book.begin({})
    store(book, run, entry, precision, "failed", **other)

    found = book.changes(run)
    assert book.changes(first) == []
    assert [(c.student, c.exercise, c.before, c.after, c.why) for c in found] == [(ADA, precision.id, 3, 0, why)]


def test_a_run_that_was_not_ended_goes_on_and_its_changes_are_told_together(
    book: Gradebook, entry: Entry, precision: Exercise
) -> None:
    first = book.begin({})
    store(book, first, entry, precision, "error")

    assert book.begin({}) == first
    assert book.held(entry) == frozenset()
    store(book, first, entry, precision, "passed")
    assert [(change.before, change.after, change.why) for change in book.changes(first)] == [
        (0, 3, "it was not judged before")
    ]
    book.end(first)
    assert book.begin({}) != first


def test_outcomes_of_an_older_submission_do_not_stand_for_a_newer_one(
    book: Gradebook, entry: Entry, course: Syllabus, precision: Exercise
) -> None:
    store(book, book.begin({}), entry, precision, "passed")
    book.take_in([handed(ADA, "x = 2")])

    record = book.records(course, [precision])[0]
    assert (record.state, record.report) == ("waiting", None)


def test_what_is_handed_in_again_as_it_was_is_not_another_submission(book: Gradebook, entry: Entry) -> None:
    book.take_in([handed(ADA)])

    assert book.entries()[0] == entry


def test_another_name_in_feedback_makes_no_other_submission(book: Gradebook, entry: Entry) -> None:
    same = handed(ADA)
    assert same.submission is not None
    book.take_in([replace(same, submission=replace(same.submission, name="another"))])

    assert book.entries()[0] == replace(entry, submission=replace(entry.submission, name="another"))


def test_a_roster_is_kept_with_all_that_it_says(book: Gradebook, course: Syllabus) -> None:
    ada = replace(ADA, line=(("ID", "1"), ("Student", "Lovelace, Ada")))
    roster = Roster((Listed(ada, {"id": "1", "name": "Lovelace, Ada"}, canvas=True), Listed(BOB, {"id": "2"}, False)))
    book.enrol(roster)
    book.take_in([handed(ada), handed(Student("3", "Eve", on_roster=False))])

    assert book.roster() == roster
    assert [(each.student.name, each.state, each.student.on_roster) for each in book.records(course)] == [
        ("Ada Lovelace", "waiting", True),
        (BOB.name, "missing", True),
        ("Eve", "waiting", False),
    ]
    book.enrol(Roster(roster.listed[:1]))
    assert [each.student.id for each in book.records(course)] == ["1", "3"]


def test_what_was_graded_without_a_roster_belongs_to_whom_the_roster_names(
    book: Gradebook, course: Syllabus, precision: Exercise
) -> None:
    book.take_in([handed(Student("ada_folder", "ada_folder"), name="ada_folder"), handed(BOB, name="other")])
    store(book, book.begin({}), book.entries()[0], precision, "passed")
    book.adjust(("ada_folder", adjustment("", 2, "For the idea.", "Grace")))
    book.enrol(Roster((Listed(ADA, {"id": "1"}, canvas=False),)))
    book.take_in([handed(ADA, name="ada_folder"), handed(replace(BOB, on_roster=False), name="other")])

    records = book.records(course)
    assert [(each.student.id, each.state) for each in records] == [("1", "waiting"), ("2", "waiting")]
    assert [each.points for each in records[0].adjustments] == [2]
    assert len(book.held(book.entries()[0])) == 1


def test_who_hands_in_under_another_name_keeps_what_was_under_the_old_one(book: Gradebook, course: Syllabus) -> None:
    bob = replace(BOB, on_roster=False)
    book.take_in([handed(bob, name="shared")])
    book.adjust((bob.id, adjustment("", 2, "For the idea.", "Grace")))
    book.enrol(Roster((Listed(ADA, {"id": "1"}, canvas=False),)))
    book.take_in([handed(ADA, name="shared"), handed(bob, "x = 2", name="own")])

    points = {each.student.id: [given.points for given in each.adjustments] for each in book.records(course)}
    assert points == {ADA.id: [], bob.id: [2]}


def _outcomes(book: Gradebook, course: Syllabus) -> tuple[Any, ...]:
    report = book.records(course)[0].report
    return report.outcomes if report else ()


def _python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False)


def _started(code: str, *arguments: object) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


# Whatever stands in the file.

COURSE = load()  # as a fixture, it would be shown in full when a test fails


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook of two students."""
    file = tmp_path_factory.mktemp("gradebook") / "sound.gradebook"
    with Gradebook(file) as book:
        book.take_in([handed(ADA), handed(BOB)])
        run = book.begin({"seed": 0})
        for entry in book.entries():
            store(book, run, entry, COURSE.exercises[0], "failed")
        book.adjust(("1", adjustment(COURSE.exercises[0].id, 2, "a reason", "Grace")))
        book.end(run)
    return file


@pytest.mark.fuzz
@given(
    st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=6),
    st.sampled_from([1.0, 1.0, 1.0, 1.0, 0.5]),
)
def test_a_changed_gradebook_is_one_or_refused(sound: Path, changes: list[tuple[int, int]], share: float) -> None:
    content = bytearray(sound.read_bytes())
    used = [place for place, byte in enumerate(content) if byte]  # most of a page is empty
    for place, byte in changes:
        content[used[place % len(used)]] = byte
    file = sound.with_name("odd.gradebook")
    for left in file.parent.glob(f"{file.name}*"):  # a journal would put back what stood in another
        left.unlink()
    file.write_bytes(content[: round(share * len(content))])

    def read() -> None:
        with Gradebook(file) as book:
            book.roster()
            book.records(COURSE)
            book.changes(1)
            assert book.entries() is not None

    tried("gradebook reader", read, GradebookError, memory=64 << 20)
