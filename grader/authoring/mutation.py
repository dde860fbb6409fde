"""What `python -m grader mutants` does: plant every mutant of the solutions, and hold the checks to failing them."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader import grading
from grader.authoring import catches, equals
from grader.authoring.complaint import Complaint
from grader.authoring.equals import Equal
from grader.authoring.mutant import Mutant, has_mutants, mutants_of, unchanged
from grader.authoring.tree import SOLUTIONS, Tree, called, checks_of, solution_of
from grader.report import Outcome
from grader.syllabus import Exercise

SOURCE = "mutants"  # under this name it is kept which checks they fail
HOLDS, BROKEN = 0, 1  # exit statuses
FAILED = ("failed", "blocked")  # blocked, where a mutant of one that it needs is planted beside it
PLANTED = grading.Settings(data="digits", use_cache=False, keep=False)

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Found:
    """What becomes of an exercise whose solution is replaced by a mutant."""

    mutant: Mutant
    outcome: Outcome

    @property
    def survives(self) -> bool:
        return self.outcome.status == "passed"


def mutants(tree: Tree, console: Console) -> int:
    """Plant all mutants of the exercises, print what became of them and what to mend; the exit status."""
    exercises = [exercise for exercise in tree.exercises if has_mutants(exercise)]
    entries, complaints = equals.read(equals.PATH)
    modules = tuple(dict.fromkeys(exercise.module for exercise in exercises))
    with console.status("planting the solutions") as status:
        broken = [complaint for module in modules for complaint in solutions_fail(tree, exercises, module)]
        for complaint in broken:
            _print(console, str(complaint))
        if broken:
            return BROKEN
        found = list(planted(tree, exercises, status.update))
    for module in modules:
        _keep(module, found, exercises)
    survivors = [each.mutant for each in found if each.survives]
    complaints += tuple(filter(None, (complaint_about(each, entries) for each in found)))
    complaints += tuple(equals.unused(entries, [each.mutant for each in found], survivors))
    _show(console, exercises, found, entries)
    left_out = len(tree.exercises) - len(exercises)
    if left_out:
        _print(console, f"Left out: exercises whose solutions build, train or draw, which takes long ({left_out}).")
    for complaint in complaints:
        _print(console, str(complaint))
    return BROKEN if complaints else HOLDS


def solutions_fail(tree: Tree, exercises: Sequence[Exercise], module: str) -> Iterator[Complaint]:
    """Where a solution of a module does not pass when it is planted without a change."""
    for each in graded(tree, [unchanged(exercise) for exercise in exercises if exercise.module == module]):
        if not each.survives:
            one = each.mutant
            message = f"{one.exercise} is {each.outcome.status} with the solution itself: {_feedback(each.outcome)}"
            place = called(solution_of(module)), one.line
            yield Complaint(*place, message, "Mend it first: `nox -s check` says more.")


def planted(tree: Tree, exercises: Sequence[Exercise], tell: Tell) -> Iterator[Found]:
    """Every mutant of some exercises with what becomes of it; one of each exercise of a module at a time."""
    for module in dict.fromkeys(exercise.module for exercise in exercises):
        made = [list(mutants_of(exercise)) for exercise in exercises if exercise.module == module]
        rounds = max(map(len, made))
        for at in range(rounds):
            tell(f"planting mutants of {module}, {at + 1} of {rounds}")
            yield from graded(tree, [each[at] for each in made if at < len(each)])


def graded(tree: Tree, chosen: Sequence[Mutant]) -> Iterator[Found]:
    """What becomes of mutants of different exercises of one module: they do not use each other."""
    module = chosen[0].exercise.partition(".")[0]
    with TemporaryDirectory() as name:
        folder = Path(name, "planted")
        shutil.copytree(SOLUTIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        with (folder / f"{module}.py").open("a", encoding="utf-8") as file:
            file.writelines(f"\n\n{one.text}" for one in chosen)
        report = grading.grade(folder, tree.course, tree.course.select([one.exercise for one in chosen]), PLANTED)
    outcomes: Mapping[str, Outcome] = {outcome.exercise.id: outcome for outcome in report.outcomes}
    return (Found(one, outcomes[one.exercise]) for one in chosen)


def complaint_about(found: Found, entries: Sequence[Equal]) -> Complaint | None:
    """What is wrong with a mutant, or None if its exercise fails with it or it is known to be an equal."""
    one, outcome = found.mutant, found.outcome
    module = outcome.exercise.module
    if outcome.status in FAILED or (found.survives and _is_equal(one, entries)):
        return None
    place = called(solution_of(module)), one.line
    about = f"{one.exercise}, {one.definition}: `{one.was}` becomes `{one.becomes}`"
    if found.survives:
        remedy = (
            f"Write a check that it fails into {called(checks_of(module))}, or say in {called(equals.PATH)} why not."
        )
        return Complaint(*place, f"{about} passes all checks", remedy)
    return Complaint(*place, f"{about} is {outcome.status}: {_feedback(outcome)}", f"Mend {called(checks_of(module))}.")


def _feedback(outcome: Outcome) -> str:
    """That of the first check that did not pass."""
    return next((check.feedback for check in outcome.checks if check.status != "passed"), "not all checks ran")


def _keep(module: str, found: Sequence[Found], exercises: Sequence[Exercise]) -> None:
    """Keep which checks the mutants of a module fail, for `check` to see what each is good for."""
    own = [each for each in found if each.outcome.exercise.module == module and not each.survives]
    failed = {f"{each.mutant.exercise}: {each.mutant.change}": catches.caught(each.outcome.checks) for each in own}
    catches.keep(module, SOURCE, failed, [exercise.id for exercise in exercises if exercise.module == module])


def _show(console: Console, exercises: Sequence[Exercise], found: Sequence[Found], entries: Sequence[Equal]) -> None:
    """A row for each exercise, and the sum."""
    table = Table(box=None, pad_edge=False)
    table.add_column("exercise")
    for heading in ("made", "failed", "equal", "passed"):
        table.add_column(heading, justify="right")
    for name in [exercise.id for exercise in exercises]:
        table.add_row(name, *_counts([each for each in found if each.mutant.exercise == name], entries))
    table.add_row("all", *_counts(found, entries), style="bold")
    console.print(table)
    unequal = [each for each in found if not _is_equal(each.mutant, entries)]
    if unequal:
        share = 100 * sum(not each.survives for each in unequal) / len(unequal)
        _print(console, f"The checks fail {share:.1f} % of the mutants that are no equal programs.")


def _counts(found: Sequence[Found], entries: Sequence[Equal]) -> tuple[str, ...]:
    survivors = [each.mutant for each in found if each.survives]
    known = sum(_is_equal(one, entries) for one in survivors)
    return tuple(map(str, (len(found), len(found) - len(survivors), known, len(survivors) - known)))


def _is_equal(mutant: Mutant, entries: Sequence[Equal]) -> bool:
    return any(entry.is_about(mutant) for entry in entries)


def _print(console: Console, line: str) -> None:
    """Print a line that stays one, whatever the width: paths are there to be clicked at."""
    console.print(Text(line), soft_wrap=True)
