"""Sentences about the course: what there is to earn, until when, and what lateness costs."""

from datetime import date, datetime

from grader.course.bug_exam import BugExam
from grader.course.current import Course
from grader.course.lateness import Lateness
from grader.util.text import counted


def about_points(course: Course) -> str:
    """How many exercises there are, and what they are worth together."""
    exercises = course.syllabus.exercises
    required = sum(each.points for each in exercises if not each.bonus)
    bonus = sum(each.points for each in exercises if each.bonus)
    more = f" and {counted(bonus, 'bonus point')}" if bonus else ""
    return f"{counted(len(exercises), 'exercise')}, {counted(required, 'point')}{more}"


def about_lateness(policy: Lateness) -> list[str]:
    """Until when to hand in, and what late work costs, a sentence each; none where there is no deadline."""
    if policy.deadline is None:
        return []
    zone = f" ({policy.timezone})" if policy.timezone else ""
    grace = f", with {counted(round(policy.grace), 'minute')} of grace" if policy.grace else ""
    said = [f"Hand in until {_minute(policy.deadline)}{zone}{grace}."]
    if policy.percent_per_day:
        least = f"; students keep at least {policy.floor:g} %" if policy.floor else ""
        said.append(f"Each late day, even a part of one, takes {policy.percent_per_day:g} % of the points{least}.")
    else:
        said.append("Late work loses no points.")
    if policy.last_day:
        said.append(f"The last day on which late work counts is {policy.last_day:%Y-%m-%d}.")
    return said


def about_exam(exam: BugExam) -> str:
    """The round of bugs that gives points."""
    level = f" of level {exam.level}" if exam.level else ""
    return (
        f"Find the bug: {counted(exam.count, 'bug')}{level}, {counted(exam.points, 'point')} each, "
        f"{exam.most} in all; seed {exam.seed}."
    )


def about_help(course: Course) -> str:
    """Which hints there are, and when model answers are shown."""
    hints = max((len(each.hints) for each in course.syllabus.exercises), default=0)
    shown = {
        "passed": "once an exercise has passed",
        "deadline": "after the deadline, once an exercise has passed",
        "never": "never",
    }
    return f"{counted(hints, 'hint')} for each exercise; model answers are shown {shown[course.solutions]}."


def _minute(when: date | datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M")
