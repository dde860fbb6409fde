"""The reading side of a gradebook: who is in it, what counts, and the records that are shown."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from grader.checks.fresh_seed import FreshSeed
from grader.classroom.gradebook_file import GradebookError, GradebookFile
from grader.classroom.gradebook_rows import (
    HOW,
    Change,
    Ended,
    Entry,
    Replaced,
    deduction_of,
    outcome_of,
    student_of,
    submission_of,
    unpacked,
    valued,
)
from grader.classroom.records import Adjustment, Note, Record, Student
from grader.classroom.roster import Listed, Roster
from grader.classroom.told_scores import Told, unpacked_told
from grader.classroom.work import Outline
from grader.course import lateness
from grader.course.current import Course
from grader.course.lateness import Deduction, Lateness
from grader.course.syllabus import Exercise, Syllabus
from grader.grading.blocking import blocked
from grader.report.report import Report
from grader.util.file_note import FileNote

LAST = 2**63 - 1  # no run has a higher number


class GradebookReader(GradebookFile):
    """What is read in the file."""

    def fresh_seed(self) -> FreshSeed:
        """What the fresh inputs of all students are derived from; made with the gradebook, and never told."""
        with self._reading():
            return FreshSeed(bytes(self._base.execute("SELECT value FROM secret").fetchone()[0]))

    def roster(self) -> Roster | None:
        """The roster that was taken last; None if there was none."""
        with self._reading():
            rows = self._base.execute(
                "SELECT id, name, email, on_roster, line, cells, canvas FROM students "
                "WHERE cells IS NOT NULL ORDER BY place"
            ).fetchall()
            listed = tuple(Listed(student_of(row[:5]), json.loads(row[5]), bool(row[6])) for row in rows)
            return Roster(listed) if listed else None

    def entries(self) -> list[Entry]:
        """The submissions that count and were not refused."""
        with self._reading():
            rows = self._base.execute(
                "SELECT submissions.id, student, folder, content, outline FROM submissions "
                "JOIN students ON students.id = student "
                "WHERE counts = 1 AND content IS NOT NULL ORDER BY place, students.name, student"
            ).fetchall()
            return [
                Entry(number, student, submission_of(folder, content), Outline(**json.loads(said)) if said else None)
                for number, student, folder, content, said in rows
            ]

    def held(self, entry: Entry) -> frozenset[str]:
        """Keys of all outcomes of a student's that were judged."""
        with self._explained():
            query = "SELECT DISTINCT key FROM outcomes WHERE student = ? AND status != 'error'"
            return frozenset(row[0] for row in self._base.execute(query, (entry.student,)))

    def course_before(self, run: int = LAST) -> str | None:
        """The version of the course in the run before, or in the last; empty: the kit's own, None: there was no run."""
        with self._reading():
            query = "SELECT manifest FROM runs WHERE id < ? ORDER BY id DESC LIMIT 1"
            found = self._base.execute(query, (run,)).fetchone()
            return None if found is None else str(json.loads(found[0]).get("course") or "")

    def refuse_other_course(self, course: Course) -> None:
        """See that the scores are read with the course that the class was graded with.

        Raises:
            GradebookError: the last run had another one.
        """
        before = self.course_before()
        if before is not None and before != course.version:
            remedy = "Name the file of that one with --course FILE, or grade the class again with this one."
            raise GradebookError(f"{self.file} was graded with another course than {course.called}. {remedy}")

    def lateness(self, course: Course) -> dict[str, Any]:
        """The fields of the policy on lateness that options said in earlier runs, where the course is this one."""
        with self._reading():
            row = self._base.execute("SELECT value FROM policy").fetchone()
            values = json.loads(row[0]) if row else {}
            try:
                if "given" in values or not values:
                    fields = lateness.from_dict(values.get("given", {}))
                else:
                    fields = self._given_before(lateness.from_dict(values), course)
                lateness.changed(Lateness(datetime(lateness.YEARS[0], 1, 1)), fields)
            except lateness.LatenessError as error:
                raise self._damaged() from error
            return fields

    def _given_before(self, whole: dict[str, Any], course: Course) -> dict[str, Any]:
        """What options said in a whole policy, as gradebooks of before have it: the course's and the options'."""
        last = self.last_ended()
        of_course = Lateness()
        if last is not None and last.course and course.lateness.deadline is not None:
            if last.course != course.version:
                return {}  # how much of it was the course's then, nobody knows
            of_course = course.lateness
        if whole.get("deadline") is None:
            return {}
        return {name: value for name, value in whole.items() if value != getattr(of_course, name)}

    def last_ended(self) -> Ended | None:
        """The last run that has ended; None if none has."""
        with self._reading():
            query = "SELECT id, ended, manifest FROM runs WHERE ended IS NOT NULL ORDER BY id DESC LIMIT 1"
            found = self._base.execute(query).fetchone()
            if found is None:
                return None
            number, when, manifest = found
            return Ended(number, when, str(json.loads(manifest).get("course") or ""))

    def worth(self) -> dict[str, int]:
        """The points that the course gave for each exercise when it was graded or valued last."""
        with self._explained():
            query = "SELECT standing.exercise, points FROM standing JOIN outcomes ON outcomes.id = outcome"
            return dict(self._base.execute(f"{query} ORDER BY outcomes.id").fetchall())

    def changes(self, run: int) -> list[Change]:
        """The scores that a run has changed, student by student."""
        with self._reading():
            rows = self._base.execute(
                "SELECT students.id, name, email, on_roster, line, exercise, before, after, why FROM changes "
                "JOIN students ON students.id = student WHERE run = ? AND before != after "
                "ORDER BY place, name, students.id, changes.rowid",
                (run,),
            )
            return [Change(student_of(row[:5]), *row[5:]) for row in rows]

    def replaced(self, run: int) -> Replaced:
        """How many outcomes of a run took the place of others, and why, whether or not the score changed."""
        with self._explained():
            rows = self._base.execute("SELECT how, why, count(*) FROM changes WHERE run = ? GROUP BY how, why", (run,))
            found: dict[str, Counter[str]] = {how: Counter() for how in HOW}
            for how, why, count in rows:
                found.setdefault(how, Counter())[why] += count
            return Replaced(**{how: found[how] for how in HOW})

    def reasons(self, student: str, since: int) -> dict[str, list[str]]:
        """Why outcomes of a student have other scores than those before, in the runs after one, by exercise."""
        with self._explained():
            query = "SELECT exercise, why FROM changes WHERE student = ? AND run > ? AND before != after ORDER BY run"
            found: dict[str, dict[str, None]] = {}
            for exercise, why in self._base.execute(query, (student, since)):
                found.setdefault(exercise, {})[why] = None
            return {exercise: list(whys) for exercise, whys in found.items()}

    def told(self, exercises: str) -> dict[str, Told]:
        """What the last run of these exercises said, by the ids of students; see `told_scores.scope_of`."""
        with self._reading():
            rows = self._base.execute("SELECT student, content FROM told WHERE exercises = ?", (exercises,))
            return {student: unpacked_told(content) for student, content in rows}

    def students(self) -> list[Student]:
        """All students, in the order of the roster; those who are not on it come last."""
        with self._reading():
            rows = self._base.execute("SELECT id, name, email, on_roster, line FROM students ORDER BY place, name, id")
            return [student_of(row) for row in rows]

    def records(self, syllabus: Syllabus, exercises: Sequence[Exercise] | None = None) -> list[Record]:
        """A record of each student, in the order of the roster, about some exercises; None: all."""
        chosen = tuple(syllabus.exercises if exercises is None else exercises)
        with self._reading():
            found = [self._record(student, syllabus, chosen) for student in self.students()]
        # Nothing is left of who is on no roster and has nothing there any more.
        return [
            each
            for each in found
            if each.student.on_roster or each.submission or each.adjustments or each.idle or each.said
        ]

    def _record(self, student: Student, syllabus: Syllabus, exercises: tuple[Exercise, ...]) -> Record:
        rows = self._base.execute(
            "SELECT exercise, points, reason, author, at FROM adjustments WHERE student = ? ORDER BY id", (student.id,)
        )
        given = [valued(Adjustment(*row), syllabus) for row in rows]
        asked = {"", *(exercise.id for exercise in exercises)}
        adjustments = tuple(each for each in given if each.exercise in asked)
        idle = tuple(each for each in given if each.exercise not in asked)
        rows = self._base.execute(
            "SELECT exercise, text, author, at FROM notes WHERE student = ? ORDER BY id", (student.id,)
        )
        said = tuple(Note(*row) for row in rows)
        found = self._base.execute(
            "SELECT id, name, folder, refused, others, notes, handed, late, outline FROM submissions "
            "WHERE student = ? AND counts = 1",
            (student.id,),
        ).fetchone()
        if found is None:
            return Record(student, "missing", adjustments=adjustments, idle=idle, said=said)
        number, name, folder, refused, others, notes, handed, late, outline = found
        on_files = tuple(FileNote(sentence, word) for word, sentence in json.loads(notes))
        record = Record(
            student, "refused", name, tuple(json.loads(others)), None, refused, adjustments,
            on_files, handed, late, deduction=self._deduction(student.id), said=said, idle=idle,
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

    def _deduction(self, student: str) -> Deduction | None:
        row = self._base.execute("SELECT deduction FROM lateness WHERE student = ?", (student,)).fetchone()
        return deduction_of(row[0]) if row else None

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
        known: dict[str, str | None] = {**states, **{row[0]: unpacked(row[1])["status"] for row in rows}}
        outcomes = blocked([outcome_of(syllabus.by_id[row[0]], row[1]) for row in chosen], syllabus, known)
        manifest: dict[str, Any] = {}
        notes: dict[str, None] = {}
        for _exercise, _content, _attempt, facts, said in sorted(chosen, key=lambda row: int(row[2])):
            facts, dataset = json.loads(facts), manifest.get("dataset")
            manifest = {**facts, "dataset": facts.get("dataset") or dataset}
            notes |= dict.fromkeys(json.loads(said))
        name = (manifest.get("dataset") or {}).get("name")
        return Report(folder, outcomes, name, tuple(notes), manifest)
