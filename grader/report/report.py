"""The report of one submission: every outcome with its points. Renderers see nothing else.

`to_json` writes schema digit-kata/report/v2; docs/reference/report.md documents it field by field.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from grader.course.syllabus import Exercise
from grader.report import model_evaluation
from grader.report.feedback import NEVER_CALLED, Feedback
from grader.report.model_evaluation import ModelEvaluation
from grader.report.sentences import plain
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED

SCHEMA = "digit-kata/report/v2"
CANNOT_BE_RUN = "It cannot be run."
STATUSES = ("passed", "failed", "todo", "blocked", "error")


@dataclass(frozen=True)
class CheckResult:
    """The result of one check.

    Attributes:
        id: name of its function, and its case in square brackets where it has several.
        claim: what it claims, in the student's words.
        status: passed, failed, todo or error.
        feedback: what it has found, where it failed or could not be judged.
        printed: what the student's code printed meanwhile, shortened.
    """

    id: str
    claim: str
    status: str
    feedback: Feedback | None = None
    printed: str = ""

    @property
    def function(self) -> str:
        """Name of the function that is the check; all cases of one have the same."""
        return self.id.partition("[")[0]

    @property
    def name(self) -> str:
        """The id in words."""
        return self.id.removeprefix("check_").replace("_", " ")

    @property
    def quotes_source(self) -> bool:
        """Whether it names lines of the student's; what was printed may be a warning with its place."""
        return ".py" in self.printed or (self.feedback is not None and self.feedback.quotes_source)


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
class Flag:
    """Something that a person should look at before believing an outcome; it never changes the outcome.

    Attributes:
        short: for a table.
        sentence: with the figures.
    """

    short: str
    sentence: str


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
        search_fault: the exception that ended the search for it, a fault of the kit, or nothing.
        flags: what the instructor should look at.
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
    search_fault: str = ""
    flags: tuple[Flag, ...] = ()

    @property
    def score(self) -> int:
        return self.exercise.points if self.status == "passed" else 0

    @property
    def wrong(self) -> list[CheckResult]:
        """The checks that failed or could not be judged; where the function cannot be run, one alone, which says so."""
        wrong = [check for check in self.checks if check.status in ("failed", "error")]
        return [replace(wrong[0], claim=CANNOT_BE_RUN)] if self.obstacle else wrong

    @property
    def first_wrong(self) -> CheckResult | None:
        """The check to look at first, or None."""
        return next(iter(self.wrong), None)

    @property
    def feedback(self) -> Feedback | None:
        """The first thing that is wrong, or None."""
        return self.first_wrong.feedback if self.first_wrong else None

    @property
    def obstacle(self) -> Feedback | None:
        """Why the function cannot be called at all, such as a syntax error; None if it can."""
        if self.status not in ("failed", "blocked") or any(check.status != "failed" for check in self.checks):
            return None
        found = {check.feedback for check in self.checks}
        only = found.pop() if len(found) == 1 else None
        return only if only is not None and only.kind in NEVER_CALLED else None


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
    def earned(self) -> str:
        """The score in words, with the bonus points where there are some to earn."""
        bonus = f" and {self.bonus} of {self.bonus_points} bonus points" if self.bonus_points else ""
        return f"{self.score} of {self.points} points{bonus}"

    @property
    def passed(self) -> str:
        """How many exercises have passed, for a course that shows no points."""
        found = sum(outcome.status == "passed" for outcome in self.outcomes)
        return f"{found} of {len(self.outcomes)} exercises passed"

    @property
    def exit_status(self) -> int:
        """Of a grading: everything required passed, something is left to do, or something could not be judged."""
        if any(outcome.status == "error" for outcome in self.outcomes):
            return OUR_FAULT
        required = [outcome for outcome in self.outcomes if not outcome.exercise.bonus]
        return PASSED if all(outcome.status == "passed" for outcome in required) else LEFT_TO_DO

    def met_before(self, outcome: Outcome) -> str | None:
        """Id of the first exercise that the same fault of the module keeps from being run, if it is another one."""
        if outcome.obstacle is None:
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
    """The report as schema digit-kata/report/v2."""
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
        "checks": [_check_json(check) for check in outcome.checks],
        **({"flags": [asdict(flag) for flag in outcome.flags]} if outcome.flags else {}),
    }


def _check_json(check: CheckResult) -> dict[str, Any]:
    """A check, its feedback as text and as the fields of the record."""
    facts = asdict(check.feedback) if check.feedback else None
    said = {"id": check.id, "claim": check.claim, "status": check.status, "feedback": plain(check.feedback)}
    return {**said, "facts": facts, "printed": check.printed}
