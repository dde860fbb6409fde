"""Statistics of a class: how scores are spread, which exercises were passed, which mistakes occurred, how models do."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.classroom.records import Record, has_grade
from grader.course.syllabus import Exercise, Syllabus
from grader.report.report import Gate, Outcome

STEP = 10  # percent of the points, the width of a bin


@dataclass(frozen=True)
class Scores:
    """The scores of all that have a grade, adjustments included; a grade may be of adjustments alone.

    Attributes:
        values: points, sorted.
        points: what all of it is worth.
        bins: how many scores are in 0 to 9 %, 10 to 19 % ... 90 to 99 %, and 100 % or more.
    """

    values: tuple[float, ...]
    points: int
    bins: tuple[int, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def mean(self) -> float:
        return statistics.fmean(self.values)


@dataclass(frozen=True)
class Tally:
    """The outcomes of one exercise: how many have which status."""

    exercise: Exercise
    counts: Counter[str]

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def passed(self) -> int:
        return self.counts["passed"]


@dataclass(frozen=True)
class Mistake:
    """A misconception that was met.

    Attributes:
        exercise: where.
        name, sentence: of the misconception.
        made_by: who.
        total: of how many with an outcome.
    """

    exercise: Exercise
    name: str
    sentence: str
    made_by: tuple[Record, ...]
    total: int


@dataclass(frozen=True)
class Measured:
    """The model of one student at the gate."""

    record: Record
    gate: Gate
    passed: bool


@dataclass(frozen=True)
class Training:
    """The accuracies of the class's models of one exercise; the best first, accuracies from 0 to 1."""

    exercise: Exercise
    threshold: float
    models: tuple[Measured, ...]

    @property
    def accuracies(self) -> tuple[float, ...]:
        return tuple(model.gate.accuracy for model in self.models)

    @property
    def passed(self) -> int:
        return sum(model.passed for model in self.models)

    @property
    def median(self) -> float:
        return statistics.median(self.accuracies)


def scores_of(records: Iterable[Record]) -> Scores:
    """How the scores are spread."""
    counted = [record for record in records if has_grade(record)]
    points = max((record.report.points for record in counted if record.report), default=0)
    if not points:
        counted = []  # there is nothing that a score could be out of
    bins = [0] * (100 // STEP + 1)
    for record in counted:
        percent = int(100 * record.score // points) if points else 0
        bins[min(percent // STEP, len(bins) - 1)] += 1
    return Scores(tuple(sorted(record.score for record in counted)), points, tuple(bins))


def bin_name(place: int) -> str:
    """The range of a bin of scores, in percent of the points."""
    return f"{place * STEP} to {place * STEP + STEP - 1} %" if place * STEP < 100 else "all"


def tallies_of(records: Sequence[Record], syllabus: Syllabus) -> tuple[Tally, ...]:
    """The results of each exercise that has an outcome, in the order of the course."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for _record, outcome in _outcomes(records):
        counts[outcome.exercise.id][outcome.status] += 1
    return tuple(Tally(exercise, counts[exercise.id]) for exercise in syllabus.exercises if exercise.id in counts)


def mistakes_of(records: Sequence[Record], syllabus: Syllabus) -> tuple[Mistake, ...]:
    """The misconceptions that were met, the most frequent first."""
    made_by: dict[tuple[str, str], list[Record]] = defaultdict(list)
    sentences: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for record, outcome in _outcomes(records):
        if outcome.misconception is not None:
            key = outcome.exercise.id, outcome.misconception
            made_by[key].append(record)
            sentences[key][outcome.reason] += 1  # it may end with what was measured
    totals = {tally.exercise.id: tally.total for tally in tallies_of(records, syllabus)}
    places = {exercise.id: place for place, exercise in enumerate(syllabus.exercises)}
    found = [
        Mistake(
            syllabus.by_id[exercise], name, sentences[exercise, name].most_common(1)[0][0], tuple(who), totals[exercise]
        )
        for (exercise, name), who in made_by.items()
        if exercise in places
    ]
    return tuple(sorted(found, key=lambda mistake: (-len(mistake.made_by), places[mistake.exercise.id], mistake.name)))


def trainings_of(records: Sequence[Record], syllabus: Syllabus) -> tuple[Training, ...]:
    """The models of each exercise that trains one, in the order of the course."""
    models: dict[str, list[Measured]] = defaultdict(list)
    for record, outcome in _outcomes(records):
        if outcome.gate is not None:
            models[outcome.exercise.id].append(Measured(record, outcome.gate, outcome.status == "passed"))
    found = []
    for exercise in syllabus.exercises:
        if exercise.id in models:
            best = sorted(models[exercise.id], key=lambda model: -model.gate.accuracy)
            found.append(Training(exercise, best[0].gate.threshold, tuple(best)))
    return tuple(found)


def _outcomes(records: Iterable[Record]) -> list[tuple[Record, Outcome]]:
    """Of those who have handed in what counts."""
    return [(record, outcome) for record in records for outcome in record.outcomes]
