"""Grades and reports in the forms that other systems read, each made from records and reports alone.

The functions that write take the records of a class; each writes its file as a whole or not at all, and returns
sentences for the instructor, to be shown with the name of the file.
"""

from grader.classroom.exports.canvas import write_canvas
from grader.classroom.exports.class_json import write_class_json
from grader.classroom.exports.feedback_zip import is_feedback_zip, write_feedback_zip
from grader.classroom.exports.handover import AUTO, Handover, Scale
from grader.classroom.exports.long import write_long
from grader.classroom.exports.mail_merge import write_reports
from grader.classroom.exports.moodle import write_moodle
from grader.classroom.exports.offline_grades import write_blackboard, write_brightspace
from grader.classroom.exports.wide import write_wide
from grader.classroom.exports.worksheet import fill_worksheet
from grader.classroom.exports.worksheet_file import read as read_worksheet

__all__ = [
    "AUTO",
    "Handover",
    "Scale",
    "fill_worksheet",
    "is_feedback_zip",
    "read_worksheet",
    "write_blackboard",
    "write_brightspace",
    "write_canvas",
    "write_class_json",
    "write_feedback_zip",
    "write_long",
    "write_moodle",
    "write_reports",
    "write_wide",
]
