"""Tests of what checks do with values that nobody should return: the exercise fails with a sentence, no check does."""

import pytest

from tests.support.submitted import ABSURD, FAILED, absurd


@pytest.mark.slow
@pytest.mark.parametrize("expression", ABSURD.values(), ids=ABSURD)
def test_an_absurd_answer_fails_with_a_sentence(expression: str) -> None:
    for found in absurd(expression):
        assert found.status in FAILED, (found.exercise.id, found.checks)
        assert {check.status for check in found.checks} <= {"passed", "failed"}
        assert all(check.feedback for check in found.checks if check.status == "failed")
