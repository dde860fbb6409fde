"""The versions of what a submission imports: as a worker would find them, and looked up again after an installation."""

import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from grader.grading.imported_versions import versions_of

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a distribution into a folder of its own on the path."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    installed = 0

    def put(project: str, number: str, *tops: str, requires: str = "") -> None:
        nonlocal installed
        file = project.replace("-", "_")
        for old in tmp_path.glob(f"{file}-*.dist-info/*"):
            old.unlink()
        for old in tmp_path.glob(f"{file}-*.dist-info"):
            old.rmdir()
        info = tmp_path / f"{file}-{number}.dist-info"
        info.mkdir()
        needs = f"Requires-Dist: {requires}\n" if requires else ""
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project}\nVersion: {number}\n{needs}")
        (info / "RECORD").write_text("".join(f"{top}/__init__.py,,\n" for top in tops))
        for top in tops:  # what is recorded and not there is passed over by some releases
            (tmp_path / top).mkdir(exist_ok=True)
            (tmp_path / top / "__init__.py").touch()
        installed += 1  # a coarse clock of the file system is not to hide it
        os.utime(tmp_path, ns=(0, installed * 10**9))

    return put


def test_libraries_of_the_kit_are_passed_over() -> None:
    assert versions_of(["numpy", "keras", "tensorflow", "sklearn", "matplotlib"]) == {}


def test_what_is_missing_is_said_until_it_is_there(install: Install) -> None:
    before = versions_of(["nonesuch_library"])
    install("nonesuch-project", "1.0", "nonesuch_library")
    there = versions_of(["nonesuch_library"])
    install("nonesuch-project", "1.1", "nonesuch_library")

    assert before == {"nonesuch_library": "missing"}
    assert there == {"nonesuch-project": "1.0"}
    assert versions_of(["nonesuch_library"]) == {"nonesuch-project": "1.1"}


def test_what_it_requires_counts(install: Install) -> None:
    install("nonesuch", "2.0", "nonesuch", requires="nonesuch-helper>=1")
    before = versions_of(["nonesuch"])
    install("nonesuch_helper", "1.5", "helper")

    assert before == {"nonesuch": "2.0", "nonesuch-helper": "missing"}
    assert versions_of(["nonesuch"]) == {"nonesuch": "2.0", "nonesuch-helper": "1.5"}


def test_a_project_with_another_name_than_its_package_is_found() -> None:
    assert versions_of(["PIL"])["pillow"] == version("pillow")


def test_a_package_without_a_project_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nonesuch_package.py").touch()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])

    assert versions_of(["nonesuch_package"]) == {"nonesuch_package": "found"}


def test_what_a_worker_does_not_see_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the folder that the grader was started in, nor PYTHONPATH."""
    (tmp_path / "nonesuch_here.py").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    here = versions_of(["nonesuch_here"])
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir("/")

    assert here == versions_of(["nonesuch_here"]) == {"nonesuch_here": "missing"}
