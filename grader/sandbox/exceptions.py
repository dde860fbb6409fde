"""Exceptions that students often meet, and what to do about each, as a sentence."""

import re
from collections.abc import Iterable, Sequence

from grader.sandbox import remedies

LONGEST = 1_000  # characters of a message that are looked at; the worker sends little more

LAYERS = (
    *("Activation", "Add", "AveragePooling2D", "BatchNormalization", "Concatenate", "Conv2D", "Dense", "Dropout"),
    *("Flatten", "GlobalAveragePooling2D", "InputLayer", "LeakyReLU", "MaxPool2D", "MaxPooling2D", "ReLU", "Rescaling"),
    *("Reshape", "Softmax"),
)
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
    **{name: f"import {name}" for name in ("itertools", "functools", "collections", "os", "re", "sys", "sklearn")},
    **{name: f"from collections import {name}" for name in ("Counter", "defaultdict", "OrderedDict", "deque")},
    **{name: f"from functools import {name}" for name in ("partial", "lru_cache")},
    "Path": "from pathlib import Path",
    "pd": "import pandas as pd",
    "sns": "import seaborn as sns",
    "ndimage": "from scipy import ndimage",
    "train_test_split": "from sklearn.model_selection import train_test_split",
    **{name: f"from keras import {name}" for name in ("Sequential", "Model", "Input", "models", "optimizers")},
    **{name: f"from keras.layers import {name}" for name in LAYERS},
    **{name: f"from keras.optimizers import {name}" for name in ("Adam", "SGD", "RMSprop")},
    "SparseCategoricalCrossentropy": "from keras.losses import SparseCategoricalCrossentropy",
    "to_categorical": "from keras.utils import to_categorical",
    **{name: f"from keras.callbacks import {name}" for name in ("EarlyStopping", "ReduceLROnPlateau")},
}

# Type (or any), a pattern of the message, the sentence; {0} is the first group. The first that fits is taken.
KNOWN: list[tuple[str, str, str]] = [
    (
        "ImportError",
        r"No module named '(keras|tensorflow|numpy|matplotlib|sklearn|scipy|pandas|seaborn)\.([\w.]+)'",
        "{0} no longer has a module {1}: look up where it has moved.",
    ),
    (
        "ImportError",
        r"No module named '([\w.]+)'",
        "{0} is not installed here: use NumPy, Keras and Matplotlib instead.",
    ),
    (
        "ImportError",
        r"cannot import name '(\w+)' from 'submission\.(\w+)'",
        "Check that {1}.py defines {0}, with this spelling.",
    ),
    (
        "",
        r"partially initialized module 'submission\.(\w+)'",
        "{0} and another module import each other: put the code that both need into one of them.",
    ),
    (
        "ImportError",
        r"cannot import name '(\w+)' from '([\w.]+)'",
        "{1} has no {0}: check the spelling, or look up where it has moved.",
    ),
    ("ImportError", r"cannot import name '(\w+)'", "That library has no {0}: look up where it has moved."),
    (
        "ImportError",
        r"attempted relative import",
        "One dot means the folder of the five modules: `from .models import …`.",
    ),
    (
        "UnboundLocalError",
        r"'(\w+)'",
        "{0} has no value yet: set it before the `if` or the loop.",
    ),
    ("NameError", r"name '(\w+)' is not defined", "Define {0} before this line, or check its spelling."),
    (
        "",
        r"operands could not be broadcast together with shapes (\([\d, ]*\)) (\([\d, ]*\))",
        "Shapes {0} and {1} do not fit: counted from the last axis, lengths must be equal, or one of them must be 1.",
    ),
    (
        "",
        r"cannot reshape array of size (\d+) into shape (\([\d, ]*\))",
        "The new shape must hold exactly {0} numbers: write -1 for one length, and NumPy computes it.",
    ),
    (
        "",
        r"cannot reshape array of size 0 into shape \([\d,]*newaxis",
        "NumPy cannot compute the length for -1 if there are no numbers: compute it yourself.",
    ),
    (
        "",
        r"zero-size array to reduction operation (\w+)",
        "An array without entries has no {0}: handle that case first.",
    ),
    (
        "",
        r"shapes (\([\d, ]*\)) and (\([\d, ]*\)) not aligned|matmul: Input operand",
        "A matrix product needs as many columns on the left as rows on the right: print both shapes.",
    ),
    (
        "",
        r"all the input array dimensions|all input arrays must have the same",
        "Arrays that you join need the same shape along the other axes: print their shapes.",
    ),
    (
        "",
        r"axis (-?\d+) is out of bounds for array of dimension (\d+)",
        "Axes are counted from 0: an array of dimension {1} has no axis {0}. The last one is axis=-1.",
    ),
    (
        "",
        r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)",
        "Indices are counted from 0, and axis {1} has only {2} entries: find out where {0} comes from.",
    ),
    (
        "TypeError",
        r"(list|tuple) indices must be integers or slices, not (?:tuple|ndarray|list)",
        "A {0} takes one whole number as its index: make it an array, with `np.array` or `np.zeros`.",
    ),
    (
        "IndexError",
        r"(?:list|tuple) index out of range",
        "Indices are counted from 0 up to the length minus 1: fix the range.",
    ),
    (
        "IndexError",
        r"too many indices for array: array is 1-dimensional",
        "The array has only 1 axis: print its shape, and give one index.",
    ),
    (
        "IndexError",
        r"too many indices for array: array is (\d+)-dimensional",
        "The array has only {0} axes: print its shape, and give one index per axis.",
    ),
    (
        "IndexError",
        r"arrays used as indices must be of integer",
        "Indices must be integers: turn the labels into int with `astype(int)` first.",
    ),
    (
        "IndexError",
        r"boolean index did not match",
        "A mask must be as long as the axis that it selects from: compare both shapes.",
    ),
    (
        "TypeError",
        r"unexpected keyword argument '(\w+)'",
        "There is no parameter {0}: check its spelling, or look up its name.",
    ),
    (
        "ValueError",
        r"Unrecognized keyword arguments passed to \w+: \{'(\w+)'",
        "There is no parameter {0}: check its spelling, or look up its name.",
    ),
    ("TypeError", r"missing \d+ required (?:positional|keyword-only) arguments?: (.{1,60})", "Also pass {0}."),
    (
        "TypeError",
        r"takes .{1,60} positional arguments? but|too many positional arguments|expected .{1,10} arguments?, got",
        "There are too many arguments: look up which ones it takes.",
    ),
    (
        "",
        r"'?NoneType'? object|unsupported operand type\(s\).*'NoneType'",
        "A value in this line is None, perhaps from a function without `return`: find out where it comes from.",
    ),
    (
        "",
        r"unsupported operand type\(s\).*'str'|can only concatenate str",
        "One of the two values is a string: remove its quotation marks, or make it a number with `float`.",
    ),
    ("ValueError", r"could not convert string to float", "That string is not a number: print it before this line."),
    (
        "",
        r"ufunc '(\w+)' (?:not supported for the input types|did not contain a loop)",
        "NumPy cannot do {0} with such values: print the dtypes of the arrays.",
    ),
    (
        "TypeError",
        r"'(?:numpy\.)?(int|float|bool)\w*' object is not (?:iterable|subscriptable)",
        "That is one number, not an array or a list: find out where it comes from.",
    ),
    (
        "",
        r"Cannot cast ufunc '(\w+)' output from dtype\('(\w+)'\) to dtype\('(\w+)'\)",
        "An array of {2} cannot hold {1}: make a new array instead of changing this one, as in `x = x / 2`.",
    ),
    (
        "ZeroDivisionError",
        r"",
        "Check the denominator before you divide: return 0.0 where the contract says so.",
    ),
    (
        "ValueError",
        r"truth value of an array",
        "An array as a whole is neither true nor false: use `.any()` or `.all()`, or `np.where` for each entry.",
    ),
    (
        "ValueError",
        r"not enough values to unpack \(expected (?:at least )?(\d+), got (\d+)\)",
        "There are {0} names on the left of `=` but only {1} values on the right: count both.",
    ),
    (
        "ValueError",
        r"too many values to unpack \(expected (\d+)",
        "There are more values on the right of `=` than the {0} names on the left: count both.",
    ),
    ("ValueError", r"read-only", "This array must not be changed: work on `array.copy()`."),
    (
        "TypeError",
        r"only (?:length-1|size-1|0-dimensional) arrays",
        "This needs one number, and you pass an array: index it, or use NumPy's function.",
    ),
    (
        "TypeError",
        r"not JSON serializable",
        "JSON does not know NumPy's types: turn numbers into Python's with `.item()`, arrays with `.tolist()`.",
    ),
    ("ValueError", r"not JSON compliant", "JSON has no NaN and no infinity: refuse them with a ValueError."),
    (
        "AttributeError",
        r"module 'numpy' has no attribute '(float|int|bool|object|str|complex)'",
        "NumPy no longer has np.{0}: write {0}, or a width such as np.float64.",
    ),
    (
        "AttributeError",
        r"module '([\w.]+)' has no attribute '(\w+)'",
        "{0} has no {1}: check the spelling, or look up its current name.",
    ),
    (
        "AttributeError",
        r"'(list|tuple|int|float|bool)' object has no attribute "
        r"'(?:shape|astype|dtype|sum|mean|reshape|ndim|T|any|all)'",
        "A value of the type {0} is not an array: make it one with `np.asarray`.",
    ),
    ("KeyError", r"^('?\d+'?)$", "The dict has no key {0}: print its keys. The string '0' and the number 0 differ."),
    ("KeyError", r"^('?[^\n]{1,40})$", "The dict has no key {0}: print its keys."),
    ("KeyError", r"", "The dict has no such key: print its keys."),
    ("NotImplementedError", r"^$", "It comes from a part that is still a stub: write that part first."),
    ("MemoryError", r"", "That needs too much memory: work on smaller parts, or use a smaller dtype."),
    ("EOFError", r"EOF when reading a line", "There is no keyboard here: use the arguments instead of input()."),
    ("RecursionError", r"", "The function calls itself again and again: give it a case in which it stops."),
    (
        "OverflowError",
        r"Python integer (-?\d+) out of bounds for (\w+)",
        "{1} cannot hold {0}: choose a wider dtype first, such as int.",
    ),
    (
        "ValueError",
        r"expected (?:min_)?ndim=4, found ndim=3",
        "A convolution takes (n, 28, 28, 1): give the Input a channel axis, and the images one with add_channel.",
    ),
    (
        "ValueError",
        r"is incompatible with the layer: expected (?:shape|axis)|expected shape=",
        "The images do not have the shape that the model takes: compare `images.shape` with the Input.",
    ),
    (
        "ValueError",
        r"Shapes \(None, ?1?\).*are incompatible",
        "This loss is for one-hot labels: use sparse_categorical_crossentropy for integers.",
    ),
    (
        "",
        r"label value of (-?\d+) which is outside the valid range",
        "The model has no class for the label {0}: print the smallest and the largest label.",
    ),
    (
        "",
        r"You must call `compile\(\)`|must compile your model",
        "Compile the model with compile_model before you fit it.",
    ),
    (
        "FileNotFoundError",
        r"",
        "Your files are not available here: use the arguments instead.",
    ),
    ("SystemExit", r"", "It ends the program: remove it and return a value instead."),
    ("KeyboardInterrupt", r"", "It ends the program: return a value instead."),
]


def remedy(types: Sequence[str], message: str, code: str = "", modules: Iterable[str] = (), function: str = "") -> str:
    """The remedy for an exception, as a sentence, or nothing if none is known.

    Args:
        types: names of its class and of those above it.
        message: what it says.
        code: the student's statement that raised it.
        modules: of the course, and others that the submission has.
        function: the student's function that has the statement.
    """
    message = message[:LONGEST]
    name = re.match(r"name '(\w+)' is not defined", message)
    if "NameError" in types and name is not None and name[1] in IMPORTS:
        return f"Put `{IMPORTS[name[1]]}` at the top of the module."
    module = re.match(r"No module named '(?:exercises\.)?(\w+)'", message)
    if "ImportError" in types and module is not None and module[1] in modules:
        return f"Modules of a submission import each other with a dot: `from .{module[1]} import …`."
    if sentence := remedies.of_exception(types, message, code, function):
        return sentence
    for kind, pattern, sentence in KNOWN:
        if not kind or kind in types:
            found = re.search(pattern, message)
            if found is not None:
                return sentence.format(*(group or "" for group in found.groups()))
    return ""
