"""Nox in a copy of the kit, whose environment is the one that the tests run in."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import ROOT
from tests.support.commands import changed

NOX = (sys.executable, "-P", "-m", "nox")
# What the stamp of an environment says when all of these groups are in it.
_WANTED = """
import sys, nox, noxfile as n
groups = nox.project.dependency_groups(n.PROJECT, *sys.argv[1:])
print("\\n".join([*n.PROJECT["project"]["dependencies"], *groups]), end="")
"""


def environment(kit: Path, *groups: str) -> None:
    """Have sessions of a kit that need these groups of dependencies take them for installed."""
    found = kit / ".nox" / f"kata-{sys.version_info.major}.{sys.version_info.minor}"
    stamp = found / f"installed-{'-'.join(groups) or 'grader'}.txt"
    if stamp.exists():
        return
    (found / "bin").mkdir(parents=True, exist_ok=True)
    python = found / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    line = [sys.executable, "-c", _WANTED, *groups]
    stamp.write_bytes(subprocess.run(line, cwd=ROOT, capture_output=True, check=True).stdout)


def nox(kit: Path, *arguments: str, environ: Mapping[str, str | None] | None = None) -> tuple[int, str]:
    """Run nox in a kit; status and all that is said."""
    environment(kit)
    done = subprocess.run(
        [*NOX, *arguments],
        cwd=kit,
        env=changed({"NOXSESSION": None, **(environ or {})}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout
