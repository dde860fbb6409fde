"""The command `python -m grader check`: hold the kit to its claims, one line each, and say what to fix."""

from collections.abc import Callable, Iterator

from rich.console import Console
from rich.text import Text

from grader.report.terminal import sign
from grader.tools.selfcheck import static_claims
from grader.tools.selfcheck.kit import Kit, called
from grader.tools.selfcheck.problem import Claim, Problem
from grader.util.exit_status import LEFT_TO_DO, PASSED
from grader.util.text import counted


def check(tree: Kit, quick: bool, trainings: bool, console: Console) -> int:
    """Hold the kit to its claims and print what became of them; the exit status.

    Args:
        tree: what of the kit.
        quick: only what can be seen by reading.
        trainings: train the solutions, too.
        console: to print on.
    """
    found: list[Claim] = []
    for claim in _claims(tree, quick, trainings, console):
        mark = sign("passed" if claim.holds else "failed")[:1]
        _print(console, Text.assemble(mark, " ", _line(claim)))
        found.append(claim)
    is_blocked = any(map(_blocks, found))
    if is_blocked and not quick:
        _print(console, Text("The rest was not graded: fix these first.", style="dim"))
    complaints = [complaint for claim in found for complaint in claim.complaints]
    if complaints:
        console.print()
    for complaint in complaints:
        _print(console, Text(str(complaint)))
    if not quick and not is_blocked:
        _list_redundant(tree, console)
    return LEFT_TO_DO if complaints else PASSED


def _claims(tree: Kit, quick: bool, trainings: bool, console: Console) -> Iterator[Claim]:
    """Each claim as soon as it is known; nothing is graded where that could not go well."""
    is_blocked = False
    for claim in static_claims.claims(tree):
        is_blocked = is_blocked or _blocks(claim)
        yield claim
    if quick or is_blocked:
        return
    from grader.tools.selfcheck import edges, graded_claims

    with console.status("grading the stubs") as status:
        yield graded_claims.stubs_are_todo(tree)
        passing = graded_claims.solutions_pass(tree, trainings, status.update)
        yield passing
        if not _blocks(passing):
            yield edges.docstrings_name_the_edges(tree, graded_claims.PLANTED)
            yield graded_claims.almost_right_answers_fail(tree, status.update)
            yield graded_claims.misconceptions_fail_and_are_named(tree, status.update)


def obstacles(tree: Kit, tell: Callable[[str], None]) -> Iterator[Problem]:
    """What keeps exercises from being graded, or their solutions from passing; trainings are not run.

    Args:
        tree: what of the kit.
        tell: hears what is done at the moment.
    """
    found = [complaint for claim in static_claims.claims(tree) if claim.blocks for complaint in claim.complaints]
    yield from found
    if not found:
        from grader.tools.selfcheck import graded_claims

        yield from graded_claims.solutions_pass(tree, False, tell).complaints


def _blocks(claim: Claim) -> bool:
    """Whether what comes behind it cannot be graded."""
    return claim.blocks and not claim.holds


def _list_redundant(tree: Kit, console: Console) -> None:
    """Say which checks are never the only one to catch something: no mistake, and worth a thought."""
    from grader.tools.selfcheck import graded_claims

    uses = list(graded_claims.uses_of_checks(tree))
    redundant = [use for use in uses if not use.alone]
    needed = len(uses) - len(redundant)
    console.print()
    _print(console, Text(f"{needed} of {len(uses)} checks are the only ones to catch some wrong answer.", style="bold"))
    if redundant:
        _print(console, Text("These seem redundant, which is not a mistake:", style="dim"))
    for use in redundant:
        place = f"{called(use.check.file)}:{use.check.line}"
        found = f"catches {use.together} with others" if use.together else "catches nothing"
        _print(console, Text(f"{place}: {use.check.name} {found}."))


def _line(claim: Claim) -> str:
    """The result of a claim: words and count."""
    failed = "" if claim.holds else f", {counted(len(claim.complaints), 'complaint')}"
    return f"{claim.words} ({claim.count}{failed})"


def _print(console: Console, text: Text) -> None:
    """Print a line that stays one, whatever the width: paths are there to be clicked at."""
    console.print(text, soft_wrap=True)
