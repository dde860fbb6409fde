"""A round: some bugs are chosen and planted, then looked at as often as the student asks."""

import contextlib
import random
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course.bug_exam import BugExam
from grader.course.paths import SOLUTIONS
from grader.course.syllabus import Exercise, Syllabus
from grader.grading.listener import Listener
from grader.grading.pipeline import Settings, passed_of
from grader.learning import history
from grader.learning.history import Event
from grader.learning.hunt import bug_files, hunt_judging
from grader.learning.hunt.bug_catalogue import Bug, bugs, by_key, varied
from grader.learning.hunt.exam import bugs_of
from grader.learning.hunt.hunt_command import command
from grader.learning.hunt.hunt_judging import EVIDENCE, Verdict, asked_of
from grader.learning.hunt.hunt_state import HuntState, OpenBug, Secret
from grader.learning.hunt.planted_module import NotPlantable, PlantedModule, plant
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission, SubmissionError, read
from grader.util.digest import digest_of_texts
from grader.util.errors import Stopped
from grader.util.exit_status import LEFT_TO_DO

YOURS, OURS = "yours", "reference"


class NoBug(Stopped):
    """There is no bug to plant, with the next thing to do."""

    status = LEFT_TO_DO


@dataclass(frozen=True)
class Base:
    """Right modules that a bug can be planted into.

    Attributes:
        whose: yours or reference.
        sources: text by module.
    """

    whose: str
    sources: dict[str, str]


@dataclass(frozen=True)
class Looked:
    """What a look at one bug gave; the name of the mistake is told once both answers are there.

    Attributes:
        bug: as it is now.
        evidence, repair: the verdicts; None where it was not looked at.
        details: what still fails in the repaired module.
    """

    bug: OpenBug
    evidence: Verdict | None
    repair: Verdict | None
    details: str = ""


def bases(submission: Path, exercises: Sequence[Exercise]) -> dict[str, Base]:
    """What there is to plant into, by exercise: the student's own module once it passes, else the reference's.

    Raises:
        SubmissionError: there is no submission.
    """
    found = references(exercises)
    own = read(submission)
    with closing(Runner(own)) as runner:
        passed = passed_of(runner, exercises)
    mine = Base(YOURS, dict(own.sources))
    return found | {name: mine for name in passed if name.partition(".")[0] in own.sources}


def references(exercises: Sequence[Exercise]) -> dict[str, Base]:
    """The reference's modules by exercise; nothing in a kit without solutions."""
    if not SOLUTIONS.is_dir():
        return {}
    sources = dict(read(SOLUTIONS).sources)
    return {each.id: Base(OURS, sources) for each in exercises if each.module in sources}


def start(
    state: HuntState,
    submission: Path,
    available: Mapping[str, Base],
    course: Syllabus,
    *,
    level: int | None = None,
    count: int = 1,
    seed: int | None = None,
) -> None:
    """Choose the bugs of a round, and write their files.

    A seed chooses the same bugs for everybody who has the same modules to plant into, met before or not.

    Raises:
        NoBug: there is none left of this kind.
        OSError: the files cannot be written.
    """
    fitting = [bug for bug in bugs() if bug.exercise in available and level in (None, bug.level)]
    known = [bug for bug in fitting if seed is not None or bug.key not in state.met]
    if not available:
        raise NoBug(
            "There is nothing to plant a bug into: no function of these exercises has passed yet. "
            "Write one and grade it: nox -s grade"
        )
    if not fitting:
        of_level = f" of level {level}" if level else ""
        raise NoBug(
            f"There is nothing to plant: these exercises have no bugs{of_level}. Choose others, such as: --only metrics"
        )
    order = list(varied(known, random.Random(seed)))  # noqa: S311  it hides nothing
    chosen: list[OpenBug] = []
    number = state.last
    for bug in order:
        if len(chosen) == count:
            break
        exercise, base = course.by_id[bug.exercise], available[bug.exercise]
        try:
            planted = plant(bug.mistake, exercise, base.sources[exercise.module])
        except (NotPlantable, SyntaxError):
            continue
        number += 1
        while (folder := bug_files.folder_of(submission, f"bug_{number}")).exists():
            number += 1
        bug_files.write(folder, number, exercise, planted.text)
        chosen.append(_opened(number, bug, exercise, base, planted))
        state.met = [*state.met, *([] if bug.key in state.met else [bug.key])]
    if not chosen:
        raise NoBug("You have met every bug of this kind. Choose another level or exercise, such as: --level 3")
    state.round, state.seed, state.last, state.exam = chosen, seed, number, False


def sit(
    state: HuntState, submission: Path, available: Mapping[str, Base], course: Syllabus, exam: BugExam
) -> tuple[list[OpenBug], list[str]]:
    """Open the bugs of the course's exam that are not open yet; files that are there stay as they are.

    Those of a bug that the exam had, and has no more, are set aside.

    Returns:
        The bugs that were opened, and ids of the exercises that have no right version here to plant into.

    Raises:
        TooFewBugs: there are fewer than the course asks for.
        OSError: the files cannot be written.
    """
    wanted = bugs_of(exam, course)
    ours = references([course.by_id[bug.exercise] for bug in wanted])
    there: dict[int, OpenBug] = {}
    if state.exam and state.seed == exam.seed:
        there = {bug.number: bug for bug in state.round}
    made: list[OpenBug] = []
    lacking: list[str] = []
    for number, bug in enumerate(wanted, start=1):
        exercise, folder = course.by_id[bug.exercise], bug_files.folder_of(submission, exam.place(number))
        known = there.get(number)
        if known is not None and known.secret.key == bug.key and folder.exists():
            continue
        if known is not None and folder.exists():
            bug_files.set_aside(folder)  # the course has changed: it is another bug now
        there.pop(number, None)
        bases_in_turn = [each[exercise.id] for each in (available, ours) if exercise.id in each]
        found = _first_planted(bug, exercise, bases_in_turn)
        if found is None:
            lacking.append(exercise.id)
            continue
        base, planted = found
        if not folder.exists():
            bug_files.write(folder, number, exercise, planted.text)
        there[number] = replace(_opened(number, bug, exercise, base, planted), folder=exam.place(number))
        made.append(there[number])
        state.met = [*state.met, *([] if bug.key in state.met else [bug.key])]
    state.round = [there[number] for number in sorted(there) if number <= exam.count]
    state.seed, state.exam = exam.seed, True
    return made, lacking


def _first_planted(bug: Bug, exercise: Exercise, found: Sequence[Base]) -> tuple[Base, PlantedModule] | None:
    """The first of some bases that the bug fits, with the module that it makes."""
    for base in found:
        with contextlib.suppress(NotPlantable, SyntaxError):
            return base, plant(bug.mistake, exercise, base.sources[exercise.module])
    return None


def _opened(number: int, bug: Bug, exercise: Exercise, base: Base, planted: PlantedModule) -> OpenBug:
    sources = {**base.sources, exercise.module: planted.text}
    secret = Secret(bug.key, sources, base.sources, planted.line)
    return OpenBug(number, exercise.id, bug.level, base.whose, secret.sealed())


def look(bug: OpenBug, submission: Path, course: Syllabus, settings: Settings, listener: Listener) -> Looked:
    """Judge what the student has done about an open bug; the repair is looked at once the input is found."""
    exercise, secret = course.by_id[bug.exercise], bug.secret
    folder = bug_files.folder_of(submission, bug.place)
    try:
        handed = read(folder, (exercise.module,))
    except SubmissionError as error:
        bug.found = bug.repaired = False
        option, effect = ("--exam", "plants it again.") if bug.folder else ("--new", "starts another round.")
        return Looked(bug, Verdict("failed", (str(error), f"{command(submission, option)} {effect}")), None)
    sources, evidence, told_before = handed.sources, None, bug.done
    shown, mended = (_digest(sources.get(name, "")) for name in (EVIDENCE, exercise.module))
    if bug.folder:  # of an exam, what is handed in counts and not what once was there
        bug.found = bug.found and bug.shown == shown
        bug.repaired = bug.repaired and bug.found and bug.mended == mended
    if bug.done:
        return Looked(bug, None, None)
    if not bug.found and EVIDENCE not in sources:
        return Looked(bug, _without_evidence(bug, exercise, folder, handed), None)
    if not bug.found:
        evidence = hunt_judging.judge_evidence(
            exercise,
            sources[EVIDENCE],
            secret.planted,
            secret.right,
            [secret.line],
            folder=f"{bug_files.FOLDER}/{bug.place}",
        )
        bug.found, bug.shown = evidence.passed, shown
        bug.tries += evidence.status != "todo"
    if not bug.found:
        return Looked(bug, evidence, None)
    text = sources.get(exercise.module, "")
    if text == secret.planted[exercise.module]:
        return Looked(bug, evidence, Verdict("todo", (f"Now repair {exercise.function} in {exercise.module}.py.",)))
    repair, outcome = hunt_judging.judge_repair(exercise, text, secret.right, course, settings, listener)
    bug.repaired, bug.mended = repair.passed, mended
    if bug.done and not told_before:
        event = Event(history.now(), history.SOLVED, bug.exercise, f"level {bug.level}", told(bug)[0])
        history.append(submission, [event])
    details = hunt_judging.what_fails(outcome) if outcome is not None and not repair.passed else ""
    return Looked(bug, evidence, repair, details)


def _without_evidence(bug: OpenBug, exercise: Exercise, folder: Path, handed: Submission) -> Verdict:
    """What is said where the file of evidence cannot be read; one that is missing is written as it was at first."""
    name = f"{bug_files.FOLDER}/{bug.place}/{EVIDENCE}.py"
    if EVIDENCE in handed.faults:
        return Verdict("failed", (f"{name}: {handed.faults[EVIDENCE].reason}",))
    try:
        bug_files.write_evidence(folder, bug.number, exercise)
    except OSError as error:
        raise Stopped(f"{name} is missing and cannot be written ({error.strerror}). Check its permissions.") from error
    return Verdict("todo", (f"{name} was missing and is written again. Write {asked_of(exercise)} in it.",))


def _digest(text: str) -> str:
    return digest_of_texts({"": text})


def told(bug: OpenBug) -> tuple[str, str]:
    """The name of the mistake, and the sentence about it: the reward."""
    found = by_key().get(bug.secret.key)
    if found is None:  # it was planted by an earlier version
        return "unknown", "This version of the kit does not have that mistake."
    return found.mistake.name, found.mistake.sentence


def result(state: HuntState, exam: BugExam | None = None) -> dict[str, object]:
    """The result of the round, as plain values; names of what is not solved are left out.

    Args:
        state: of the hunts.
        exam: what the course gives points for; None: it gives none.
    """
    rows = [_row(bug) for bug in state.round]
    return {
        "schema": "digit-kata/bugs/v1",
        "seed": state.seed,
        "count": len(rows),
        "found": sum(bug.found for bug in state.round),
        "repaired": sum(bug.done for bug in state.round),
        "exam": state.exam,
        "points": points_of(state, exam),
        "bugs": rows,
    }


def points_of(state: HuntState, exam: BugExam | None) -> dict[str, int] | None:
    """What this machine counts of the exam's points; None for every other round."""
    if exam is None or not state.exam or state.seed != exam.seed:
        return None
    done = sum(bug.done for bug in state.round)
    return {"each": exam.points, "earned": exam.points * done, "possible": exam.most}


def _row(bug: OpenBug) -> dict[str, object]:
    name, sentence = told(bug) if bug.done else (None, None)
    return {
        "number": bug.number,
        "folder": bug.place,
        "exercise": bug.exercise,
        "level": bug.level,
        "planted_into": bug.base,
        "found": bug.found,
        "repaired": bug.done,
        "tries": bug.tries,
        "name": name,
        "sentence": sentence,
    }
