"""Axe-core for tests: installed by npm, and what it finds wrong with the page of a browser."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support import npm

if TYPE_CHECKING:
    from tests.support.browser import Browser

AXE = "axe-core@4"
FAULTS = """
axe.run(WITHIN, {resultTypes: ["violations"]}).then(found => found.violations.map(
    fault => [fault.id, fault.nodes.map(node => node.html.slice(0, 200))]
))
"""


def installed(folder: Path) -> str:
    """The text of axe-core, installed into a folder."""
    return (npm.installed(folder, AXE) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def faults(running: "Browser", axe: str, *, within: str = "document") -> Any:
    """The rules that the open page breaks, each with the elements that do.

    Args:
        running: the browser.
        axe: the text of axe-core.
        within: an expression for what of the page to look at.
    """
    running.evaluate(f"{axe}; 0")
    return running.evaluate(FAULTS.replace("WITHIN", within))
