"""Judges what a student hands in of an exam: nothing is believed but the two files of each bug.

The bugs are those of the course's seed, planted into the reference here. So the student's own state, report and planted
module say nothing; the input and the repaired module do.
"""

import ast
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from grader.course.syllabus import Exercise, Syllabus
from grader.grading.listener import Listener
from grader.grading.pipeline import Settings
from grader.learning.hunt.bug_catalogue import Bug
from grader.learning.hunt.hunt_judging import EVIDENCE, Sources, Verdict, judge_evidence, judge_repair
from grader.learning.hunt.planted_module import NotPlantable, plant
from grader.sandbox.connection import StartWorker, start_worker
from grader.util.errors import Unjudged

NOT_THERE = Verdict("todo", ("Its folder was not handed in.",))


@dataclass(frozen=True)
class HandedBug:
    """The files of a bug, as they were handed in.

    Attributes:
        sources: texts by module; `evidence` is one.
        faults: why a module cannot be read, by module.
    """

    sources: Mapping[str, str]
    faults: Mapping[str, str]


@dataclass(frozen=True)
class JudgedBug:
    """What became of one bug of an exam.

    Attributes:
        number: from 1.
        exercise: id.
        evidence: whether the input, or the line, shows it.
        repair: whether the module passes; None where the bug was not shown, so that it was not looked at.
    """

    number: int
    exercise: str
    evidence: Verdict
    repair: Verdict | None = None

    @property
    def solved(self) -> bool:
        return self.evidence.passed and self.repair is not None and self.repair.passed


@dataclass(frozen=True)
class Judge:
    """Judges bugs of an exam.

    Attributes:
        course: all exercises.
        reference: its modules.
        settings: how to grade a repair.
        worker: starts the processes in which the functions run.
    """

    course: Syllabus
    reference: Sources
    settings: Settings
    worker: StartWorker = start_worker

    def judge(self, number: int, bug: Bug, handed: HandedBug | None, own: Sources) -> JudgedBug:
        """Judge one bug.

        Args:
            number: from 1.
            bug: what the seed has chosen.
            handed: the student's files; None: there are none.
            own: the student's modules, which a repaired one may need instead of the reference's.

        Raises:
            Unjudged: the machine did not let something run.
        """
        if handed is None:
            return JudgedBug(number, bug.exercise, NOT_THERE)
        exercise = self.course.by_id[bug.exercise]
        evidence = self._evidence(exercise, bug, handed, own)
        repair = self._repair(exercise, handed, own) if evidence.passed else None
        return JudgedBug(number, bug.exercise, evidence, repair)

    def _evidence(self, exercise: Exercise, bug: Bug, handed: HandedBug, own: Sources) -> Verdict:
        if (missing := _missing(EVIDENCE, handed)) is not None:
            return missing
        planted = plant(bug.mistake, exercise, self.reference[exercise.module])
        # It was planted into the student's own module if that had passed; the repaired one is that, as it was then. Any
        # other of the student's could have been written to have the line where it is guessed.
        lines = {planted.line, *self._lines_in(handed.sources, exercise, bug)}
        if _is_same(exercise, own, handed.sources):
            lines |= self._lines_in(own, exercise, bug)
        wrong = {**self.reference, exercise.module: planted.text}
        return judge_evidence(exercise, handed.sources[EVIDENCE], wrong, self.reference, lines, self.worker)

    @staticmethod
    def _lines_in(own: Mapping[str, str], exercise: Exercise, bug: Bug) -> set[int]:
        """The line of the mistake if it is planted into this module."""
        with contextlib.suppress(NotPlantable, SyntaxError, ValueError, RecursionError, MemoryError):
            if exercise.module in own:
                return {plant(bug.mistake, exercise, own[exercise.module]).line}
        return set()

    def _repair(self, exercise: Exercise, handed: HandedBug, own: Sources) -> Verdict:
        """Whether the repaired module passes, among the reference's modules or else among the student's own."""
        if (missing := _missing(exercise.module, handed)) is not None:
            return missing
        text = handed.sources[exercise.module]
        verdict = self._graded(exercise, text, self.reference)
        if verdict.status == "failed" and own:
            among_own = self._graded(exercise, text, {**self.reference, **own})
            return among_own if among_own.passed else verdict
        return verdict

    def _graded(self, exercise: Exercise, text: str, others: Sources) -> Verdict:
        verdict, outcome = judge_repair(
            exercise, text, others, self.course, self.settings, Listener(), worker=self.worker
        )
        if outcome is not None and outcome.status == "error":
            raise Unjudged(f"{exercise.id} could not be judged. Run the same command again.")
        return verdict


def _is_same(exercise: Exercise, *modules: Mapping[str, str]) -> bool:
    """Whether two modules say the same, however their lines are broken and whatever their comments say."""
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError, KeyError):
        first, second = (ast.dump(ast.parse(sources[exercise.module])) for sources in modules)
        return first == second
    return False


def _missing(module: str, handed: HandedBug) -> Verdict | None:
    """What is said of a file that is not there or cannot be read; None of one that can."""
    if module in handed.faults:
        return Verdict("failed", (f"{module}.py: {handed.faults[module]}",))
    return None if module in handed.sources else Verdict("failed", (f"There is no {module}.py in its folder.",))
