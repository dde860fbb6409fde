"""Reports made up for tests of renderers: nothing begun, or every status with hostile text and trained models."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from grader.course.syllabus import Syllabus
from grader.grading.evaluation import measure
from grader.report.feedback import Feedback, SourceLine
from grader.report.model_evaluation import ModelEvaluation, Reference
from grader.report.report import CheckResult, Gate, Outcome, Report, judge
from grader.util.text import sanitize

HOSTILE = (
    "<script>hacked = 1</script><img src=x onerror=hacked=1>\"'&\x1b[2J\x00\u202e\u2066olleh {{ 1 / 0 }} `</code>` "
)
LONG = "x" * 4_000
HISTORY = {
    "loss": [0.5, 0.2, 0.1],
    "accuracy": [0.85, 0.94, 0.97],
    "val_loss": [0.3, 0.2, 0.2],
    "val_accuracy": [0.9, 0.95, 0.96],
}
PASSED = CheckResult("holds", "It divides by everything that is `positive`.", "passed")
TODO = CheckResult("waits", "It waits.", "todo")


def answers(labels: np.ndarray, right: float = 0.9) -> np.ndarray:
    """Probabilities whose largest is the label's for this share of them, and the next digit's for the others."""
    generator = np.random.default_rng(1)
    said = np.where(generator.random(len(labels)) < right, labels, (labels + 1) % 10)
    raised = np.exp(generator.normal(size=(len(labels), 10)) + 9 * np.eye(10)[said])
    given: np.ndarray = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return given


def measured(given: np.ndarray | None = None, history: object = HISTORY, images: int = 500) -> ModelEvaluation:
    """What a model does that answers so to random images."""
    generator = np.random.default_rng(0)
    labels = np.arange(images) % 10
    pixels = generator.integers(0, 256, (images, 28, 28)).astype(np.uint8)
    facts = {"seed": 3, "parameters": 12_345, "train_images": 2_000}
    given = answers(labels) if given is None else given
    return measure(given, labels, pixels, history, seconds=75.25, **facts).beside(Reference(79_510, 30.0))


def failing(feedback: Feedback | str, printed: str = "", claim: str = "It fails.") -> CheckResult:
    """A check that failed, its texts made harmless as a grading does it; a text is the reason."""
    if isinstance(feedback, str):
        feedback = Feedback("wrong_value", reason=sanitize(feedback))
    return CheckResult("fails", claim, "failed", feedback, sanitize(printed))


def stubs(course: Syllabus) -> Report:
    """A report on the stubs."""
    return Report("exercises", tuple(judge(exercise, [TODO], 1) for exercise in course.exercises))


def mixed(course: Syllabus, models: Mapping[str, ModelEvaluation] | None = None, text: str = HOSTILE) -> Report:
    """A report with every status, `text` wherever a submission's can be, and models by their exercises' ids."""
    models = {"training.train_dense": measured()} if models is None else models
    made: list[Outcome] = [judge(exercise, [PASSED, PASSED], 2, seconds=0.2) for exercise in course.exercises]
    shown = sanitize(text)
    called = f"{made[1].exercise.function}({shown})"
    wrong = failing(
        Feedback("wrong_value", called, f"{shown}{LONG[:1_500]}", expected="2", reason=shown),
        printed=f"{text}\n{LONG}\n{text}",
    )
    lines = (SourceLine("mine/metrics.py", 3, "f", LONG),)
    called = f"{made[2].exercise.function}(1)"
    raised = failing(Feedback("raised", called, raised=f"ValueError: {shown}", frames=lines))
    made[1] = replace(judge(made[1].exercise, [PASSED, wrong, raised, wrong], 4), reason=f"You did {text}.")
    made[2] = replace(judge(made[2].exercise, [raised], 1), misconception="divided_by_256", reason="You divided.")
    made[4] = judge(made[4].exercise, [], 1)
    made[5] = judge(made[5].exercise, [TODO], 1)
    made[9] = replace(judge(made[9].exercise, [wrong], 1), status="blocked")
    made[6] = judge(made[6].exercise, [failing(f"{text}{LONG}")], 1)
    gate = Gate(0.9712, 0.97, (0, 1, 2), (0.969, 0.9712, 0.98))
    outcomes = [
        replace(outcome, measured=models[outcome.exercise.id], gate=gate) if outcome.exercise.id in models else outcome
        for outcome in made
    ]
    facts = {"seed": 0, "platform": text}
    return Report(f"mine {text}", tuple(outcomes), "digits", (f"Images from {text}",), facts)
