"""Tests of grader/sandbox/exceptions.py: what a student's code raises most often comes with what to do about it."""

import json
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from grader.report.report import Outcome
from grader.report.sentences import plain
from grader.sandbox.exceptions import KNOWN, remedy

TWO_BY_THREE = np.zeros((2, 3))


def model() -> Any:
    return keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])


def fitted(loss: str) -> Any:
    small = keras.Sequential([keras.Input((4,)), keras.layers.Dense(10, activation="softmax")])
    small.compile("adam", loss)
    return small.fit(np.zeros((8, 4)), np.zeros(8, dtype=int), verbose=0)


# what is special about it: code that raises, and a part of the sentence
RAISED: dict[str, tuple[str, str]] = {
    "an absolute import": ("import preprocessing", "`from .preprocessing import …`"),
    "an import from exercises": ("import exercises_of_mine", "exercises_of_mine is not installed here"),
    "a name that is not there": ("from math import squareroot", "math has no squareroot"),
    "a relative import too far": ("from ... import models", "`from .models import …`"),
    "NumPy not imported": ("np = numpy_", "Define numpy_ before this line"),
    "Keras not imported": ("keras_ = 1; tf.zeros(1)", "Put `import tensorflow as tf` at the top"),
    "no value yet": ("def f():\n    a = a + 1\nf()", "a has no value yet"),
    "shapes that do not fit": ("zeros + np.zeros(2)", "Shapes (2,3) and (2,) do not fit"),
    "a wrong reshape": ("zeros.reshape(4, 2)", "exactly 6 numbers"),
    "a wrong product": ("zeros.dot(zeros)", "as many columns on the left"),
    "a wrong matmul": ("zeros @ zeros", "as many columns on the left"),
    "a wrong concatenation": ("np.concatenate([zeros, np.zeros((2, 2))])", "the same shape along the other axes"),
    "an axis too many": ("zeros.sum(axis=2)", "an array of dimension 2 has no axis 2"),
    "an index too far": ("zeros[2]", "axis 0 has only 2 entries"),
    "a list's index": ("[1, 2][2]", "up to the length minus 1"),
    "too many indices": ("zeros[0, 0, 0]", "only 2 axes"),
    "an index of floats": ("zeros[np.zeros(1)]", "`astype(int)`"),
    "a mask of another length": ("zeros[np.array([True, False, True])]", "A mask must be as long as the axis"),
    "a misspelt argument": ("np.zeros(2, shap=3)", "shap"),
    "an argument of Keras' misspelt": ("keras.layers.Dense(10, activaton='relu')", "activaton"),
    "an argument missing": ("keras.layers.Dense()", "Also pass 'units'"),
    "an argument too many": ("(lambda a: a)(1, 2)", "too many arguments"),
    "None": ("None[0]", "A value in this line is None"),
    "None in a sum": ("None + 1", "A value in this line is None"),
    "None's method": ("None.shape", "A value in this line is None"),
    "divided in place": ("a = np.zeros(2, dtype=np.uint8)\na /= 255", "An array of uint8 cannot hold float64"),
    "x / 0": ("1 / 0", "Check the denominator before you divide"),
    "the truth of an array": ("if zeros == 0:\n    pass", "`np.where`"),
    "parts to unpack": ("a, b, c = 1, 2", "but only 2 values on the right: count both"),
    "a read-only array": ("a = np.broadcast_to(0, 3)\na[0] = 1", "array.copy()"),
    "an array for a number": ("import math\nmath.sqrt(zeros)", "This needs one number"),
    "NumPy in JSON": ("json.dumps(np.float32(1))", "`.item()`"),
    "NaN in JSON": ("json.dumps(float('nan'), allow_nan=False)", "JSON has no NaN"),
    "np.float": ("np.float", "NumPy no longer has np.float"),
    "a name of NumPy's misspelt": ("np.zeroes(2)", "numpy has no zeroes"),
    "a list for an array": ("[1].shape", "A value of the type list is not an array"),
    "a key": ("{}['accuracy']", "The dict has no key 'accuracy': print its keys"),
    "endless calls": ("def f():\n    f()\nf()", "calls itself again and again"),
    "a pixel too large": ("np.uint8(300)", "uint8 cannot hold 300"),
    "no channel": ("convolution(np.zeros((2, 28, 28)))", "add_channel"),
    "images of another shape": ("model()(np.zeros((2, 14, 14, 1)))", "compare `images.shape` with the Input"),
    "one-hot loss": ("fitted('categorical_crossentropy')", "sparse_categorical_crossentropy"),
    "not compiled": ("model().fit(np.zeros((2, 28, 28, 1)), np.zeros(2))", "compile_model"),
    "a file": ("open('mnist.npz')", "use the arguments"),
    "modules that import each other": (
        "raise ImportError(\"cannot import name 'f' from partially initialized module 'submission.metrics'\")",
        "metrics and another module import each other",
    ),
    "a length left open": ("zeros[:0].reshape(0, -1)", "compute it yourself"),
    "the largest of nothing": ("zeros[:0].max()", "An array without entries has no max"),
    "a list indexed like an array": ("[[1, 2], [3, 4]][0, 1]", "A list takes one whole number"),
    "a text in a quotient": ("1 / 'a'", "One of the two values is a string"),
    "a text in a sum": ("'a' + 1", "To join text"),
    "a text that is no number": ("float('a')", "That string is not a number"),
    "an array divided by a text": ("zeros / 'a'", "NumPy cannot do divide with such values"),
    "a number for a list": ("list(np.int64(1))", "That is one number"),
    "an index into a number": ("(1)[0]", "That is one number"),
    "a bool for an array": ("(1 == 0).any()", "A value of the type bool is not an array"),
    "a stub": ("raise NotImplementedError", "still a stub"),
    "too much memory": ("np.ones((10_000,) * 4)", "work on smaller parts"),
    "the keyboard": ("raise EOFError('EOF when reading a line')", "the arguments instead of input()"),
    "the end": ("raise SystemExit", "return a value instead"),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("phrase", RAISED)
def test_a_common_exception_comes_with_its_remedy(phrase: str) -> None:
    code, sentence = RAISED[phrase]
    names = {
        "np": np,
        "json": json,
        "zeros": TWO_BY_THREE,
        "keras": keras,
        "model": model,
        "fitted": fitted,
        "convolution": keras.layers.Conv2D(2, 3),
        "__name__": "submission.models",
        "__package__": "submission",
    }
    with pytest.raises(BaseException) as raised:  # noqa: PT011  any: the table says which
        exec(code, names)  # noqa: S102  the code stands above
    types = [kind.__name__ for kind in type(raised.value).__mro__]

    assert sentence in remedy(types, str(raised.value), modules=["preprocessing"]), (types, str(raised.value))


def test_every_sentence_ends_as_one() -> None:
    assert all(sentence.endswith(".") for _, _, sentence in KNOWN)


@pytest.mark.parametrize("message", ["", "{0}", "x" * 100_000, "name '" * 50_000, "shapes (" + "1," * 50_000])
def test_any_message_will_do(message: str) -> None:
    assert remedy(["Odd", "Exception"], message) == ""


def test_the_remedy_stands_below_the_students_own_line(outcome_of: Callable[[str, str], Outcome]) -> None:
    found = outcome_of("metrics.precision", "def precision(tp, fp):\n    return tp[0, 1] / fp[[0.5]]")
    said = [plain(check.feedback).splitlines() for check in found.checks if "IndexError" in plain(check.feedback)]

    assert said[0][-1].strip() == "The array has only 1 axis: print its shape, and give one index."
    assert said[0][-2].endswith("return tp[0, 1] / fp[[0.5]]")
