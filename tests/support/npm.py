"""Packages of npm for tests: installed into a folder that is thrown away."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip, or fail where a browser was promised."""
    if os.environ.get("DIGIT_KATA_BROWSER") == "1":
        pytest.fail(f"{what}, and DIGIT_KATA_BROWSER=1. Install chromium and npm.")
    pytest.skip(f"{what}: install chromium and npm to have these tests")


def installed(folder: Path, package: str) -> Path:
    """The modules in a folder, after a package such as `axe-core@4` was installed into it."""
    npm = shutil.which("npm")
    if npm is None:
        missing("There is no npm")
    command = [str(npm), "install", "--no-save", "--ignore-scripts", "--no-audit", "--prefix", str(folder), package]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        missing(f"npm cannot install {package} ({done.stderr[-300:]})")
    return folder / "node_modules"
