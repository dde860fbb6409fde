"""An exercise that fails while one that it needs does is blocked: nothing is said against its code."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.course.syllabus import Syllabus
from grader.report.report import Outcome


def blocked(outcomes: Sequence[Outcome], syllabus: Syllabus, states: Mapping[str, str | None]) -> tuple[Outcome, ...]:
    """The outcomes, those as blocked that failed while something they need is not passed either.

    Args:
        outcomes: none of them is blocked yet.
        syllabus: the course.
        states: what can be said without running them of exercises that have no outcome: "todo", "failed" or None.
    """
    status = {outcome.exercise.id: outcome.status for outcome in outcomes}

    def judged(outcome: Outcome) -> Outcome:
        if outcome.status != "failed":
            return outcome
        needs = (syllabus.by_id[need].id for need in outcome.exercise.needs)
        waits = any((status.get(need) or states.get(need) or "passed") != "passed" for need in needs)
        return replace(outcome, status="blocked") if waits else outcome

    return tuple(map(judged, outcomes))
