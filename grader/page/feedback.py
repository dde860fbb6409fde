"""Feedback taken apart, to be set out: what was called, what came back, what was expected, and what is said of it."""

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
        """Whether it is to be set as code."""
        return bool(self.label)


def parts_of(feedback: str, function: str) -> tuple[Part, ...]:
    """The parts of feedback on a function; what has another form is one part without a label."""
    first, *rest = feedback.split("\n")
    if not first.startswith(f"{function}("):
        return (Part("", feedback),) if feedback.strip() else ()
    parts = [Part("called", first)]
    for line in rest:
        text = line.removeprefix(INDENT)
        label = next((label for label in LABELS if text.startswith(f"{label} ")), None)
        if label is not None and not any(part.label == label for part in parts):
            parts.append(Part(label, text.removeprefix(f"{label} ")))
        elif parts[-1].label in ("", "raised"):
            parts[-1] = Part(parts[-1].label, f"{parts[-1].text}\n{text}")
        else:
            parts.append(Part("", text))
    return tuple(part for part in parts if part.text.strip())
