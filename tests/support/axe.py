"""Axe-core for tests: installed by npm, and what it finds wrong with the page of a browser."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from tests.support.browser import Browser

AXE = "axe-core@4"
FAULTS = """
axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.map(
    fault => [fault.id, fault.nodes.map(node => node.html.slice(0, 200))]
))
"""


def missing(what: str) -> NoReturn:
    """Skip, or fail where a browser was promised."""
    if os.environ.get("DIGIT_KATA_BROWSER") == "1":
        pytest.fail(f"{what}, and DIGIT_KATA_BROWSER=1. Install chromium and npm.")
    pytest.skip(f"{what}: install chromium and npm to have these tests")


def installed(folder: Path) -> str:
    """The text of axe-core, installed into a folder."""
    npm = shutil.which("npm")
    if npm is None:
        missing("There is no npm")
    command = [str(npm), "install", "--no-save", "--ignore-scripts", "--no-audit", "--prefix", str(folder), AXE]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        missing(f"npm cannot install {AXE} ({done.stderr[-300:]})")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def faults(running: "Browser", axe: str) -> Any:
    """The rules that the open page breaks, each with the elements that do."""
    running.evaluate(f"{axe}; 0")
    return running.evaluate(FAULTS)
