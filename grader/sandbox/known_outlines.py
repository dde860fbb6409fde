"""Outlines of modules that did not change since they were last looked over, so that the next worker need not do it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Outline = dict[str, Any]


@dataclass
class KnownOutlines:
    """Keeps them from one runner of a folder to the next; a worker says them before a line of the submission runs."""

    _sources: dict[str, str] = field(default_factory=dict)
    _outlines: dict[str, Outline] = field(default_factory=dict)

    def of(self, sources: Mapping[str, str]) -> dict[str, Outline]:
        """The outlines of those modules, by name, that are as they were.

        Args:
            sources: the texts of all modules by name; with a module more or less, other names may be modules.
        """
        if sources.keys() != self._sources.keys():
            return {}
        return {name: self._outlines[name] for name, text in sources.items() if self._sources[name] == text}

    def keep(self, sources: Mapping[str, str], outlines: Mapping[str, Outline]) -> None:
        """Keep them, and nothing of what was before.

        Args:
            sources: the texts of all modules by name.
            outlines: of each of them.
        """
        self._sources, self._outlines = dict(sources), dict(outlines)
