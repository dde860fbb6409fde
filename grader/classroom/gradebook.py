"""The gradebook: one SQLite file with everything about a class: who, what was handed in, every outcome and adjustment.

What has been stored survives the end of the process at any moment. One process at a time has the file: it is locked as
long as it is open, and the lock ends with the process. There is no write-ahead log: that needs memory which the
machines of a network disk do not share; a rollback journal needs none. Outcomes are only added; which of them count is
said by another table, so that a grade can be followed back.
"""

import contextlib
import json
import secrets
import sqlite3
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader.checks.fresh import FreshSeed
from grader.classroom.records import Adjustment, Record, Student
from grader.classroom.roster import Listed, Roster
from grader.classroom.work import Outline, why
from grader.course.syllabus import Exercise, Syllabus
from grader.grading.outcome_key import key_of
from grader.grading.pipeline import blocked
from grader.report.report import Outcome, Report
from grader.report.serialization import from_dict
from grader.sandbox.submission import Submission

APPLICATION = 0x444B4742  # "DKGB", by which a file is known as one of ours
VERSION = 2  # of the tables; an older one is carried over, a newer one is refused
PATIENCE = 1.0  # seconds to wait for a lock: as long as an adjustment holds it
LARGEST_SOURCES = 16 << 20  # bytes of unpacked JSON; the modules of a submission have 2 MB

_TABLES = """
CREATE TABLE students (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, line TEXT NOT NULL,
    on_roster INTEGER NOT NULL, -- 1: the roster has the student, or there is no roster
    place INTEGER NOT NULL, -- on the roster; those who are not on it come last
    cells TEXT, canvas INTEGER NOT NULL -- what the roster has of the student, as JSON; NULL where it has nothing
);
CREATE TABLE submissions (
    id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES students, at TEXT NOT NULL,
    name TEXT NOT NULL, -- of the folder or archive as it was handed in
    folder TEXT NOT NULL, -- name under which it is graded, which stands in the feedback
    digest TEXT NOT NULL, -- SHA-256 over names and texts of all modules
    content BLOB, -- sources and faults as packed JSON; NULL if it was refused
    refused TEXT NOT NULL, -- why, or nothing
    others TEXT NOT NULL, -- JSON list: names of those that do not count
    outline TEXT, outline_by TEXT, -- what can be said without running it, and by which checks
    counts INTEGER NOT NULL, -- 1: the one of its student that counts
    notes TEXT NOT NULL DEFAULT '[]', -- JSON list of sentences on what was taken and what was left alone
    handed TEXT NOT NULL DEFAULT '', -- when, as the system says it
    late TEXT NOT NULL DEFAULT '' -- how late, as the system says it
);
CREATE INDEX submissions_of ON submissions (student, counts);
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, submission INTEGER NOT NULL REFERENCES submissions,
    at TEXT NOT NULL, manifest TEXT NOT NULL, notes TEXT NOT NULL, fault TEXT NOT NULL
);
CREATE TABLE outcomes (
    id INTEGER PRIMARY KEY, attempt INTEGER NOT NULL REFERENCES attempts, student TEXT NOT NULL REFERENCES students,
    exercise TEXT NOT NULL, key TEXT NOT NULL, facts TEXT NOT NULL, -- what it depends on, and the digest of that
    status TEXT NOT NULL, score INTEGER NOT NULL, points INTEGER NOT NULL,
    content BLOB NOT NULL -- all of it, as packed JSON
);
CREATE INDEX outcomes_by_key ON outcomes (student, exercise, key);
CREATE TABLE standing ( -- the outcomes that count
    student TEXT NOT NULL REFERENCES students, exercise TEXT NOT NULL,
    submission INTEGER NOT NULL REFERENCES submissions, outcome INTEGER NOT NULL REFERENCES outcomes,
    PRIMARY KEY (student, exercise)
);
CREATE TABLE secret (value BLOB NOT NULL); -- fresh inputs, seeds and renamed labels are derived from it; it stays here
CREATE TABLE runs (id INTEGER PRIMARY KEY, began TEXT NOT NULL, ended TEXT, manifest TEXT NOT NULL);
CREATE TABLE changes (
    run INTEGER NOT NULL REFERENCES runs, student TEXT NOT NULL, exercise TEXT NOT NULL,
    before INTEGER NOT NULL, after INTEGER NOT NULL, why TEXT NOT NULL, PRIMARY KEY (run, student, exercise)
);
CREATE TABLE adjustments (
    id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES students, exercise TEXT NOT NULL,
    points INTEGER NOT NULL, -- or a half, which SQLite keeps in such a column too
    reason TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TRIGGER adjustments_stay BEFORE UPDATE OF id, exercise, points, reason, author, at ON adjustments
    BEGIN SELECT RAISE(ABORT, 'adjustments are only added'); END;
CREATE TRIGGER adjustments_remain BEFORE DELETE ON adjustments
    BEGIN SELECT RAISE(ABORT, 'adjustments are only added'); END;
"""

# What makes a gradebook of version 1 one of version 2.
_CARRY_OVER = (
    "CREATE TABLE secret (value BLOB NOT NULL)",
    "ALTER TABLE submissions ADD COLUMN notes TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE submissions ADD COLUMN handed TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE submissions ADD COLUMN late TEXT NOT NULL DEFAULT ''",
)

_MOVES = (
    "UPDATE OR REPLACE standing SET student = ? WHERE student = ?",
    "UPDATE OR REPLACE changes SET student = ? WHERE student = ?",
    "UPDATE submissions SET student = ? WHERE student = ?",
    "UPDATE outcomes SET student = ? WHERE student = ?",
    "UPDATE adjustments SET student = ? WHERE student = ?",
)


class GradebookError(Exception):
    """The file cannot be used as a gradebook, with the next thing to do."""


class GradebookFull(GradebookError):
    """The file cannot be written; all that was stored before stands in it."""


@dataclass(frozen=True)
class Handed:
    """What a student has handed in, as the gradebook takes it.

    Attributes:
        student: who.
        name: of the folder or archive.
        submission: its modules, or None if it was refused.
        refused: why, a sentence, or nothing.
        others: names of those that do not count.
        notes: on what was taken and what was left alone, a sentence each.
        handed: when, as the system says it.
        late: how late, as the system says it.
    """

    student: Student
    name: str
    submission: Submission | None
    refused: str = ""
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    handed: str = ""
    late: str = ""


@dataclass(frozen=True)
class Entry:
    """A submission that counts, as the gradebook has it.

    Attributes:
        number: by which the gradebook knows it.
        student: id.
        submission: its modules.
        outline: what can be said of it without running it, where that is known.
    """

    number: int
    student: str
    submission: Submission
    outline: Outline | None


@dataclass(frozen=True)
class Change:
    """A score that a run has changed: of an exercise of a student, and why, a phrase."""

    student: Student
    exercise: str
    before: int
    after: int
    why: str


class Gradebook:
    """The file, open and locked until `close`; used as a context.

    Raises, as do all its methods:
        GradebookError: it is not a gradebook, damaged, locked, or of a newer version.
        GradebookFull: it cannot be written.
    """

    def __init__(self, file: Path, *, create: bool = True) -> None:
        self.file = file
        if file.is_dir():
            raise GradebookError(f"{file} is a folder. Name a file for the gradebook.")
        if file.exists() and not file.is_file():
            raise GradebookError(f"{file} is no regular file. Name another one for the gradebook.")
        if not file.exists() and not create:
            raise GradebookError(f"{file}: there is no such gradebook. Name the file that `class` has written.")
        if not file.parent.is_dir():
            raise GradebookError(f"{file.parent}: there is no such folder. Make it, or name another gradebook.")
        self._new = not file.exists()
        with self._explained():
            self._base = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            with self._explained():
                self._open()
        except BaseException:
            self._base.close()
            raise

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let others have it."""
        self._base.close()

    def discard_new(self) -> None:
        """If the file was made when it was opened, close it and take it away: it has nothing in it."""
        if self._new:
            self.close()
            self.file.unlink(missing_ok=True)

    def fresh_seed(self) -> FreshSeed:
        """What the fresh inputs of all students are derived from; made with the gradebook, and never told."""
        with self._reading():
            return FreshSeed(bytes(self._base.execute("SELECT value FROM secret").fetchone()[0]))

    # Who, and what was handed in.

    def enrol(self, roster: Roster) -> None:
        """Take the students of a roster, in its order; who was on an earlier one and is not on this one leaves it."""
        with self._transaction() as base:
            base.execute("UPDATE students SET on_roster = 0, cells = NULL, place = ?", (len(roster.listed),))
            for place, listed in enumerate(roster.listed):
                self._know(base, listed.student, place)
                values = (json.dumps(dict(listed.cells)), int(listed.canvas), listed.student.id)
                base.execute("UPDATE students SET cells = ?, canvas = ? WHERE id = ?", values)
            base.execute(
                "DELETE FROM students WHERE on_roster = 0 AND id NOT IN (SELECT student FROM submissions) "
                "AND id NOT IN (SELECT student FROM adjustments)"
            )

    def take_in(self, handed: Sequence[Handed]) -> None:
        """Take what was handed in, all or nothing; what is there already, is left as it is.

        What was taken before under the name of its folder belongs to the student whom a roster names for that now.
        """
        ids = {each.student.id for each in handed}
        with self._transaction() as base:
            for each in handed:
                self._take(base, each, ids)

    @staticmethod
    def _know(base: sqlite3.Connection, student: Student, place: int) -> None:
        values = (student.id, student.name, student.email, json.dumps(student.line), int(student.on_roster), place)
        base.execute(
            "INSERT INTO students VALUES (?, ?, ?, ?, ?, ?, NULL, 0) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, "
            "line = excluded.line, on_roster = excluded.on_roster, place = excluded.place",
            values,
        )

    def _take(self, base: sqlite3.Connection, each: Handed, ids: Collection[str]) -> None:
        student = each.student
        found = base.execute("SELECT place FROM students WHERE id = ?", (student.id,)).fetchone()
        self._know(base, student, found[0] if found else base.execute("SELECT count(*) FROM students").fetchone()[0])
        formerly = base.execute(
            "SELECT student FROM submissions JOIN students ON students.id = student "
            "WHERE counts = 1 AND submissions.name = ? AND cells IS NULL "
            "AND EXISTS (SELECT 1 FROM students WHERE id = ? AND cells IS NOT NULL)",
            (each.name, student.id),
        ).fetchall()
        for (other,) in formerly:
            if other not in ids:
                self._move(base, other, student.id)
        folder = each.submission.name if each.submission else ""
        content, digest = None, ""
        if each.submission is not None:
            content = _packed({"sources": each.submission.sources, "faults": each.submission.faults})
            digest = key_of({"sources": each.submission.digest, "faults": each.submission.faults})
        said = (json.dumps(each.others), json.dumps(each.notes), each.handed, each.late)
        same = base.execute(
            "SELECT id FROM submissions "
            "WHERE counts = 1 AND (student, name, folder, digest, refused) = (?, ?, ?, ?, ?)",
            (student.id, each.name, folder, digest, each.refused),
        ).fetchone()
        if same is not None:
            base.execute(
                "UPDATE submissions SET others = ?, notes = ?, handed = ?, late = ? WHERE id = ?", (*said, same[0])
            )
            return
        base.execute("UPDATE submissions SET counts = 0 WHERE student = ?", (student.id,))
        base.execute(
            "INSERT INTO submissions "
            "(student, at, name, folder, digest, content, refused, others, notes, handed, late, counts) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
            (student.id, _now(), each.name, folder, digest, content, each.refused, *said),
        )

    @staticmethod
    def _move(base: sqlite3.Connection, former: str, student: str) -> None:
        """Give all that one student has to another, who is the same."""
        base.execute("UPDATE submissions SET counts = 0 WHERE student = ?", (student,))
        for statement in _MOVES:
            base.execute(statement, (student, former))
        base.execute("DELETE FROM students WHERE id = ?", (former,))

    def roster(self) -> Roster | None:
        """The roster that was taken last; None if there was none."""
        with self._reading():
            rows = self._base.execute(
                "SELECT id, name, email, on_roster, line, cells, canvas FROM students "
                "WHERE cells IS NOT NULL ORDER BY place"
            ).fetchall()
            listed = tuple(Listed(_student(row[:5]), json.loads(row[5]), bool(row[6])) for row in rows)
            return Roster(listed) if listed else None

    def entries(self) -> list[Entry]:
        """The submissions that count and were not refused."""
        with self._reading():
            rows = self._base.execute(
                "SELECT submissions.id, student, folder, content, outline, outline_by FROM submissions "
                "JOIN students ON students.id = student "
                "WHERE counts = 1 AND content IS NOT NULL ORDER BY place, students.name, student"
            ).fetchall()
            return [self._entry(row) for row in rows]

    @staticmethod
    def _entry(row: tuple[Any, ...]) -> Entry:
        number, student, folder, content, outline, _by = row
        submission = Submission(folder, **_unpacked(content))
        return Entry(number, student, submission, Outline(**json.loads(outline)) if outline else None)

    # Runs and outcomes.

    def begin(self, manifest: Mapping[str, Any]) -> int:
        """Begin a run, or go on with the one that was not ended."""
        with self._transaction() as base:
            found = base.execute("SELECT max(id) FROM runs WHERE ended IS NULL").fetchone()[0]
            if found is not None:
                base.execute("UPDATE runs SET manifest = ? WHERE id = ?", (json.dumps(manifest), found))
                return int(found)
            insert = "INSERT INTO runs (began, manifest) VALUES (?, ?)"
            return int(base.execute(insert, (_now(), json.dumps(manifest))).lastrowid or 0)

    def end(self, run: int) -> None:
        """End a run: the next one begins anew."""
        with self._transaction() as base:
            base.execute("UPDATE runs SET ended = ? WHERE id = ?", (_now(), run))

    def forget_outlines(self, checks: str) -> None:
        """Forget what other checks have said of submissions."""
        with self._transaction() as base:
            base.execute("UPDATE submissions SET outline = NULL WHERE outline_by != ?", (checks,))

    def held(self, entry: Entry) -> frozenset[str]:
        """Keys of all outcomes of a student's that were judged."""
        with self._explained():
            query = "SELECT DISTINCT key FROM outcomes WHERE student = ? AND status != 'error'"
            return frozenset(row[0] for row in self._base.execute(query, (entry.student,)))

    def store(
        self,
        run: int,
        entry: Entry,
        outcomes: Mapping[str, tuple[Exercise, Mapping[str, Any], Mapping[str, Any]]],
        manifest: Mapping[str, Any],
        *,
        notes: Sequence[str] = (),
        fault: str = "",
        outline: Outline | None = None,
        checks: str = "",
    ) -> None:
        """Store what a job has found out, all or nothing.

        Args:
            run: the one that goes on.
            entry: the submission.
            outcomes: the exercise, the facts it depends on, and the outcome as `report.serialization` writes it, by id.
            manifest: what explains them.
            notes: sentences that concern the whole.
            fault: of ours.
            outline: what can be said of the submission.
            checks: digest of those that said it.
        """
        with self._transaction() as base:
            if outline is not None:
                text = json.dumps(
                    {
                        "uses": dict(outline.uses),
                        "heavy": dict(outline.heavy),
                        "states": dict(outline.states),
                        "imports": dict(outline.imports),
                    }
                )
                base.execute(
                    "UPDATE submissions SET outline = ?, outline_by = ? WHERE id = ?", (text, checks, entry.number)
                )
            if not outcomes:
                return
            attempt = base.execute(
                "INSERT INTO attempts (run, submission, at, manifest, notes, fault) VALUES (?, ?, ?, ?, ?, ?)",
                (run, entry.number, _now(), json.dumps(manifest), json.dumps(list(notes)), fault),
            ).lastrowid
            for exercise, facts, kept in outcomes.values():
                score = exercise.points if kept["status"] == "passed" else 0
                values = (attempt, entry.student, exercise.id, key_of(facts), json.dumps(facts), kept["status"])
                outcome = base.execute(
                    "INSERT INTO outcomes (attempt, student, exercise, key, facts, status, score, points, content) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (*values, score, exercise.points, _packed(dict(kept))),
                ).lastrowid
                self._stand(base, run, entry, exercise, int(outcome or 0))

    def reuse(self, run: int, entry: Entry, keys: Mapping[str, tuple[Exercise, str]]) -> set[str]:
        """Let outcomes count that are known by their keys; returns the exercises for which there are some.

        Args:
            run: the one that goes on.
            entry: the submission.
            keys: exercise and key, by id.
        """
        with self._transaction() as base:
            found = set()
            for exercise, key in keys.values():
                query = (
                    "SELECT max(id) FROM outcomes WHERE student = ? AND exercise = ? AND key = ? AND status != 'error'"
                )
                outcome = base.execute(query, (entry.student, exercise.id, key)).fetchone()[0]
                if outcome is not None:
                    self._stand(base, run, entry, exercise, outcome)
                    found.add(exercise.id)
            return found

    def _stand(self, base: sqlite3.Connection, run: int, entry: Entry, exercise: Exercise, outcome: int) -> None:
        """Let an outcome count; if the score is another one now, note the change."""
        where = (entry.student, exercise.id)
        before = base.execute(
            "SELECT outcomes.id, score, status, facts FROM standing JOIN outcomes ON outcomes.id = outcome "
            "WHERE standing.student = ? AND standing.exercise = ?",
            where,
        ).fetchone()
        base.execute("INSERT OR REPLACE INTO standing VALUES (?, ?, ?, ?)", (*where, entry.number, outcome))
        if before is None or before[0] == outcome:
            return
        score, facts = base.execute("SELECT score, facts FROM outcomes WHERE id = ?", (outcome,)).fetchone()
        reason = why(json.loads(before[3]), json.loads(facts), judged=before[2] != "error")
        noted = base.execute(
            "SELECT before, why FROM changes WHERE run = ? AND student = ? AND exercise = ?", (run, *where)
        ).fetchone()
        first, reason = noted if noted else (before[1], reason)  # a run may judge again what it could not judge
        base.execute("INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?, ?, ?)", (run, *where, first, score, reason))

    def changes(self, run: int) -> list[Change]:
        """The scores that a run has changed, student by student."""
        with self._reading():
            rows = self._base.execute(
                "SELECT students.id, name, email, on_roster, line, exercise, before, after, why FROM changes "
                "JOIN students ON students.id = student WHERE run = ? AND before != after "
                "ORDER BY place, name, students.id, changes.rowid",
                (run,),
            )
            return [Change(_student(row[:5]), *row[5:]) for row in rows]

    def graded_again(self, run: int) -> int:
        """How many outcomes of a run took the place of others, whether or not the score changed."""
        with self._explained():
            return int(self._base.execute("SELECT count(*) FROM changes WHERE run = ?", (run,)).fetchone()[0])

    # Adjustments.

    def adjust(self, *given: tuple[str, Adjustment]) -> None:
        """Add adjustments to students of these ids, all or none; there is no way to change or remove one."""
        with self._transaction() as base:
            base.executemany(
                "INSERT INTO adjustments (student, exercise, points, reason, author, at) VALUES (?, ?, ?, ?, ?, ?)",
                [(student, one.exercise, one.points, one.reason, one.author, one.when) for student, one in given],
            )

    # What there is to show.

    def students(self) -> list[Student]:
        """All students, in the order of the roster; those who are not on it come last."""
        with self._reading():
            rows = self._base.execute("SELECT id, name, email, on_roster, line FROM students ORDER BY place, name, id")
            return [_student(row) for row in rows]

    def records(self, syllabus: Syllabus, exercises: Sequence[Exercise] | None = None) -> list[Record]:
        """A record of each student, in the order of the roster, about some exercises; None: all."""
        chosen = tuple(syllabus.exercises if exercises is None else exercises)
        with self._reading():
            return [self._record(student, syllabus, chosen) for student in self.students()]

    def _record(self, student: Student, syllabus: Syllabus, exercises: tuple[Exercise, ...]) -> Record:
        rows = self._base.execute(
            "SELECT exercise, points, reason, author, at FROM adjustments WHERE student = ? ORDER BY id", (student.id,)
        )
        adjustments = tuple(_adjustment(syllabus, row) for row in rows)
        found = self._base.execute(
            "SELECT id, name, folder, refused, others, notes, handed, late, outline FROM submissions "
            "WHERE student = ? AND counts = 1",
            (student.id,),
        ).fetchone()
        if found is None:
            return Record(student, "missing", adjustments=adjustments)
        number, name, folder, refused, others, notes, handed, late, outline = found
        record = Record(
            student, "refused", name, tuple(json.loads(others)), None, refused, adjustments,
            tuple(json.loads(notes)), handed, late,
        )  # fmt: skip
        if refused:
            return record
        states = json.loads(outline)["states"] if outline else {}
        report = self._report(number, folder, states, syllabus, exercises)
        state = "graded" if len(report.outcomes) == len(exercises) else "waiting"
        graded = self._base.execute(
            "SELECT max(attempts.at) FROM standing JOIN outcomes ON outcomes.id = outcome "
            "JOIN attempts ON attempts.id = attempt WHERE standing.submission = ?",
            (number,),
        ).fetchone()[0]
        return replace(record, state=state, report=report if report.outcomes else None, graded=graded or "")

    def _report(
        self, submission: int, folder: str, states: dict[str, str], syllabus: Syllabus, exercises: tuple[Exercise, ...]
    ) -> Report:
        rows = self._base.execute(
            "SELECT standing.exercise, content, attempt, manifest, notes FROM standing "
            "JOIN outcomes ON outcomes.id = outcome JOIN attempts ON attempts.id = attempt "
            "WHERE standing.submission = ?",
            (submission,),
        ).fetchall()
        by_id = {row[0]: row for row in rows}
        chosen = [by_id[exercise.id] for exercise in exercises if exercise.id in by_id]
        # The needs of an exercise may be in the gradebook without being asked for.
        known: dict[str, str | None] = {**states, **{row[0]: _unpacked(row[1])["status"] for row in rows}}
        outcomes = blocked([_outcome(syllabus.by_id[row[0]], row[1]) for row in chosen], syllabus, known)
        manifest: dict[str, Any] = {}
        notes: dict[str, None] = {}
        for _exercise, _content, _attempt, facts, said in sorted(chosen, key=lambda row: int(row[2])):
            facts, dataset = json.loads(facts), manifest.get("dataset")
            manifest = {**facts, "dataset": facts.get("dataset") or dataset}
            notes |= dict.fromkeys(json.loads(said))
        name = (manifest.get("dataset") or {}).get("name")
        return Report(folder, outcomes, name, tuple(notes), manifest)

    # The file.

    def _open(self) -> None:
        base = self._base
        base.execute("PRAGMA locking_mode = EXCLUSIVE")
        base.execute("PRAGMA trusted_schema = OFF")  # the file may come from anywhere
        base.execute("BEGIN EXCLUSIVE")  # and locked it stays
        try:
            self._see_whose()
            base.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                base.execute("ROLLBACK")
            raise
        base.execute("PRAGMA foreign_keys = ON")
        base.execute("PRAGMA synchronous = EXTRA")  # what was stored survives a power cut too
        if base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise self._damaged()

    def _see_whose(self) -> None:
        """Make the tables in a new file; refuse what is not ours."""
        base = self._base
        application, version = (
            base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        empty = base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if empty and application == 0 and version == 0:
            for statement in _statements(_TABLES):
                base.execute(statement)
            base.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))
            base.execute(f"PRAGMA application_id = {APPLICATION}")
            base.execute(f"PRAGMA user_version = {VERSION}")
        elif application != APPLICATION:
            raise self._foreign()
        elif version > VERSION:
            raise GradebookError(
                f"{self.file} is a gradebook of version {version}, and this kit reads {VERSION}. Take a newer kit."
            )
        elif version < VERSION:
            for statement in _CARRY_OVER:
                base.execute(statement)
            base.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))
            base.execute(f"PRAGMA user_version = {VERSION}")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All of what is done in it is stored, or nothing."""
        with self._explained():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield self._base
                self._base.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # a full disk has ended the transaction already
                    self._base.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what SQLite says into a sentence."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            raise self._sentence(error) from error
        except UnicodeDecodeError as error:  # of a text in the file, or of SQLite's own message that quotes one
            raise self._damaged() from error

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Turn what SQLite says, and what cannot be read in the file, into a sentence."""
        with self._explained():
            try:
                yield self._base
            except (zlib.error, ValueError, TypeError, LookupError, AttributeError) as error:
                raise self._damaged() from error

    def _sentence(self, error: sqlite3.DatabaseError) -> GradebookError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without what extends it
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return GradebookError(f"{self.file} is in use by another run. Wait until that has ended, then try again.")
        if code == sqlite3.SQLITE_NOTADB:
            return self._foreign()
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            return GradebookFull(
                f"{self.file} cannot be written ({error}): is the disk full? Make room and start again; "
                "what was stored before is kept."
            )
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            return GradebookFull(f"{self.file} cannot be opened for writing ({error}). Name another gradebook.")
        return self._damaged()

    def _foreign(self) -> GradebookError:
        return GradebookError(f"{self.file} is not a gradebook, and was left as it is. Name another file.")

    def _damaged(self) -> GradebookError:
        return GradebookError(f"{self.file} is damaged. Put a copy of it back, or name another file and grade anew.")


def adjustment(exercise: str, points: float, reason: str, author: str) -> Adjustment:
    """An adjustment of this moment."""
    return Adjustment(exercise, points, reason, author, _now())


def _adjustment(syllabus: Syllabus, row: tuple[Any, ...]) -> Adjustment:
    known = syllabus.by_id.get(row[0])
    return replace(Adjustment(*row), worth=known.points if known else None, bonus=bool(known and known.bonus))


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _student(row: tuple[Any, ...]) -> Student:
    line = tuple((str(column), str(cell)) for column, cell in json.loads(row[4]))
    return Student(row[0], row[1], row[2], bool(row[3]), line)


def _outcome(exercise: Exercise, content: bytes) -> Outcome:
    return from_dict(exercise, _unpacked(content))


def _packed(values: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(values, sort_keys=True).encode(), 6)


def _unpacked(content: bytes) -> dict[str, Any]:
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(content, LARGEST_SOURCES)
    if not unpacking.eof:
        raise ValueError("it is cut off, or too large")
    values = json.loads(text)
    if not isinstance(values, dict):
        raise TypeError("it is no object")
    return values


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
