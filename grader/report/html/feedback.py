"""Feedback, taken apart for the page: the call, the answer, the expected value, and the explanation."""

import re
from dataclasses import dataclass

INDENT = "    "
LABELS = ("returned", "expected", "raised")


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


def parts_of(feedback: str, function: str) -> tuple[Part, ...]:
    """The parts of feedback on a function; what has another form is one part without a label."""
    first, *rest = feedback.split("\n")
    importing, raised, error = first.partition(" raised ")
    if first.startswith(f"{function}("):
        parts = [Part("called", first)]
    elif raised and importing.startswith("Importing "):
        parts = [Part("", f"{importing} failed."), Part("raised", error)]
    else:
        return (Part("", feedback),) if feedback.strip() else ()
    for line in rest:
        text = line.removeprefix(INDENT)
        label = next((label for label in LABELS if text.startswith(f"{label} ")), None)
        if label is not None and not any(part.label == label for part in parts):
            parts.append(Part(label, text.removeprefix(f"{label} ")))
        elif parts[-1].label == "" or (parts[-1].label == "raised" and _BELONGS.match(text)):
            parts[-1] = Part(parts[-1].label, f"{parts[-1].text}\n{text.removeprefix(INDENT)}")
        else:
            parts.append(Part("", text))
    return tuple(part for part in parts if part.text.strip())


# What belongs to an exception: further lines of its message, which are indented once more, and the student's own lines.
_BELONGS = re.compile(r"    |[^:]+\.py:\d+: ")
