"""The state of a student's hand-in in Moodle's grading worksheet, in the teacher's language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from grader.classroom.roster import cell

# Moodle writes the status, then `2 days 3 hours late`, with " - " after each part.
_LATE = re.compile(
    r"\blate\b|versp[äa]t|zu sp[äa]t|\bretard|\bretraso|\batras|\bin ritardo|\bte laat|\bsp[óo][źz]ni|för sen|\bmyöhä",
    re.IGNORECASE,
)
_DRAFT = re.compile(
    r"\bdraft|\bentwurf|\bbrouillon|\bborrador|\bbozza|\brascunho|\bconcept|wersja robocza|\butkast|\bkladde|\bluonnos",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Standing:
    """A worksheet's facts about a hand-in; each is empty if the worksheet has none.

    Attributes:
        handed: when it was changed last.
        late: how late it is.
        draft: that it is a draft, in the worksheet's words.
    """

    handed: str = ""
    late: str = ""
    draft: str = ""


def standing(line: Iterable[tuple[str, str]]) -> Standing:
    """Read a roster's line for facts about the hand-in.

    >>> standing([("Status", "Submitted for grading - 2 days 3 hours late - ")]).late
    '2 days 3 hours late'
    """
    line = tuple(line)
    handed = cell(line, "modified")
    parts = [part.strip() for part in re.split(r"\s-(?=\s|$)", cell(line, "status"))]
    return Standing(
        handed=handed if re.search(r"\d", handed) else "",
        late=next((part for part in parts if _LATE.search(part)), ""),
        draft=next((part for part in parts if _DRAFT.search(part)), ""),
    )
