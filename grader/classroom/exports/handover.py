"""How grades are handed over: on which scale, under which name, with or without the bonus."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from grader.classroom.records import whole
from grader.course.current import current
from grader.util.text import counted

AUTO = "auto"
NO_MAXIMUM = (
    "--scale auto finds no one maximum of {item!r} in the roster. Give the system's export with that item as --roster, "
    "or the maximum as a number, such as --scale 10."
)


class NotWrittenError(Exception):
    """A table cannot be made: why, with the next thing to do."""


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

    def maximum(self, known: float | None) -> float | None:
        """The maximum that grades are scaled to, as `Scale.maximum` says it.

        Raises:
            NotWrittenError: the system's is wanted, and not known.
        """
        if self.scale.auto and known is None:
            raise NotWrittenError(NO_MAXIMUM.format(item=self.title))
        return self.scale.maximum(known)


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


def above_notes(grades: Collection[float], maximum: float) -> list[str]:
    """Say how many grades are above a maximum, and which one would hold them all; points for bugs are on top.

    Args:
        grades: as they are handed over.
        maximum: that the instructor is told to set.
    """
    above = [grade for grade in grades if grade > maximum]
    if not above:
        return []
    are = "is" if len(above) == 1 else "are"
    return [
        f"{counted(len(above), 'grade')} {are} above this maximum of {maximum:g}, and may be refused or clipped. "
        f"{would_hold(above)}"
    ]


def would_hold(grades: Collection[float]) -> str:
    """Say which maximum holds all of these grades."""
    return f"To keep every point, set the maximum to {max(grades):g}: grades do not change, only what they are out of."


def maximum_notes(
    maxima: Collection[str], points: float, most: float | None, grades: Collection[float] = ()
) -> list[str]:
    """Say which maximum the item has to have, that the one in the roster is another, and which grades are above it.

    Args:
        maxima: in the roster.
        points: what grades are out of, if they are not scaled.
        most: what they are scaled to, if they are.
        grades: as they are handed over.
    """
    wanted = points if most is None else most
    notes = [f"Set the item's maximum grade to {wanted:g} before you import."]
    if differing := sorted(text for text in maxima if number_of(text) != wanted):
        notes.append(
            f"It is {differing[0]} in the roster, which would refuse or clip the grades. To have grades out of that, "
            "give --scale auto."
        )
    return [*notes, *above_notes(grades, wanted)]
