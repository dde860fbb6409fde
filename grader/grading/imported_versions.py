"""The versions of what a submission imports besides the kit's libraries: found here, or missing.

A failure that says "No module named 'seaborn'" is over once seaborn is there. What a package requires counts too. The
answer is about what a worker finds: not the folder we were started in, nor what is installed for one user alone.
"""

import os
import re
import site
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.machinery import PathFinder
from importlib.metadata import Distribution
from pathlib import Path

from grader.grading.manifest import LIBRARIES

MISSING, FOUND = "missing", "found"  # instead of a version; what is found may belong to no distribution
KNOWN = {*LIBRARIES, "sklearn"}  # their versions are in `grader.grading.manifest.versions`, by the names of imports
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def versions_of(names: Iterable[str]) -> dict[str, str]:
    """Versions, by distribution, of what provides these imports, and of all that it requires.

    Args:
        names: of packages, as an import says them; those that the manifest has anyway are passed over.
    """
    found: dict[str, str] = {}
    wanted = sorted(set(names) - KNOWN)
    if wanted:
        places = _places()
        for name in wanted:
            found.update(_versions_of(name, places, _stamp(places)))
    return found


def _places() -> tuple[str, ...]:
    """The folders that a worker looks through for packages."""
    outside = {"", str(Path.cwd()), site.getusersitepackages(), *os.environ.get("PYTHONPATH", "").split(os.pathsep)}
    return tuple(place for place in sys.path if place not in outside)


def _stamp(places: tuple[str, ...]) -> tuple[int, ...]:
    """When something was last installed, or taken away."""
    return tuple(folder.stat().st_mtime_ns for folder in map(Path, places) if folder.is_dir())


@cache
def _versions_of(name: str, places: tuple[str, ...], stamp: tuple[int, ...]) -> dict[str, str]:
    providers = _providers(name, places, stamp)
    if not providers:
        PathFinder.invalidate_caches()
        return {name: MISSING if PathFinder.find_spec(name, list(places)) is None else FOUND}
    found: dict[str, str] = {}
    waiting = list(providers)
    while waiting:
        project = waiting.pop()
        if project not in found and project not in KNOWN:
            distribution = next(iter(Distribution.discover(name=project, path=list(places))), None)
            found[project] = MISSING if distribution is None else distribution.version
            waiting += [] if distribution is None else _required(distribution)
    return found


def _providers(name: str, places: tuple[str, ...], stamp: tuple[int, ...]) -> tuple[str, ...]:
    """The distributions that an import may come from; to look through all of them takes half a second."""
    namesake = next(iter(Distribution.discover(name=name, path=list(places))), None)
    if namesake is not None and name in _tops(namesake):
        return (_normal(namesake.name),)
    return _all_providers(places, stamp).get(name, ())


@cache
def _all_providers(places: tuple[str, ...], _stamp: tuple[int, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for distribution in Distribution.discover(path=list(places)):
        for top in _tops(distribution):
            found[top] = tuple(sorted({*found.get(top, ()), _normal(distribution.name)}))
    return found


def _tops(distribution: Distribution) -> set[str]:
    """The names at the top of what a distribution installs."""
    firsts = {file.parts[0] for file in distribution.files or () if file.parts}
    return {first.partition(".")[0] for first in firsts} | set((distribution.read_text("top_level.txt") or "").split())


def _required(distribution: Distribution) -> Iterator[str]:
    for requirement in distribution.requires or ():
        found = _PROJECT.match(requirement)
        if found is not None and "extra ==" not in requirement:
            yield _normal(found.group())


def _normal(project: str) -> str:
    return re.sub(r"[-_.]+", "-", project).lower()
