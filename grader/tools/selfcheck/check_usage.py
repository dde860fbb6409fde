"""Catches: which checks each planted wrong answer fails, kept in `build/catches/`, one file for each module and source.

Whatever plants wrong answers keeps what it finds there, under a name of its own ("misconceptions", say); a check is
needed when some wrong answer of any source fails it alone.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.course.paths import KIT
from grader.report.report import CheckResult
from grader.tools.selfcheck.kit import Check, check_files_of, solution_of
from grader.util.files import write_whole

FOLDER = KIT / "build" / "catches"

# id of what was planted, such as "metrics.precision: divided_by_all": names of the check functions that fail
Catches = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Use:
    """The use of a check.

    Attributes:
        check: which.
        alone: how many wrong answers it is the only one to catch.
        together: how many it catches with others.
    """

    check: Check
    alone: int
    together: int


def caught(results: Iterable[CheckResult]) -> tuple[str, ...]:
    """The functions of the checks that failed, all cases of one together, in the order in which they ran."""
    return tuple(dict.fromkeys(result.function for result in results if result.status == "failed"))


def uses(checks: Iterable[Check], catches: Catches) -> tuple[Use, ...]:
    """The use of each check; only wrong answers to its own exercise count."""
    found = []
    for check in checks:
        own = [set(names) for planted, names in catches.items() if _about(planted) == check.exercise]
        mine = [names for names in own if check.name in names]
        found.append(Use(check, sum(len(names) == 1 for names in mine), sum(len(names) > 1 for names in mine)))
    return tuple(found)


def keep(module: str, source: str, catches: Catches, exercises: Iterable[str]) -> Path:
    """Keep which checks the wrong answers of one source fail, in place of what was kept of the same exercises.

    Args:
        module: that they are planted into.
        source: what they are, such as "misconceptions".
        catches: what was found.
        exercises: ids of those about which all that the source has was planted.

    Returns:
        The file.
    """
    replaced = set(exercises)
    kept = {name: names for name, names in _read(_file(module, source), module).items() if _about(name) not in replaced}
    content = {"digest": _digest(module), "catches": {**kept, **{name: list(names) for name, names in catches.items()}}}
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_whole(_file(module, source), json.dumps(content, indent=1, sort_keys=True) + "\n")
    return _file(module, source)


def known(module: str) -> dict[str, list[str]]:
    """The checks that wrong answers of all sources fail, as long as checks and solution are as they were then."""
    found: dict[str, list[str]] = {}
    for file in sorted(FOLDER.glob(f"{module}-*.json")):
        found |= _read(file, module)
    return found


def _about(planted: str) -> str:
    """Id of the exercise that something was planted for."""
    return planted.partition(":")[0]


def _file(module: str, source: str) -> Path:
    return FOLDER / f"{module}-{source}.json"


def _read(file: Path, module: str) -> dict[str, list[str]]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return dict(content["catches"]) if content["digest"] == _digest(module) else {}
    except (OSError, ValueError, KeyError, TypeError):  # none, or none of ours
        return {}


def _digest(module: str) -> str:
    files = (*check_files_of(module), solution_of(module))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
