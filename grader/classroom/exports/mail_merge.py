"""Reports for everybody else: a self-contained file for each student, and a table that a mail merge reads."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from grader.classroom.exports.csv_cells import Identifier, Value, to_csv
from grader.classroom.html.class_page import rendered_student
from grader.classroom.records import Record, Student, has_grade, has_report
from grader.course.syllabus import Syllabus
from grader.report.html.report_files import is_ours
from grader.util.files import write_whole
from grader.util.text import counted

TABLE = "reports.csv"
COLUMNS = ("id", "email", "file", "score", "name")
# Windows has no files of these names, with whatever ending.
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|(com|lpt)\d")


def write_reports(records: Sequence[Record], syllabus: Syllabus, folder: Path) -> tuple[str, ...]:
    """Write the files; a student's older one is replaced, those of students who have none any more are removed.

    Returns:
        Sentences on what is in the folder, and on students without an e-mail address of their own.

    Raises:
        OSError: the folder cannot be written, or has a page of somebody else's under such a name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[list[Value]] = []
    addresses = Counter(record.student.email.casefold() for record in records)
    shared: list[str] = []
    for record in records:
        if not has_report(record):
            continue
        file = folder / file_of(record.student)
        if file.exists() and not is_ours(file):
            raise FileExistsError(17, f"{file.name} is not a report of this grader", str(file))
        write_whole(file, rendered_student(record, syllabus, alone=True))
        student = record.student
        score = record.score if has_grade(record) else None
        email = student.email
        if email and addresses[email.casefold()] > 1:  # it would bring somebody's grade to somebody else
            shared.append(student.name)
            email = ""
        rows.append([student.id, Identifier(email), file.name, score, student.name])
    for old in folder.glob("*.html"):
        if old.name not in {row[2] for row in rows} and is_ours(old):
            old.unlink()
    write_whole(folder / TABLE, to_csv([COLUMNS, *rows], bom=True))
    notes = [f"{counted(len(rows), 'report')}, and {TABLE} with id, e-mail address, file and score for a mail merge."]
    if shared:
        have = "has" if len(shared) == 1 else "have"
        same = f"{' and '.join(shared)} {have} the same address as somebody else"
        notes.append(f"{same}, so it was left out. Fix the roster.")
    if without := sum(not row[1] for row in rows) - len(shared):
        have = "has" if without == 1 else "have"
        notes.append(f"{counted(without, 'student')} {have} no e-mail address. Give a roster with one as --roster.")
    return tuple(notes)


def file_of(student: Student) -> str:
    """The name of a student's file: the id where any system takes it as a name, else as much of it as one does."""
    plain = re.sub(r"[^A-Za-z0-9._@-]", "_", student.id).strip("._-@")  # nor may a cell begin with these
    if (
        plain
        and plain == student.id
        and len(plain) <= 100
        and plain == plain.lower()
        and not _RESERVED.fullmatch(plain.partition(".")[0])
    ):
        return f"{plain}.html"
    digest = hashlib.sha256(student.id.encode(errors="backslashreplace")).hexdigest()[:10]
    return f"{plain[:60].lower() or 'student'}-{digest}.html"
