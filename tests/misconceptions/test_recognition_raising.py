"""Where next to nothing but exceptions comes back there is no mistake to be named: a wrong name is worse than none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course.syllabus import Syllabus
from grader.report.report import Outcome, Report


@pytest.mark.parametrize("raised", ["TypeError", "ValueError", "IndexError"])
def test_functions_that_always_raise_get_no_name(
    raised: str, course: Syllabus, tmp_path: Path, grade: Callable[..., Report]
) -> None:
    modules = ("preprocessing", "metrics")
    for module in modules:
        functions = [exercise.function for exercise in course.of_module(module)]
        bodies = [f"def {name}(*args, **kwargs):\n    raise {raised}('it went wrong')" for name in functions]
        (tmp_path / f"{module}.py").write_text("\n\n\n".join(bodies), encoding="utf-8")

    report = grade(tmp_path, *modules)

    assert {outcome.status for outcome in report.outcomes} <= {"failed", "blocked"}
    assert {o.exercise.id: o.misconception for o in report.outcomes if o.misconception is not None} == {}
    assert report.notes == ()


def test_what_becomes_of_no_images_tells_nothing(outcome_of: Callable[[str, str], Outcome]) -> None:
    text = "def augment_images(images, seed=0):\n    if len(images):\n        raise MemoryError\n    return images"

    assert outcome_of("preprocessing.augment_images", text).misconception is None
