"""Grades in the forms that other systems read, each made from records and reports alone.

`write_wide`, `write_long`, `write_moodle` and `write_canvas` take the records of a class; each writes its file as a
whole or not at all, and returns sentences for the instructor, to be shown with the name of the file.
"""

from grader.classroom.exports.canvas import write_canvas
from grader.classroom.exports.long import write_long
from grader.classroom.exports.moodle import write_moodle
from grader.classroom.exports.wide import write_wide

__all__ = ["write_canvas", "write_long", "write_moodle", "write_wide"]
