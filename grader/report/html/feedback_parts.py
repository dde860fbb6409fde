"""The parts of feedback on the page: facts that are set as code, and sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.report.feedback import Feedback
from grader.report.sentences import RIGHT_FOR_EXAMPLES, quoted, reason, wanted


@dataclass(frozen=True)
class Part:
    """A piece of feedback.

    Attributes:
        label: called, returned, expected, raised, or nothing for a sentence.
        text: the rest of it, lines and all.
    """

    label: str
    text: str

    @property
    def code(self) -> bool:
        """Whether it must be set as code."""
        return bool(self.label)


def parts_of(feedback: Feedback | None) -> tuple[Part, ...]:
    """The parts that have something in them."""
    return tuple(part for part in _parts(feedback) if part.text.strip()) if feedback is not None else ()


def _parts(feedback: Feedback) -> Iterator[Part]:
    if feedback.kind == "not_imported" and feedback.raised:
        yield Part("", f"Importing {feedback.file} failed.")
    yield Part("called", feedback.call)
    yield Part("returned", feedback.returned)
    yield Part("raised", "\n".join(filter(None, [feedback.raised, *(text for text, _ in quoted(feedback.frames))])))
    yield Part("expected", wanted(feedback))
    yield Part("", reason(feedback))
    yield Part("", RIGHT_FOR_EXAMPLES if feedback.fresh else "")
