"""Moodle's zip of feedback files: a self-contained report for each student, or team, by the number Moodle has."""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.classroom import lms_names
from grader.classroom.html.class_page import rendered_student
from grader.classroom.lms_names import Identity
from grader.classroom.records import Record, Student, has_report
from grader.classroom.roster import cell
from grader.course.syllabus import Syllabus
from grader.util.files import write_whole_bytes
from grader.util.text import counted

# Moodle reads WORD_NUMBER_TYPE_PLUGIN_file; anything else it passes over without a word.
NAME = "Participant_{}_assignfeedback_file_report.html"
_OURS = re.compile(r"Participant_\d+_assignfeedback_file_report\.html")
SAME_TIME = (2020, 1, 1, 0, 0, 0)  # of all files: the same reports make the same zip
MOST_NAMED = 10  # students in a sentence


def write_feedback_zip(records: Sequence[Record], syllabus: Syllabus, file: Path) -> tuple[str, ...]:
    """Write the zip.

    Returns:
        Sentences on how many reports are in it, where to upload it, and who is left out.

    Raises:
        OSError: the file cannot be written; the old one is unchanged.
    """
    shown = [record for record in records if has_report(record)]
    of_number: dict[str, list[Record]] = defaultdict(list)
    lost: list[Student] = []
    for record in shown:
        if number := _number(record):
            of_number[number].append(record)
        else:
            lost.append(record.student)
    stream = io.BytesIO()
    notes: list[str] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, found in sorted(of_number.items(), key=lambda each: int(each[0])):
            if len({hand_in_of(record).name for record in found}) > 1:  # a number that two persons have
                lost += [record.student for record in found]
                continue
            if len({record.score for record in found}) > 1:
                notes.append(
                    f"The members of {hand_in_of(found[0]).name} have different scores: the team's report shows the "
                    f"score of {found[0].student.name}."
                )
            page = rendered_student(_of_team(found), syllabus, alone=True)
            content = page.encode("utf-8", errors="backslashreplace")
            archive.writestr(
                zipfile.ZipInfo(NAME.format(number), SAME_TIME), content, compress_type=zipfile.ZIP_DEFLATED
            )
        count = len(archive.namelist())
    write_whole_bytes(file, stream.getvalue())
    reports = counted(count, "report")
    notes.insert(0, f"{reports}. Upload it in the assignment, under 'Upload multiple feedback files in a zip'.")
    if lost:
        notes.append(
            f"{counted(len(lost), 'report')} without a Moodle number {'is' if len(lost) == 1 else 'are'} not in it: "
            f"{listed(lost)}. Grade the zip that Moodle's "
            "'Download all submissions' makes, with the assignment's grading worksheet as --roster."
        )
    return tuple(notes)


def is_feedback_zip(file: Path) -> bool:
    """Whether a file is such a zip, which may be replaced."""
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.namelist()) and all(map(_OURS.fullmatch, archive.namelist()))
    except (OSError, zipfile.BadZipFile):
        return False


def hand_in_of(record: Record) -> Identity:
    """The name of a hand-in, read: of its folder or, in a flat download, of its first file."""
    return lms_names.read(record.submission.split("/")[0])


def listed(students: Sequence[Student]) -> str:
    """Names of students, for a sentence."""
    names = [student.name for student in students]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _number(record: Record) -> str:
    """The number of the participant or, of a team, of the group: a group's is in the names of the download alone."""
    identity = hand_in_of(record)
    if identity.system == "moodle":
        return identity.number
    if cell(record.student.line, "group"):
        return ""
    found = re.search(r"(\d{1,18})\s*$", cell(record.student.line, "participant"))
    return found[1] if found else ""


def _of_team(found: Sequence[Record]) -> Record:
    """The record that a report is made of; a team's has the team's name on it, and nobody's."""
    if len(found) == 1:
        return found[0]
    name = hand_in_of(found[0]).name
    return replace(found[0], student=replace(found[0].student, id=name, name=name))
