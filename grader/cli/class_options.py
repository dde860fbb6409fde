"""Options of `class` that belong together: on late work, and on what is given back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.options import PATH
from grader.cli.refusals import refuse_unwritable_folder

if TYPE_CHECKING:
    from grader.classroom.exports import Scale
    from grader.classroom.run import Export

MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]

# Options that are a field of the policy as they are.
_FIELDS = {"timezone": "timezone", "grace": "grace", "late_percent": "percent_per_day", "late_floor": "floor"}

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def _together(*options: Option) -> Option:
    """One decorator that adds several options."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


lateness_options = _together(  # on late work
    click.option("--deadline", metavar="TIME", help="Deadline, such as 2026-12-01T23:59. Kept for later runs."),
    click.option("--timezone", metavar="NAME", help="Time zone, such as Europe/Berlin.  [default: this computer's]"),
    click.option("--grace", metavar="MINUTES", type=float, help="Minutes after the deadline that are not late."),
    click.option("--late-percent", metavar="PERCENT", type=float, help="Percent off for each day or part of a day."),
    click.option("--late-floor", metavar="PERCENT", type=float, help="Percent of the points that late work keeps."),
    click.option("--last-day", metavar="DATE", help="Last day on which late work counts: 2026-12-08."),
    click.option("--extension", multiple=True, metavar="STUDENT=TIME", help="One student's own deadline."),
)
given_back_options = _together(  # on what is given back
    click.option("--csv", "wide", multiple=True, metavar="FILE", type=PATH, help="Table with a row per student."),
    click.option(
        "--csv-long",
        "long",
        multiple=True,
        metavar="FILE",
        type=PATH,
        help="Table with a row per student and exercise.",
    ),
    click.option("--json", "json_file", multiple=True, metavar="FILE", type=PATH, help="Everything, for programs."),
    click.option("--moodle", multiple=True, metavar="FILE", type=PATH, help="Table for Moodle's grade import."),
    click.option(
        "--worksheet-moodle",
        nargs=2,
        multiple=True,
        metavar="IN.csv OUT.csv",
        type=PATH,
        help="Moodle's grading worksheet, filled in.",
    ),
    click.option("--feedback-moodle", multiple=True, metavar="OUT.zip", type=PATH, help="Reports as a zip for Moodle."),
    click.option("--canvas", multiple=True, metavar="FILE", type=PATH, help="Table for Canvas' grade import."),
    click.option(
        "--brightspace", multiple=True, metavar="FILE", type=PATH, help="Table for Brightspace's grade import."
    ),
    click.option("--blackboard", multiple=True, metavar="FILE", type=PATH, help="Table for Blackboard's grade upload."),
    click.option("--reports", metavar="FOLDER", type=PATH, help="A page per student, and a table for a mail merge."),
    click.option("--item", metavar="TITLE", help="Item in the system's gradebook; for Canvas: 'Title (id)'."),
    click.option("--scale", metavar="MAXIMUM", help="Scale grades to this maximum; `auto`: the system's."),
    click.option("--bonus", is_flag=True, help="Add a column for bonus points."),
)


def lateness_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the policy on lateness that options say; `--deadline none` is a deadline of None.

    Args:
        given: the values of the options.
    """
    fields: dict[str, Any] = {name: given[option] for option, name in _FIELDS.items() if given[option] is not None}
    if given["deadline"] is not None:
        none = given["deadline"].strip().casefold() == "none"
        fields["deadline"] = None if none else _moment("--deadline", given["deadline"])
    if given["last_day"]:
        fields["last_day"] = _moment("--last-day", given["last_day"]).date()
    for text in given["extension"]:
        student, equals, when = text.rpartition("=")
        if not equals or not student.strip():
            raise click.UsageError(f"--extension {text!r} is not STUDENT=TIME. Give one such as ada=2026-12-03T23:59.")
        fields.setdefault("extensions", {})[student.strip()] = _moment("--extension", when)
    return fields


def exports_of(given: Mapping[str, Any]) -> "list[tuple[Path, Export]]":
    """What to write where; worksheets are read now, before an hour of grading."""
    from grader.classroom import exports

    how = exports.Handover(scale_of(given["scale"]), (given["item"] or "").strip(), given["bonus"])
    named: list[tuple[Path, Export]] = []
    for name, write in (
        ("wide", exports.write_wide),
        ("long", exports.write_long),
        ("json_file", exports.write_class_json),
        ("feedback_moodle", exports.write_feedback_zip),
    ):
        named += [(file, write) for file in given[name]]
    for name, write_grades in (
        ("moodle", exports.write_moodle),
        ("canvas", exports.write_canvas),
        ("brightspace", exports.write_brightspace),
        ("blackboard", exports.write_blackboard),
    ):
        named += [(file, partial(write_grades, how=how)) for file in given[name]]
    for source, file in given["worksheet_moodle"]:
        worksheet = exports.read_worksheet(source)
        named.append((file, partial(exports.fill_worksheet, worksheet, scale=how.scale)))
    return named


def older_reports(given: Mapping[str, Any]) -> set[Path]:
    """Files that are an older report for certain, though they are called like somebody's work."""
    from grader.classroom.exports import is_feedback_zip

    return {file for file in given["feedback_moodle"] if is_feedback_zip(file)}


def refuse_folder(folder: Path | None, of_class: Path) -> None:
    """See that the pages of a class can be written, and are not taken for submissions by the next run."""
    refuse_unwritable_folder(folder)
    if folder is not None and of_class.is_dir() and folder.resolve().is_relative_to(of_class.resolve()):
        raise click.UsageError(f"{folder} would be taken for a submission. Name a folder that is not in {of_class}.")


def scale_of(given: str | None) -> "Scale":
    """The scale that the option says."""
    from grader.classroom.exports import AUTO, Scale

    text = (given or "").strip().casefold()
    if not text or text == AUTO:
        return Scale(auto=text == AUTO)
    try:
        maximum = float(text.replace(",", "."))
    except ValueError:
        maximum = 0
    if not 0 < maximum < float("inf"):
        raise click.UsageError(f"--scale {given!r} is not a maximum. Give a number such as 10, or auto.")
    return Scale(to=maximum)


def _moment(option: str, text: str) -> datetime:
    """A time, or the end of a day."""
    for form in MOMENTS:
        try:
            found = datetime.strptime(text.strip(), form)
        except ValueError:
            continue
        return found if "H" in form else found.replace(hour=23, minute=59, second=59)
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise click.UsageError(f"{option} {text!r} is not a time. Write it as 2026-12-01T23:59.") from None
