"""Tests of sandbox/remedies.py and its table: old names and new ones, told where they are meant and nowhere else."""

import importlib
import re

import keras
import pytest

from grader.sandbox import remedies
from grader.sandbox.exceptions import IMPORTS, remedy

TABLE = remedies.table()
ATTRIBUTE = ["AttributeError", "Exception", "BaseException", "object"]
TYPE = ["TypeError", "Exception", "BaseException", "object"]
VALUE = ["ValueError", "Exception", "BaseException", "object"]
NAME = ["NameError", "Exception", "BaseException", "object"]
TRUTH = "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"


def test_the_table_is_large_enough() -> None:
    assert len(TABLE.keywords) + len(TABLE.names) + len(TABLE.modules) + len(TABLE.patterns) >= 60


def test_every_sentence_ends_as_one() -> None:
    said = [*(pattern.say for pattern in TABLE.patterns), *(say for _, _, say in TABLE.lines), *TABLE.returned.values()]

    assert [sentence for sentence in said if not sentence.endswith(".")] == []
    assert [sentence for sentence in said if "{" in sentence and not re.search(r"\{\d\}|\{\{", sentence)] == []


def test_every_pattern_can_be_filled_in() -> None:
    for pattern in TABLE.patterns:
        groups = sum(re.compile(one).groups for one in (pattern.message, pattern.code, pattern.whole))
        places = [int(found) for found in re.findall(r"\{(\d)\}", pattern.say)]

        assert all(place < groups for place in places), pattern


@pytest.mark.parametrize("name", [new for new in TABLE.names.values() if re.fullmatch(r"keras(\.\w+)+", new)])
def test_a_new_name_of_keras_is_there(name: str) -> None:
    found: object = keras
    for part in name.split(".")[1:]:
        found = getattr(found, part)

    assert found is not None


@pytest.mark.parametrize(
    "line", [new for new in TABLE.modules.values() if re.fullmatch(r"from keras[\w.]* import [\w, ]+", new)]
)
def test_a_new_import_of_keras_works(line: str) -> None:
    exec(line, {})  # noqa: S102  it stands in our own table


@pytest.mark.parametrize("new", [new for new in TABLE.names.values() if re.fullmatch(r"np\.\w+", new)])
def test_a_new_name_of_numpy_is_there(new: str) -> None:
    assert hasattr(importlib.import_module("numpy"), new.removeprefix("np."))


# what is special about it: types, message, the student's statement, and a part of the sentence, or nothing
TOLD: dict[str, tuple[list[str], str, str, str]] = {
    "a function of the student's own": (
        TYPE,
        "build() got an unexpected keyword argument 'lr'",
        "build(lr=1)",
        "no parameter lr",
    ),
    "a function within one": (
        TYPE,
        "f.<locals>.g() got an unexpected keyword argument 'b'",
        "g(b=1)",
        "no parameter b",
    ),
    "a method of Keras'": (
        TYPE,
        "TensorFlowTrainer.fit() got an unexpected keyword argument 'nb_epoch'",
        "",
        "`epochs=` today",
    ),
    "p of another layer": (VALUE, "Unrecognized keyword arguments passed to Dense: {'p': 0.5}", "", "no parameter p"),
    "a missing one that has its new name": (
        TYPE,
        "Dense.__init__() missing 1 required positional argument: 'units'",
        "Dense(activation='relu')",
        "Also pass 'units'.",
    ),
    "an attribute of TensorFlow's Keras": (
        ATTRIBUTE,
        "module 'tensorflow.keras.optimizers' has no attribute 'adam'",
        "",
        "Adam",
    ),
    "an attribute of the student's own module": (
        ATTRIBUTE,
        "module 'submission.models' has no attribute 'Merge'",
        "",
        "has no Merge",
    ),
    "a name that is a method elsewhere": (
        ["NameError"],
        "name 'fit_generator' is not defined",
        "",
        "Define fit_generator",
    ),
    "a metric that is not in a list": (
        VALUE,
        "Expected `metrics` argument to be a list, tuple, or dict. Received instead: metrics=accuracy of type <class "
        "'str'>",
        "",
        'write `metrics=["accuracy"]`',
    ),
    "a learning rate that is a whole number": (
        VALUE,
        "Argument `learning_rate` should be float, or an instance of LearningRateSchedule, or a callable (that takes "
        "in the current iteration value and returns the corresponding learning rate value). Received instead: "
        "learning_rate=100",
        "",
        "write `learning_rate=100.0`",
    ),
    "a learning rate that is a text": (
        VALUE,
        "Argument `learning_rate` should be float, or an instance of LearningRateSchedule, or a callable (that takes "
        "in the current iteration value and returns the corresponding learning rate value). Received instead: "
        "learning_rate=0.01",
        "",
        "without quotation marks",
    ),
    "a flag by its place": (
        VALUE,
        "Only input tensors may be passed as positional arguments. The following argument value should be passed as a "
        "keyword argument: False (of type <class 'bool'>)",
        "",
        "If you need it, write `training=`",
    ),
    "a setting by its place": (
        VALUE,
        "Only input tensors may be passed as positional arguments. The following argument value should be passed as a "
        "keyword argument: relu (of type <class 'str'>)",
        "",
        "as in `Dense(10)(x)`",
    ),
    "xrange": (["NameError"], "name 'xrange' is not defined", "", "`range` today"),
    "a loss of the student's own": (
        VALUE,
        "Could not interpret loss identifier: focal",
        "",
        "Keras has no loss of the name focal",
    ),
    "more of the module in the statement": (
        ["ModuleNotFoundError", "ImportError"],
        "No module named 'keras.engine'",
        "from keras.engine.topology import Layer",
        "from keras import Model, Layer",
    ),
    "a module of the submission": (
        ["ModuleNotFoundError", "ImportError"],
        "No module named 'helpers'",
        "",
        "`from .helpers import …`",
    ),
    "a function of TensorFlow": (
        TYPE,
        "reduce_mean() got an unexpected keyword argument 'keep_dims'",
        "tf.reduce_mean(x, keep_dims=True)",
        "`keepdims=` today",
    ),
    "the shape given to add": (
        TYPE,
        "Sequential.add() got an unexpected keyword argument 'input_shape'",
        "model.add(Dense(10), input_shape=(784,))",
        "The input shape belongs to the layer",
    ),
    "another module of a library": (
        ["ModuleNotFoundError", "ImportError"],
        "No module named 'sklearn.nowhere'",
        "",
        "sklearn no longer has a module nowhere",
    ),
    "a map indexed": (TYPE, "'map' object is not subscriptable", "", "computes a map only when it is used"),
    "the length of a map": (TYPE, "object of type 'map' has no len()", "", "computes a map only when it is used"),
    "a function's attribute": (ATTRIBUTE, "'function' object has no attribute 'shape'", "", "with parentheses after"),
    "a module called": (TYPE, "'module' object is not callable", "", "That is a module"),
    "an array called": (TYPE, "'numpy.ndarray' object is not callable", "", "type numpy.ndarray is not a function"),
    "one value for several names": (TYPE, "cannot unpack non-iterable int object", "", "of the type int"),
    "a text and a number compared": (
        TYPE,
        "'<' not supported between instances of 'str' and 'int'",
        "",
        "type str cannot be compared with one of the type int",
    ),
    "an array as a key": (TYPE, "unhashable type: 'numpy.ndarray'", "d[row] = 1", "of the type numpy.ndarray"),
    "the length of a number": (TYPE, "object of type 'int' has no len()", "", "type int has no length"),
    "an assertion": (["AssertionError"], "", "assert a == b", "An `assert` in your code failed"),
    "a tensor's shape": (ATTRIBUTE, "EagerTensor object has no attribute 'reshape'. If", "", "`.numpy()`"),
    "a model without parentheses": (
        TYPE,
        "Sequential.add() missing 1 required positional argument: 'layer'",
        'model.add(layers.Conv2D(32, 3, activation="relu", input_shape=(28, 28, 1)))',
        "with parentheses: `keras.Sequential()`.",
    ),
    "nothing added": (
        TYPE,
        "Sequential.add() missing 1 required positional argument: 'layer'",
        "model.add()",
        "Also pass 'layer'.",
    ),
    "a place of subplot that is 0": (
        VALUE,
        "num must be an integer with 1 <= num <= 5, not 0",
        "plt.subplot(1, 5, i)",
        "write `i + 1`",
    ),
    "a place of subplot that is too far": (
        VALUE,
        "num must be an integer with 1 <= num <= 5, not 6",
        "plt.subplot(n // 5, 5, i + 1)",
        "more pictures than the 5 places: make more rows.",
    ),
    "no row": (VALUE, "Number of rows must be a positive integer, not 0", "plt.subplot(n // 5, 5, 1)", "-(-n // 5)"),
    "a row in a cell": (
        VALUE,
        "setting an array element with a sequence.",
        "flat[i] = images[i].ravel()",
        "one more axis",
    ),
    "rows of two lengths": (
        VALUE,
        "setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 dimensions",
        "np.array([[1], [1, 2]])",
        "The rows have different lengths",
    ),
    "and between arrays": (VALUE, TRUTH, "cm[i, j] = np.sum(y_true == i and y_pred == j)", "write `&`, `|` and `~`"),
    "not before an array": (VALUE, TRUTH, "wrong = np.sum(\n    not y_true == y_pred\n)", "write `&`, `|` and `~`"),
    "an array in an if": (VALUE, TRUTH, "if tp + fp == 0 and tp == 0:", "use `.any()` or `.all()`"),
    "an array in a list": (VALUE, TRUTH, "new = row not in rows", "use `.any()` or `.all()`"),
    "a loss first": (
        VALUE,
        "Could not interpret optimizer identifier: sparse_categorical_crossentropy",
        'model.compile("sparse_categorical_crossentropy", "adam")',
        "sparse_categorical_crossentropy is a loss, not an optimizer: name the arguments",
    ),
    "an optimizer second": (VALUE, "Could not interpret loss identifier: adam", "", "adam is an optimizer, not a loss"),
    "a layer not imported": (NAME, "name 'Dense' is not defined", "", "`from keras.layers import Dense`"),
    "an optimizer without quotation marks": (
        NAME,
        "name 'adam' is not defined",
        'model.compile(optimizer=adam, loss="mse")',
        'put it in quotation marks, "adam".',
    ),
    "a padding without quotation marks": (
        NAME,
        "name 'same' is not defined",
        "layers.Conv2D(32, 3, padding=same)",
        'put it in quotation marks, "same".',
    ),
    "an activation that is called": (NAME, "name 'softmax' is not defined", "y = softmax(x)", "Define softmax before"),
    "a variable": (NAME, "name 'accuracy' is not defined", "print(accuracy, loss)", "Define accuracy before this line"),
    "a cached function": (TYPE, "unhashable type: 'numpy.ndarray'", "", "`@lru_cache` use arguments as keys"),
    "a text as an index": (
        ["IndexError"],
        "only integers, slices (`:`), ellipsis (`...`) and integer or boolean arrays are valid indices",
        "scores[kind]",
        "An index must be a whole number, not a string:",
    ),
    "a function of Keras' old backend": (
        ATTRIBUTE,
        "module 'keras.backend' has no attribute 'sum'",
        "K.sum(K.round(K.clip(y_true * y_pred, 0, 1)))",
        "`K.sum` is `keras.ops.sum` today.",
    ),
    "the same, imported": (
        ["ImportError"],
        "cannot import name 'mean' from 'keras.backend' (/somewhere/keras/backend/__init__.py)",
        "from keras.backend import mean",
        "`K.mean` is `keras.ops.mean` today.",
    ),
    "a value that the backend set": (
        ATTRIBUTE,
        "module 'keras.backend' has no attribute 'set_value'",
        "K.set_value(model.optimizer.lr, 0.1)",
        "`model.optimizer.learning_rate = value`",
    ),
    "a sum of another library": (
        ATTRIBUTE,
        "module 'somewhere' has no attribute 'sum'",
        "",
        "somewhere has no sum",
    ),
    "the rate of an optimizer": (ATTRIBUTE, "'Adam' object has no attribute 'lr'", "", "`learning_rate` today"),
    "the old accuracy in a callback": (
        TYPE,
        "'>' not supported between instances of 'NoneType' and 'float'",
        "if logs.get('acc') > 0.99:",
        "`accuracy` instead of `acc`",
    ),
    "nothing compared": (
        TYPE,
        "'<' not supported between instances of 'float' and 'NoneType'",
        "if loss < best:",
        "One of the two values is None",
    ),
    "a class as a callback": (
        TYPE,
        "Callback.set_model() missing 1 required positional argument: 'model'",
        "m.fit(x, y, callbacks=[keras.callbacks.EarlyStopping])",
        "Make each callback with parentheses",
    ),
    "a class as an optimizer": (
        VALUE,
        "Could not interpret optimizer identifier: <class 'keras.src.optimizers.adam.Adam'>",
        "m.compile(keras.optimizers.Adam)",
        "Make the optimizer with parentheses: `Adam()`.",
    ),
    "a number behind a text": (
        TYPE,
        'can only concatenate str (not "float") to str',
        "print('Accuracy: ' + acc)",
        "`str(...)`, or use an f-string",
    ),
    "images without a batch": (
        VALUE,
        "Expected shape (None, 28, 28), but input has incompatible shape (28, 28)",
        "m.fit(dataset)",
        "write `.batch(32)`",
    ),
    "a list of images": (
        VALUE,
        "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.'x' sizes: 28, 28, 28",
        "m.fit(list(images), labels)",
        "np.array(...)",
    ),
    "fewer labels": (
        VALUE,
        "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.'x' sizes: 28\n'y' "
        "sizes: 20",
        "m.fit(images, labels)",
        "not as many labels as images",
    ),
    "a list of labels": (["IndexError"], "tuple index out of range", "m.fit(images, list(labels))", "fit takes arrays"),
    "a tuple that is too short": (["IndexError"], "tuple index out of range", "shape[3]", "counted from 0"),
    "a picture of the model": (
        ["ImportError"],
        "You must install pydot (`pip install pydot`) for `plot_model` to work.",
        "",
        "Leave plot_model out",
    ),
    "more than 64 MB printed": (["OSError"], "[Errno 27] File too large", "print(images)", "remove the print calls"),
    "TensorBoard": (
        ["TBNotInstalledError", "ImportError"],
        "TensorBoard is not installed, missing implementation for tf.summary.scalar",
        "",
        "Leave the TensorBoard callback out",
    ),
    "channels first": (
        VALUE,
        "Computed output size would be zero or negative. Received `inputs shape=(None, 1, 28, 28)`, `kernel shape=(3, "
        "3, 28, 32)`",
        "model.add(layers.Conv2D(32, (3, 3), input_shape=(1, 28, 28)))",
        "Channels come last",
    ),
    "channels first, and pooled": (
        VALUE,
        "Computed output size would be zero or negative. Received: `inputs.shape=[None 1 28 32]`, `pool_size=[2 2]`",
        "",
        "Channels come last",
    ),
    "images that became too small": (
        VALUE,
        "Computed output size would be zero or negative. Received: `inputs.shape=[None 1 1 64]`, `pool_size=[2 2]`",
        "",
        "already too small",
    ),
    "a shape of batches": (
        VALUE,
        "Unrecognized keyword arguments passed to Conv2D: {'batch_input_shape': (None, 28, 28, 1)}",
        "",
        "write `input_shape=(28, 28, 1)`",
    ),
    "comparisons around &": (
        VALUE,
        TRUTH,
        "cm[i, j] = np.sum(y_true == i & y_pred == j)",
        "put each comparison in parentheses",
    ),
    "comparisons in parentheses": (
        VALUE,
        TRUTH,
        "if ((y_true == i) & (y_pred == j)):",
        "use `.any()` or `.all()`",
    ),
    "what an array has already": (ATTRIBUTE, "'numpy.ndarray' object has no attribute 'values'", "", "`.values`"),
    "SciPy's interp": (
        ["ImportError"],
        "cannot import name 'interp' from 'scipy' (/somewhere/scipy/__init__.py)",
        "from scipy import interp",
        "`np.interp` today",
    ),
    "the end of a slice": (
        TYPE,
        "slice indices must be integers or None or have an __index__ method",
        "x[: n * 0.2]",
        "are whole numbers: wrap a float or a string in `int(...)`.",
    ),
    "a text as the end of a slice": (
        TYPE,
        "slice indices must be integers or None or have an __index__ method",
        "images[:'3'] / 255",
        "are whole numbers: wrap a float or a string in `int(...)`.",
    ),
    "the length of a range": (
        TYPE,
        "'numpy.float64' object cannot be interpreted as an integer",
        "range(n / 2)",
        "divide with `//`",
    ),
    "the length of an array": (
        TYPE,
        "expected a sequence of integers or a single integer, got '2.5'",
        "np.zeros(n / 2)",
        "divide with `//`",
    ),
    "a float as an index": (
        TYPE,
        "list indices must be integers or slices, not float",
        "row[n / 2]",
        "divide with `//`",
    ),
    "two indices of a list": (
        TYPE,
        "list indices must be integers or slices, not tuple",
        "cm[0, 1]",
        "make it an array",
    ),
    "an entry of a number": (
        TYPE,
        "'float' object does not support item assignment",
        "r[np.isnan(r)] = 0",
        "That is one number",
    ),
    "an entry of a tuple": (TYPE, "'tuple' object does not support item assignment", "", "A tuple cannot be changed"),
    "a list divided": (TYPE, "unsupported operand type(s) for /: 'list' and 'int'", "", "make it an array"),
    "lists subtracted": (TYPE, "unsupported operand type(s) for -: 'list' and 'list'", "", "make it an array"),
    "a list repeated by a share": (
        TYPE,
        "can't multiply sequence by non-int of type 'float'",
        "totals = [0] * (len(cm) / 1)",
        "A whole number is needed here",
    ),
    "a list times a share": (
        TYPE,
        "can't multiply sequence by non-int of type 'numpy.float64'",
        "scores * share",
        "To multiply each entry, make it an array",
    ),
    "a shape times a share": (
        TYPE,
        "can't multiply sequence by non-int of type 'float'",
        "n = images.shape * 0.2",
        "as in `images.shape[0]`.",
    ),
    "one entry of a shape, that repeats": (
        TYPE,
        "can't multiply sequence by non-int of type 'float'",
        "[0] * (cm.shape[0] / 1)",
        "A whole number is needed here",
    ),
    "a shape less a number": (
        TYPE,
        "unsupported operand type(s) for -: 'tuple' and 'int'",
        "images.shape - 1",
        "take one entry of it, as in `images.shape[0]`.",
    ),
    "a share of a shape": (
        TYPE,
        "unsupported operand type(s) for /: 'float' and 'tuple'",
        "1.0 / images.shape",
        "take one entry of it",
    ),
    "a shape and a number": (
        TYPE,
        'can only concatenate tuple (not "int") to tuple',
        "images.shape + 1",
        "take one entry of it",
    ),
    "a list and a number": (
        TYPE,
        'can only concatenate list (not "int") to list',
        "",
        "write `.append(...)`. To add it to each entry, make it an array",
    ),
    "a list added to a number": (
        TYPE,
        "unsupported operand type(s) for +=: 'int' and 'list'",
        "total += [row]",
        "make it an array",
    ),
    "a range and a list": (TYPE, "unsupported operand type(s) for +: 'range' and 'list'", "", "`list(range(...))`"),
    "a list and nothing": (TYPE, "unsupported operand type(s) for +: 'NoneType' and 'list'", "", "is None"),
    "a comparison for sorting": (TYPE, "'cmp' is an invalid keyword argument for sort()", "", "`key=` instead"),
    "an abstract class": (
        ATTRIBUTE,
        "module 'collections' has no attribute 'Iterable'",
        "",
        "`collections.abc.Iterable` today",
    ),
    "arrays that are not in a list": (
        TYPE,
        "vstack() takes 1 positional argument but 2 were given",
        "np.vstack(a, b)",
        "`np.vstack([a, b])`",
    ),
    "a division of TensorFlow": (ATTRIBUTE, "module 'tensorflow' has no attribute 'div'", "", "`tf.divide` today"),
    "initializers": (
        ["ModuleNotFoundError", "ImportError"],
        "No module named 'keras.initializations'",
        "from keras.initializations import normal",
        "write `from keras import initializers`",
    ),
    "the picture's old module": (
        ["ModuleNotFoundError", "ImportError"],
        "No module named 'keras.utils.visualize_util'",
        "",
        "write `from keras.utils import plot_model`",
    ),
    "another module of Keras' utils": (
        ["ModuleNotFoundError", "ImportError"],
        "No module named 'keras.utils.layer_utils'",
        "",
        "Write `from keras.utils import …`, with",
    ),
    "lines drawn over other places": (
        VALUE,
        "x and y must have same first dimension, but have shapes (2,) and (3,)",
        "axes.plot(range(1, len(values)), values)",
        "You draw 3 values over 2 places",
    ),
    "nothing known": (["OddError"], "odd", "odd()", ""),
}


@pytest.mark.parametrize("phrase", TOLD)
def test_an_old_name_is_told_where_it_is_meant(phrase: str) -> None:
    types, message, code, said = TOLD[phrase]

    found = remedy(types, message, code, ("metrics", "helpers"))

    assert said in found
    assert bool(found) == bool(said)


# what is special about it: type, message, the student's statement, its function, and a part of the sentence
IN_FUNCTION: dict[str, tuple[str, str, str, str, str]] = {
    "a library's function of the same name": (
        "TypeError",
        "confusion_matrix() got an unexpected keyword argument 'labels'",
        "return confusion_matrix(y_true, y_pred, labels=range(num_classes))",
        "confusion_matrix",
        "`import confusion_matrix as sk_confusion_matrix`",
    ),
    "the same, as a method": (
        "TypeError",
        "fit() got an unexpected keyword argument 'epoch'",
        "model.fit(images, epoch=1)",
        "fit",
        "There is no parameter epoch",
    ),
    "another function": (
        "TypeError",
        "precision() got an unexpected keyword argument 'average'",
        "precision(tp, fp, average=None)",
        "recall",
        "There is no parameter average",
    ),
    "a library's function of the same name, endlessly": (
        "RecursionError",
        "maximum recursion depth exceeded",
        "cm = confusion_matrix(y_true, y_pred)",
        "confusion_matrix",
        "`import confusion_matrix as sk_confusion_matrix`",
    ),
    "a library's function of the same name, with other arguments": (
        "TypeError",
        "classification_report() takes 1 positional argument but 2 were given",
        "classification_report(y_true, y_pred)",
        "classification_report",
        "`import classification_report as sk_classification_report`",
    ),
    "a name that no library has, with other arguments": (
        "TypeError",
        "recall() missing 1 required positional argument: 'fn'",
        "return np.array([recall(each) for each in tp])",
        "recall",
        "Also pass 'fn'.",
    ),
    "a name that no library has": (
        "RecursionError",
        "maximum recursion depth exceeded",
        "return recall(tp, fn)",
        "recall",
        "The function calls itself again and again: give it a case in which it stops.",
    ),
    "two functions that call each other": (
        "RecursionError",
        "maximum recursion depth exceeded",
        "return recall(tp, fn)",
        "precision",
        "The function calls itself again and again",
    ),
    "a variable of the function's name": (
        "UnboundLocalError",
        "cannot access local variable 'precision' where it is not associated with a value",
        "precision = precision(tp, fp)",
        "classification_report",
        "give the variable a different name from the function precision.",
    ),
    "a variable without a value": (
        "UnboundLocalError",
        "cannot access local variable 'total' where it is not associated with a value",
        "total = total + np.sum(row)",
        "accuracy",
        "total has no value yet",
    ),
}


@pytest.mark.parametrize("phrase", IN_FUNCTION)
def test_the_name_of_the_function_is_looked_at(phrase: str) -> None:
    kind, message, code, function, said = IN_FUNCTION[phrase]

    assert said in remedy([kind], message, code, function=function)


@pytest.mark.parametrize("line", IMPORTS.values())
def test_a_suggested_import_works(line: str) -> None:
    exec(line, {})  # noqa: S102  as above


@pytest.mark.parametrize("kind", ["matrix", "RangeIndex", "Index", "Series"])
def test_an_answer_of_another_library_becomes_an_array(kind: str) -> None:
    assert re.search(r"np\.asarray|to_numpy", remedies.of_answer(kind))


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("sparse_categorical_cross_entropy", "sparse_categorical_crossentropy"),
        ("categorical_crossentropy_sparse", "sparse_categorical_crossentropy"),
        ("SparseCategoricalCrossEntropy", "sparse_categorical_crossentropy"),
        ("sparse_categorical_crossentropy", None),
        ("categorical_crossentropy", None),
        ("sparse_categorical_accuracy", None),
        ("kl_divergence", None),
        ("mse", None),
        ("", None),
    ],
)
def test_a_slip_is_told_from_another_loss(name: str, right: str | None) -> None:
    assert remedies.spelt("loss", name) == right


@pytest.mark.parametrize(
    "line", ["return tp / (tp + fp", "x = 10", "print(x)", "a = b - c", "def f(a, b)", "if a % b", "x = 0.5"]
)
def test_a_line_of_python_gets_no_remedy(line: str) -> None:
    assert remedies.of_line(line) == ""


@pytest.mark.parametrize(
    ("line", "reason", "sentence"),
    [
        ("return tp", "invalid non-printable character U+00A0", "delete its blanks and type them again"),
        ("<<<<<<< HEAD", "invalid syntax", "Git marks two versions here"),
        ("=======", "invalid syntax", "Git marks two versions here"),
        (">>>>>>> main", "invalid decimal literal", "Git marks two versions here"),
        ("<!DOCTYPE html><html>", "invalid syntax", "This file is a web page"),
        ("<html lang=en>", "invalid syntax", "This file is a web page"),
        (r"{\rtf1\ansi", "unexpected character after line continuation character", "save it as plain text"),
    ],
)
def test_what_is_in_a_line_by_accident_is_named(line: str, reason: str, sentence: str) -> None:
    assert sentence in remedies.of_line(line, reason)
