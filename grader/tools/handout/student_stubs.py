"""Stubs for one course: without the functions that it leaves out, and with its own gates."""

import ast

from grader.course import syllabus
from grader.course.syllabus import Syllabus


def student_stub(stub: str, module: str, course: Syllabus) -> str:
    """The stub of a module, with the functions of the course and imports of what it has of other modules.

    Args:
        stub: of the kit.
        module: its name.
        course: whose functions stay.
    """
    kit = syllabus.load()
    lines = stub.split("\n")
    for node in reversed(ast.parse(stub).body):  # backwards: line numbers stay true
        first, last = node.lineno - 1, node.end_lineno or node.lineno
        if isinstance(node, ast.FunctionDef):
            exercise = f"{module}.{node.name}"
            if exercise in course.by_id:
                lines[first:last] = [_with_gate(line, exercise, course, kit) for line in lines[first:last]]
            else:
                while first and (lines[first - 1].startswith("#") or not lines[first - 1]):
                    first -= 1
                lines[first:last] = []
        elif isinstance(node, ast.ImportFrom) and node.level:
            lines[first:last] = _import(node, course)
    return "\n".join(lines).rstrip() + "\n"


def _with_gate(line: str, exercise: str, course: Syllabus, kit: Syllabus) -> str:
    """A line of a docstring, with the accuracy that this course asks for instead of the kit's."""
    known = kit.by_id.get(exercise)
    if known is None or known.gate is None:
        return line
    return line.replace(known.gate_shown, course.by_id[exercise].gate_shown)


def _import(node: ast.ImportFrom, course: Syllabus) -> list[str]:
    """The import of what the course has, in lines; none where it has nothing of it."""
    names = [each for each in node.names if f"{node.module}.{each.name}" in course.by_id]
    return [ast.unparse(ast.ImportFrom(node.module, names, node.level))] if names else []
