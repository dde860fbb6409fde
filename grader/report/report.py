"""The report of one submission: every outcome with its points. Renderers see nothing else.

`to_json` writes schema digit-kata/report/v1; docs/reference/report.md documents it field by field.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from grader.course.syllabus import Exercise
from grader.report import model_evaluation
from grader.report.model_evaluation import ModelEvaluation
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED

SCHEMA = "digit-kata/report/v1"
CHECK_FIELDS = ("name", "claim", "status", "feedback", "printed")
STATUSES = ("passed", "failed", "todo", "blocked", "error")


@dataclass(frozen=True)
class CheckResult:
    """The result of one check.

    Attributes:
        name: what it checks, as words.
        claim: what it claims, in the student's words.
        status: passed, failed, todo or error.
        feedback: what was called, what came back, what was expected; empty when it passed.
        printed: what the student's code printed meanwhile, shortened.
        file, line: of the student's that an exception came from, where one did; the worker says so.
    """

    name: str
    claim: str
    status: str
    feedback: str = ""
    printed: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class Gate:
    """The accuracy of a trained model against its threshold; all shares of the test set, 0 to 1."""

    accuracy: float
    threshold: float
    seeds: tuple[int, ...]
    accuracies: tuple[float, ...]

    @property
    def margin(self) -> float:
        return self.accuracy - self.threshold


@dataclass(frozen=True)
class Outcome:
    """The outcome of one exercise.

    Attributes:
        exercise: which one.
        status: one of STATUSES.
        checks: what became of each of its checks; the first that failed shows the misconception, if there is one.
        seconds: how long they took.
        cached: whether all this comes from an earlier run.
        gate: the measured accuracy, of a training.
        measured: what else the trained model does on the test images.
        misconception: name of the known mistake that the answers show, if there is exactly one.
        reason: what that mistake is, as a sentence for the student.
    """

    exercise: Exercise
    status: str
    checks: tuple[CheckResult, ...]
    seconds: float = 0.0
    cached: bool = False
    gate: Gate | None = None
    measured: ModelEvaluation | None = None
    misconception: str | None = None
    reason: str = ""

    @property
    def score(self) -> int:
        return self.exercise.points if self.status == "passed" else 0

    @property
    def feedback(self) -> str:
        """The first thing that is wrong, or nothing."""
        return next((check.feedback for check in self.checks if check.status in ("failed", "error")), "")

    @property
    def obstacle(self) -> str:
        """Why the function cannot be called at all, such as a syntax error; nothing if it can."""
        if self.status not in ("failed", "blocked") or any(check.status != "failed" for check in self.checks):
            return ""
        said = [check.feedback for check in self.checks]
        shortest = min(said, key=len, default="")
        called = shortest.startswith(f"{self.exercise.function}(")
        return "" if called or not all(text.endswith(shortest) for text in said) else shortest


@dataclass(frozen=True)
class Report:
    """All outcomes of one submission, in the order of the course.

    Attributes:
        submission: name of the folder.
        dataset: name of the images that models were trained on, or None where none were needed.
        notes: sentences that concern the whole, such as where the images came from.
        manifest: what explains the grade a year later.
    """

    submission: str
    outcomes: tuple[Outcome, ...]
    dataset: str | None = None
    notes: tuple[str, ...] = ()
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def score(self) -> int:
        return sum(outcome.score for outcome in self.outcomes if not outcome.exercise.bonus)

    @property
    def points(self) -> int:
        return sum(outcome.exercise.points for outcome in self.outcomes if not outcome.exercise.bonus)

    @property
    def bonus(self) -> int:
        return sum(outcome.score for outcome in self.outcomes if outcome.exercise.bonus)

    @property
    def bonus_points(self) -> int:
        return sum(outcome.exercise.points for outcome in self.outcomes if outcome.exercise.bonus)

    @property
    def exit_status(self) -> int:
        """Of a grading: everything required passed, something is left to do, or something could not be judged."""
        if any(outcome.status == "error" for outcome in self.outcomes):
            return OUR_FAULT
        required = [outcome for outcome in self.outcomes if not outcome.exercise.bonus]
        return PASSED if all(outcome.status == "passed" for outcome in required) else LEFT_TO_DO

    def next_to_do(self) -> Outcome | None:
        """The exercise to turn to: in the order of the course, failed ones before those not started."""
        for statuses in (("failed", "error"), ("todo",), ("blocked",)):
            for bonus in (False, True):
                for outcome in self.outcomes:
                    if outcome.status in statuses and outcome.exercise.bonus == bonus:
                        return outcome
        return None

    def met_before(self, outcome: Outcome) -> str | None:
        """Id of the first exercise that the same fault of the module keeps from being run, if it is another one."""
        if f"/{outcome.exercise.module}.py" not in outcome.obstacle:
            return None
        first = next(other for other in self.outcomes if other.obstacle == outcome.obstacle)
        return None if first.exercise.id == outcome.exercise.id else first.exercise.id

    def unmet_needs(self, outcome: Outcome) -> tuple[str, ...]:
        """Ids of what has to pass before a blocked exercise can: what of that was graded and has not, else all."""
        graded = {other.exercise.id: other.status for other in self.outcomes}
        needs = outcome.exercise.needs
        return tuple(need for need in needs if graded.get(need, "passed") != "passed") or needs


def judge(exercise: Exercise, checks: Iterable[CheckResult], collected: int, **facts: Any) -> Outcome:
    """The outcome of an exercise from those of its checks: passed only if there are some and all of them passed."""
    checks = tuple(checks)
    found = {check.status for check in checks}
    if "error" in found or not checks or len(checks) != collected:
        status = "error"
    elif "failed" in found:
        status = "failed"
    elif "todo" in found:
        status = "todo"
    else:
        status = "passed"
    return Outcome(exercise, status, checks, **facts)


def to_json(report: Report) -> dict[str, Any]:
    """The report as schema digit-kata/report/v1."""
    return {
        "schema": SCHEMA,
        "submission": report.submission,
        "score": report.score,
        "points": report.points,
        "bonus": report.bonus,
        "bonus_points": report.bonus_points,
        "dataset": report.dataset,
        "notes": list(report.notes),
        "exercises": [_outcome_json(outcome) for outcome in report.outcomes],
        "manifest": report.manifest,
    }


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    gate = outcome.gate
    return {
        "id": outcome.exercise.id,
        "title": outcome.exercise.title,
        "points": outcome.exercise.points,
        "bonus": outcome.exercise.bonus,
        "score": outcome.score,
        "status": outcome.status,
        "misconception": outcome.misconception,
        "reason": outcome.reason,
        "seconds": round(outcome.seconds, 3),
        "cached": outcome.cached,
        "gate": None if gate is None else {**asdict(gate), "margin": gate.margin},
        "measured": None if outcome.measured is None else model_evaluation.to_json(outcome.measured),
        "checks": [{name: getattr(check, name) for name in CHECK_FIELDS} for check in outcome.checks],
    }
