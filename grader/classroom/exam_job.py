"""A job of a process: judge all bugs of an exam that one student has handed in."""

import traceback
from dataclasses import dataclass

from grader.checks.fresh_seed import FreshSeed
from grader.classroom import job as jobs
from grader.classroom.exam_hand_ins import ExamHandIn
from grader.classroom.job_workers import JobWorkers
from grader.course.bug_exam import BugExam
from grader.course.current import current
from grader.course.datasets import DataError
from grader.learning.hunt.exam import bugs_of
from grader.learning.hunt.exam_judging import Judge, JudgedBug
from grader.learning.hunt.hunt_judging import Sources
from grader.util.errors import CheckFailure

RUNS = 5  # workers in which a function of a bug may run: planted, right, and repaired once or twice, and the input's


@dataclass(frozen=True)
class JudgedExam:
    """The findings about one student.

    Attributes:
        bugs: one for each of the exam; none where it could not be judged.
        fault: why it could not be judged, a sentence, or nothing.
        traceback: of a fault of ours, or nothing.
    """

    bugs: tuple[JudgedBug, ...]
    fault: str = ""
    traceback: str = ""

    @property
    def solved(self) -> tuple[JudgedBug, ...]:
        return tuple(bug for bug in self.bugs if bug.solved)


@dataclass(frozen=True)
class JudgeExam:
    """Judge what one student has handed in.

    Attributes:
        hand_in: the files.
        exam: of the course.
        reference: its modules.
        data: images of trainings.
        fresh: what the fresh inputs of this hand-in are drawn from.
    """

    hand_in: ExamHandIn
    exam: BugExam
    reference: Sources
    data: str
    fresh: FreshSeed

    @property
    def limit(self) -> float:
        """Seconds after which the process that runs it must be stuck."""
        course = current().syllabus
        seconds = sum(course.by_id[bug.exercise].seconds for bug in bugs_of(self.exam, course))
        return jobs.SLACK + RUNS * jobs.LONGEST_CALLS * seconds

    def run(self, workers: JobWorkers) -> JudgedExam:
        """Judge; a fault of ours takes no point from anybody."""
        course = current().syllabus
        judge = Judge(course, self.reference, jobs.settings_of(self.data, 0, self.fresh), workers.give)
        try:
            found = [
                judge.judge(number, bug, self.hand_in.bugs.get(self.exam.place(number)), self.hand_in.own)
                for number, bug in enumerate(bugs_of(self.exam, course), start=1)
            ]
        except (CheckFailure, DataError) as error:
            return JudgedExam((), str(error))
        except Exception as error:  # noqa: BLE001  the others are judged, and the fault is told
            sentence = f"The grader failed ({type(error).__name__}: {error}). Run it again; if that fails, report it."
            return JudgedExam((), sentence, traceback.format_exc())
        finally:
            workers.close()
        return JudgedExam(tuple(found))
