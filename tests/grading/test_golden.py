"""Golden submissions: per situation that students get into, the exact report that they get.

Each folder of tests/golden/ is a situation: what the student hands in, `submission/`; what this is about, and what is
graded, `about.toml`; what `python -m grader grade` then shows in 80 columns and its exit status, `screen.txt`; and
the report as JSON, `report.json`, without which a wrong usage ends. After a change of the grader's words,

    DIGIT_KATA_GOLDEN=write python -m pytest tests/grading/test_golden.py

writes them again, and fails for each file that it wrote: read `git diff tests/golden`, as the
student, before you run the tests again. A new situation is a folder with `about.toml` and `submission/`; then the same.

Keys of `about.toml`: `about`, the situation in a sentence; `only`, exercises or modules, none: all; `beside`, a folder
of this repository whose modules stand beside the submission's; `made`, the name of a function below that adds what git
cannot keep; `seconds` and `gigabytes`, limits of a call that differ here, since reaching those that hold takes long;
`level`, of the isolation, with a comment that says why it is not the strongest that works here.
"""

import copy
import json
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from grader.checks.fresh_seed import FreshSeed
from grader.cli import main as command_line
from grader.course import syllabus
from grader.sandbox import connection, levels, runner, waiting_worker
from grader.sandbox.limits import Limits
from grader.sandbox.submission import LARGEST_MODULE, MOST_MODULES
from tests.conftest import ROOT
from tests.support.workers import worker

GOLDEN = ROOT / "tests" / "golden"
WRITE = "DIGIT_KATA_GOLDEN"  # set to "write", it lets this run write
FILES = ("screen.txt", "report.json")
PATHS = {str(ROOT), tempfile.gettempdir(), sys.prefix}  # a student is shown none of this machine
COLUMNS = 80
HIDDEN = "…"  # stands for what depends on the machine or the day
FOLDERS = sorted(folder for folder in GOLDEN.iterdir() if folder.is_dir())
COURSE = syllabus.load()


@dataclass(frozen=True)
class Situation:
    """What `about.toml` says; the module's docstring explains each key."""

    about: str
    only: tuple[str, ...] = ()
    beside: str = ""
    made: str = ""
    seconds: float | None = None
    gigabytes: float | None = None
    level: str = ""

    @property
    def arguments(self) -> list[str]:
        """Of the command line."""
        return ["grade", "submission", *(word for name in self.only for word in ("--only", name))]


def situation(folder: Path) -> Situation:
    """What a folder's `about.toml` says; a key that is none of a situation's is an error."""
    found = tomllib.loads((folder / "about.toml").read_text(encoding="utf-8"))
    return Situation(**(found | {"only": tuple(found.get("only", ()))}))


# What git cannot keep, or nobody would want it to.


def a_large_table(folder: Path) -> None:
    with (folder / "metrics.py").open("a", encoding="utf-8") as file:
        file.write(f"\nTABLE = [{'0, ' * (LARGEST_MODULE // 3)}]\n")


def a_folder_as_a_module(folder: Path) -> None:
    (folder / "metrics.py").mkdir()
    shutil.copy(folder / "preprocessing.py", folder / "metrics.py")


def a_link_as_a_module(folder: Path) -> None:
    (folder / "metrics.py").symlink_to(folder / "my_metrics.txt")


def too_many_modules(folder: Path) -> None:
    for number in range(MOST_MODULES):
        (folder / f"attempt_{number}.py").write_text("", encoding="utf-8")


def nothing_at_all(folder: Path) -> None:
    folder.mkdir()


MAKERS: dict[str, Callable[[Path], None]] = {
    made.__name__: made
    for made in (a_large_table, a_folder_as_a_module, a_link_as_a_module, too_many_modules, nothing_at_all)
}


def handed_in(folder: Path, found: Situation, place: Path) -> None:
    """Put together at `place` what the student hands in."""
    for source in filter(None, [ROOT / found.beside if found.beside else None, folder / "submission"]):
        if source.exists():
            shutil.copytree(source, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    if found.made:
        MAKERS[found.made](place)


# What the student gets.


def masked(report: dict[str, Any]) -> dict[str, Any]:
    """The report without what depends on the machine or the day; every text that a student reads is as it was."""
    manifest = report["manifest"]
    hidden = {
        **manifest,
        "kit": HIDDEN,
        "submission": HIDDEN,  # some of the reference's modules are part of it
        "checks": HIDDEN,
        "versions": dict.fromkeys(manifest["versions"], HIDDEN),
        "platform": HIDDEN,
        "isolation": dict.fromkeys(manifest["isolation"], HIDDEN),
    }
    timed = [{**exercise, "seconds": HIDDEN} for exercise in report["exercises"]]
    return {**report, "exercises": timed, "manifest": hidden}


def shown(arguments: list[str], printed: str, status: int) -> str:
    """What stands in the terminal, without the blanks at the ends of lines, which nobody sees."""
    lines = [f"$ python -m grader {' '.join(arguments)}", *printed.splitlines(), f"(exit status {status})"]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def graded(found: Situation, place: Path) -> dict[str, str]:
    """The golden files that a submission at `place`, which is the current folder, has earned, by their names."""
    done = CliRunner().invoke(command_line.command, [*found.arguments, "--json", "report.json"], catch_exceptions=False)
    files = {"screen.txt": shown(found.arguments, done.output, done.exit_code)}
    if (place / "report.json").exists():
        report = masked(json.loads((place / "report.json").read_text(encoding="utf-8")))
        files["report.json"] = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    return files


def limited(found: Situation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the limits and the level in force that a situation names."""
    if found.seconds is not None:
        exercises = tuple(replace(exercise, seconds=found.seconds) for exercise in COURSE.exercises)
        monkeypatch.setattr(syllabus, "load", lambda: replace(COURSE, exercises=exercises))
        monkeypatch.setattr(runner, "IMPORT_LIMIT", found.seconds)
    if found.gigabytes is not None:
        monkeypatch.setattr(connection, "Limits", partial(Limits, resident=int(found.gigabytes * 2**30)))
    if found.level:
        monkeypatch.setattr(levels, "strongest", lambda: found.level)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, and a terminal of 80 columns without colours or links."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for name in ("Connection", "start_worker"):
        monkeypatch.setattr(waiting_worker, name, worker)  # it waits for no TensorFlow
    seed = FreshSeed.of_number(0)
    monkeypatch.setattr(FreshSeed, "drawn", lambda: seed)  # the same fresh inputs in each run
    return tmp_path


def held_against(folder: Path, got: dict[str, str]) -> None:
    """Fail unless these are the golden files of a folder; write them first, if this run may write."""
    golden = {name: folder / name for name in FILES}
    kept = {name: file.read_text(encoding="utf-8") for name, file in golden.items() if file.exists()}
    if os.environ.get(WRITE) == "write" and got != kept:
        for name, file in golden.items():
            file.unlink(missing_ok=True)
            if name in got:
                file.write_text(got[name], encoding="utf-8", newline="\n")
        pytest.fail(f"{folder.name} was written. Read `git diff tests/golden`, then run the tests again.")
    assert sorted(got) == sorted(kept), f"{folder.name}: write what is missing with {WRITE}=write, and read it."
    for name, text in got.items():
        assert text == kept[name], f"{folder.name}/{name} is another now. If that is right, write it: {WRITE}=write"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_the_student_gets_this_report(folder: Path, terminal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = situation(folder)
    if found.made == "a_link_as_a_module" and sys.platform == "win32":
        pytest.skip("Windows does not let its users make links")
    handed_in(folder, found, terminal / "submission")
    limited(found, monkeypatch)

    got = graded(found, terminal)

    held_against(folder, got)
    assert [path for path in PATHS if path in "".join(got.values())] == []
    rows = got["screen.txt"].splitlines()[1:] if "report.json" in got else []
    assert [row for row in rows if cell_len(row) > COLUMNS] == []


# The comparison itself.


def test_a_situation_without_its_golden_files_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WRITE, raising=False)
    (tmp_path / "screen.txt").write_text("here", encoding="utf-8")

    held_against(tmp_path, {"screen.txt": "here"})
    with pytest.raises(AssertionError, match=r"write what is missing"):
        held_against(tmp_path, {"screen.txt": "here", "report.json": "{}"})
    with pytest.raises(AssertionError, match="is another now"):
        held_against(tmp_path, {"screen.txt": "there"})


def test_a_run_that_writes_says_so_and_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WRITE, "write")
    (tmp_path / "report.json").write_text("{}", encoding="utf-8")  # of a time when there was one

    with pytest.raises(pytest.fail.Exception, match="was written"):
        held_against(tmp_path, {"screen.txt": "here"})

    assert [file.name for file in tmp_path.iterdir()] == ["screen.txt"]
    held_against(tmp_path, {"screen.txt": "here"})


def leaves(value: Any, *place: Any) -> Iterator[tuple[Any, ...]]:
    """The places of all that is no container."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from leaves(part, *place, key)
    if not isinstance(value, dict | list):
        yield place


def test_only_what_hangs_on_machine_and_day_is_hidden(terminal: Path) -> None:
    """Each text and number of a report is changed in turn, and nearly each change is seen."""
    (terminal / "submission").mkdir()
    (terminal / "submission" / "metrics.py").write_text("def recall(tp, fn): print(tp)", encoding="utf-8")
    graded(Situation("one mistake", ("recall",)), terminal)
    report = json.loads((terminal / "report.json").read_text(encoding="utf-8"))
    unseen = set()
    for place in leaves(report):
        changed = copy.deepcopy(report)
        owner = changed
        for key in place[:-1]:
            owner = owner[key]
        owner[place[-1]] = "changed"
        if masked(changed) == masked(report):
            unseen.add(".".join(map(str, place[:2] if place[0] == "manifest" else place)))

    hidden = {"kit", "submission", "checks", "versions", "platform", "isolation"}
    assert unseen == {"exercises.0.seconds", *(f"manifest.{name}" for name in hidden)}


def test_a_changed_word_on_the_screen_is_seen() -> None:
    assert shown(["grade"], "a word", 1) != shown(["grade"], "a wort", 1)
    assert shown(["grade"], "a word", 1) != shown(["grade"], "a word", 0)
    assert shown(["grade"], " a word", 1) != shown(["grade"], "a word", 1)
    assert shown(["grade"], "a word  ", 1) == shown(["grade"], "a word", 1)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_a_situation_says_what_it_is_about(folder: Path) -> None:
    found = situation(folder)

    assert found.about.endswith(".")
    assert (folder / "submission").is_dir() or found.beside or found.made
    assert found.made in ("", *MAKERS)
    assert COURSE.select(found.only)
