"""The class in the terminal: a table of the students, who needs attention, and what changed."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.classroom.gradebook_rows import Replaced
from grader.classroom.records import Record, Student
from grader.classroom.remarks import remarks
from grader.classroom.similar_passages import Pair, Similarity
from grader.course.current import Course
from grader.course.syllabus import Exercise
from grader.report.sentences import plain
from grader.util.text import counted, one_line

MOST_NAMES = 3  # of functions, in one line
MOST_LISTED = 50  # lines of one list
ALSO_NOBODYS = "none of them is a student's folder or zip"


def show_class(console: Console, records: Sequence[Record], exercises: Sequence[Exercise]) -> None:
    """Print a table of the students, then who is missing, refused, not on the roster, and not judged."""
    points = sum(exercise.points for exercise in exercises if not exercise.bonus)
    bonus = sum(exercise.points for exercise in exercises if exercise.bonus)
    table = Table(box=None, padding=(0, 1))
    table.add_column("student", no_wrap=True, overflow="ellipsis", max_width=longest_name(console))
    table.add_column(f"of {points}", justify="right", no_wrap=True)
    if bonus:
        table.add_column(f"bonus of {bonus}", justify="right", no_wrap=True)
    table.add_column("state", no_wrap=True)
    table.add_column("remark", style="dim", overflow="fold")
    for record in records:
        counted = record.report is not None or bool(record.adjustments)
        scores = [f"{record.score:g}" if counted else "-"] + (
            [f"{record.bonus:g}" if counted else "-"] if bonus else []
        )
        table.add_row(Text(called(record.student)), *scores, record.state, Text(_remark(record)))
    console.print(table)
    show_list(console, "Not handed in", [called(record.student) for record in records if record.state == "missing"])
    show_list(console, "Needs attention", attention(records))
    show_list(console, "Refused", [_told(record, record.reason) for record in records if record.state == "refused"])
    strangers = [record for record in records if not record.student.on_roster and record.state != "missing"]
    show_list(console, "Not on the roster", [_told(record, one_line(record.submission)) for record in strangers])
    several = [
        _told(record, f"{one_line(record.submission)} counts, not {_listed(record.others)}.{_told_apart(record)}")
        for record in records
        if record.others
    ]
    show_list(console, "Handed in more than once", several)
    idle = [
        _told(record, f"{each.points:+g} for {each.exercise}, which is not graded here.")
        for record in records
        for each in record.idle
    ]
    show_list(console, "Adjustments that do not count", idle)
    show_list(
        console, "Could not be judged", [_told(record, _unjudged(record)) for record in records if record.unjudged]
    )


def longest_name(console: Console) -> int:
    """Columns that a name may take, so that scores and remarks have theirs."""
    return max(console.width // 3, 10)


def attention(records: Sequence[Record]) -> list[str]:
    """What is to be looked at, a line per student and remark."""
    return [_told(record, remark.sentence) for record in records for remark in remarks(record)]


def show_similar(console: Console, records: Sequence[Record], similarity: Similarity) -> None:
    """Print whose work is alike, and whose functions are the reference's: evidence for a person, never a verdict."""
    by_id = {record.student.id: called(record.student) for record in records}
    pairs = [_alike(pair, by_id) for pair in similarity.pairs if {pair.first, pair.second} <= by_id.keys()]
    show_list(console, "Similar work, the most similar first", pairs)
    models = [
        f"{by_id[student]}: {_shortened([each.name for each in copied])}"
        for student, copied in similarity.models.items()
        if student in by_id
    ]
    show_list(console, "Equal to the reference", models)
    notes = [f"{by_id[student]}: {note}" for student, note in similarity.notes if student in by_id]
    show_list(console, "Not compared, or only in part", notes)


def _alike(pair: Pair, by_id: Mapping[str, str]) -> str:
    names = _shortened(list(dict.fromkeys(match.first.name for match in pair.matches)), pair.cut)
    share = max(pair.first_share, pair.second_share)
    return f"{by_id[pair.first]} and {by_id[pair.second]}: {share:.0%} of one of them; {names}"


def _shortened(names: Sequence[str], cut: int = 0) -> str:
    """The first few names, and how many there are besides; `cut` more than these were never listed."""
    more = max(0, len(names) - MOST_NAMES) + cut
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more else "")


def show_course(console: Console, course: Course, before: str | None) -> None:
    """Print which course was graded, and whether it was another one in the last run."""
    if course.note:
        console.print(Text(f"\n{course.note}", style="dim"), soft_wrap=True)
    if before is not None and before != course.version:
        was, now = (f"version {version}" if version else "the kit's own" for version in (before, course.version))
        console.print(Text(f"The course has changed since the last run: it was {was}, and is {now}."), soft_wrap=True)


def show_changes(console: Console, lines: Sequence[str], replaced: Replaced) -> None:
    """Print how many results are others than in the last run, whose points changed, and why.

    Args:
        console: to print on.
        lines: one for each student whose score, or points of an exercise, changed.
        replaced: the results.
    """
    said = [
        f"{'1 exercise was' if number == 1 else f'{number:,} exercises were'} {done}"
        for number, done in (
            (replaced.graded.total(), f"graded again{_causes(replaced.graded)}"),
            (replaced.reused.total(), f"given an earlier result again{_causes(replaced.reused)}"),
            (replaced.valued.total(), "given the points of the course as it is now, without being graded again"),
        )
        if number
    ]
    if not said and not lines:
        return
    of = f"the points of {counted(len(lines), 'student')} changed" if lines else "no score changed"
    told = "; ".join([*said, of])
    console.print(Text(f"\n{told[0].upper()}{told[1:]}.", style="bold"), soft_wrap=True)
    for line in lines:
        console.print(Text(one_line(line)), soft_wrap=True)


def _causes(causes: Counter[str]) -> str:
    """Why, the most frequent first; several with the number of each."""
    found = causes.most_common()
    if len(found) == 1:
        return f" because {found[0][0]}"
    said = [f"{number:,} because {' and '.join(cause.split(', '))}" for cause, number in found[:MOST_NAMES]]
    if more := sum(number for _cause, number in found[MOST_NAMES:]):
        said.append(f"{more:,} for other reasons")
    return f" ({', '.join(said)})"


def show_list(console: Console, title: str, lines: Iterable[str], rest: str = "the gradebook has all") -> None:
    """Print a list under a title, if there is something in it."""
    lines = list(lines)
    if not lines:
        return
    console.print(Text(f"\n{title} ({len(lines)})", style="bold"))
    for line in lines[:MOST_LISTED]:
        console.print(Text(one_line(line)), soft_wrap=True)
    if len(lines) > MOST_LISTED:
        console.print(Text(f"… {len(lines) - MOST_LISTED} more; {rest}."))


def called(student: Student) -> str:
    """The student's name, and the id where that is something else; harmless in a terminal."""
    name = one_line(student.name)
    return name if student.id in ("", student.name) else f"{name} ({one_line(student.id)})"


def _remark(record: Record) -> str:
    said = list(dict.fromkeys(remark.short for remark in remarks(record)))
    if record.adjustments:
        said.append(f"adjusted {record.adjusted_in_all:+g}")
    if record.unjudged:
        said.append(f"{len(record.unjudged)} not judged")
    if not record.student.on_roster:
        said.append("not on the roster")
    if record.others:
        said.append(f"{len(record.others)} older")
    return ", ".join(said)


def _told_apart(record: Record) -> str:
    """How names of hand-ins differ that look the same; nothing where they look different."""
    looks = [unicodedata.normalize("NFC", name) for name in (record.submission, *record.others)]
    same = len(set(looks)) < len({record.submission, *record.others})
    return " Some of these names differ only in how their accents are encoded." if same else ""


def _unjudged(record: Record) -> str:
    ids = [outcome.exercise.id for outcome in record.unjudged]
    return f"{_listed(ids)}. {one_line(plain(record.unjudged[0].feedback))}"


def _told(record: Record, text: str) -> str:
    return f"{called(record.student)}: {text}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(one_line, names))
