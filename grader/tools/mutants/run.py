"""The command `python -m grader mutants`: plant every mutant of the solutions, and require the checks to fail it."""

from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.course.syllabus import Exercise
from grader.report.report import Outcome
from grader.report.sentences import plain
from grader.tools.mutants import equivalents
from grader.tools.mutants.equivalents import Equal
from grader.tools.mutants.mutant import Mutant, is_plain, mutants_of, unchanged
from grader.tools.mutants.mutant_grading import GradedMutant, graded
from grader.tools.mutants.training_mutants import Trainer
from grader.tools.selfcheck import check_usage
from grader.tools.selfcheck.kit import Kit, called, checks_of, solution_of
from grader.tools.selfcheck.problem import Problem
from grader.util.exit_status import LEFT_TO_DO, PASSED

SOURCE = "mutants"  # under this name it is kept which checks they fail
Tell = Callable[[str], None]


def mutants(tree: Kit, everything: bool, every: int, console: Console) -> int:
    """Plant all mutants of the exercises, print their results and what to fix; return the exit status.

    Args:
        tree: what of the kit; what it names is planted.
        everything: if it names nothing, also what takes long: models, plots and trainings.
        every: 1 for all mutants of an exercise, n for every n-th: a fixed sample.
        console: to print on.
    """
    exercises = [exercise for exercise in tree.exercises if everything or tree.names or is_plain(exercise)]
    entries, complaints = equivalents.read(equivalents.PATH)
    modules = tuple(dict.fromkeys(exercise.module for exercise in exercises))
    with console.status("planting the solutions") as status:
        quick = [exercise for exercise in exercises if not exercise.images]
        trainings = [exercise for exercise in exercises if exercise.images]
        broken = [complaint for module in modules for complaint in solutions_fail(tree, quick, module)]
        if trainings:
            trainer = Trainer(tree, every, lambda one: _is_open(one, entries), status.update)
            broken += trainer.solutions_fail(trainings)
        for complaint in broken:
            _print(console, str(complaint))
        if broken:
            return LEFT_TO_DO
        found = list(planted(tree, quick, every, status.update))
        if trainings:
            found += trainer.planted(trainings)
    for module in modules:
        _keep(module, found, exercises)
    survivors = [each.mutant for each in found if each.survives]
    complaints += tuple(filter(None, (complaint_about(each, entries) for each in found)))
    if every == 1:
        complaints += tuple(equivalents.unused(entries, [each.mutant for each in found], survivors))
    _show(console, exercises, found, entries)
    left_out = len(tree.exercises) - len(exercises)
    if left_out:
        what = f"exercises whose solutions build, train or draw ({left_out})"
        _print(console, f"Left out: {what}. Name them with --only, or take all with --all.")
    for complaint in complaints:
        _print(console, str(complaint))
    return LEFT_TO_DO if complaints else PASSED


def solutions_fail(tree: Kit, exercises: Sequence[Exercise], module: str) -> Iterator[Problem]:
    """Where a solution of a module does not pass when it is planted without a change."""
    chosen = [unchanged(exercise) for exercise in exercises if exercise.module == module]
    for each in graded(tree, chosen) if chosen else ():
        if not each.survives:
            one = each.mutant
            message = f"{one.exercise} is {each.outcome.status} with the solution itself: {_feedback(each.outcome)}"
            place = called(solution_of(module)), one.line
            yield Problem(*place, message, "Fix it first: `nox -s check` shows more.")


def planted(tree: Kit, exercises: Sequence[Exercise], every: int, tell: Tell) -> Iterator[GradedMutant]:
    """Every n-th mutant of some exercises with what becomes of it; one of each exercise of a module at a time."""
    for module in dict.fromkeys(exercise.module for exercise in exercises):
        made = [list(mutants_of(exercise))[::every] for exercise in exercises if exercise.module == module]
        rounds = max(map(len, made))
        for at in range(rounds):
            tell(f"planting mutants of {module}, {at + 1} of {rounds}")
            yield from graded(tree, [each[at] for each in made if at < len(each)])


def complaint_about(found: GradedMutant, entries: Sequence[Equal]) -> Problem | None:
    """The problem with a mutant, or None if its exercise fails with it or it is known to be an equal."""
    one, outcome = found.mutant, found.outcome
    module, checks = outcome.exercise.module, called(checks_of(outcome.exercise.id))
    if found.fails or (found.survives and _entries_about(one, entries)):
        return None
    place = called(solution_of(module)), one.line
    about = f"{one.exercise}, {one.definition}: `{one.was}` becomes `{one.becomes}`"
    if found.survives:
        entry = called(equivalents.PATH)
        remedy = f"Write a check that it fails into {checks}, or say in {entry} why not."
        return Problem(*place, f"{about} passes all checks", remedy)
    return Problem(*place, f"{about} is {outcome.status}: {_feedback(outcome)}", f"Fix {checks}.")


def _feedback(outcome: Outcome) -> str:
    """That of the first check that did not pass."""
    return next((plain(check.feedback) for check in outcome.checks if check.status != "passed"), "not all checks ran")


def _keep(module: str, found: Sequence[GradedMutant], exercises: Sequence[Exercise]) -> None:
    """Keep which checks the mutants of a module fail, for `check` to see what each is good for."""
    own = [each for each in found if each.outcome.exercise.module == module and not each.survives]
    failed = {f"{each.mutant.exercise}: {each.mutant.change}": check_usage.caught(each.outcome.checks) for each in own}
    check_usage.keep(module, SOURCE, failed, [exercise.id for exercise in exercises if exercise.module == module])


def _show(
    console: Console, exercises: Sequence[Exercise], found: Sequence[GradedMutant], entries: Sequence[Equal]
) -> None:
    """A row for each exercise, and the sum."""
    table = Table(box=None, pad_edge=False)
    table.add_column("exercise")
    for heading in ("made", "failed", "equal", "open", "passed"):
        table.add_column(heading, justify="right")
    for name in [exercise.id for exercise in exercises]:
        table.add_row(name, *_counts([each for each in found if each.mutant.exercise == name], entries))
    table.add_row("all", *_counts(found, entries), style="bold")
    console.print(table)
    unequal = [each for each in found if not (each.survives and _entries_about(each.mutant, entries))]
    if unequal:
        share = 100 * sum(not each.survives for each in unequal) / len(unequal)
        _print(console, f"The checks fail {share:.1f} % of the mutants that are not equivalent programs.")


def _counts(found: Sequence[GradedMutant], entries: Sequence[Equal]) -> tuple[str, ...]:
    """How many were made, fail, are equal programs, change what the contract leaves open, and pass without a reason."""
    survivors = [each.mutant for each in found if each.survives]
    is_open = sum(_is_open(one, entries) for one in survivors)
    known = sum(bool(_entries_about(one, entries)) for one in survivors)
    return tuple(map(str, (len(found), len(found) - len(survivors), known - is_open, is_open, len(survivors) - known)))


def _is_open(mutant: Mutant, entries: Sequence[Equal]) -> bool:
    """Whether it changes statements that the contract leaves open."""
    return any(entry.becomes is None for entry in _entries_about(mutant, entries))


def _entries_about(mutant: Mutant, entries: Sequence[Equal]) -> list[Equal]:
    return [entry for entry in entries if entry.is_about(mutant)]


def _print(console: Console, line: str) -> None:
    """Print a line that stays one, whatever the width: paths are there to be clicked at."""
    console.print(Text(line), soft_wrap=True)
