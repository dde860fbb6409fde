"""Claims about the kit that need a grading: about stubs, solutions and planted misconceptions."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.checks.fresh_seed import FreshSeed
from grader.course.paths import EXERCISES, SOLUTIONS
from grader.course.syllabus import Exercise
from grader.grading import pipeline
from grader.learning import planting
from grader.misconceptions import registry
from grader.misconceptions.registry import Misconception
from grader.report.feedback import Feedback
from grader.report.report import CheckResult, Outcome, Report
from grader.report.sentences import plain
from grader.tools.selfcheck import almost_right, check_usage, grading_workers
from grader.tools.selfcheck.almost_right import ALMOST_RIGHT
from grader.tools.selfcheck.kit import Check, Kit, called, checks_of, functions, planted, solution_of, stub_of, whole
from grader.tools.selfcheck.problem import Claim, Problem
from grader.tools.selfcheck.static_claims import place_of

SOURCE = "misconceptions"  # under this name it is kept which checks they fail
FAILED = ("failed", "blocked")  # blocked, where one that it needs is planted in the same place
PLANTED = pipeline.Settings(data="digits", use_cache=False, keep=False, fresh=FreshSeed.of_number(0))
PLANTS = Path(almost_right.__file__)
FRESH_INPUTS = "fresh inputs"  # in the names of the checks that have some

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Planted:
    """The result of an exercise whose solution is replaced by a misconception.

    Attributes:
        one: the misconception.
        outcome: of its exercise.
    """

    one: Misconception
    outcome: Outcome


def stubs_are_todo(tree: Kit) -> Claim:
    """Every stub is a stub: nothing of it runs, and nothing of it fails."""
    complaints = []
    with whole(EXERCISES) as folder:
        outcomes = _graded(folder, tree, tree.exercises, PLANTED).outcomes
    for outcome in outcomes:
        if outcome.status == "error":  # whatever the stub is, its checks did not run
            check = _first(outcome)
            message = f"{outcome.exercise.id} could not be judged. {check.name}: {plain(check.feedback)}"
            complaints.append(Problem(*_place_of_check(check, outcome.exercise, tree), message, "Fix the check."))
        elif outcome.status != "todo":
            exercise = outcome.exercise
            remedy = "Make its body only `raise NotImplementedError`: run `nox -s stubs`."
            message = f"{exercise.function} is {outcome.status}, so it is not a stub"
            complaints.append(Problem(*_place(stub_of(exercise.module), exercise), message, remedy))
    return Claim("every stub is todo", len(tree.exercises), tuple(complaints))


def solutions_pass(tree: Kit, trainings: bool, tell: Tell) -> Claim:
    """Every solution passes; those that are given images, which take minutes, only if they are asked for."""
    quick = tuple(exercise for exercise in tree.exercises if not exercise.images)
    long = tuple(exercise for exercise in tree.exercises if exercise.images)
    tell("grading the solutions")
    with whole(SOLUTIONS) as folder:
        outcomes = list(_graded(folder, tree, quick, PLANTED).outcomes) if quick else []
        if trainings and long:
            tell("grading the trainings of the solutions")
            outcomes += _graded(folder, tree, long, pipeline.Settings()).outcomes
    complaints = [_of_solution(outcome, tree) for outcome in outcomes if outcome.status != "passed"]
    left_out = "" if trainings or not long else f", without {len(long)} trainings: see --trainings"
    return Claim(f"every solution passes{left_out}", len(outcomes), tuple(complaints), blocks=True)


def misconceptions_fail_and_are_named(tree: Kit, tell: Tell) -> Claim:
    """Every misconception fails its exercise and is named; which checks it fails is kept."""
    complaints: list[Problem] = []
    count = 0
    for module in tree.modules:
        found = list(all_planted(tree, module, tell))
        complaints += filter(None, map(complaint_about, found))
        count += len(found)
        if found:
            failed = {
                f"{each.one.exercise}: {each.one.name}": check_usage.caught(each.outcome.checks) for each in found
            }
            check_usage.keep(module, SOURCE, failed, [exercise.id for exercise in tree.exercises])
    return Claim("every misconception fails and is named", count, tuple(complaints))


def almost_right_answers_fail(tree: Kit, tell: Tell) -> Claim:
    """Of each exercise with arguments, answers that are right only for the examples fail at the fresh inputs."""
    complaints = []
    most = max(map(len, ALMOST_RIGHT.values()))
    count = 0
    for at in range(most):
        for module in tree.modules:
            chosen = [one for one in tree.exercises if one.module == module and len(ALMOST_RIGHT.get(one.id, ())) > at]
            tell(f"planting almost right answers in {module}, {at + 1} of {most}")
            found = almost_right_at(tree, chosen, at)
            complaints += [problem for each in found if (problem := _of_almost_right(*each))]
            count += len(found)
    ours = {exercise.partition(".")[0] for exercise in ALMOST_RIGHT}  # modules; own exercises are in others
    for exercise in tree.exercises:
        if exercise.module in ours and _takes_arguments(exercise) and exercise.id not in ALMOST_RIGHT:
            message = f"{exercise.id} has no planted answer that is right only for its examples"
            complaints.append(Problem(called(PLANTS), 1, message, "Write one into ALMOST_RIGHT."))
    return Claim("answers that are right only for the examples fail", count, tuple(complaints))


def almost_right_at(tree: Kit, exercises: Sequence[Exercise], at: int) -> list[tuple[str, Outcome]]:
    """Phrase and outcome of exercises of one module, each with the answer in this place of those almost right."""
    if not exercises:
        return []
    phrases = {exercise.id: list(ALMOST_RIGHT[exercise.id])[at] for exercise in exercises}
    texts = [almost_right.planted(exercise, phrases[exercise.id]) for exercise in exercises]
    report = _with_texts(tree, exercises, texts, almost_right.SOLVED)
    return [(phrases[outcome.exercise.id], outcome) for outcome in report.outcomes]


def _of_almost_right(phrase: str, outcome: Outcome) -> Problem | None:
    """The problem with an answer that is almost right, or None if the fresh inputs fail it and nothing else does."""
    exercise = outcome.exercise
    wrong = [check.name for check in outcome.checks if check.status != "passed"]
    examples = [name for name in wrong if FRESH_INPUTS not in name]
    if not wrong:
        message = f"{exercise.id} passes an answer that is right {phrase}"
        return Problem(*_place(checks_of(exercise.id), exercise), message, "Draw inputs for which it is wrong.")
    if examples:
        message = f"the answer that is right {phrase} already fails an example of {exercise.id}: {examples[0]}"
        return Problem(called(PLANTS), 1, message, "Plant an answer that is right for all examples.")
    return None


def _takes_arguments(exercise: Exercise) -> bool:
    node = functions(solution_of(exercise.module)).get(exercise.function)
    return node is not None and bool(node.args.args) and not exercise.images


def uses_of_checks(tree: Kit) -> Iterator[check_usage.Use]:
    """The use of each check of the exercises, as far as wrong answers were planted."""
    chosen = {exercise.id for exercise in tree.exercises}
    for module in tree.modules:
        checks: list[Check] = [check for check in tree.checks(module) if check.exercise in chosen]
        yield from check_usage.uses(checks, check_usage.known(module))


def all_planted(tree: Kit, module: str, tell: Tell) -> Iterator[Planted]:
    """The misconceptions about the chosen exercises of a module with what becomes of them, one of each at a time."""
    exercises = [exercise for exercise in tree.exercises if exercise.module == module]
    most = max((len(registry.of_exercise(exercise.id)) for exercise in exercises), default=0)
    for at in range(most):
        tell(f"planting misconceptions of {module}, {at + 1} of {most}")
        yield from planted_at(tree, exercises, at)


def planted_at(tree: Kit, exercises: Sequence[Exercise], at: int) -> tuple[Planted, ...]:
    """The results of exercises of one module when each has the misconception in this place, if it has so many."""
    chosen: list[Misconception] = []
    for exercise in exercises:
        chosen += registry.of_exercise(exercise.id)[at : at + 1]
    if not chosen:
        return ()
    report = _with_texts(
        tree, tree.course.select([one.exercise for one in chosen]), [planting.planted(one) for one in chosen]
    )
    outcomes = {outcome.exercise.id: outcome for outcome in report.outcomes}
    return tuple(Planted(one, outcomes[one.exercise]) for one in chosen)


def _with_texts(tree: Kit, exercises: Sequence[Exercise], texts: Sequence[str], copy: str = "") -> Report:
    """The report about exercises of one module, of the solutions with these texts at its end, and a copy as it was."""
    module = exercises[0].module
    with planted(module, texts) as folder:
        if copy:
            shutil.copy(solution_of(module), folder / f"{copy.format(module)}.py")
        return _graded(folder, tree, exercises, PLANTED)


def complaint_about(found: Planted) -> Problem | None:
    """The problem with a misconception, or None if its exercise fails with it and it is named."""
    one, outcome = found.one, found.outcome
    path, line = place_of(one)
    if outcome.search_fault:
        message = f"{one.name}: the search for the mistake in {one.exercise} failed ({outcome.search_fault})"
        return Problem(path, line, message, "Fix the `seen` of a misconception of this exercise.")
    if outcome.status == "passed":
        message = f"{one.name} passes all checks of {one.exercise}"
        remedy = f"Write a check that it fails into {called(checks_of(outcome.exercise.id))}."
        return Problem(path, line, message, remedy)
    if outcome.status not in FAILED:
        message = f"{one.name} is {outcome.status}: {plain(_first(outcome).feedback)}"
        return Problem(path, line, message, "Fix the check.")
    if outcome.misconception != one.name:
        named = f"is taken for {outcome.misconception}" if outcome.misconception else "is not named"
        remedy = "Tell it from the others by `seen`, or merge two of them with `also`."
        if not outcome.misconception:
            remedy = "Write a case that tells it from the others, or recognise it by `seen`."
        message = f"{one.name} fails {one.exercise} and {named}: {plain(outcome.feedback)}"
        return Problem(path, line, message, remedy)
    if not outcome.reason.startswith(one.sentence):
        return Problem(path, line, f"{one.name} is named with another sentence", "Give each name one sentence.")
    return None


def _of_solution(outcome: Outcome, tree: Kit) -> Problem:
    """A solution that does not pass."""
    exercise, check = outcome.exercise, _first(outcome)
    path, line = _place_of_check(check, exercise, tree)
    place = f"{path}:{line}"
    message = f"{exercise.id} is {outcome.status}. {check.name}: {plain(check.feedback)}"
    return Problem(*_place(solution_of(exercise.module), exercise), message, f"Fix it, or the check at {place}.")


def _first(outcome: Outcome) -> CheckResult:
    """The first of its checks that failed by itself, else of those that did not pass."""
    none = CheckResult("no check", "", "error", Feedback("unjudged", reason="not all of its checks ran"))
    failed = [check for check in outcome.checks if check.status != "passed"]
    return next((check for check in failed if check.status == "error"), failed[0] if failed else none)


def _place_of_check(check: CheckResult, exercise: Exercise, tree: Kit) -> tuple[str, int]:
    """Path and line of a check; the first line, if it stands for all of them."""
    lines: Mapping[str, int] = {known.name: known.line for known in tree.checks(exercise.module)}
    return called(checks_of(exercise.id)), lines.get(check.function, 1)


def _place(file: Path, exercise: Exercise) -> tuple[str, int]:
    """Path and line of an exercise's function in a file; the first line, if it has none."""
    node = functions(file).get(exercise.function)
    return called(file), node.lineno if node else 1


def _graded(folder: Path, tree: Kit, exercises: Sequence[Exercise], settings: pipeline.Settings) -> Report:
    graded = grading_workers.graded if tree.needs_keras else pipeline.grade
    return graded(folder, tree.course, exercises, settings)
