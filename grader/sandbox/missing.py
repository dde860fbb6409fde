"""Missing modules and functions, and what may have become of them: another file name, a renamed function."""

import difflib
from collections.abc import Iterable

from grader.sandbox.call_fault import CallFault
from grader.sandbox.submission import course_modules

MOST_NAMES, LONGEST_NAME = 500, 60  # names of a module that are compared with the one that is missing; characters


def not_there(function: str, names: object, file: str) -> CallFault:
    """That a module has no such function, and what may have become of it; `names` are those that it has."""
    known = [name for name in names[:MOST_NAMES] if isinstance(name, str)] if isinstance(names, list) else []
    if function in known:
        said = f"{function} in {file} is not a function. Define it with `def`, and rename the other thing."
        return CallFault("not_a_function", said, file)
    sentence = f"There is no function {function} in {file}"
    alike = difflib.get_close_matches(function, [name for name in known if len(name) <= LONGEST_NAME], n=1, cutoff=0.8)
    if alike:
        return CallFault("missing_function", f"{sentence}, but {alike[0]}. Rename it.", file)
    remedy = "Give it this name back, or copy its stub from a fresh download of the kit."
    return CallFault("missing_function", f"{sentence}. {remedy}", file)


def remedy_of_missing(module: str, sources: Iterable[str]) -> str:
    """The remedy for a missing module, to go on a sentence with."""
    others = [name for name in sources if name not in course_modules()]
    alike = [name for name in others if name.lower() == module]
    alike = alike or difflib.get_close_matches(module, others, n=1, cutoff=0.8)
    if alike:
        return f", but {alike[0]}.py. Rename it."
    return ". Put the file there, or copy its stub from a fresh download of the kit."
