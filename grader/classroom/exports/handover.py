"""How grades are handed over: on which scale, under which name, with or without the bonus."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from grader.classroom.records import whole
from grader.course.current import current

AUTO = "auto"
NO_MAXIMUM = (
    "It was not written: --scale auto finds no one maximum in the roster. Give the maximum as a number, such as "
    "--scale 10."
)


@dataclass(frozen=True)
class Scale:
    """The scale of a grade.

    Attributes:
        to: the maximum; None: points as they were earned.
        auto: whether the system's own maximum is taken, where it is known.
    """

    to: float | None = None
    auto: bool = False

    def maximum(self, known: float | None) -> float | None:
        """The maximum that grades are scaled to, if the system's is this one; None: they are not scaled."""
        return known if self.auto else self.to


AS_EARNED = Scale()


@dataclass(frozen=True)
class Handover:
    """How grades are handed over.

    Attributes:
        scale: of the grades.
        item: name of the gradebook's item, as the system has it, or nothing: then it is the title of the course.
        bonus: whether bonus points have a column of their own.
    """

    scale: Scale = AS_EARNED
    item: str = ""
    bonus: bool = False

    @property
    def title(self) -> str:
        return self.item or current().syllabus.title


PLAIN = Handover()


def scaled(score: float, points: float, maximum: float | None) -> float:
    """A score out of some points on a scale up to a maximum, to the hundredth; None: as it is."""
    return score if maximum is None or not points else whole(round(score * maximum / points, 2))


def only_number(texts: Iterable[str]) -> float | None:
    """The number that all texts are, with a point or a comma; None if they differ, or are none."""
    found = {number_of(text) for text in texts}
    return found.pop() if len(found) == 1 else None


def number_of(text: str) -> float | None:
    """A number with a point or a comma, or None."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def maximum_notes(maxima: Collection[str], points: float, most: float | None) -> list[str]:
    """Say which maximum the item has to have, and that the one in the roster is another.

    Args:
        maxima: in the roster.
        points: what grades are out of, if they are not scaled.
        most: what they are scaled to, if they are.
    """
    wanted = points if most is None else most
    notes = [f"Set the item's maximum grade to {wanted:g} before you import."]
    if differing := sorted(text for text in maxima if number_of(text) != wanted):
        notes.append(
            f"It is {differing[0]} in the roster, which would refuse or clip the grades. To have grades out of that, "
            "give --scale auto."
        )
    return notes
