"""The command `python -m grader calibrate`: train what is missing in the record, keep it, draw it, and judge it."""

import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.course.datasets import load
from grader.grading.manifest import versions
from grader.report.terminal import sign
from grader.tools.calibration import record
from grader.tools.calibration.contender_training import ContenderTraining, digest_of_images, run, sets_of
from grader.tools.calibration.contenders import DESIGNS
from grader.tools.calibration.gates import gates
from grader.tools.calibration.plain_contenders import PLAIN, SURE_FROM
from grader.tools.calibration.record import Distribution
from grader.tools.calibration.verdicts import LEAST_PASSING, REFERENCE, Verdict, verdicts
from grader.util.exit_status import LEFT_TO_DO, PASSED


def calibrate(choices: Sequence[str], seeds: int, file: Path, console: Console, only: Sequence[str] = ()) -> int:
    """Train all with seeds 0 to `seeds` - 1 on each set of images, unless the record has it; then judge.

    Args:
        choices: where images come from, as `grader.course.datasets.load` takes it.
        seeds: how many.
        file: the record; its plot is next to it. It is written after every training.
        console: to print on.
        only: names of designs and plain recipes to train; none means all.

    Returns:
        The exit status: 0 when the gates stand where they should on the images asked for, 4 when not.

    Raises:
        DataError: images cannot be had; nothing was trained.
        RecordError: the file is not a record.
        OSError: it cannot be written.
    """
    known = record.read(file)
    asked: dict[str, str] = {}
    for choice in choices:
        data = load(choice)
        for name in sets_of(data.name):
            fresh = Distribution(digest_of_images(name, data), versions(), record.programs())
            if name in known:
                fresh.take_over(known[name])
            known[name] = fresh
        asked[data.name] = choice
    wanted = (
        ContenderTraining(name, choice, design, seed)
        for seed in range(seeds)  # seed by seed, so that an interruption leaves as many of each
        for design in only or (*DESIGNS, *PLAIN)
        for name, choice in asked.items()
    )
    missing = [
        each
        for each in wanted
        if any(each.seed not in known[name].accuracies[row] for name in each.sets for row in each.rows)
    ]
    _train(missing, known, file, console)
    from grader.tools.calibration import plot

    plot.write(file.with_suffix(".svg"), known, gates())
    names = [name for data in asked for name in sets_of(data)]
    complaints = [complaint for name in names for complaint in _show(name, known[name], console)]
    for complaint in complaints:
        console.print(Text(complaint), soft_wrap=True)
    return LEFT_TO_DO if complaints else PASSED


def _train(missing: list[ContenderTraining], known: dict[str, Distribution], file: Path, console: Console) -> None:
    """Train, and write each result as soon as it is there: whatever ends this, nothing is trained twice."""
    start = time.monotonic()
    for done, (training, accuracies) in enumerate(run(missing, os.cpu_count() or 1), start=1):
        for name, rows in accuracies.items():
            for row, accuracy in rows.items():
                known[name].accuracies[row][training.seed] = round(accuracy, 6)
            known[name].date = datetime.now(UTC).date().isoformat()
        record.write(file, known)
        shown = ", ".join(f"{accuracy:.2%}" for accuracy in accuracies[training.dataset].values())
        what = f"{training.dataset} {training.design} seed {training.seed}: {shown}"
        minutes = (time.monotonic() - start) / 60
        console.print(f"{what}  ({done} of {len(missing)} after {minutes:.0f} min)")


def _show(name: str, distribution: Distribution, console: Console) -> list[str]:
    """Print the distances from the gates; the complaints."""
    made_with = ", ".join(f"{library} {version}" for library, version in distribution.versions.items())
    table = Table(title=f"{name}, {distribution.date}", title_justify="left", caption=made_with, caption_justify="left")
    table.add_column("gate")
    table.add_column("trained")
    for heading in ("seeds", "lowest", "mean", "highest", "pass", "margin"):
        table.add_column(heading, justify="right")
    found = list(verdicts(distribution, gates()))
    for verdict in found:
        table.add_row(*_row(verdict), end_section=verdict is found[-1])
    console.print(table)
    console.print("margin: of the reference, standard deviations between mean and gate; 3 are needed.")
    console.print("The rows without a margin are weaker, and must not pass with any seed, or plain recipes")
    console.print(
        f"(network, batch, epochs): {LEAST_PASSING:.0%} of their seeds have to pass from {SURE_FROM} epochs on."
    )
    return [f"{name}: {verdict.complaint}" for verdict in found if verdict.complaint]


def _row(verdict: Verdict) -> tuple[str | Text, ...]:
    mark = sign("failed" if verdict.complaint else "passed")[:1]
    name = Text.assemble(mark, " ", verdict.design)
    gate = f"{verdict.threshold:.1%}" if verdict.role == REFERENCE else ""
    if not verdict.accuracies:
        return gate, name, "0", "", "", "", "", ""
    lowest, highest = min(verdict.accuracies), max(verdict.accuracies)
    margin = f"{verdict.margin:.1f}" if verdict.role == REFERENCE else ""
    shares = [f"{100 * share:.2f}" for share in (lowest, verdict.mean, highest)]
    return gate, name, str(len(verdict.accuracies)), *shares, str(verdict.passing), margin
