"""The students' README: the kit's, without what is for teachers, with the modules, points and deadline of the course.

Comments in the kit's README mark its parts: `whole kit` is left out, `modules` and `hints` are written for the course.
"""

import re

from grader.course.current import Course
from grader.course.summary import about_lateness
from grader.course.syllabus import HINT_LEVELS
from grader.util.text import counted

_PART = re.compile(r"<!-- (whole kit|modules|hints) -->\n(.*?)<!-- end -->\n\n?", re.DOTALL)
EXAMPLE = "metrics.precision"  # in the kit's README
UPDATE = """
## When you get an update

Delete the folder `grader/` in your kit, then copy all that is in the update into your kit, over what is there. The
update has no `exercises/` and no `notebooks/`, so your work stays. Do not copy a whole new kit over yours: its empty
functions would replace your work.
"""
NUMBERS = ("no", "one hint", "two hints", "three hints")


def student_readme(text: str, course: Course) -> str:
    """The README for a course.

    Args:
        text: of the kit's README.
        course: what it is about.

    Raises:
        ValueError: the kit's README lacks one of the marks.
    """
    found = {name for name, _part in _PART.findall(text)}
    if found != {"whole kit", "modules", "hints"}:
        raise ValueError(f"README.md marks {', '.join(sorted(found)) or 'nothing'}, not each of its parts")
    made = _PART.sub(lambda match: _part(match[1], match[2], course), text)
    head, _, rest = made.partition("\n")
    if not head.startswith("# "):
        raise ValueError("README.md has no title in its first line")
    body, licence, end = rest.strip(chr(10)).rpartition("\nLicence: ")
    made = f"# {course.syllabus.title}\n\n{_introduction(course)}\n{body}{UPDATE}{licence}{end}\n"
    return _with_example(made, course)


def _part(name: str, text: str, course: Course) -> str:
    """What becomes of a part of the kit's README."""
    hints = max(len(each.hints) for each in course.syllabus.exercises)
    if name == "modules":
        return _table(course)
    if name == "hints" and hints:
        number = f"{NUMBERS[hints]}, from a nudge to nearly the code" if hints == HINT_LEVELS else NUMBERS[hints]
        more = {1: "", 2: "add 2 for more", 3: "add 2 or 3 for more"}[hints]
        text = text.replace("three hints, from a nudge to nearly the code", number)
        return text.replace("add 2 or 3 for more", more) + "\n"
    return ""


def _introduction(course: Course) -> str:
    count = counted(len(course.syllabus.exercises), "small function")
    lines = [
        f"Learn to classify handwritten digits with TensorFlow and Keras by writing {count}. You fill in a",
        "function, run one command, and read what is wrong and why.",
    ]
    until = about_lateness(course.lateness)
    return "\n".join([*lines, *(["", *until] if until else [])]) + "\n"


def _table(course: Course) -> str:
    """The modules of the course, with their points where it shows them."""
    shows = course.syllabus.shows_points
    rows = [
        "| module | what you write |" + (" points |" if shows else ""),
        "| --- | --- |" + (" --- |" if shows else ""),
    ]
    for module in course.syllabus.modules:
        exercises = course.syllabus.of_module(module.name)
        required = sum(each.points for each in exercises if not each.bonus)
        bonus = sum(each.points for each in exercises if each.bonus)
        points = f" {required}{f' + {bonus} bonus' if bonus else ''} |" if shows else ""
        rows.append(f"| `{module.name}.py` | {module.title.partition(': ')[2] or module.title} |{points}")
    return "\n".join(rows) + "\n\n"


def _with_example(text: str, course: Course) -> str:
    """The text with an exercise and a module of the course in its examples."""
    if EXAMPLE in course.syllabus.by_id:
        return text
    first = course.syllabus.exercises[0]
    module, _, _function = EXAMPLE.partition(".")
    text = text.replace(EXAMPLE, first.id).replace(f"-- {module} ", f"-- {first.module} ")
    return text.replace("exercises/preprocessing.py", f"exercises/{first.module}.py")
