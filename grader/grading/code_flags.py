"""Flags on the text of a submission: much data in it may be answers, or weights, that somebody else has computed."""

from collections.abc import Iterator

from grader.course.syllabus import Exercise
from grader.report.report import Flag
from grader.sandbox.runner import Runner

LARGEST = 8 << 10  # bytes of data in a module; the solutions and the right answers in other styles hold at most 423


def flags_of_code(runner: Runner, exercise: Exercise) -> Iterator[Flag]:
    """Flag the modules behind an exercise that hold much data in their text."""
    for module in sorted(runner.used_by(exercise.module)):
        size, line = runner.outline(module)["literals"]
        if size > LARGEST:
            yield Flag("data in the code", f"{module}.py contains {size >> 10} KB of data, most of it in line {line}.")
