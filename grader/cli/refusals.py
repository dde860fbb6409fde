"""Refuse a file or folder that a report cannot be written to, before an hour of grading and not after it."""

import os
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import click

from grader.course import paths
from grader.util.files import is_stream

IRREPLACEABLE = (".py", ".zip", ".gradebook")  # no report is called so; what is may be somebody's only copy


def refuse_files(
    files: "Sequence[Path]", kept: "Mapping[Path, str] | None" = None, replaceable: "Collection[Path]" = ()
) -> None:
    """See before an hour of grading that reports can be written, each to a file of its own, over none that is needed.

    Args:
        files: where the reports go.
        kept: files that have to stay, and what they are.
        replaceable: files that are known to be an older report, whatever they are called.
    """
    taken = {file.resolve(): what for file, what in (kept or {}).items()}
    for file in files:
        refuse_unwritable(file)
        if what := taken.get(file.resolve()):
            raise click.UsageError(f"{file} is {what}. Name another file for the report.")
        if file.suffix.lower() in IRREPLACEABLE and file.exists() and file not in replaceable:
            raise click.UsageError(f"{file} is there already, and does not look like a report. Name another file.")
        taken[file.resolve()] = "where another report goes"


def refuse_unwritable(file: Path) -> None:
    """Before an hour of grading, not after it."""
    if file.is_dir():
        raise click.UsageError(f"{file} is a folder. Name a file for the report.")
    try:
        if not is_stream(file):
            with tempfile.TemporaryFile(dir=file.parent):
                pass
        if (is_stream(file) or file.exists()) and not os.access(file, os.W_OK):
            raise PermissionError(13, "it may not be written")
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror}. Name another file.") from error


def refuse_without_solutions(need: str) -> None:
    """See that this is the whole kit; `need` says what the solutions are for."""
    if not paths.SOLUTIONS.is_dir():
        raise click.UsageError(f"There are no solutions here. Get the whole kit, because {need}.")


def refuse_unwritable_folder(folder: Path | None) -> None:
    """See before an hour of grading that the pages of a report can be written."""
    if folder is None:
        return
    from grader.report import html

    try:
        html.refuse_unwritable(folder)
    except OSError as error:
        raise click.UsageError(f"{folder} cannot take a report: {error.strerror}. Name another folder.") from error
