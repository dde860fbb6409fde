"""Commands as a shell starts them, in copies of the kit."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import ROOT

PARTS = ("exercises", "grader", "solutions", "noxfile.py", "pyproject.toml")


def run(
    *arguments: object,
    folder: Path = ROOT,
    environment: Mapping[str, str | None] | None = None,
    seconds: float = 120,
) -> "subprocess.CompletedProcess[bytes]":
    """Run `python -m grader` in the top folder of a kit; a variable that is None is left out."""
    line = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(
        line, cwd=folder, env=changed(environment or {}), stdin=subprocess.DEVNULL, capture_output=True,
        timeout=seconds, check=False,
    )  # fmt: skip


def changed(environment: Mapping[str, str | None]) -> dict[str, str]:
    """The environment with these changes."""
    return {name: value for name, value in {**os.environ, **environment}.items() if value is not None}


def copy_of_kit(folder: Path) -> Path:
    """A copy of the kit in the folder, with its bytecode: what a test changes is compiled anew."""
    kit = folder / "kit"
    kit.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, kit / part)
        else:
            shutil.copy(ROOT / part, kit)
    return kit
