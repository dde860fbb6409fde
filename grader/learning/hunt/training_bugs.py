"""Quiet mistakes in a training or in what it compiles: each changes one expression, and nothing raises an error.

A training is any program of the student's, so a mistake says where it fits: `place` finds the expression in the
function or its helpers, or nothing. Everything else of the text stays as it is, so that line numbers do.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.course.definitions import definitions, used_by


@dataclass(frozen=True)
class Change:
    """An expression or target of a module, and the text that replaces it."""

    node: ast.expr
    text: str


@dataclass(frozen=True)
class TrainingBug:
    """A mistake in a training.

    Attributes:
        name: what was done.
        sentence: the same for the student, with what it does to the model.
        place: the change that makes it, in one function of the module; None where it does not fit.
    """

    name: str
    sentence: str
    place: Callable[[ast.FunctionDef], Change | None]


def planted(bug: TrainingBug, function: str, source: str) -> tuple[str, int] | None:
    """The module's text with the mistake in a training or in a helper of its own, and the line; None: it does not fit.

    Args:
        bug: the mistake.
        function: name of the training.
        source: of its module, Python that can be parsed.
    """
    known = definitions(ast.parse(source))
    if function not in known or not {"keras", "np"} <= _imported(ast.parse(source)):
        return None
    for name in [function, *(name for name in used_by(function, known) if name.startswith("_"))]:
        node = known.get(name)
        change = bug.place(node) if isinstance(node, ast.FunctionDef) else None
        if change is not None:
            return _replaced(source, change), change.node.lineno
    return None


def _imported(tree: ast.Module) -> set[str]:
    names = (alias for node in tree.body if isinstance(node, ast.Import) for alias in node.names)
    return {alias.asname or alias.name for alias in names}


def _replaced(source: str, change: Change) -> str:
    """The text with another one in the place of a node; columns of nodes count bytes."""
    lines = source.split("\n")
    node = change.node
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    before = lines[first].encode()[: node.col_offset].decode()
    after = lines[last].encode()[node.end_col_offset :].decode()
    lines[first : last + 1] = [f"{before}{change.text}{after}"]
    return "\n".join(lines)


def _calls(function: ast.FunctionDef, *names: str) -> Iterator[ast.Call]:
    """The calls of functions of these names, in the order of the text."""
    found = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _name(node.func) in names]
    return iter(sorted(found, key=lambda node: (node.lineno, node.col_offset)))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _parameter(function: ast.FunctionDef, place: int) -> str:
    parameters = function.args.args
    return parameters[place].arg if place < len(parameters) and function.args.defaults else ""


def _first_given(function: ast.FunctionDef, parameter: str) -> ast.Name | None:
    """The first argument of a call that is this parameter."""
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    given = (value for call in calls for value in [*call.args, *(keyword.value for keyword in call.keywords)])
    found = [value for value in given if isinstance(value, ast.Name) and value.id == parameter]
    return min(found, key=lambda node: (node.lineno, node.col_offset), default=None)


def _loss(text: str) -> Callable[[ast.FunctionDef], Change | None]:
    """Another loss than the one that a model is compiled with."""

    def place(function: ast.FunctionDef) -> Change | None:
        for call in _calls(function, "compile"):
            for keyword in call.keywords:
                if keyword.arg == "loss":
                    return Change(keyword.value, text)
        return None

    return place


def _unscaled(function: ast.FunctionDef) -> Change | None:
    for call in _calls(function, "scale_pixels"):
        if len(call.args) == 1 and not call.keywords:
            return Change(call, f"{ast.unparse(call.args[0])}.astype(np.float32)")
    for node in ast.walk(function):
        match node:
            case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant(value=255)):
                return Change(node, ast.unparse(left))
    return None


def _moved_labels(function: ast.FunctionDef) -> Change | None:
    given = _first_given(function, _parameter(function, 1))
    return Change(given, f"({given.id} + 1) % 10") if given else None


def _shuffled_images(function: ast.FunctionDef) -> Change | None:
    given = _first_given(function, _parameter(function, 0))
    return Change(given, f"np.random.default_rng(seed).permutation({given.id})") if given else None


def _swapped_split(function: ast.FunctionDef) -> Change | None:
    """Of a split that is unpacked, the parts the other way round."""
    for node in ast.walk(function):
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and len(node.targets) == 1):
            continue
        target = node.targets[0]
        if _name(node.value.func) != "split_validation" or not isinstance(target, ast.Tuple):
            continue
        parts = [ast.unparse(part) for part in target.elts]
        if len(parts) == 4 or (len(parts) == 3 and parts[2].startswith("*")):
            return Change(target, ", ".join([*parts[2:], *parts[:2]]))
    return None


_OF_A_TRAINING = (
    TrainingBug(
        "pixels_never_scaled",
        "The pixels are never scaled: the network learns from 0 to 255, and is asked about 0 to 1. Training looks "
        "fine, because its own images are just as large.",
        _unscaled,
    ),
    TrainingBug(
        "labels_moved_by_one",
        "Every label is moved by one: the network learns perfectly well to call a 3 a 4. Its training accuracy is "
        "high, and on the test images it is near 0.",
        _moved_labels,
    ),
    TrainingBug(
        "images_shuffled_without_labels",
        "The images are shuffled and the labels are not, so a label says nothing about its image. The accuracy stays "
        "near 10 %, as if guessing.",
        _shuffled_images,
    ),
    TrainingBug(
        "parts_of_the_split_swapped",
        "The two parts of the split are swapped: the network learns from the few validation images, and is validated "
        "on all the others.",
        _swapped_split,
    ),
)
# These would pass the gate of a training: with a second softmax 97.8 % dense, 99.2 % with a convolution.
_OF_COMPILING = (
    TrainingBug(
        "softmax_twice",
        "The loss is told that the model returns logits, and applies softmax to its probabilities once more. Ten "
        "numbers between 0 and 1 become nearly equal, so the loss never falls below 1.46, however sure the model is.",
        _loss("keras.losses.SparseCategoricalCrossentropy(from_logits=True)"),
    ),
    TrainingBug(
        "squared_distance_to_the_label",
        "The loss is the squared distance between ten probabilities and the number of the digit. It is smallest where "
        "all ten are 0.1, whatever the digit is, because they sum to 1. So the model learns to say nothing.",
        _loss('"mean_squared_error"'),
    ),
)
# A champion takes longer than anybody would wait.
TRAINING_BUGS = {
    "training.train_dense": _OF_A_TRAINING,
    "training.train_cnn": _OF_A_TRAINING,
    "training.compile_model": _OF_COMPILING,
}
