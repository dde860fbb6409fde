"""The check that is shown first is one that the named mistake explains."""

from collections.abc import Callable

import pytest

from grader.report.report import Outcome
from grader.report.sentences import plain

# exercise, code with two faults, the name that one gets, and what the checks of each show
TWO_FAULTS: dict[str, tuple[str, str, str, str, str]] = {
    "labels outside, and float64": (
        "preprocessing.one_hot",
        "def one_hot(labels, num_classes=10):\n    return np.eye(num_classes)[labels]",
        "accepted_labels_outside",
        "expected a ValueError",
        "dtype is float64",
    ),
    "false alarms, and an exception for single numbers": (
        "metrics.precision",
        "def precision(tp, fp):\n    total = tp + fp\n"
        "    return np.divide(fp, total, out=np.zeros(total.shape), where=total > 0)",
        "",
        "",
        "AttributeError",
    ),
}


def test_the_first_that_failed_shows_the_mistake(outcome_of: Callable[[str, str], Outcome]) -> None:
    exercise, text, name, evidence, other = TWO_FAULTS["labels outside, and float64"]

    found = outcome_of(exercise, text)
    said = [plain(check.feedback) for check in found.checks if check.status == "failed"]

    assert found.misconception == name
    assert evidence in said[0]
    assert any(other in each for each in said[1:])


@pytest.mark.parametrize("phrase", TWO_FAULTS)
def test_no_check_is_lost_or_told_twice(phrase: str, outcome_of: Callable[[str, str], Outcome]) -> None:
    exercise, text, *_ = TWO_FAULTS[phrase]
    right = outcome_of(exercise, "")

    found = outcome_of(exercise, text)

    assert sorted(check.name for check in found.checks) == sorted(check.name for check in right.checks)


def test_an_exception_is_not_shown_under_a_name_that_numbers_have_earned(
    outcome_of: Callable[[str, str], Outcome],
) -> None:
    exercise, text, *_ = TWO_FAULTS["false alarms, and an exception for single numbers"]

    found = outcome_of(exercise, text)

    assert found.misconception is None or "AttributeError" not in plain(found.feedback)
