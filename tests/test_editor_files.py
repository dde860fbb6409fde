"""The files for editors are what their programs read, and name what is there; the problem matchers read real output."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.course.syllabus import Syllabus
from grader.grading import debug_script
from tests.conftest import ROOT
from tests.support.commands import run
from tests.test_docs import complaint_about_session

SCHEMAS = ROOT / "tests" / "support" / "schemas"
FILES = {
    ".vscode/tasks.json": "tasks.json",
    ".vscode/launch.json": "launch.json",
    ".devcontainer/devcontainer.json": "devcontainer.json",
}


def content(file: str) -> Any:
    return json.loads((ROOT / file).read_text(encoding="utf-8"))


def complaints(file: str, found: Any) -> list[str]:
    schema = json.loads((SCHEMAS / FILES[file]).read_text(encoding="utf-8"))
    checker = jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)
    return [error.message for error in checker.iter_errors(found)]


def task(label: str) -> Any:
    return next(each for each in content(".vscode/tasks.json")["tasks"] if each["label"] == label)


def problems(label: str, text: str) -> list[tuple[str, int, str, str]]:
    """What an editor finds in the output of a task: file, line, severity and message."""
    pattern = task(label)["problemMatcher"]["pattern"]
    matches = [match for line in text.splitlines() if (match := re.match(pattern["regexp"], line))]
    return [
        (
            match[pattern["file"]],
            int(match[pattern["line"]]),
            match[pattern["severity"]],
            match[pattern["message"]],
        )
        for match in matches
    ]


@pytest.mark.parametrize("file", FILES)
def test_a_file_fits_its_schema(file: str) -> None:
    assert complaints(file, content(file)) == []


@pytest.mark.parametrize("file", FILES)
def test_a_misspelt_key_does_not_fit(file: str) -> None:
    assert complaints(file, {**content(file), "configuration": []}) != []


def test_tasks_start_sessions_that_are_there() -> None:
    for each in content(".vscode/tasks.json")["tasks"]:
        assert each["command"] == "nox"
        assert each["args"][0] == "-s"
        assert complaint_about_session(each["args"][1:]) is None


def test_the_launch_writes_the_script_that_it_starts(course: Syllabus) -> None:
    (launch,) = content(".vscode/launch.json")["configurations"]
    (choice,) = content(".vscode/tasks.json")["inputs"]

    assert launch["program"] == f"${{workspaceFolder}}/exercises/{debug_script.FOLDER}/{debug_script.SCRIPT}"
    assert task(launch["preLaunchTask"])["args"] == ["-s", "debug", "--", f"${{input:{choice['id']}}}"]
    assert choice["options"] == [exercise.id for exercise in course.exercises]


def test_the_explorer_runs_the_checks() -> None:
    settings = content(".vscode/settings.json")

    assert settings["python.testing.pytestEnabled"] is True
    assert [(ROOT / place).is_dir() for place in settings["python.testing.pytestArgs"]] == [True]


def test_both_editors_recommend_the_same_extensions() -> None:
    container = content(".devcontainer/devcontainer.json")

    assert container["customizations"]["vscode"]["extensions"] == content(".vscode/extensions.json")["recommendations"]


def test_the_container_has_a_python_that_the_kit_takes() -> None:
    container = content(".devcontainer/devcontainer.json")
    version = container["image"].rpartition(":")[2]
    lowest = re.findall(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert int(version.removeprefix("3.")) >= int(lowest[0])
    assert f"/.nox/kata-{version}/" in json.dumps(container["customizations"])


def test_what_grade_prints_stands_in_problems(submission: Callable[..., Path]) -> None:
    folder = submission(
        metrics="def recall(tp, fn):\n    return 'a\\nb.py:3: error: c'\n", preprocessing="def half(:\n    pass\n"
    )

    done = run("grade", folder, "metrics.recall", "precision", "preprocessing", "--problems")

    found = problems("grade", done.stdout.decode())
    lines = (folder / "metrics.py").read_text(encoding="utf-8").split("\n")
    broken = (folder / "preprocessing.py").read_text(encoding="utf-8").split("\n").index("def half(:") + 1
    wrong = max(number for number, line in enumerate(lines, start=1) if line.startswith("def recall("))
    assert [(file, line, severity) for file, line, severity, _ in found] == [
        (f"{folder / 'preprocessing.py'}", broken, "error"),
        (f"{folder / 'metrics.py'}", wrong, "error"),
    ]
    assert found[0][3].startswith("preprocessing.scale_pixels: It cannot be run.")
    assert found[1][3].startswith("metrics.recall: ")


def test_without_the_option_nothing_is_taken_for_a_problem(submission: Callable[..., Path]) -> None:
    folder = submission(metrics="def recall(tp, fn):\n    print('x.py:1: error: y')\n    return tp / None\n")

    done = run("grade", folder, "metrics.recall")

    assert problems("grade", done.stdout.decode()) == []


@pytest.fixture
def watched(submission: Callable[..., Path]) -> Iterator[tuple[Path, Callable[[], list[tuple[str, int, str, str]]]]]:
    """A submission with a mistake that is watched in lines, and what an editor has found after each grading."""
    folder = submission(metrics="def recall(tp, fn):\n    return tp / None\n")
    background = task("watch")["problemMatcher"]["background"]
    line = [sys.executable, "-m", "grader", "watch", str(folder), "--problems"]
    with subprocess.Popen(line, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:

        def graded() -> list[tuple[str, int, str, str]]:
            printed = ""
            for text in process.stdout or ():
                printed = "" if re.match(background["beginsPattern"], text.rstrip("\n")) else printed + text
                if re.match(background["endsPattern"], text.rstrip("\n")):
                    return problems("watch", printed)
            raise AssertionError("the watch has ended")

        yield folder, graded
        process.terminate()


@pytest.mark.slow
def test_what_watch_prints_stands_in_problems_until_it_is_right(
    watched: tuple[Path, Callable[[], list[tuple[str, int, str, str]]]],
) -> None:
    folder, graded = watched
    file = folder / "metrics.py"
    lines = file.read_text(encoding="utf-8").split("\n")

    first = graded()
    while not first:  # until everything quick has been graded once
        first = graded()
    file.write_text("\n".join(lines[: lines.index("    return tp / None") - 1]), encoding="utf-8")

    place, line, severity, message = next(found for found in first if "metrics.recall" in found[3])
    assert (place, line, severity) == (str(file), lines.index("    return tp / None") + 1, "error")
    assert "raised TypeError" in message
    while any("metrics.recall" in found[3] for found in graded()):
        pass
