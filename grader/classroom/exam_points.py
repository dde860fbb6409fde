"""Points for an exam: adjustments that the next judging replaces, by further ones, because none is ever removed."""

from collections.abc import Sequence

from grader.classroom.adjustments import GIVEN_FOR_BUGS
from grader.classroom.gradebook_rows import adjustment
from grader.classroom.records import Adjustment, whole
from grader.course.bug_exam import BugExam
from grader.learning.hunt.exam_judging import JudgedBug

TAKEN_BACK = "Find the bug was judged again: the earlier points are taken back."


def author_of(exam: BugExam) -> str:
    """Who gives the points; by the seed, so that a second exam leaves those of the first alone."""
    return f"{GIVEN_FOR_BUGS}, seed {exam.seed}"


def reason_for(solved: Sequence[JudgedBug], exam: BugExam) -> str:
    """The reason of the points, which names the bugs."""
    named = ", ".join(f"{bug.number} ({bug.exercise})" for bug in solved)
    return f"Find the bug: {len(solved)} of {exam.count} shown and repaired: {named}."


def settled(before: Sequence[Adjustment], solved: Sequence[JudgedBug], exam: BugExam) -> list[Adjustment]:
    """The adjustments that make what a student has for an exam that for these bugs; none where it is that already.

    Args:
        before: all adjustments of the student, oldest first.
        solved: the bugs that were shown and repaired.
        exam: what each is worth.
    """
    ours = [each for each in before if each.author == author_of(exam) and not each.exercise]
    given, wanted = whole(sum(each.points for each in ours)), exam.points * len(solved)
    reason = reason_for(solved, exam)
    if given == wanted and (not wanted or ours[-1].reason == reason):
        return []
    made = [adjustment("", -given, TAKEN_BACK, author_of(exam))] if given else []
    return [*made, *([adjustment("", wanted, reason, author_of(exam))] if wanted else [])]
