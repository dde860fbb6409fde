"""Grades in the forms that other systems read, each made from records and reports alone.

`write_wide`, `write_long`, `write_moodle` and `write_canvas` take the records of a class; each writes its file as a
whole or not at all, and returns sentences for the instructor, to be shown with the name of the file.
"""

from grader.exports.canvas import write_canvas
from grader.exports.long import write_long
from grader.exports.moodle import write_moodle
from grader.exports.wide import write_wide

__all__ = ["write_canvas", "write_long", "write_moodle", "write_wide"]
