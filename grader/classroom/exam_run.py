"""The command `python -m grader grade-bugs`: judge the exam of everybody again, and give the points."""

import contextlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from grader.checks.fresh_seed import FreshSeed
from grader.classroom.adjustments import student_of
from grader.classroom.exam_hand_ins import ExamHandIn, take_exam
from grader.classroom.exam_job import JudgedExam, JudgeExam
from grader.classroom.exam_points import settled
from grader.classroom.exam_results import ExamResult
from grader.classroom.executor import Executor, Lost
from grader.classroom.gradebook import Gradebook
from grader.classroom.job import MODELS, QUICK
from grader.classroom.local_executor import Pool
from grader.classroom.module_choice import BUGS
from grader.classroom.records import Student
from grader.classroom.roster import Roster
from grader.classroom.roster import read as read_roster
from grader.classroom.run import refuse_visible, refuse_without_sandbox, say_carried
from grader.classroom.stopped import explained
from grader.course.bug_exam import TABLE, BugExam
from grader.course.current import Course
from grader.course.paths import SOLUTIONS
from grader.learning.hunt.bug_catalogue import Bug
from grader.learning.hunt.exam import bugs_of
from grader.sandbox import temporary
from grader.sandbox.stopwatch import processors
from grader.sandbox.submission import SubmissionError, read
from grader.util.errors import Stopped
from grader.util.statusline import StatusLine
from grader.util.text import counted

PAUSE = 0.5  # seconds between two looks at what has ended


@dataclass(frozen=True)
class Wanted:
    """What to judge, and how.

    Attributes:
        source: a folder or a zip with what students have handed in.
        gradebook: where the points go; None: nowhere.
        roster: a CSV, or None: the one that the gradebook has.
        data: images of trainings: auto, mnist, digits, or a path.
        workers: processes; None: one per core.
    """

    source: Path
    gradebook: Path | None = None
    roster: Path | None = None
    data: str = "auto"
    workers: int | None = None


def grade_exam(
    wanted: Wanted,
    course: Course,
    console: Console,
    *,
    sandboxed: bool = True,
) -> tuple[tuple[ExamResult, ...], tuple[str, ...]]:
    """Judge what everybody has handed in, and put the points into the gradebook.

    Returns:
        The result of each student, in order, and notes on what is nobody's.

    Args:
        wanted: what to judge.
        course: with its exam.
        console: shows the progress.
        sandboxed: whether submissions have to be kept from all that the probe tries.

    Raises:
        Stopped: it cannot go on; the gradebook is as it was.
    """
    exam = course.exam
    if exam is None:
        raise Stopped(
            f"This course gives no points for bugs. Add a table [{TABLE}] to its course.toml: points, count and seed."
        )
    temporary.sweep()
    with explained("Stopped. No points were given. Run the command again."), contextlib.ExitStack() as stack:
        bugs = bugs_of(exam, course.syllabus)
        reference = _reference()
        book = stack.enter_context(Gradebook(wanted.gradebook, create=False)) if wanted.gradebook else None
        if book is not None:
            stack.callback(say_carried, book, console)
        roster = read_roster(wanted.roster) if wanted.roster else book.roster() if book else None
        hand_ins, notes = _taken(wanted, roster, exam, bugs, course)
        known = {each.student.id: _known(book, each.student) for each in hand_ins} if book else {}
        hand_ins = _once_each(hand_ins, known)
        running = stack.enter_context(Pool(min(wanted.workers or processors(), max(1, len(hand_ins)))))
        findings = running.findings()
        if sandboxed:
            refuse_without_sandbox(findings)
        refuse_visible(findings, wanted.source, *([wanted.gradebook] if wanted.gradebook else []))
        secret = book.fresh_seed() if book else FreshSeed.drawn()
        jobs = {
            number: JudgeExam(
                each, exam, reference, wanted.data, secret.of(f"bugs of {_id(each, known)}").of(each.digest)
            )
            for number, each in enumerate(hand_ins)
            if not each.refused
        }
        slow = any(course.syllabus.by_id[bug.exercise].images for bug in bugs)
        judged = _judged(jobs, MODELS if slow else QUICK, running, console)
        results = [
            ExamResult(each, judged.get(number), known.get(each.student.id), in_book=book is not None)
            for number, each in enumerate(hand_ins)
        ]
        if book is not None:
            results = _given(book, results, exam, course)
        return tuple(results), notes


def _taken(
    wanted: Wanted, roster: Roster | None, exam: BugExam, bugs: Sequence[Bug], course: Course
) -> tuple[list[ExamHandIn], tuple[str, ...]]:
    modules = {each.name for each in course.syllabus.modules}
    inside = {BUGS, *exam.places}  # names that no student has
    of_bug = {place: bug.exercise.partition(".")[0] for place, bug in zip(exam.places, bugs, strict=True)}
    found, notes = take_exam(wanted.source, roster, of_bug, modules)
    if any(each.name in inside for each in found):
        raise Stopped(
            f"{wanted.source}: this is the hand-in of one student. Name the folder that has a folder for each."
        )
    return found, notes


def _known(book: Gradebook, student: Student) -> Student | None:
    """The student of the gradebook who handed this in; None: it has nobody of the name."""
    for name in dict.fromkeys((student.id, student.email, student.name)):
        if name:
            with contextlib.suppress(Stopped):
                return student_of(book.students(), name)
    return None


def _id(hand_in: ExamHandIn, known: Mapping[str, Student | None]) -> str:
    """What a student is known by, from one run to the next."""
    return (known.get(hand_in.student.id) or hand_in.student).id


def _once_each(hand_ins: list[ExamHandIn], known: Mapping[str, Student | None]) -> list[ExamHandIn]:
    """The hand-ins, of which those are refused that are the same student's under two names."""
    names: dict[str, list[str]] = defaultdict(list)
    for each in hand_ins:
        names[_id(each, known)].append(each.name)
    result = []
    for each in hand_ins:
        if len(same := names[_id(each, known)]) > 1:
            listed = " and ".join(same)
            each = replace(each, bugs={}, refused=f"{listed} are the same student's. Leave one of them there.")
        result.append(each)
    return result


def _judged(jobs: Mapping[int, JudgeExam], rank: int, running: Executor, console: Console) -> dict[int, JudgedExam]:
    """What became of each, by its number."""
    for number, job in jobs.items():
        running.submit(number, rank, job)
    found: dict[int, JudgedExam] = {}
    with StatusLine(console) as line:
        while len(found) < len(jobs):
            line.show(f"{len(found)} of {counted(len(jobs), 'hand-in')} judged")
            for number, result in running.finished(PAUSE):
                found[number] = JudgedExam((), result.sentence) if isinstance(result, Lost) else result
    return found


def _given(book: Gradebook, results: list[ExamResult], exam: BugExam, course: Course) -> list[ExamResult]:
    """Give all points, or none; what could not be judged keeps what it has."""
    records = {each.student.id: each for each in book.records(course.syllabus)}
    given = []
    made = []
    for result in results:
        changes = []
        if result.known is not None and result.judged is not None and not result.judged.fault:
            changes = settled(records[result.known.id].adjustments, result.judged.solved, exam)
            made += [(result.known.id, each) for each in changes]
        given.append(replace(result, change=sum(each.points for each in changes), changed=bool(changes)))
    book.adjust(*made)
    return given


def _reference() -> dict[str, str]:
    try:
        return dict(read(SOLUTIONS).sources)
    except SubmissionError as error:
        raise Stopped(f"There is no reference to plant bugs into: {error} Use the whole kit.") from error
