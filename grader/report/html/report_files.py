"""The files of a report: `index.html`, and a folder per trained exercise; each is written as a whole or not at all."""

import contextlib
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from grader.report.model_evaluation import ModelEvaluation, to_json
from grader.report.report import Outcome, Report

PAGE = "index.html"
MARK = '<meta name="generator" content="digit-kata">'  # without it, an index.html is somebody else's
MARK_WITHIN = 2_000  # characters from the beginning of the page
METRICS = "metrics.json"
ACCURACY, LOSS = "accuracy.png", "loss.png"
CONFUSION, FIRST, WORST = "Confusion_Matrix.png", "First_25_images.png", "Incorrectly_classified_images.png"
NAMES = (METRICS, ACCURACY, LOSS, CONFUSION, FIRST, WORST)


def names_of(measured: ModelEvaluation) -> tuple[str, ...]:
    """The files that there are of a trained model: all, or those without curves where its history is not usable."""
    return tuple(name for name in NAMES if measured.history or name not in (ACCURACY, LOSS))


def metrics_of(report: Report, outcome: Outcome) -> str:
    """All numbers of a trained model, as JSON."""
    if outcome.measured is None:
        raise ValueError(f"{outcome.exercise.id} has no model")
    facts = {"exercise": outcome.exercise.id, "submission": report.submission, "dataset": report.dataset}
    return json.dumps({**facts, **_metrics(outcome.measured)}, indent=2, allow_nan=False, ensure_ascii=True)


def refuse_unwritable(folder: Path) -> None:
    """See that a report can be written into a folder, which need not be there yet.

    Raises:
        OSError: it cannot; the error's `strerror` says why.
    """
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists() or path.is_symlink())
    if not there.is_dir():
        raise NotADirectoryError(20, "it is a file" if there == folder else f"{there} is a file")
    with tempfile.TemporaryFile(dir=there):
        pass
    page = folder / PAGE
    if page.is_dir():
        raise IsADirectoryError(21, f"its {PAGE} is a folder")
    if page.exists() and not is_ours(page):
        raise FileExistsError(17, f"its {PAGE} is not a report of this grader")


def remove_files(folder: Path, exercises: Iterable[str]) -> None:
    """Remove the files of a report with models of these exercises, if there is one; others stay.

    Raises:
        OSError: the folder cannot be written.
    """
    page = folder / PAGE
    if folder.is_symlink() or page.is_symlink() or not page.is_file() or not is_ours(page):
        return
    page.unlink()
    remove_models(folder, exercises)
    with contextlib.suppress(OSError):  # it has somebody else's files in it
        folder.rmdir()


def remove_models(folder: Path, exercises: Iterable[str]) -> None:
    """Remove what a report has of models of these exercises; its page and other files stay."""
    for exercise in exercises:
        _move(folder / "none", folder / exercise)


def write_files(report: Report, page: str, folder: Path) -> None:
    """Write all files into a draft inside the folder, then move them to their places; the page comes last.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".draft-") as name:
        draft = Path(name)
        for outcome in report.outcomes:
            if outcome.measured is not None:
                _write_model(report, outcome, outcome.measured, draft / outcome.exercise.id)
        (draft / PAGE).write_text(page, encoding="utf-8", errors="backslashreplace")
        for outcome in report.outcomes:
            _move(draft / outcome.exercise.id, folder / outcome.exercise.id)
        (draft / PAGE).replace(folder / PAGE)


def is_written(report: Report, page: str, folder: Path) -> bool:
    """Whether this very report is there: the page has all that its files show."""
    models = [(outcome.exercise.id, outcome.measured) for outcome in report.outcomes if outcome.measured is not None]
    files = [folder / name / file for name, measured in models for file in names_of(measured)]
    try:
        return (folder / PAGE).read_text(encoding="utf-8") == page and all(file.is_file() for file in files)
    except (OSError, UnicodeDecodeError):
        return False


def is_ours(page: Path) -> bool:
    """Whether a file is a page of this grader, which may be replaced."""
    with page.open(encoding="utf-8", errors="replace") as file:
        return MARK in file.read(MARK_WITHIN)


def _write_model(report: Report, outcome: Outcome, measured: ModelEvaluation, folder: Path) -> None:
    from grader.report.html import plots

    folder.mkdir()
    (folder / METRICS).write_text(f"{metrics_of(report, outcome)}\n", encoding="utf-8")
    if measured.history:
        plots.save(plots.curve(measured.history, "accuracy"), folder / ACCURACY)
        plots.save(plots.curve(measured.history, "loss"), folder / LOSS)
    plots.save(plots.confusion(measured), folder / CONFUSION)
    plots.save(plots.grid(measured.first, "There are no test images."), folder / FIRST)
    plots.save(plots.grid(measured.worst, "No image was classified incorrectly."), folder / WORST)


def _metrics(measured: ModelEvaluation) -> dict[str, Any]:
    """The facts, and the report in the form that scikit-learn gives it."""
    rows: dict[str, Any] = {str(score.digit): score for score in measured.scores}
    rows |= {f"{kind} avg": average for kind, average in measured.averages.items()}
    report: dict[str, Any] = {
        name: {"precision": row.precision, "recall": row.recall, "f1-score": row.f1, "support": row.support}
        for name, row in rows.items()
    }
    return {**to_json(measured), "classification_report": {**report, "accuracy": measured.accuracy}}


def _move(draft: Path, folder: Path) -> None:
    """Put the files of a model in place of an older report's; those that there are none of any more are removed."""
    if draft.is_dir():
        folder.mkdir(exist_ok=True)
    if not folder.is_dir():
        return
    for name in NAMES:
        if (draft / name).exists():
            (draft / name).replace(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # it has somebody else's files in it
        folder.rmdir()
