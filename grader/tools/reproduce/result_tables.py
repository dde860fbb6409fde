"""The output of a reproduction: the report of a system, and the table of all. Fits 80 columns."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.tools.reproduce.experiment import Result
from grader.tools.reproduce.systems import NAMES, published_beside, remark


def show_result(console: Console, result: Result) -> None:
    """Print everything about one system."""
    console.print(_report(result))
    system = result.system
    if system.shows_counts:
        console.print(_counts(result))
    if result.roc_auc is not None:
        console.print(f"ROC AUC, macro average of one digit against the rest: {result.roc_auc:.5f}")
    for single in result.singles:
        verdict = "right" if single.predicted == single.true else f"wrong, it is a {single.true}"
        console.print(f"image {single.index} on its own: {single.predicted} with {single.probability:.2%}, {verdict}")
    published = published_beside(system, result.dataset)
    measured = f"measured test accuracy {result.accuracy:.2%} on {NAMES.get(result.dataset, result.dataset)}"
    console.print(Text(f"{system.name}: {measured}, published {published}", style="bold"))
    if warning := remark(result.dataset):
        console.print(Text(warning, style="yellow"))


def summary(results: Sequence[Result]) -> Table:
    """Measured against published, a row for each system; a remark below where the images are others."""
    table = _table("Measured and published test accuracy")
    table.caption, table.caption_justify = remark(results[0].dataset) or None, "left"
    measured = f"on {NAMES.get(results[0].dataset, results[0].dataset)}"
    table.add_column("system", no_wrap=True)
    table.add_column("model", no_wrap=True, style="dim")
    for name in (measured, "published", "epochs", "seconds", "parameters"):
        table.add_column(name, justify="right", no_wrap=True)
    for result in results:
        system = result.system
        table.add_row(
            system.name,
            system.model,
            f"{result.accuracy:.2%}",
            published_beside(system, result.dataset),
            str(system.epochs),
            f"{result.seconds:.0f}",
            f"{result.parameters:,}",
        )
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 1, 0, 0), pad_edge=False)


def _report(result: Result) -> Table:
    table = _table(f"{result.system.name}: classification report")
    columns = ("precision", "recall", "f1-score", "support")
    table.add_column("", no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)

    def cells(scores: dict[str, Any]) -> list[str]:
        return [f"{scores[name]:.4f}" for name in columns[:3]] + [f"{scores['support']:.0f}"]

    averages = ("accuracy", "macro avg", "weighted avg")
    digits = [name for name in result.report if name not in averages]
    for name in digits:
        table.add_row(name, *cells(result.report[name]), end_section=name == digits[-1])
    total = f"{result.report['macro avg']['support']:.0f}"
    table.add_row("accuracy", "", "", f"{result.report['accuracy']:.4f}", total)
    for name in averages[1:]:
        table.add_row(name, *cells(result.report[name]))
    return table


def _counts(result: Result) -> Table:
    table = _table(f"\n{result.system.name}: scores of each digit from its counts")
    table.add_column("", no_wrap=True)
    for name in result.scores:
        table.add_column(name.upper() if len(name) == 2 else name.replace("_", "-"), justify="right", no_wrap=True)
    for digit in range(len(result.cm)):
        values = [column[digit] for column in result.scores.values()]
        table.add_row(str(digit), *(f"{value:.4f}" if isinstance(value, float) else str(value) for value in values))
    return table
