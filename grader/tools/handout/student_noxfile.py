"""The students' noxfile: the part of the kit's that is theirs, above a line that says so."""

import ast

ENDS = "\n\n# What follows is for teachers and authors: the students' kit ends here.\n"


def student_noxfile(source: str) -> str:
    """The kit's noxfile with the sessions for students.

    Args:
        source: text of the kit's.

    Raises:
        ValueError: it has no line that ends the students' part.
    """
    head, mark, _ = source.partition(ENDS)
    if not mark:
        raise ValueError(f"noxfile.py lacks the line {ENDS.strip()!r}")
    return _without_unused_imports(head.rstrip("\n") + "\n")


def _without_unused_imports(source: str) -> str:
    tree, lines = ast.parse(source), source.split("\n")
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in reversed(tree.body):  # backwards: line numbers stay true
        if isinstance(node, ast.Import) and not any(each.name.partition(".")[0] in used for each in node.names):
            del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines)
