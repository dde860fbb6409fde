"""The command `python -m grader class`: take in, grade, store, and report the result of everybody."""

import contextlib
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from grader.classroom.batch import Batch, Watcher
from grader.classroom.class_terminal import (
    ALSO_NOBODYS,
    called,
    show_changes,
    show_class,
    show_course,
    show_list,
    show_similar,
)
from grader.classroom.executor import Executor
from grader.classroom.exports.handover import NotWrittenError
from grader.classroom.gradebook import Gradebook
from grader.classroom.intake import take_in
from grader.classroom.late_work import apply_lateness, policy_of, refuse_strangers, strangers, undated
from grader.classroom.local_executor import Pool
from grader.classroom.moments import moment_of
from grader.classroom.records import Record
from grader.classroom.roster import read as read_roster
from grader.classroom.score_changes import score_changes
from grader.classroom.similar_passages import Similarity
from grader.classroom.similarity import BASES, compare
from grader.classroom.stopped import explained
from grader.classroom.told_before import keep_told
from grader.classroom.told_scores import scope_of, told_of
from grader.classroom.work import Work
from grader.course.current import current, digest_of_rules
from grader.course.syllabus import Exercise, Syllabus
from grader.grading.manifest import versions
from grader.sandbox import bubblewrap, temporary
from grader.sandbox.levels import BUBBLEWRAP
from grader.sandbox.probe import ATTEMPTS, Findings
from grader.sandbox.stopwatch import processors
from grader.util.digest import digest_of_checks
from grader.util.duration import about
from grader.util.errors import Stopped
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED
from grader.util.statusline import StatusLine
from grader.util.text import one_line

LINE_EVERY = 10.0  # seconds between two lines about the progress, where no line can be written over
SUFFIX = ".gradebook"
MOST_NAMED = 3  # of other gradebooks

Export = Callable[[Sequence[Record], Syllabus, Path], tuple[str, ...]]
MakeExecutor = Callable[[int], Executor]  # of so many jobs at a time


@dataclass(frozen=True)
class Class:
    """What to grade, and how.

    Attributes:
        source: a folder or a zip with the submissions.
        gradebook: the file; None: next to the source.
        roster: a CSV, or None: the one that the gradebook has.
        exercises: which.
        data: auto, mnist, digits, or a path.
        seed: of the first training.
        workers: processes; None: one per core.
        exports: what to write where.
        html: the folder for the class page and those of the students, or None.
        lateness: fields of the policy on lateness that change, see `course.lateness.changed`.
    """

    source: Path
    exercises: Sequence[Exercise]
    gradebook: Path | None = None
    roster: Path | None = None
    data: str = "auto"
    seed: int = 0
    workers: int | None = None
    exports: Mapping[Path, Export] = field(default_factory=dict)
    html: Path | None = None
    lateness: Mapping[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """The gradebook."""
        return self.gradebook or self.source.resolve().with_name(f"{self.name}{SUFFIX}")

    @property
    def name(self) -> str:
        """What the class is called: as its folder or zip."""
        source = self.source.resolve()
        return (source.stem if source.is_file() else source.name) or "class"


def grade_class(
    wanted: Class,
    syllabus: Syllabus,
    console: Console,
    executor: MakeExecutor = Pool,
    *,
    sandboxed: bool = True,
) -> int:
    """Grade a class, and print what has become of everybody.

    Args:
        wanted: what to grade.
        syllabus: the course.
        console: to print on.
        executor: makes what runs the jobs.
        sandboxed: whether submissions have to be kept from all that the probe tries.

    Returns:
        The exit status: 0 all that was handed in is graded, 4 something was refused, 3 something could not be judged.

    Raises:
        Stopped: it cannot go on; whatever was stored stays.
    """
    if not wanted.source.exists():
        raise Stopped(f"{wanted.source}: there is no such folder. Name the one with the submissions.")
    temporary.sweep()
    goes_on = f"Stopped. All results so far are in {wanted.file}. Run the same command to continue."
    with explained(goes_on), Gradebook(wanted.file) as book, contextlib.ExitStack() as stack:
        stack.callback(say_carried, book, console)
        try:
            running = stack.enter_context(executor(wanted.workers or processors()))
            course = current()
            policy = policy_of(course.lateness, book.lateness(course), wanted.lateness)
            roster = read_roster(wanted.roster) if wanted.roster else book.roster()
            modules = {exercise.module for exercise in syllabus.exercises}
            with tempfile.TemporaryDirectory(prefix=temporary.prefix()) as folder:
                intake = take_in(wanted.source, Path(folder), roster, modules)
            known = [*(roster.students if roster else ()), *(each.student for each in intake.received)]
            refuse_strangers(wanted.lateness.get("extensions", {}), [*known, *book.students()])
            findings = running.findings()
            if sandboxed:
                refuse_without_sandbox(findings)
            refuse_visible(findings, wanted.source, wanted.file)
        except Exception:
            book.discard_new()
            raise
        keep_told(book, syllabus, wanted.exercises)
        told: list[str] = []
        if roster is not None and wanted.roster is not None:
            told += book.enrol(roster)
        told += book.take_in(intake.received)
        if policy.policy.deadline is not None:
            moment_of("1 December 2026, 12:00")  # whether times can be read is seen before an hour of grading
        work = Work(digest_of_rules(), versions(), findings.level, wanted.seed, wanted.data)
        if course.own is not None:
            own = frozenset(module.name for module in course.own.syllabus.modules)
            work = replace(work, kit_checks=digest_of_checks(), own_modules=own)
        facts = {"checks": work.checks, "versions": work.versions, "level": work.level, "course": course.version}
        run = book.begin(facts)
        with StatusLine(console) as line:
            shown = ClassProgress(console, line)
            Batch(book, run, wanted.exercises, work, running, shown).grade()
        book.value_again(run, wanted.exercises)
        apply_lateness(book, policy, syllabus, wanted.exercises)
        records = book.records(syllabus, wanted.exercises)
        similarity = compare({entry.student: entry.submission.sources for entry in book.entries()}, BASES)
        said, fault = _write(console, wanted, similarity, records, syllabus)  # first: nobody may read on
        show_class(console, records, wanted.exercises)
        show_similar(console, records, similarity)
        show_list(console, "Left alone", intake.notes, ALSO_NOBODYS)
        show_list(console, "Students and hand-ins that changed", told)
        show_course(console, course, book.course_before(run))
        if policy.sentences:
            console.print("\n" + " ".join(policy.sentences), markup=False, highlight=False, soft_wrap=True)
        nobody = strangers(policy.policy.extensions, book.students())
        show_list(console, "Extensions of nobody in this class", nobody)
        title = "Handed in at an unknown time, so lateness takes nothing"
        show_list(console, title, [called(record.student) for record in undated(records, policy.policy)])
        show_changes(console, score_changes(book, records, syllabus, wanted.exercises), book.replaced(run))
        console.print(findings.sentence, style="dim", markup=False, highlight=False, soft_wrap=True)
        for sentence in (_gradebook(wanted, is_new=book.is_new), *said):
            console.print(sentence, markup=False, highlight=False, soft_wrap=True)
        if fault:
            raise Stopped(fault, OUR_FAULT)
        scores = {record.student.id: told_of(record, run) for record in records}
        book.end(run, scope_of(wanted.exercises, syllabus), scores)
    return _status(records)


def _gradebook(wanted: Class, *, is_new: bool) -> str:
    """Where all results are; if that file was made now and others lie beside it, one of them may have been meant."""
    file = wanted.file
    others = sorted(other.name for other in file.parent.glob(f"*{SUFFIX}") if other != file) if is_new else []
    made = " (new)" if is_new else ""
    if not others:
        return f"Gradebook: {file}{made}"
    lacks = ["adjustments", *([] if wanted.lateness else ["deadline"]), *([] if wanted.roster else ["roster"])]
    nothing = " or ".join(filter(None, [", ".join(lacks[:-1]), lacks[-1]]))
    return (
        f"Gradebook: {file}{made}. It knows nothing of {', '.join(others[:MOST_NAMED])}: no {nothing} from there. If "
        "this is the same class, delete it, and give the old one as --gradebook."
    )


def say_carried(book: Gradebook, console: Console) -> None:
    """Say that a gradebook was carried over from an older version, if it was."""
    if book.carried:
        console.print(book.carried, markup=False, highlight=False, soft_wrap=True)


def refuse_without_sandbox(findings: Findings) -> None:
    """See that submissions are kept from all that the probe has tried.

    Raises:
        Stopped: they are not.
    """
    if findings.got_through:
        through = " and ".join(ATTEMPTS[name] for name in findings.got_through)
        why = f" ({bubblewrap.obstacle()})" if bubblewrap.obstacle() else ""
        remedy = "Grade them on a machine with bubblewrap, or, if you trust all of them, give --allow-no-sandbox."
        raise Stopped(f"Here a submission could {through}{why}. {remedy}")


def refuse_visible(findings: Findings, *paths: Path) -> None:
    """See that no submission can read these files or folders in its sandbox.

    Raises:
        Stopped: one can.
    """
    for path in paths if findings.level == BUBBLEWRAP else ():
        if place := bubblewrap.shows(path):
            said = f"{path} is in {place}, which all submissions can read because Python or the system is there."
            raise Stopped(f"{said} Move it to another folder.")


class ClassProgress(Watcher):
    """Shows how far it has come: a line that changes where there is a terminal, now and then a line elsewhere."""

    def __init__(self, console: Console, line: StatusLine) -> None:
        self._console = console
        self._line = line
        self._said = time.monotonic()

    def progress(self, done: int, of: int, left: float | None) -> None:
        line = f"{done} of {of} gradings done" + ("" if left is None or done == of else f", {about(left)} left")
        if not self._line.show(line) and time.monotonic() - self._said >= LINE_EVERY:
            self._said = time.monotonic()
            self._console.print(line, markup=False, highlight=False)

    def note(self, sentence: str) -> None:
        self._console.print(sentence, style="dim", markup=False, highlight=False)


def _write(
    console: Console, wanted: Class, similarity: Similarity, records: Sequence[Record], syllabus: Syllabus
) -> tuple[list[str], str]:
    """Write what was asked for; what is to be said of it, and why it was not all written, if so."""
    said: list[str] = []
    faults: list[str] = []
    place: Path | None = None
    try:
        for place, export in wanted.exports.items():
            try:
                said += [f"{place}: {one_line(sentence)}" for sentence in export(records, syllabus, place)]
            except NotWrittenError as error:
                faults.append(f"{place} was not written: {one_line(str(error))}")
        if wanted.html is not None:
            place = wanted.html
            said.append(
                f"The class as a page: {_write_page(console, place, wanted.name, similarity, records, syllabus)}"
            )
    except OSError as error:
        faults.append(f"{place} was not written: {error.strerror}. The gradebook is complete; start again.")
    return said, "\n".join(faults)


def _write_page(
    console: Console, folder: Path, name: str, similarity: Similarity, records: Sequence[Record], syllabus: Syllabus
) -> Path:
    from grader.classroom.html.class_page import write_class

    with console.status("writing the class page") as status:
        return write_class(
            records,
            syllabus,
            folder,
            similarity,
            name=name,
            progress=lambda done, of: status.update(f"{done} of {of} pages written"),
        )


def _status(records: Sequence[Record]) -> int:
    if any(record.unjudged for record in records):
        return OUR_FAULT
    return LEFT_TO_DO if any(record.state == "refused" for record in records) else PASSED
