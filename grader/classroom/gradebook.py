"""The gradebook: one SQLite file with everything about a class: who, what was handed in, every outcome and adjustment.

What has been stored survives the end of the process at any moment. One process at a time has the file: it is locked as
long as it is open, and the lock ends with the process. There is no write-ahead log: that needs memory which the
machines of a network disk do not share; a rollback journal needs none. Outcomes are only added; which of them count is
said by another table, so that a grade can be followed back.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from grader.classroom.gradebook_reader import GradebookReader
from grader.classroom.gradebook_rows import Entry, now, packed, row_of
from grader.classroom.received import Received
from grader.classroom.records import Adjustment, Note
from grader.classroom.roster import Roster
from grader.classroom.taking import Taking, know, move, renamed
from grader.classroom.told_scores import Told, packed_told
from grader.classroom.work import Outline, why
from grader.course import lateness
from grader.course.lateness import Deduction
from grader.course.syllabus import Exercise
from grader.grading.outcome_key import key_of


class Gradebook(GradebookReader):
    """The file, open and locked until `close`; used as a context.

    Raises, as do all its methods:
        GradebookError: it is not a gradebook, damaged, locked, or of a newer version.
        GradebookFull: it cannot be written.
    """

    # Who, and what was handed in.

    def enrol(self, roster: Roster) -> list[str]:
        """Take the students of a roster, in its order; who was on an earlier one and is not on this one leaves it.

        Returns:
            Who has another id now, and keeps all there was, a sentence each.
        """
        with self._transaction() as base:
            said = [move(base, former, student) for former, student in renamed(base, roster)]
            base.execute("UPDATE students SET on_roster = 0, cells = NULL, place = ?", (len(roster.listed),))
            for place, listed in enumerate(roster.listed):
                know(base, listed.student, place)
                values = (json.dumps(dict(listed.cells)), int(listed.canvas), listed.student.id)
                base.execute("UPDATE students SET cells = ?, canvas = ? WHERE id = ?", values)
            base.execute(
                "DELETE FROM students WHERE on_roster = 0 AND id NOT IN (SELECT student FROM submissions) "
                "AND id NOT IN (SELECT student FROM adjustments) AND id NOT IN (SELECT student FROM notes)"
            )
            return said

    def take_in(self, received: Sequence[Received]) -> list[str]:
        """Take what was handed in, all or nothing; what is there already, is left as it is.

        What was taken before under the name of its folder belongs to the student whom a roster names for that now, and
        what a student handed in who has left the roster stays with that student.

        Returns:
            What a person has to know of hand-ins that took the place of others, a sentence each.
        """
        with self._transaction() as base:
            return Taking(base, received).all()

    # Runs and outcomes.

    def begin(self, manifest: Mapping[str, Any]) -> int:
        """Begin a run, or go on with the one that was not ended."""
        with self._transaction() as base:
            found = base.execute("SELECT max(id) FROM runs WHERE ended IS NULL").fetchone()[0]
            if found is not None:
                base.execute("UPDATE runs SET manifest = ? WHERE id = ?", (json.dumps(manifest), found))
                return int(found)
            insert = "INSERT INTO runs (began, manifest) VALUES (?, ?)"
            return int(base.execute(insert, (now(), json.dumps(manifest))).lastrowid or 0)

    def end(self, run: int, exercises: str = "", told: Mapping[str, Told] | None = None) -> None:
        """End a run: the next one starts again.

        Args:
            run: the one that ends.
            exercises: a name for those of the run, as `told_scores.scope_of` gives it.
            told: what the run said of each student, by id, in place of what the last run of these exercises said.
        """
        with self._transaction() as base:
            if told is not None:
                self._tell(base, exercises, told)
            base.execute("UPDATE runs SET ended = ? WHERE id = ?", (now(), run))

    def tell(self, exercises: str, told: Mapping[str, Told]) -> None:
        """Keep what was said of each student, as `end` does."""
        with self._transaction() as base:
            self._tell(base, exercises, told)

    @staticmethod
    def _tell(base: sqlite3.Connection, exercises: str, told: Mapping[str, Told]) -> None:
        base.execute("DELETE FROM told WHERE exercises = ?", (exercises,))
        rows = [(exercises, student, packed_told(each)) for student, each in told.items()]
        base.executemany("INSERT INTO told VALUES (?, ?, ?)", rows)

    def forget_outlines(self, checks: str) -> None:
        """Forget what other checks have said of submissions."""
        with self._transaction() as base:
            base.execute("UPDATE submissions SET outline = NULL WHERE outline_by != ?", (checks,))

    def store(
        self,
        run: int,
        entry: Entry,
        outcomes: Sequence[tuple[Exercise, Mapping[str, Any], Mapping[str, Any]]],
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
            outcomes: each exercise, the facts it depends on, and the outcome as `report.serialization` writes it.
            manifest: what explains them.
            notes: sentences that concern the whole.
            fault: of ours.
            outline: what can be said of the submission.
            checks: digest of those that said it.
        """
        with self._transaction() as base:
            if outline is not None:
                said = (json.dumps(asdict(outline)), checks, entry.number)
                base.execute("UPDATE submissions SET outline = ?, outline_by = ? WHERE id = ?", said)
            if not outcomes:
                return
            attempt = base.execute(
                "INSERT INTO attempts (run, submission, at, manifest, notes, fault) VALUES (?, ?, ?, ?, ?, ?)",
                (run, entry.number, now(), json.dumps(manifest), json.dumps(list(notes)), fault),
            ).lastrowid
            for exercise, facts, kept in outcomes:
                score = exercise.points if kept["status"] == "passed" else 0
                values = (attempt, entry.student, exercise.id, key_of(facts), json.dumps(facts), kept["status"])
                outcome = base.execute(
                    "INSERT INTO outcomes (attempt, student, exercise, key, facts, status, score, points, content) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (*values, score, exercise.points, packed(dict(kept))),
                ).lastrowid
                self._stand(base, run, entry.number, entry.student, exercise, int(outcome or 0), "graded")

    def reuse(self, run: int, entry: Entry, keys: Sequence[tuple[Exercise, str]]) -> set[str]:
        """Let outcomes count that are known by their keys; returns the exercises for which there are some.

        Args:
            run: the one that goes on.
            entry: the submission.
            keys: each exercise with its key.
        """
        with self._transaction() as base:
            found = set()
            for exercise, key in keys:
                query = (
                    "SELECT max(id) FROM outcomes WHERE student = ? AND exercise = ? AND key = ? AND status != 'error'"
                )
                outcome = base.execute(query, (entry.student, exercise.id, key)).fetchone()[0]
                if outcome is not None:
                    self._stand(base, run, entry.number, entry.student, exercise, outcome, "reused")
                    found.add(exercise.id)
            return found

    def value_again(self, run: int, exercises: Sequence[Exercise]) -> None:
        """Give outcomes the points that the course gives now; the old ones stay, as those of a grading do."""
        with self._transaction() as base:
            for exercise in exercises:
                rows = base.execute(
                    "SELECT outcome, standing.submission, standing.student FROM standing "
                    "JOIN outcomes ON outcomes.id = outcome WHERE standing.exercise = ? AND points != ?",
                    (exercise.id, exercise.points),
                ).fetchall()
                for outcome, submission, student in rows:
                    made = base.execute(
                        "INSERT INTO outcomes (attempt, student, exercise, key, facts, status, score, points, content) "
                        "SELECT attempt, student, exercise, key, facts, status, "
                        "CASE status WHEN 'passed' THEN ?1 ELSE 0 END, ?1, content FROM outcomes WHERE id = ?2",
                        (exercise.points, outcome),
                    ).lastrowid
                    self._stand(base, run, submission, student, exercise, int(made or 0), "valued")

    @staticmethod
    def _stand(
        base: sqlite3.Connection, run: int, submission: int, student: str, exercise: Exercise, outcome: int, how: str
    ) -> None:
        """Let an outcome count; if the score is another one now, note the change."""
        where = (student, exercise.id)
        before = base.execute(
            "SELECT outcomes.id, score, status, facts, points FROM standing JOIN outcomes ON outcomes.id = outcome "
            "WHERE standing.student = ? AND standing.exercise = ?",
            where,
        ).fetchone()
        base.execute("INSERT OR REPLACE INTO standing VALUES (?, ?, ?, ?)", (*where, submission, outcome))
        if before is None or before[0] == outcome:
            return
        query = "SELECT score, facts, points FROM outcomes WHERE id = ?"
        score, facts, points = base.execute(query, (outcome,)).fetchone()
        reason = why(json.loads(before[3]), json.loads(facts), judged=before[2] != "error", points=(before[4], points))
        noted = base.execute(
            "SELECT before, why, how FROM changes WHERE run = ? AND student = ? AND exercise = ?", (run, *where)
        ).fetchone()
        first, reason, earlier = noted or (before[1], reason, how)  # a run may judge again what it could not judge
        values = (run, *where, first, score, reason, how if how == "graded" else earlier)
        base.execute("INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    # Lateness.

    def settle_lateness(self, given: Mapping[str, Any], found: Mapping[str, Deduction]) -> None:
        """Keep for later runs what options say of the policy, and what it takes from whom, in place of what there was.

        Args:
            given: fields of the policy, see `course.lateness.changed`; what the course says is read there every time.
            found: deductions by the ids of students.
        """
        with self._transaction() as base:
            base.execute("DELETE FROM policy")
            if given:
                kept = json.dumps({"given": lateness.to_dict(given)})
                base.execute("INSERT INTO policy VALUES (?)", (kept,))
            base.execute("DELETE FROM lateness")
            base.executemany(
                "INSERT INTO lateness VALUES (?, ?)", [(id_, json.dumps(row_of(each))) for id_, each in found.items()]
            )

    # Adjustments, and what persons say.

    def note(self, student: str, note: Note) -> None:
        """Add a note for a student of this id; there is no way to change or remove one."""
        with self._transaction() as base:
            base.execute(
                "INSERT INTO notes (student, exercise, text, author, at) VALUES (?, ?, ?, ?, ?)",
                (student, note.exercise, note.text, note.author, note.when),
            )

    def adjust(self, *given: tuple[str, Adjustment]) -> None:
        """Add adjustments to students of these ids, all or none; there is no way to change or remove one."""
        with self._transaction() as base:
            base.executemany(
                "INSERT INTO adjustments (student, exercise, points, reason, author, at) VALUES (?, ?, ?, ?, ?, ?)",
                [(student, one.exercise, one.points, one.reason, one.author, one.when) for student, one in given],
            )
