"""Sentences: the one place that makes words of feedback, line by line or as a text."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from grader.report.feedback import Feedback, SourceLine
from grader.util.text import LONGEST_FEEDBACK

INDENT = 4  # of all lines but the first
RIGHT_FOR_EXAMPLES = "Right for the examples, but wrong for this input, which was drawn for this grading."


@dataclass(frozen=True)
class FeedbackLine:
    """A line of feedback.

    Attributes:
        text: without its indent.
        indent: columns.
        file: that the text names, behind the name of its folder, or nothing.
        line: of the file, where the text names it too, or 0.
    """

    text: str
    indent: int
    file: str = ""
    line: int = 0


def plain(feedback: Feedback | None) -> str:
    """Feedback as text: what was called, what came back, what was expected, and the likeliest reason."""
    if feedback is None:
        return ""
    text = "\n".join(" " * line.indent + line.text for line in lines_of(feedback))
    return text if len(text) <= LONGEST_FEEDBACK else f"{text[:LONGEST_FEEDBACK]}…"


def lines_of(feedback: Feedback) -> list[FeedbackLine]:
    """The lines of feedback; those of a long message, and of several sentences, one by one."""
    if feedback.kind == "text":  # it has indents of its own
        return [FeedbackLine(text.lstrip(), len(text) - len(text.lstrip())) for text in feedback.reason.split("\n")]
    made = list(_lines(feedback))
    lines = [FeedbackLine(one.text, one.indent if place else 0, one.file, one.line) for place, one in enumerate(made)]
    return [*lines, FeedbackLine("", 0), FeedbackLine(RIGHT_FOR_EXAMPLES, 0)] if feedback.fresh else lines


def wanted(feedback: Feedback) -> str:
    """What was expected, and what was there instead where that is not what came back."""
    return f"{feedback.expected}, got {feedback.got}" if feedback.got else feedback.expected


def quoted(frames: tuple[SourceLine, ...]) -> Iterator[tuple[str, SourceLine]]:
    """The student's lines as text, each with what it is; one that calls itself again and again comes once."""
    for text, same in itertools.groupby(frames, lambda frame: f"{frame.file}:{frame.line}: {frame.text}"):
        yield text, next(same)


def reason(feedback: Feedback) -> str:
    """The reason, behind the place in the file where that says more."""
    if feedback.kind != "not_read" or not feedback.file:
        return feedback.reason
    place = f"{feedback.file}, line {feedback.line}" if feedback.line else feedback.file
    return f"{place}: {feedback.reason}"


def _lines(feedback: Feedback) -> Iterator[FeedbackLine]:
    if feedback.call:
        yield FeedbackLine(feedback.call, INDENT)
    if feedback.returned:
        yield FeedbackLine(f"returned {feedback.returned}", INDENT)
    if feedback.raised:
        first, *further = feedback.raised.split("\n")
        importing = f"Importing {feedback.file} " if feedback.kind == "not_imported" else ""
        yield FeedbackLine(f"{importing}raised {first}", INDENT, feedback.file if importing else "")
        yield from (FeedbackLine(text, 2 * INDENT) for text in further)
    for text, frame in quoted(feedback.frames):
        yield FeedbackLine(text, INDENT, frame.file, frame.line)
    expected = [FeedbackLine(f"expected {wanted(feedback)}", INDENT)] if feedback.expected else []
    said = (
        [FeedbackLine(text, INDENT, feedback.file) for text in reason(feedback).split("\n")] if feedback.reason else []
    )
    # What to do about an exception goes with it; where none came, the reason is about what was expected.
    yield from (*said, *expected) if feedback.raised else (*expected, *said)
