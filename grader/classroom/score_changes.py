"""Changes of scores: whose score is not what an earlier run of the same exercises said, and why."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from grader.classroom.class_terminal import called
from grader.classroom.gradebook import Gradebook
from grader.classroom.records import Record
from grader.classroom.told_scores import Told, scope_of, told_of
from grader.classroom.work import other_points
from grader.course.lateness import explain
from grader.course.syllabus import Exercise, Syllabus
from grader.util.text import counted

MOST_EXERCISES = 8  # with one reason, in one line

Reasons = Mapping[str, Sequence[str]]  # why the outcome of an exercise is another one, by exercise


def score_changes(
    book: Gradebook, records: Sequence[Record], syllabus: Syllabus, exercises: Sequence[Exercise]
) -> list[str]:
    """A line for each student whose score, or points of an exercise, changed since the last run of these exercises.

    Args:
        book: has what earlier runs said, see `told_before`; this one has not ended yet.
        records: of the class.
        syllabus: the course.
        exercises: of the run.
    """
    before = book.told(scope_of(exercises, syllabus))
    lines = []
    for record in records:
        told = before.get(record.student.id)
        said = difference(told, record, book.reasons(record.student.id, told.run), syllabus) if told else ""
        if said:
            lines.append(f"{called(record.student)}: {said}")
    return lines


def difference(before: Told, record: Record, reasons: Reasons, syllabus: Syllabus) -> str:
    """What is different from what was said of a student, and why; nothing where nothing is.

    Args:
        before: what an earlier run said.
        record: of the student.
        reasons: why outcomes are others since then.
        syllabus: the course.
    """
    after = told_of(record, before.run)
    if before.state == "waiting":  # only some of these exercises were graded, so that there was no total
        after = replace(after, exercises={name: after.exercises.get(name, 0) for name in before.exercises})
        why = [*_of_exercises(before, after, record, reasons, syllabus), *_of_whole(before, after, record)]
        return "; ".join(why)
    if before.score is None and before.state != "refused":
        return ""  # a first score
    changed = (before.score, before.bonus) != (after.score, after.bonus)
    same_state = before.state == after.state
    of_exercises = _of_exercises(before, after, record, reasons, syllabus) if same_state else []
    if not changed and not of_exercises:
        return ""
    why = [*(of_exercises if same_state else [_state(record)]), *_of_whole(before, after, record)]
    return f"{_totals(before, after)}: {'; '.join(why)}" if why else _totals(before, after)


def _totals(before: Told, after: Told) -> str:
    same = before.score == after.score
    said = f"{_shown(before.score)}, as before" if same else f"{_shown(before.score)} -> {_shown(after.score)}"
    if before.bonus != after.bonus and (before.bonus or after.bonus):
        said += f", bonus {_shown(before.bonus)} -> {_shown(after.bonus)}"
    return said


def _shown(points: float | None) -> str:
    return "no score" if points is None else f"{points:g}"


def _state(record: Record) -> str:
    if record.state == "refused":
        return f"refused, {record.reason}"
    return {"graded": "graded now", "missing": "nothing is handed in now"}.get(record.state, "not graded yet")


def _of_exercises(before: Told, after: Told, record: Record, reasons: Reasons, syllabus: Syllabus) -> list[str]:
    """The exercises whose points changed, those with the same reason together."""
    found: dict[str, list[str]] = defaultdict(list)
    order = {exercise.id: place for place, exercise in enumerate(syllabus.exercises)}
    for name in sorted(before.exercises | after.exercises, key=lambda name: (order.get(name, len(order)), name)):
        was, now = before.exercises.get(name, 0), after.exercises.get(name, 0)
        if was != now:
            found[_why(name, before, after, record, reasons, order)].append(f"{name} {was:g} -> {now:g}")
    return [f"{_shortened(names)}{', ' if why else ''}{why}" for why, names in found.items()]


def _why(name: str, before: Told, after: Told, record: Record, reasons: Reasons, known: Container[str]) -> str:
    was, now = before.worth.get(name), after.worth.get(name)
    if was is not None and now is None:
        return "no longer graded" if name in known else "no longer in the course"
    if was is None and now is not None and name not in after.given:
        return "not graded before"
    why = list(reasons.get(name, ()))
    if was is not None and now is not None and was != now and not any(other_points(was, now) in each for each in why):
        why.append(other_points(was, now))
    if before.given.get(name, 0) != after.given.get(name, 0):
        why.append(_adjusted(record, name, after.given.get(name, 0) - before.given.get(name, 0)))
    return ", ".join(why)


def _of_whole(before: Told, after: Told, record: Record) -> list[str]:
    """Changes of the score that are of no exercise: adjustments of the whole, and lateness."""
    why = []
    if before.whole != after.whole:
        why.append(_adjusted(record, "", after.whole - before.whole))
    if before.percent != after.percent:
        because = explain(record.deduction) if record.deduction else "No deadline, or no time of hand-in, is known now."
        why.append(f"lateness now {after.percent:g} %, it was {before.percent:g} %. {because}")
    return why


def _adjusted(record: Record, exercise: str, points: float) -> str:
    """What was given or taken since then for an exercise, or for the whole, with the newest reason."""
    found = [each for each in record.adjustments if each.exercise == exercise]
    return f"adjusted {points:+g}, {found[-1].reason.rstrip('.')}" if found else "an adjustment no longer counts"


def _shortened(names: Sequence[str]) -> str:
    more = len(names) - MOST_EXERCISES
    listed = ", ".join(names[:MOST_EXERCISES])
    return f"{listed} and {counted(more, 'more exercise')}" if more > 0 else listed
