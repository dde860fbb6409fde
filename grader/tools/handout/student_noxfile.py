"""The students' noxfile: their sessions, and what these use of the kit's."""

import ast

from grader.course.definitions import definitions, used_by

SESSIONS = ("grade", "watch", "next_", "list_", "hint", "solution", "reset", "reproduce")


def student_noxfile(source: str) -> str:
    """The kit's noxfile with the sessions for students.

    Args:
        source: text of the kit's.
    """
    tree, lines = ast.parse(source), source.split("\n")
    known = definitions(tree)
    loose = [node for node in tree.body if node not in known.values() and not isinstance(node, ast.Import)]
    known |= {f" {place}": node for place, node in enumerate(loose)}  # no name of Python's: nothing uses it
    roots = [*SESSIONS, *(name for name in known if name.startswith(" "))]
    kept = {*roots, *(name for root in roots for name in used_by(root, known))}
    for node in reversed(tree.body):  # backwards: line numbers stay true
        name = next((name for name, each in known.items() if each is node), None)
        if name is not None and name not in kept:
            first, last = _first_line(node, lines), node.end_lineno or node.lineno
            while isinstance(node, ast.FunctionDef) and last < len(lines) and not lines[last]:
                last += 1
            del lines[first:last]
    return _without_unused_imports("\n".join(lines))


def _first_line(node: ast.stmt, lines: list[str]) -> int:
    """Index of the first line, with decorators and the comment above."""
    first: int = min(part.lineno for part in [node, *getattr(node, "decorator_list", [])]) - 1
    while first and lines[first - 1].startswith("#"):
        first -= 1
    return first


def _without_unused_imports(source: str) -> str:
    tree, lines = ast.parse(source), source.split("\n")
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in reversed(tree.body):
        if isinstance(node, ast.Import) and not any(each.name.partition(".")[0] in used for each in node.names):
            del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines)
