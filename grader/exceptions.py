"""Exceptions that students meet often, and what to do about each, as a sentence."""

import re
from collections.abc import Sequence

LONGEST = 400  # characters of a message that are looked at; what is known stands at its beginning

# The name that is missing, and the line that brings it.
IMPORTS = {
    "np": "import numpy as np",
    "numpy": "import numpy as np",
    "keras": "import keras",
    "layers": "from keras import layers",
    "tf": "import tensorflow as tf",
    "plt": "import matplotlib.pyplot as plt",
    "Figure": "from matplotlib.figure import Figure",
    "json": "import json",
    "math": "import math",
    "random": "import random",
}
MODULES = ("preprocessing", "metrics", "models", "training", "evaluation")

# Type (or any), a pattern of the message, the sentence; {0} is the first group. The first that fits is taken.
KNOWN: list[tuple[str, str, str]] = [
    (
        "ImportError",
        rf"No module named '(?:exercises\.)?({'|'.join(MODULES)})'",
        "Modules of a submission import each other with a dot: `from .{0} import …`.",
    ),
    (
        "ImportError",
        r"No module named '([\w.]+)'",
        "{0} is not installed here: use NumPy, Keras and Matplotlib instead.",
    ),
    (
        "ImportError",
        r"cannot import name '(\w+)' from 'submission\.(\w+)'",
        "Look whether {1}.py defines {0}, spelt so.",
    ),
    (
        "",
        r"partially initialized module 'submission\.(\w+)'",
        "{0} and another module import each other: put what both need into one of them.",
    ),
    ("ImportError", r"cannot import name '(\w+)'", "There is no {0} in that library: look up where it has moved."),
    (
        "ImportError",
        r"attempted relative import",
        "One dot stands for the folder of the five modules: `from .models import …`.",
    ),
    (
        "UnboundLocalError",
        r"'(\w+)'",
        "On the way to this line nothing gave {0} a value: set it before the `if` or loop.",
    ),
    ("NameError", r"name '(\w+)' is not defined", "Define {0} before this line, or mend its spelling."),
    (
        "",
        r"operands could not be broadcast together with shapes (\([\d, ]*\)) (\([\d, ]*\))",
        "Shapes {0} and {1} do not fit: from the last axis on, lengths have to be equal, or one of them 1.",
    ),
    (
        "",
        r"cannot reshape array of size (\d+) into shape (\([\d, ]*\))",
        "The new shape has to hold exactly {0} numbers: leave one length to NumPy by giving -1 for it.",
    ),
    (
        "",
        r"cannot reshape array of size 0 into shape \([\d,]*newaxis",
        "Without any numbers, the length for -1 cannot be worked out: compute it yourself.",
    ),
    (
        "",
        r"zero-size array to reduction operation (\w+)",
        "An array without entries has no {0}: treat that case before.",
    ),
    (
        "",
        r"shapes (\([\d, ]*\)) and (\([\d, ]*\)) not aligned|matmul: Input operand",
        "A matrix product needs as many columns on the left as rows on the right: look at both shapes.",
    ),
    (
        "",
        r"all the input array dimensions|all input arrays must have the same",
        "Arrays that are put together need the same shape along the other axes: print their shapes.",
    ),
    (
        "",
        r"axis (-?\d+) is out of bounds for array of dimension (\d+)",
        "Axes are counted from 0: an array of dimension {1} has no axis {0}. The last one is axis=-1.",
    ),
    (
        "",
        r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)",
        "Places are counted from 0: along axis {1} there are only {2}. Look where {0} comes from.",
    ),
    (
        "TypeError",
        r"(list|tuple) indices must be integers or slices, not (?:tuple|ndarray|list)",
        "A {0} takes one whole number as its index: make it an array, with `np.array` or `np.zeros`.",
    ),
    (
        "IndexError",
        r"(?:list|tuple) index out of range",
        "Places are counted from 0, up to the length less 1: mend the range.",
    ),
    (
        "IndexError",
        r"too many indices for array: array is (\d+)-dimensional",
        "The array has just {0} axes: print its shape, and give one index per axis.",
    ),
    (
        "IndexError",
        r"arrays used as indices must be of integer",
        "An index has to be of integers: turn the labels into int with `astype(int)` first.",
    ),
    (
        "IndexError",
        r"boolean index did not match",
        "A mask needs the length of the axis that it selects from: compare both shapes.",
    ),
    (
        "TypeError",
        r"unexpected keyword argument '(\w+)'",
        "There is no parameter of the name {0}: look up how it is called, or mend its spelling.",
    ),
    (
        "ValueError",
        r"Unrecognized keyword arguments passed to \w+: \{'(\w+)'",
        "There is no parameter of the name {0}: look up how it is called, or mend its spelling.",
    ),
    ("TypeError", r"missing \d+ required (?:positional|keyword-only) arguments?: (.{1,60})", "Give it {0} as well."),
    (
        "TypeError",
        r"takes .{1,60} positional arguments? but",
        "Look up which arguments it takes: one too many was given.",
    ),
    (
        "",
        r"'?NoneType'? object|unsupported operand type\(s\).*'NoneType'",
        "Something here is None, as what a function without `return` gives: look where it comes from.",
    ),
    (
        "",
        r"unsupported operand type\(s\).*'str'|can only concatenate str",
        "One side is a text: take away its quotation marks, or make it a number with `float`.",
    ),
    ("ValueError", r"could not convert string to float", "That text is no number: print it before this line."),
    (
        "",
        r"ufunc '(\w+)' (?:not supported for the input types|did not contain a loop)",
        "There is no {0} of such values: print the dtypes of what goes in.",
    ),
    (
        "TypeError",
        r"'(?:numpy\.)?(int|float|bool)\w*' object is not (?:iterable|subscriptable)",
        "That is one number and no array or list: look where it comes from.",
    ),
    (
        "",
        r"Cannot cast ufunc '(\w+)' output from dtype\('(\w+)'\) to dtype\('(\w+)'\)",
        "An array of {2} cannot hold {1} in place: make a new array instead, as in `x = x / 2`.",
    ),
    (
        "ZeroDivisionError",
        r"",
        "Decide what a division by zero gives before you divide: where the contract says 0.0, return it.",
    ),
    (
        "ValueError",
        r"truth value of an array",
        "An array has no single truth: use `.any()` or `.all()`, or choose entry by entry with `np.where`.",
    ),
    (
        "ValueError",
        r"(?:not enough|too many) values to unpack",
        "Left and right of `=` need as many parts: count them.",
    ),
    ("ValueError", r"read-only", "This array may not be changed: work on `array.copy()`."),
    (
        "TypeError",
        r"only (?:length-1|size-1|0-dimensional) arrays",
        "One number is needed and an array was given: index it, or use NumPy's function.",
    ),
    (
        "TypeError",
        r"not JSON serializable",
        "JSON knows none of NumPy's types: turn numbers into Python's with `.item()`, arrays with `.tolist()`.",
    ),
    ("ValueError", r"not JSON compliant", "JSON has no NaN and no infinity: refuse them with a ValueError."),
    (
        "AttributeError",
        r"module 'numpy' has no attribute '(float|int|bool|object|str)'",
        "NumPy no longer has np.{0}: write {0}, or a width such as np.float64.",
    ),
    ("AttributeError", r"module '([\w.]+)' has no attribute '(\w+)'", "Look up what {1} is called in {0} today."),
    (
        "AttributeError",
        r"'(list|tuple|int|float|bool)' object has no attribute "
        r"'(?:shape|astype|dtype|sum|mean|reshape|ndim|T|any|all)'",
        "That is a {0}, no array: make it one with `np.asarray`.",
    ),
    ("KeyError", r"", "The dict has no such key: print its keys, and mind that '0' and 0 differ."),
    ("NotImplementedError", r"^$", "It comes from a function that is still a stub: write that one first."),
    ("MemoryError", r"", "There is not so much memory: work on less at a time, or in a smaller dtype."),
    ("EOFError", r"EOF when reading a line", "Nobody is at the keyboard here: use the arguments instead of input()."),
    ("RecursionError", r"", "The function calls itself without an end: let it call another one, or stop."),
    (
        "OverflowError",
        r"Python integer (-?\d+) out of bounds for (\w+)",
        "{1} cannot hold {0}: choose a wider dtype first, such as int.",
    ),
    (
        "ValueError",
        r"expected (?:min_)?ndim=4, found ndim=3",
        "A convolution takes (n, 28, 28, 1): give the Input, and the images with add_channel, a channel axis.",
    ),
    (
        "ValueError",
        r"is incompatible with the layer: expected (?:shape|axis)|expected shape=",
        "What goes in is not shaped as the model takes it: compare `images.shape` with the Input.",
    ),
    (
        "ValueError",
        r"Arguments `target` and `output` must have the same|Shapes \(None, ?1?\).*are incompatible",
        "This loss is for one-hot labels: take sparse_categorical_crossentropy for integers.",
    ),
    (
        "",
        r"label value of (-?\d+) which is outside the valid range",
        "A label {0} is none of the model's classes: look at the labels.",
    ),
    (
        "",
        r"You must call `compile\(\)`|must compile your model",
        "Compile the model with compile_model before it is fitted.",
    ),
    (
        "FileNotFoundError",
        r"",
        "Where this runs there is no file of yours: use the arguments, they bring all that is needed.",
    ),
    ("SystemExit", r"", "It ends the program: leave it out, and return a value instead."),
    ("KeyboardInterrupt", r"", "It ends the program: return a value instead."),
]


def remedy(types: Sequence[str], message: str) -> str:
    """What to do about an exception, as a sentence, or nothing where none is known.

    Args:
        types: names of its class and of those above it.
        message: what it says.
    """
    name = re.match(r"name '(\w+)' is not defined", message)
    if "NameError" in types and name is not None and name[1] in IMPORTS:
        return f"Put `{IMPORTS[name[1]]}` at the head of the module."
    for kind, pattern, sentence in KNOWN:
        if not kind or kind in types:
            found = re.search(pattern, message[:LONGEST])
            if found is not None:
                return sentence.format(*(group or "" for group in found.groups()))
    return ""
