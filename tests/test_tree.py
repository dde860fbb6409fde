"""The tree agrees with itself: each fact stands once, and what is derived from it is current."""

import doctest
import importlib
import re
from collections.abc import Callable

import pytest

from grader.tools.selfcheck import graded_claims, static_claims
from grader.tools.selfcheck.kit import Kit
from grader.tools.selfcheck.problem import Claim
from tests.conftest import ROOT

CLAIMS = [static_claims.syllabus_can_be_read, static_claims.files_can_be_read, *static_claims.CLAIMS]
MODULES = ["preprocessing", "metrics", "models", "training", "evaluation"]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: str(claim.__name__))
def test_what_can_be_read_of_the_kit_holds(claim: Callable[[Kit], Claim]) -> None:
    found = claim(Kit())

    assert list(map(str, found.complaints)) == []
    assert found.count > 0


def test_every_stub_is_todo() -> None:
    found = graded_claims.stubs_are_todo(Kit())

    assert list(map(str, found.complaints)) == []
    assert found.count == len(Kit().exercises)


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_docstrings_hold(module: str) -> None:
    results = doctest.testmod(importlib.import_module(f"solutions.{module}"), optionflags=doctest.NORMALIZE_WHITESPACE)

    assert results.attempted > 0
    assert results.failed == 0


def test_continuous_integration_runs_the_test_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^ {4}(python .* nox -s tests)$", readme, re.MULTILINE)

    assert len(commands) == 1
    assert commands[0] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert commands[0] in (ROOT / ".github" / "workflows" / "kit.yml").read_text(encoding="utf-8")
