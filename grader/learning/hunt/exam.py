"""The bugs of a course's exam: the same for everybody, whatever was met before and whoever looks."""

import random

from grader.course.bug_exam import TABLE, BugExam
from grader.course.syllabus import Syllabus
from grader.learning.hunt.bug_catalogue import Bug, bugs, varied
from grader.util.errors import Stopped
from grader.util.text import counted


class TooFewBugs(Stopped):
    """There are not as many bugs as the course asks for: a sentence that ends with the next thing to do."""


def bugs_of(exam: BugExam, course: Syllabus) -> tuple[Bug, ...]:
    """The bugs, the first of which is number 1; without names of exercises, none that train are taken.

    Raises:
        TooFewBugs: there are fewer than the course asks for.
    """
    chosen = exam.exercises or tuple(each.id for each in course.exercises if not each.images)
    fitting = [bug for bug in bugs() if bug.exercise in chosen and exam.level in (None, bug.level)]
    if len(fitting) < exam.count:
        raise TooFewBugs(
            f"[{TABLE}] of course.toml asks for {counted(exam.count, 'bug')}, and only {len(fitting)} fit. "
            "Ask for fewer, for another level, or name exercises that have bugs, such as metrics."
        )
    order = varied(fitting, random.Random(exam.seed))  # noqa: S311  it hides nothing
    return tuple(bug for bug, _ in zip(order, range(exam.count), strict=False))
