"""Mistakes in evaluation: wrong indices, text that is not JSON, and figures that show or say something else."""

import json
import re
from typing import TYPE_CHECKING

import numpy as np

from grader.checks.figures import content, figure
from grader.misconceptions.registry import misconception
from grader.sandbox.calls import StudentError
from grader.sandbox.worker import wire

if TYPE_CHECKING:
    from matplotlib.figure import Figure


EXERCISE = ""  # where one is planted, the function that it is planted as
PLOTS = ("plot_history", "plot_confusion_matrix", "plot_predictions")
SAME_SHARE = 0.006  # between a share and what is written of it, with two digits
SAME_COUNT = 0.06  # share by which a count differs from one that was shortened to two digits
ON_CORNER = 0.01  # of a cell
SAME_COLOR = 0.2  # of red, green and blue each, between two colours that nobody tells apart
MOST_IMAGES = 25


# misclassified


def plain(value, scalar=lambda number: number):
    """A report in plain numbers; `scalar` makes something of each."""
    if isinstance(value, dict):
        return {key: plain(item, scalar) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(item, scalar) for item in value]
    return scalar(value.item() if isinstance(value, np.generic) else value)


@misconception("misclassified")
def found_the_right_ones(y_true, y_pred):
    """You return the images that were labelled correctly. The contract asks for those whose two labels differ."""
    return np.flatnonzero(y_true == y_pred)


@misconception("misclassified", also=(lambda y_true, y_pred: y_true == y_pred,))
def returned_a_mask(y_true, y_pred):
    """You return for every image whether it is wrong. The contract asks for the indices of the wrong images."""
    return y_true != y_pred


@misconception("misclassified", also=(lambda y_true, y_pred: [np.flatnonzero(y_true != y_pred)],))
def left_the_indices_in_a_tuple(y_true, y_pred):
    """You return the result of np.where: a tuple with one array per axis. The contract asks for the array itself."""
    return np.where(y_true != y_pred)


@misconception(
    "misclassified",
    also=(lambda y_true, y_pred: [[i] for i in range(len(y_true)) if y_true[i] != y_pred[i]],),
)
def left_the_indices_in_a_column(y_true, y_pred):
    """You return one row per index, shape (m, 1), as np.argwhere does. The contract asks for one axis: shape (m,)."""
    return np.argwhere(y_true != y_pred)


@misconception(
    "misclassified",
    also=(
        lambda y_true, y_pred: y_pred[y_true != y_pred],
        lambda y_true, y_pred: np.column_stack([y_true, y_pred])[y_true != y_pred],
        lambda y_true, y_pred: [pair for pair in zip(y_true, y_pred, strict=True) if pair[0] != pair[1]],
        lambda y_true, y_pred: np.unique(y_true[y_true != y_pred]),
        lambda y_true, y_pred: np.unique(y_pred[y_true != y_pred]),
    ),
)
def returned_labels(y_true, y_pred):
    """You return the labels of the wrong images. The contract asks for their positions: the indices."""
    return y_true[y_true != y_pred]


@misconception(
    "misclassified",
    also=(
        lambda y_true, y_pred: np.mean(y_true != y_pred),
        lambda y_true, y_pred: np.mean(y_true != y_pred) if len(y_true) else 0.0,
    ),
)
def counted_them(y_true, y_pred):
    """You return how many images are wrong. The contract asks which ones are: their indices."""
    return np.sum(y_true != y_pred)


@misconception("misclassified")
def counted_from_one(y_true, y_pred):
    """Your indices count from 1. The contract counts from 0, as NumPy does."""
    return np.flatnonzero(y_true != y_pred) + 1


@misconception("misclassified")
def in_descending_order(y_true, y_pred):
    """Your indices descend. The contract asks for ascending order."""
    return np.flatnonzero(y_true != y_pred)[::-1]


def _by_class(labels, wrong):
    """Indices of the wrong ones, class by class."""
    indices = np.flatnonzero(wrong)
    return indices[np.argsort(labels[indices], kind="stable")]


@misconception("misclassified", also=(lambda y_true, y_pred: _by_class(y_pred, y_true != y_pred),))
def grouped_by_class(y_true, y_pred):
    """Your indices are sorted by class. The contract asks for ascending order, whatever the class."""
    return _by_class(y_true, y_true != y_pred)


@misconception(
    "misclassified",
    also=(
        lambda y_true, y_pred: np.flatnonzero(y_pred > y_true),
        lambda y_true, y_pred: np.flatnonzero(y_true - y_pred > 0),
        lambda y_true, y_pred: np.flatnonzero(y_pred - y_true > 0),
        lambda y_true, y_pred: np.flatnonzero(y_true.astype(int) - y_pred == 1),
    ),
)
def compared_in_one_direction(y_true, y_pred):
    """You find only labels that are too low, or only labels that are too high. Any other label is wrong."""
    return np.flatnonzero(y_pred < y_true)


def triples(y_true, y_pred):
    """Each wrong index with its two labels."""
    return [(i, y_true[i], y_pred[i]) for i in range(len(y_true)) if y_true[i] != y_pred[i]]


@misconception(
    "misclassified",
    also=(
        lambda y_true, y_pred: np.array(triples(y_true, y_pred)),
        lambda y_true, y_pred: [(i, true) for i, true, _ in triples(y_true, y_pred)],
        lambda y_true, y_pred: [(i, predicted) for i, _, predicted in triples(y_true, y_pred)],
        lambda y_true, y_pred: {i: (true, predicted) for i, true, predicted in triples(y_true, y_pred)},
    ),
)
def put_labels_beside_the_indices(y_true, y_pred):
    """You return labels together with the indices.

    The contract asks for the indices alone, in one array of shape (m,).
    """
    return triples(y_true, y_pred)


@misconception(
    "misclassified",
    also=(
        lambda y_true, y_pred: np.flatnonzero(y_true != y_pred)[0],
        lambda y_true, y_pred: np.argmax(y_true != y_pred),
        lambda y_true, y_pred: [np.argmax(y_true != y_pred)],
    ),
)
def found_the_first_alone(y_true, y_pred):
    """You return only the first wrong image. The contract asks for all of them."""
    return np.flatnonzero(y_true != y_pred)[:1]


@misconception(
    "misclassified",
    also=(
        lambda y_true, y_pred: np.array([i for i in range(1, len(y_true)) if y_true[i] != y_pred[i]]),
        lambda y_true, y_pred: np.flatnonzero(y_true != y_pred)[:-1],
        lambda y_true, y_pred: np.flatnonzero(y_true != y_pred)[1:],
    ),
)
def left_out_the_first_or_last(y_true, y_pred):
    """You leave out the first or the last image. Look at every image, from index 0 to n - 1."""
    return np.flatnonzero((y_true != y_pred)[:-1])


@misconception(
    "misclassified",
    also=tuple(
        lambda y_true, y_pred, most=most: np.flatnonzero(y_true != y_pred)[:most] for most in (5, 9, 10, 15, 16, 20)
    ),
)
def stopped_after_some(y_true, y_pred):
    """You return only the first few, as many as a figure shows. The contract asks for all."""
    return np.flatnonzero(y_true != y_pred)[:MOST_IMAGES]


@misconception("misclassified")
def counted_in_uint8(y_true, y_pred):
    """Your indices are uint8, which ends at 255 and starts again at 0. Keep the integers that NumPy gives."""
    return np.flatnonzero(y_true != y_pred).astype(np.uint8)


@misconception("misclassified", form=True, also=(lambda y_true, y_pred: np.float32(np.flatnonzero(y_true != y_pred)),))
def left_as_floats(y_true, y_pred):
    """Your indices are floats, which cannot index an array. The contract asks for integers."""
    return np.flatnonzero(y_true != y_pred) * 1.0


def _changed(right):
    """Whether the arguments are changed, and everything else is right."""

    def seen(evidence):
        changed = any(call.changed for call in evidence.calls)
        return changed and all(call.answered and right(call) for call in evidence.calls)

    return seen


def _is_right(call):
    wanted, found = np.flatnonzero(call.args[0] != call.args[1]), np.asarray(figure_free(call.returned))
    return found.shape == wanted.shape and bool((found == wanted).all())


def figure_free(answer):
    """An answer of plain numbers, or nothing."""
    return answer if isinstance(answer, np.ndarray | list | tuple) and np.ndim(answer) == 1 else [-1]


@misconception("misclassified", seen=_changed(_is_right))
def changed_its_argument(y_true, y_pred):
    """Your function changes the labels that it receives, so later code sees the wrong ones. Work on copies."""
    wrong = np.flatnonzero(y_true != y_pred)
    y_true[wrong] = 0
    return wrong


# metrics_json


def finite(value):
    """The same number, which is neither NaN nor infinite."""
    if not np.isfinite(value):
        raise ValueError("no place in JSON")
    return value


def not_nan(value):
    """The same number, which is not NaN."""
    if np.isnan(value):
        raise ValueError("no place in JSON")
    return value


def or_text(value):
    """Text for a value that the json module cannot write."""
    return str(value)


@misconception(
    "metrics_json",
    also=(
        repr,
        lambda report: str(report).replace("'", '"'),
        lambda report: str(plain(report)),
        lambda r: str(plain(r)).replace("'", '"'),
        lambda report: str(plain(report, finite)),
        lambda r: str(plain(r, finite)).replace("'", '"'),
    ),
)
def text_of_a_dict(report):
    """You return the text of a Python dict, with single quotes and Python's own words. Use json.dumps to write JSON."""
    return str(report)


@misconception(
    "metrics_json", also=(plain, lambda report: plain(report, finite), lambda r: json.loads(json.dumps(plain(r))))
)
def left_as_a_dict(report):
    """You return a dict. The contract asks for its JSON text, as json.dumps writes it."""
    return report


@misconception("metrics_json", also=(lambda report: plain(report, finite) and None,))
def returned_no_text(report):
    """You return nothing: the text is printed or written to a file, and lost.

    Return the string that json.dumps gives.
    """
    json.dumps(plain(report))


@misconception("metrics_json")
def let_nan_and_infinity_through(report):
    """You write NaN or Infinity, which JSON does not have. The contract asks for a ValueError: use allow_nan=False."""
    return json.dumps(plain(report))


@misconception(
    "metrics_json",
    also=(
        lambda report: json.dumps(plain(report, lambda x: x if x == x else None)),
        lambda report: json.dumps(plain(report, lambda x: x if np.isfinite(x) else 0)),
        lambda report: json.dumps(plain(report, lambda x: x if x == x else 0)),
        lambda report: json.dumps(plain(report, lambda x: float(np.nan_to_num(x)))),
        lambda report: json.dumps(plain(report, lambda x: x if np.isfinite(x) else str(x))),
    ),
)
def replaced_nan_and_infinity(report):
    """You write something else in place of NaN or infinity.

    The contract asks for a ValueError: do not make up values.
    """
    return json.dumps(plain(report, lambda number: number if np.isfinite(number) else None))


@misconception("metrics_json")
def refused_nan_alone(report):
    """You refuse NaN but accept infinity, which JSON does not have either. Raise a ValueError for both."""
    return json.dumps(plain(report, not_nan))


def not_infinite(value):
    """The same number, which is not infinite."""
    if np.isinf(value):
        raise ValueError("no place in JSON")
    return value


@misconception("metrics_json")
def refused_infinity_alone(report):
    """You refuse infinity but accept NaN, which JSON does not have either. Raise a ValueError for both."""
    return json.dumps(plain(report, not_infinite))


def refused_by(kind):
    """Writes the report, and raises this kind of exception where it cannot."""

    def write(report):
        try:
            return json.dumps(plain(report), allow_nan=False)
        except ValueError as error:
            raise kind from error

    return write


@misconception("metrics_json", also=tuple(map(refused_by, (AssertionError, RuntimeError, ArithmeticError, Exception))))
def another_error_for_nan(report):
    """For NaN and infinity you raise an exception other than ValueError.

    Raise a ValueError, as json.dumps itself does.
    """
    return refused_by(TypeError)(report)


def finite_at_the_surface(value):
    """A report in plain numbers, where those in lists and arrays are not looked at."""
    if isinstance(value, dict):
        return {key: finite_at_the_surface(item) for key, item in value.items()}
    return plain(value) if isinstance(value, list | np.ndarray) else finite(plain(value))


@misconception("metrics_json")
def overlooked_lists_and_arrays(report):
    """You refuse NaN and infinity, but not inside lists or arrays. Refuse them everywhere in the report."""
    return json.dumps(finite_at_the_surface(report))


@misconception(
    "metrics_json",
    also=(
        lambda report: json.dumps(report, default=or_text),
        lambda report: json.dumps(report, default=lambda o: o.tolist() if isinstance(o, np.ndarray) else str(o)),
        lambda report: json.dumps(report, default=repr, allow_nan=False),
        lambda report: json.dumps(report, default=repr),
    ),
)
def numbers_as_texts(report):
    """You write NumPy's numbers as text in quotation marks. A number must read back as the same number."""
    return json.dumps(report, default=or_text, allow_nan=False)


@misconception("metrics_json", also=(lambda report: json.dumps(plain(report, str)),))
def every_number_as_text(report):
    """You write every number as a string in quotation marks. A number must read back as a number."""
    return json.dumps(plain(report, lambda number: str(finite(number))))


@misconception("metrics_json", also=(json.dumps, lambda report: json.dumps(dict(report), allow_nan=False)))
def plain_numbers_alone(report):
    """Plain json.dumps does not know NumPy's numbers and arrays.

    Convert them to plain ones, with its argument default.
    """
    return json.dumps(report, allow_nan=False)


def plain_on_top(value):
    """The plain value of NumPy's; what stands within others is not looked after."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


@misconception("metrics_json")
def plain_at_the_top_alone(report):
    """You convert the values at the top of the report, but not those inside its dicts and lists. Convert those, too."""
    return json.dumps({key: plain_on_top(value) for key, value in report.items()}, allow_nan=False)


def array_as(form):
    """Makes plain what json.dumps does not know; `form` is what becomes of an array."""
    return lambda value: form(value) if isinstance(value, np.ndarray) else value.item()


@misconception(
    "metrics_json",
    also=(
        lambda report: json.dumps(report, default=array_as(repr), allow_nan=False),
        lambda report: json.dumps(report, default=array_as(lambda array: [str(x) for x in array]), allow_nan=False),
    ),
)
def arrays_as_texts(report):
    """You write NumPy's arrays as text in quotation marks. They must read back as lists of numbers."""
    return json.dumps(report, default=array_as(str), allow_nan=False)


@misconception("metrics_json")
def flattened_arrays(report):
    """You write all numbers of an array in one list. A matrix must read back as one list per row."""
    return json.dumps(report, default=array_as(lambda array: array.ravel().tolist()), allow_nan=False)


def item(value):
    """The one number of an array, or an exception."""
    return value.item()


def scalar_alone(value):
    """The plain number of a NumPy number; an array is not looked after."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError("no number")


def plain_number(value):
    """An int or a float; anything else is not looked after."""
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.floating):
        return float(value)
    raise TypeError("no number")


@misconception(
    "metrics_json",
    also=(
        lambda report: json.dumps(report, default=plain_number),
        lambda report: json.dumps(report, default=plain_number, allow_nan=False),
        lambda report: json.dumps(report, default=float),
        lambda report: json.dumps(report, default=item, allow_nan=False),
        lambda report: json.dumps(report, default=item),
        lambda report: json.dumps(report, default=scalar_alone, allow_nan=False),
        lambda report: json.dumps(report, default=scalar_alone),
    ),
)
def arrays_left_out(report):
    """You convert NumPy's numbers, but not its arrays, which json.dumps cannot write. Convert arrays to lists."""
    return json.dumps(report, default=float, allow_nan=False)


def array_alone(value):
    """The list of an array; a NumPy number is not looked after."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError("no array")


@misconception(
    "metrics_json",
    also=(
        lambda report: json.dumps(report, default=array_alone),
        lambda report: json.dumps(report, default=list),
        lambda report: json.dumps(report, default=list, allow_nan=False),
    ),
)
def numpy_numbers_left_out(report):
    """You convert NumPy's arrays to lists, but not its single numbers, which json.dumps cannot write either."""
    return json.dumps(report, default=array_alone, allow_nan=False)


def number_or_array(value):
    """The plain value of a NumPy number or array; anything else, such as np.True_, is not looked after."""
    if isinstance(value, np.integer | np.floating | np.ndarray):
        return value.tolist()
    raise TypeError("neither number nor array")


@misconception("metrics_json", also=(lambda report: json.dumps(report, default=number_or_array),))
def truth_values_left_out(report):
    """You convert NumPy's numbers and arrays, but not np.True_ and np.False_, which are NumPy scalars too."""
    return json.dumps(report, default=number_or_array, allow_nan=False)


def single_or_list(value):
    """One number for an array of one entry, a list for another."""
    return value.item() if value.size == 1 else value.tolist()


@misconception(
    "metrics_json",
    also=(
        lambda report: json.dumps(report, default=single_or_list),
        lambda report: json.dumps(report, default=lambda value: np.squeeze(value).tolist(), allow_nan=False),
        lambda report: json.dumps(report, default=lambda value: np.squeeze(value).tolist()),
        lambda r: json.dumps(
            r, default=lambda v: v.item() if v.size == 1 else [single_or_list(x) for x in v], allow_nan=False
        ),
    ),
)
def single_entries_as_numbers(report):
    """You write an array of one entry as a number. It must read back as a list with one entry."""
    return json.dumps(report, default=single_or_list, allow_nan=False)


def rounded_as_numpy(value):
    """The plain value of NumPy's, with four digits."""
    return np.round(value, 4).tolist()


@misconception(
    "metrics_json",
    also=tuple(
        lambda report, digits=digits: json.dumps(
            report, default=lambda value: np.round(value, digits).tolist(), allow_nan=False
        )
        for digits in (1, 2, 3, 5, 6)
    ),
)
def rounded_numpy_alone(report):
    """You round NumPy's numbers. They must read back with all their digits."""
    return json.dumps(report, default=rounded_as_numpy, allow_nan=False)


def unescaped(value):
    """A report as text whose keys are put between quotation marks as they are."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}": {unescaped(item)}' for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(unescaped(item) for item in value) + "]"
    return json.dumps(value, allow_nan=False)


@misconception("metrics_json")
def wrote_keys_as_they_are(report):
    """You put keys in quotation marks by hand. A key that contains a quotation mark ends there: use json.dumps."""
    return unescaped(plain(report))


@misconception("metrics_json", also=(lambda report: json.dumps(json.dumps(plain(report))),))
def text_within_a_text(report):
    """You call json.dumps twice, so you get a string inside a string. Call it once, with the report."""
    return json.dumps(json.dumps(plain(report), allow_nan=False))


def rounding(digits, check=finite):
    """Rounds to so many digits."""
    return lambda number: round(check(number), digits)


@misconception(
    "metrics_json",
    also=(
        lambda report: json.dumps(plain(report, rounding(3))),
        lambda report: json.dumps(plain(report, rounding(4))),
        lambda report: json.dumps(plain(report, rounding(5))),
        lambda report: json.dumps(plain(report, rounding(1))),
        lambda report: json.dumps(plain(report, lambda x: x if isinstance(x, int) else rounding(2)(x))),
    ),
)
def rounded(report):
    """You round the numbers. The text must read back equal, with all digits of each number."""
    return json.dumps(plain(report, rounding(2)))


@misconception(
    "metrics_json",
    also=(
        lambda report: json.dumps(report, default=int),
        lambda report: json.dumps(report, default=int, allow_nan=False),
        lambda report: json.dumps(plain(report, lambda number: int(finite(number)))),
        lambda report: json.dumps(
            report, default=lambda v: v.tolist() if isinstance(v, np.ndarray) else int(v), allow_nan=False
        ),
    ),
)
def cut_to_whole_numbers(report):
    """You turn NumPy's numbers into integers. The text must read back equal: 0.5 stays 0.5."""
    return json.dumps(
        report,
        default=lambda value: plain(value, int) if isinstance(value, np.ndarray) else int(value),
        allow_nan=False,
    )


@misconception(
    "metrics_json", also=(lambda r: json.dumps({k: v for k, v in plain(r, finite).items() if not isinstance(v, dict)}),)
)
def kept_a_part_of_the_report(report):
    """You write only part of the report. The contract asks for all of it: each class, the averages and the accuracy."""
    return json.dumps({key: value for key, value in plain(report, finite).items() if isinstance(value, dict)})


@misconception("metrics_json", form=True)
def changed_the_report(report):
    """You change the report that you receive, so later code sees different values. Work on a copy."""
    text = json.dumps(plain(report), allow_nan=False)
    for key, value in plain(report).items():
        report[key] = value
    return text


@misconception(
    "metrics_json",
    seen=lambda evidence: (
        bool(evidence.answers)
        and all(isinstance(answer, wire.Foreign) and answer.type == "bytes" for answer in evidence.answers)
    ),
)
def encoded_as_bytes(report):
    """You return bytes. The contract asks for a string (str): leave encode out."""
    return json.dumps(plain(report)).encode()


# What plots have in common.


def _drawn(read):
    """A decorator: the misconception is seen where its name is all that `read` finds in the calls."""

    def decorator(*functions):
        return lambda wrong: misconception(
            *functions, seen=lambda evidence: _all_of(evidence, read) == {wrong.__name__}
        )(wrong)

    return decorator


def _all_of(evidence, read):
    """Names of all that is otherwise than asked for, in any call; what has blanks in it is no misconception's name."""
    found = set()
    for call in evidence.calls:
        found |= _no_figure(call) or read(call)
        found |= {"changed_what_it_was_given"} if call.changed else set()
    for whole, part in PARTS:
        if whole in found:
            found -= {part}
    return found


# The first is one mistake, of which the second is a part.
PARTS = (
    ("split_by_training_and_validation", "drew_both_into_one_axes"),
    ("transposed_the_matrix", "exchanged_the_axis_labels"),
    ("drew_the_images_alone", "without_titles"),
)


def _no_figure(call):
    if call.error is not None:
        return _of_error(call)
    match call.returned:
        case wire.Figure():
            return set()
        case None:
            return {"returned_no_figure"}
        case wire.Foreign(type="module"):
            return {"returned_pyplot"}
        case wire.Foreign(type=kind, text=text) if "Axes" in kind or "Axes" in text:
            return {"returned_the_axes"}
        case [*parts] | tuple(parts) if parts and any(isinstance(part, wire.Figure) for part in parts):
            several = all(isinstance(part, wire.Figure) for part in parts)
            return {"returned_several_figures" if several else "returned_figure_and_axes"}
        case [*parts] if parts and all(isinstance(part, wire.Foreign) and "Axes" in part.type for part in parts):
            return {"returned_the_axes"}
    return {"no figure"}


def _of_error(call):
    if not isinstance(call.error, StudentError):
        return {"an error"}
    kind, message = call.error.types[0], str(call.error.args[0])  # str() of a KeyError quotes it once more
    given = call.args[0]
    if isinstance(given, dict):
        if kind == "KeyError" and message in ("'acc'", "'val_acc'"):
            return {"read_names_of_old"}
        if kind == "KeyError" and re.search(r"'val_\w+'", message) and "val_loss" not in given:
            return {"needed_the_validation"}
        if kind == "AttributeError" and "'dict' object has no attribute" in message:
            return {"took_the_object_of_keras"}
        return {"fixed_number_of_epochs" if "must have same first dimension" in message else "an error"}
    if len(call.args) == 3 and kind in ("IndexError", "ValueError"):
        few = len(given) < MOST_IMAGES and kind == "IndexError"
        full = len(given) > MOST_IMAGES and re.search(
            r"num must be an integer.*not 26|index 25 is out of bounds for axis 0 with size 25", message
        )
        return {"needed_25_images" if few else "drew_more_than_25" if full else "an error"}
    return {"an error"}


# plot_history


def curves(
    history,
    names=("accuracy", "loss"),
    labels=("training", "validation"),
    points=lambda values: (range(1, len(values) + 1), values),
    values=lambda history, key: history.get(key),
    place=lambda name, validation: ("accuracy", "loss").index(name),
    xlabel="epoch",
    ylabels=("accuracy", "loss"),
    legend=True,
):
    """The plot that is asked for, where the parameters are these."""
    figure = Figure(figsize=(8, 4))
    axes = figure.subplots(ncols=2)
    for name in names:
        for validation, label in enumerate(labels):
            found = values(history, f"val_{name}" if validation else name)
            if found is not None:
                axes[place(name, validation)].plot(*points(found), label=label)
    for one, ylabel in zip(axes, ylabels, strict=True):
        one.set(xlabel=xlabel, ylabel=ylabel)
        if legend and one.lines:
            one.legend()
    return figure


def _of_history(call):
    """The deviations of the plot of a history from the contract."""
    given = {name: values for name, values in call.args[0].items() if name.removeprefix("val_") in ("accuracy", "loss")}
    axes = figure.read(call.returned)
    shown = {
        name: [(one, line) for one in axes for line in one.lines if line.shows(values)]
        for name, values in given.items()
    }
    missing = {name for name, lines in shown.items() if not lines}
    if missing:
        return {_of_missing(given, axes, shown, missing)}
    place = {name: next(at for at, one in enumerate(axes) if one is lines[0][0]) for name, lines in shown.items()}
    found = _of_places(place)
    for name, values in given.items():
        x, epochs = shown[name][0][1].x, np.arange(1, len(values) + 1)
        if not figure.is_near(x, epochs):
            found.add("epochs_from_zero" if figure.is_near(x, epochs - 1) else "other epochs")
    if "val_loss" in given:
        found |= _of_legend(axes, {name: lines[0][1].label for name, lines in shown.items()})
    if found & {"drew_both_into_one_axes", "split_by_training_and_validation"}:
        return found  # anything else in its labels is not a separate mistake
    found |= _of_axis_labels(axes, {name: axes[place[name]] for name in ("accuracy", "loss")})
    if "val_loss" not in given and any(sum(bool(line.label) for line in axes[place[name]].lines) > 1 for name in given):
        found.add("made_up_the_validation")
    return found


def _of_missing(given, axes, shown, missing):
    lines = [line for one in axes for line in one.lines]
    accuracies, losses = ({name for name in given if kind in name} for kind in ("accuracy", "loss"))
    if missing == accuracies and all(
        any(line.shows(np.multiply(given[name], 100)) for line in lines) for name in accuracies
    ):
        return "drew_percent"
    if missing == set(given) and all(
        any(figure.is_near(line.x, values) for line in lines) for values in given.values()
    ):
        return "exchanged_epochs_and_values"
    twice = all(len(shown[name]) == 2 for name in set(given) - missing)
    if missing in (accuracies, losses) and (len(lines) == len(given) - len(missing) or twice):
        return "drew_one_of_the_two"
    if axes and not lines:
        return "drew_no_lines"
    training, validation = {"accuracy", "loss"}, {"val_accuracy", "val_loss"}
    for absent, name in ((validation, "without_the_validation"), (training, "without_the_training")):
        if missing == absent and len(lines) == 2:
            return name
    if missing == validation and all(len(shown[name]) == 2 for name in training):
        return "drew_training_as_validation"
    return "other lines"


def _of_places(place):
    if "val_loss" not in place:
        return {"drew_both_into_one_axes"} if place["accuracy"] == place["loss"] else set()
    groups = {at: {name for name in place if place[name] == at} for at in set(place.values())}
    wanted = [{"accuracy", "val_accuracy"}, {"loss", "val_loss"}]
    if all(group in wanted for group in groups.values()):
        return set()
    if len(groups) == 1:
        return {"drew_both_into_one_axes"}
    if sorted(map(sorted, groups.values())) == [["accuracy", "loss"], ["val_accuracy", "val_loss"]]:
        return {"split_by_training_and_validation"}
    return {"split_every_curve" if len(groups) == 4 else "other axes"}


def _of_legend(axes, labels):
    entries = {entry for one in axes for entry in one.legend}
    if not entries:
        return {"without_a_legend"}
    for name in ("accuracy", "loss"):
        training, validation = labels[name], labels[f"val_{name}"]
        if not {training, validation} <= entries or not training or not validation:
            return {"without_a_legend_at_one_axes"}
        if training == validation:
            return {"labelled_both_lines_alike"}
        if "val" in training.lower() or ("train" in validation.lower() and "val" not in validation.lower()):
            return {"exchanged_the_line_labels"}
    return set()


def _of_axis_labels(axes, places):
    found = set()
    for name, other in (("accuracy", "loss"), ("loss", "accuracy")):
        one = places[name]
        xlabel = next((near.xlabel for near in axes if near.xlabel and near.stands_under(one)), "").lower()
        ylabel, words = one.ylabel.lower(), f"{one.title} {' '.join(line.label for line in one.lines)}".lower()
        if not xlabel or not ylabel:
            found.add("without_axis_labels")
        elif "epoch" not in xlabel and re.search("acc|loss", xlabel):
            found.add("exchanged_the_labels_of_x_and_y")
        elif other[:3] in ylabel and name[:3] not in ylabel:
            found.add("called_one_the_other")
        elif name[:3] not in ylabel + words:
            found.add("left_unsaid_what_y_is")
    return found


history_mistake = _drawn(_of_history)


@history_mistake("plot_history")
def epochs_from_zero(history):
    """Your x values are 0, 1, 2, ...: plot counts from 0 if you give it only the values. Epochs count from 1."""
    return curves(history, points=lambda values: (values,))


@history_mistake("plot_history")
def without_the_validation(history):
    """You draw only the training. If the history has val_accuracy and val_loss, draw them as lines, too."""
    return curves(history, labels=("training",))


@history_mistake("plot_history")
def without_the_training(history):
    """You draw the validation and leave out the training. Draw each list of the history as a line."""
    names = {"val_accuracy", "val_loss"} & set(history)
    return curves(history, values=lambda history, key: history.get(key) if key in names or not names else None)


@history_mistake("plot_history")
def drew_training_as_validation(history):
    """You draw the training twice, and label it validation once. The validation is in val_accuracy and val_loss."""
    return curves(history, values=lambda history, key: history[key.replace("val_", "")] if key in history else None)


@history_mistake("plot_history")
def made_up_the_validation(history):
    """You draw a line for the validation, but this history has none. Without its lists, draw one line in each axes."""
    return curves(history, values=lambda history, key: history.get(key, history[key.replace("val_", "")]))


@history_mistake("plot_history")
def needed_the_validation(history):
    """You read val_accuracy and val_loss even if they are missing.

    Without validation, the history has only two lists.
    """
    return curves(history, values=lambda history, key: history[key])


@history_mistake("plot_history")
def read_names_of_old(history):
    """You read the list by its old name, acc. Keras now calls it accuracy, and its validation val_accuracy."""
    return curves(history, values=lambda history, key: history.get(key.replace("accuracy", "acc"), history["acc"]))


@history_mistake("plot_history")
def took_the_object_of_keras(history):
    """You treat history as the object that fit returns. It is already the dict inside it: write history["loss"]."""
    return curves(history.history)


@history_mistake("plot_history")
def fixed_number_of_epochs(history):
    """You draw a fixed number of epochs. There are as many epochs as a list of the history has numbers."""
    return curves(history, points=lambda values: (range(1, 11), values))


@history_mistake("plot_history")
def drew_both_into_one_axes(history):
    """You draw accuracy and loss in the same axes. The contract asks for one axes for each of them."""
    return curves(history, place=lambda name, validation: 0)


@history_mistake("plot_history")
def split_by_training_and_validation(history):
    """You draw the training in one axes and the validation in the other. Use one axes for accuracy, one for loss."""
    return curves(history, place=lambda name, validation: validation)


@history_mistake("plot_history")
def split_every_curve(history):
    """You draw every list in its own axes. Training and validation must share one, so that you can compare them."""
    figure = Figure(figsize=(8, 8))
    for axes, key in zip(figure.subplots(2, 2).ravel(), history, strict=False):
        axes.plot(range(1, len(history[key]) + 1), history[key], label=key)
        axes.set(xlabel="epoch", ylabel=key)
        axes.legend()
    return figure


@history_mistake("plot_history")
def drew_one_of_the_two(history):
    """Your figure shows only accuracy or only loss. The contract asks for both in one figure, in two axes."""
    return curves(history, names=("loss",))


@history_mistake("plot_history")
def drew_no_lines(history):
    """Your figure has no line: points and bars are not lines. Draw each list as a line, with axes.plot."""
    figure = Figure()
    for axes, name in zip(figure.subplots(1, 2), ("accuracy", "loss"), strict=True):
        for key in (name, f"val_{name}"):
            axes.scatter(range(1, len(history.get(key, [])) + 1), history.get(key, []), label=key)
        axes.set(xlabel="epoch", ylabel=name)
        axes.legend()
    return figure


@history_mistake("plot_history")
def drew_percent(history):
    """You draw the accuracy in percent. Draw the values of the history as they are, 0 to 1."""
    scale = lambda key: 100 if "accuracy" in key else 1  # noqa: E731  as a student has it
    return curves(
        history, values=lambda history, key: np.multiply(history[key], scale(key)) if key in history else None
    )


@history_mistake("plot_history")
def exchanged_epochs_and_values(history):
    """You draw epochs over values. The contract asks for values over epochs: epochs are x."""
    return curves(history, points=lambda values: (values, range(1, len(values) + 1)))


@history_mistake("plot_history")
def without_a_legend(history):
    """There is no legend. Give every line a label, and show the labels with axes.legend()."""
    return curves(history, legend=False)


@history_mistake("plot_history")
def without_a_legend_at_one_axes(history):
    """One of your lines is not in a legend. Give both axes a legend, with a label for each line."""
    figure = curves(history)
    figure.axes[0].get_legend().remove()
    figure.axes[0].lines[0].set_label("accuracy of the training")
    return figure


@history_mistake("plot_history")
def labelled_both_lines_alike(history):
    """Two lines in the same axes have the same label. Their labels must tell training from validation."""
    return curves(history, labels=("curve", "curve"))


@history_mistake("plot_history")
def exchanged_the_line_labels(history):
    """You label the training line validation, and the validation line training. Swap their labels."""
    return curves(history, labels=("validation", "training"))


@history_mistake("plot_history")
def without_axis_labels(history):
    """One of your axes has an x or y without a label. The contract asks for labels of x and y on both axes."""
    return curves(history, xlabel="")


@history_mistake("plot_history")
def exchanged_the_labels_of_x_and_y(history):
    """You label x with the measured value, and y with the epochs. Swap them: epochs are on x."""
    figure = curves(history)
    for axes in figure.axes:
        axes.set(xlabel=axes.get_ylabel(), ylabel=axes.get_xlabel(), title=axes.get_ylabel())
    return figure


@history_mistake("plot_history")
def called_one_the_other(history):
    """You label loss as accuracy, or accuracy as loss: look at the label of y in both axes."""
    return curves(history, ylabels=("accuracy", "accuracy"))


@history_mistake("plot_history")
def left_unsaid_what_y_is(history):
    """Neither title nor label says which axes is accuracy and which is loss. Name it in the label of y."""
    return curves(history, ylabels=("value", "value"))


# plot_confusion_matrix


def heatmap(
    cm,
    shown=None,
    write=str,
    at=lambda row, column: (column, row),
    ticks=lambda size: range(size),
    names=lambda size: [str(label) for label in range(size)],
    xlabel="predicted digit",
    ylabel="true digit",
    look=None,
    color="black",
):
    """The plot that is asked for, where the parameters are these."""
    figure = Figure()
    axes = figure.subplots()
    axes.imshow(cm if shown is None else shown, **{"cmap": "Wistia", **(look or {})})  # on which black can be read
    for (row, column), count in np.ndenumerate(cm):
        text = write(count)
        if text:
            axes.text(*at(row, column), text, ha="center", va="center", color=color)
    if ticks is not None:
        axes.set_xticks(ticks(len(cm)), names(len(cm)))
        axes.set_yticks(ticks(len(cm)), names(len(cm)))
    axes.set(xlabel=xlabel, ylabel=ylabel)
    return figure


def _of_matrix(call):
    """The deviations of the plot of a matrix from the contract."""
    cm = np.asarray(call.args[0])
    pairs = [(one, image) for one in figure.read(call.returned) for image in one.images if image.data.shape == cm.shape]
    if not pairs:
        return {"no image"}
    axes, image = next((pair for pair in pairs if content.is_shaded_by(pair[1].data, cm)), pairs[0])
    shades, texts = _of_shades(image.data, cm), _of_texts(axes.texts_by_cell(image), cm)
    if texts and _stand_on_corners(axes.texts, image, cm):
        texts = "wrote_between_the_cells"
    if shades == texts == "transposed":
        found = {"transposed_the_matrix"}
    else:
        names = {
            "transposed": ("transposed_the_image", "transposed_the_texts"),
            "shares": ("shaded_by_shares", "wrote_shares"),
        }
        found = {names[shades][0] if shades in names else shades, names[texts][1] if texts in names else texts}
        if found == {"shaded_by_shares", "wrote_shares"}:
            found = {"wrote_shares"}
    # One explains the other: a colour that is chosen by a count fits no other cell.
    explained = {"gave_counts_one_colour"} if shades else set()
    explained |= {"wrote_dark_on_dark"} if shades or texts else set()
    colors = _of_colors(axes, image, cm) - explained
    return (found | colors | _of_ticks(axes, image, len(cm)) | _of_words(axes)) - {""}


def _shares(cm):
    """The matrix as shares: of each row, of each column and of all."""
    with np.errstate(all="ignore"):
        return [
            np.nan_to_num(cm / total)
            for total in (cm.sum(axis=1, keepdims=True), cm.sum(axis=0, keepdims=True), cm.sum())
        ]


def _of_shades(data, cm):
    if content.is_shaded_by(data, cm):
        return ""
    if content.is_shaded_by(data, cm.T):
        return "transposed"
    if any(np.allclose(np.nan_to_num(data), scale * shares) for shares in _shares(cm) for scale in (1, 100)):
        return "shares"
    return "other shades"


def _of_texts(written, cm):
    written = {cell: said for cell, texts in written.items() if (said := [text for text in texts if text.strip()])}
    if not written:
        return "without_the_counts"
    cells = [cell for cell, _ in np.ndenumerate(cm)]
    whole = {cell: [n for text in written.get(cell, []) for n in figure.whole_numbers(text)] for cell in cells}
    if all(cm[cell] in whole[cell] for cell in cells):
        return ""
    if all(cm.T[cell] in whole[cell] for cell in cells):
        return "transposed"
    empty = {cell for cell in cells if cell not in written}
    if empty and all(cm[cell] in whole[cell] for cell in cells if cell not in empty):
        return "left_the_zeros_out" if all(cm[cell] == 0 for cell in empty) else "left_counts_out"
    decimals = {cell: _decimal(written[cell][0]) for cell in cells if cell in written}
    if any(decimal is None for decimal in decimals.values()) or empty:
        return "other texts"
    found = np.array([decimals[cell] for cell in cells], dtype=float).reshape(cm.shape)
    if any(np.allclose(found, s * shares, atol=s * SAME_SHARE, rtol=0) for shares in _shares(cm) for s in (1, 100)):
        return "shares"
    return "shortened_the_counts" if np.allclose(found, cm, rtol=SAME_COUNT, atol=0.5) else "other texts"


def _stand_on_corners(texts, image, cm):
    """Whether every count is at the far corner of its cell."""
    (left, right), (first, last), size = image.x, image.y, len(cm)
    corners = {}
    for text in texts:
        with np.errstate(all="ignore"):
            column = np.float64(text.x - left) / (right - left) * size
            row = np.float64(text.y - first) / (last - first) * size
        if not (abs(column - np.round(column)) < ON_CORNER and abs(row - np.round(row)) < ON_CORNER):
            return False
        corners[int(np.round(row)), int(np.round(column))] = figure.whole_numbers(text.text)
    return all(count in corners.get((row + 1, column + 1), []) for (row, column), count in np.ndenumerate(cm))


def _of_colors(axes, image, cm):
    if image.colors is None:
        return set()
    found = {"gave_counts_one_colour"} if content.alike(image.colors, cm) else set()
    for (row, column), texts in axes.placed_texts(image).items():
        counts = [text for text in texts if cm[row, column] in figure.whole_numbers(text.text)]
        cell = image.colors[row, column]
        if counts and not any(content.is_seen(text, cell) for text in counts):
            same = min(np.abs(np.array(text.color[:3]) - cell).max() * text.color[3] for text in counts) < SAME_COLOR
            found.add("wrote_in_the_colour_of_the_cell" if same else "wrote_dark_on_dark")
    if "wrote_in_the_colour_of_the_cell" in found:
        found -= {"wrote_dark_on_dark"}
    return found


def _decimal(text):
    """The number that a text is, "97.5 %" and "1.2e+03" among them."""
    match = re.fullmatch(r"\s*(\d{1,15}(?:\.\d{0,15})?(?:[eE][+-]?\d{1,2})?)\s*([%kK]?)\s*", text)
    return None if match is None else float(match[1]) * (1000 if match[2] in ("k", "K") else 1)


def _of_ticks(axes, image, size):
    found = set()
    for axis in ("x", "y"):
        labels = axes.tick_labels(image, axis)
        read = [[n for tick in ticks for n in figure.whole_numbers(tick)] for ticks in labels]
        if any(not any(ticks) for ticks in labels):
            found.add("without_a_tick_for_each_class")
        elif any(label not in numbers for label, numbers in enumerate(read)):
            one_more = all(label + 1 in numbers for label, numbers in enumerate(read))
            found.add("ticks_from_one" if one_more else "other ticks")
    return found


def _of_words(axes):
    x, y = axes.xlabel, axes.ylabel
    if not x or not y:
        return {"left_out_axis_labels"}
    if content.says_true(x) and content.says_predicted(y):
        return {"exchanged_the_axis_labels"}
    return set() if content.says_predicted(x) and content.says_true(y) else {"left_unsaid_which_is_true"}


matrix_mistake = _drawn(_of_matrix)


@matrix_mistake("plot_confusion_matrix")
def transposed_the_matrix(cm):
    """You draw the matrix with true classes in columns. They belong in rows: row t, column p is cm[t, p]."""
    return heatmap(cm.T)


@matrix_mistake("plot_confusion_matrix")
def transposed_the_image(cm):
    """The shades are those of the transposed matrix; the counts in the cells are correct. Use cm[t, p] for both."""
    return heatmap(cm, shown=cm.T)


@matrix_mistake("plot_confusion_matrix")
def transposed_the_texts(cm):
    """The counts are in the wrong cells: text takes x first, which is the column, and then y, the row."""
    return heatmap(cm, at=lambda row, column: (row, column))


@matrix_mistake("plot_confusion_matrix")
def wrote_between_the_cells(cm):
    """The counts are half a cell off, on the corners. In imshow, the middle of a cell is at column, row itself."""
    return heatmap(cm, at=lambda row, column: (column + 0.5, row + 0.5))


@matrix_mistake("plot_confusion_matrix")
def shaded_by_shares(cm):
    """You shade the cells by shares of their row or column. Shade each cell by its count."""
    return heatmap(cm, shown=cm / np.maximum(cm.sum(axis=1, keepdims=True), 1))


@matrix_mistake("plot_confusion_matrix")
def wrote_shares(cm):
    """You write shares in the cells. The contract asks for the counts: whole numbers."""
    total = cm.sum()
    return heatmap(cm, write=lambda count: f"{count / total:.2f}")


@matrix_mistake("plot_confusion_matrix")
def without_the_counts(cm):
    """There are no numbers in the cells. The contract asks for every count as text in its cell, zeros too."""
    return heatmap(cm, write=lambda count: "")


@matrix_mistake("plot_confusion_matrix")
def left_the_zeros_out(cm):
    """The cells with count 0 are empty. The contract asks for every count, zeros too."""
    return heatmap(cm, write=lambda count: str(count) if count else "")


@matrix_mistake("plot_confusion_matrix")
def left_counts_out(cm):
    """Some cells have no number. The contract asks for every count in its cell: on the diagonal and off it."""
    return heatmap(cm, write=lambda count: str(count) if count < 2 else "")


@matrix_mistake("plot_confusion_matrix")
def shortened_the_counts(cm):
    """You shorten large counts, such as 1.2e+03: a format with few digits does that.

    Write integers, with the format d.
    """
    return heatmap(cm, write=lambda count: f"{count:.2g}")


@matrix_mistake("plot_confusion_matrix")
def gave_counts_one_colour(cm):
    """Cells with small and large counts have the same colour. The contract asks for cells shaded by their count."""
    return heatmap(cm, look={"vmin": -2, "vmax": -1})


@matrix_mistake("plot_confusion_matrix")
def wrote_in_the_colour_of_the_cell(cm):
    """Some counts have the colour of their cell and cannot be read. Write black on light cells, white on dark ones."""
    return heatmap(cm, look={"cmap": "Blues"}, color="white")


@matrix_mistake("plot_confusion_matrix")
def wrote_dark_on_dark(cm):
    """Some counts are hardly lighter or darker than their cells: dark on dark, or light on light.

    Choose the colour of each count by the shade of its cell.
    """
    return heatmap(cm, look={"cmap": "Blues"})


@matrix_mistake("plot_confusion_matrix")
def without_a_tick_for_each_class(cm):
    """A class has no labelled tick. The contract asks for one at the middle of each row and each column."""
    return heatmap(cm, ticks=None)


@matrix_mistake("plot_confusion_matrix")
def ticks_from_one(cm):
    """Your ticks label the first class 1. The classes are the digits, starting at 0."""
    return heatmap(cm, names=lambda size: [str(label + 1) for label in range(size)])


@matrix_mistake("plot_confusion_matrix")
def exchanged_the_axis_labels(cm):
    """Your labels say that true classes are in columns. In cm they are in rows: label y as true, x as predicted."""
    return heatmap(cm, xlabel="true digit", ylabel="predicted digit")


@matrix_mistake("plot_confusion_matrix")
def left_out_axis_labels(cm):
    """An axis has no label. The contract asks you to say which axis is true, y, and which is predicted, x."""
    return heatmap(cm, xlabel="", ylabel="")


@matrix_mistake("plot_confusion_matrix")
def left_unsaid_which_is_true(cm):
    """Your axis labels do not say which axis is true and which is predicted. The contract asks for these words."""
    return heatmap(cm, xlabel="digit", ylabel="digit")


# plot_predictions


def gallery(
    images,
    y_true,
    y_pred,
    chosen=None,
    place=lambda at: at + 1,
    show=lambda image: image,
    title=lambda true, predicted: f"true {true}, predicted {predicted}",
    colors=("black", "red"),
    rows=5,
):
    """The plot that is asked for, where the parameters are these."""
    figure = Figure(figsize=(9, 9))
    for at, i in enumerate(range(min(25, len(images))) if chosen is None else chosen):
        axes = figure.add_subplot(rows, 5, place(at), xticks=[], yticks=[])
        axes.imshow(show(images[i]), cmap="gray_r")
        axes.set_title(title(y_true[i], y_pred[i]), fontsize=7, color=colors[int(y_true[i] != y_pred[i])])
    return figure


def _of_images(call):
    """The deviations of the plot of predictions from the contract."""
    images, y_true, y_pred = (np.asarray(arg) for arg in call.args)
    axes = figure.read(call.returned)
    known = content.stretched(images)
    pictured = [one for one in content.in_reading_order(axes) if one.images]
    numbered = [(number, one) for one in pictured if (number := content.number_of(one, known)) is not None]
    found = _of_choice([number for number, _ in numbered], pictured, images, y_true != y_pred)
    if "drew_all_into_one_axes" in found:
        return found  # what is said of one image says nothing of the others
    if not found and any(not one.images for one in axes):
        found.add("left_axes_empty")
    if not found and any(
        (read := figure.whole_numbers(one.words)) and int(y_true[i]) not in read
        for i, one in numbered[:MOST_IMAGES]
        if y_true[i] == y_pred[i]
    ):
        found.add("other labels")
    wrong = [(number, one) for number, one in numbered if y_true[number] != y_pred[number]]
    right = [one for number, one in numbered if y_true[number] == y_pred[number]]
    if numbered and not any(one.words.strip() for _, one in numbered):
        found.add("without_titles")
    elif wrong:
        found |= set.union(*(_of_title(one.words, int(y_true[i]), int(y_pred[i])) for i, one in wrong))
    if wrong and right:
        marked = [one for _, one in wrong]
        reds = any(map(content.is_red, right)) and not any(map(content.is_red, marked))
        if not content.are_set_apart(marked, right):
            some = "without_titles" not in found and any(content.are_set_apart([one], right) for one in marked)
            none = "drew_the_images_alone" if "without_titles" in found else "marked_none_of_the_wrong_ones"
            found.add("marked_some_of_the_wrong_ones" if some else none)
        elif reds:
            found.add("marked_the_right_ones")
    return found


def _of_choice(numbers, pictured, images, wrong):
    """The deviations in which images are shown where."""
    wanted = list(range(min(len(images), MOST_IMAGES)))
    if numbers == wanted:
        return set()
    if any(len(one.images) > 1 for one in pictured):
        return {"drew_all_into_one_axes"}
    if not numbers:
        turned = content.stretched(images.transpose(0, 2, 1))
        shown = [content.number_of(one, turned) for one in pictured]
        if shown and None not in shown:
            return {"transposed_the_images"}
        return set() if not pictured and not wrong.any() else {"other images"}
    if wrong.any() and numbers == np.flatnonzero(wrong)[:MOST_IMAGES].tolist():
        return {"drew_the_wrong_ones_alone"}
    if len(set(numbers)) == 1 and len(numbers) > 1:
        return {"drew_one_image_again_and_again"}
    if numbers == list(range(len(numbers))):
        return {"drew_more_than_25" if len(numbers) > len(wanted) else "drew_fewer_than_25"}
    if sorted(numbers) == wanted:
        places = [(one.place[0], -one.place[1]) for one in pictured]
        columns = [number for _, number in sorted(zip(places, numbers, strict=False))]
        return {"column_by_column" if len(places) == len(numbers) and columns == wanted else "chose_other_images"}
    return {"chose_other_images"}


def _of_title(words, true, predicted):
    numbers = figure.whole_numbers(words)
    if {true, predicted} <= set(numbers):
        return {"exchanged_the_labels_in_titles"} if content.is_exchanged(words, true, predicted) else set()
    if true in numbers or predicted in numbers:
        return {"named_one_of_the_labels"}
    return {"named_no_label"}


predictions_mistake = _drawn(_of_images)


@predictions_mistake("plot_predictions")
def drew_more_than_25(images, y_true, y_pred):
    """You draw all images. The contract asks for the first 25, however many there are."""
    return gallery(images, y_true, y_pred, chosen=range(len(images)), rows=6)


@predictions_mistake("plot_predictions")
def drew_fewer_than_25(images, y_true, y_pred):
    """You draw too few images. The contract asks for the first 25, or all if there are fewer."""
    return gallery(images, y_true, y_pred, chosen=range(min(len(images), 9)))


@predictions_mistake("plot_predictions")
def needed_25_images(images, y_true, y_pred):
    """You always draw 25 images. If there are fewer, the contract asks for all of them."""
    return gallery(images, y_true, y_pred, chosen=range(25))


@predictions_mistake("plot_predictions")
def chose_other_images(images, y_true, y_pred):
    """You choose other images, or another order: at random, from the end, by label. Draw the first 25 in order."""
    return gallery(images, y_true, y_pred, chosen=range(len(images))[::-1][:25])


@predictions_mistake("plot_predictions")
def drew_the_wrong_ones_alone(images, y_true, y_pred):
    """You draw only the images that were labelled wrongly. The contract asks for the first 25, right and wrong ones."""
    return gallery(images, y_true, y_pred, chosen=np.flatnonzero(y_true != y_pred)[:25])


@predictions_mistake("plot_predictions")
def drew_one_image_again_and_again(images, y_true, y_pred):
    """You draw the same image in every axes. Image i belongs in axes i."""
    return gallery(np.array([images[0]] * len(images)), y_true, y_pred)


@predictions_mistake("plot_predictions")
def drew_all_into_one_axes(images, y_true, y_pred):
    """You draw all images in a single axes, one over the other. Give each image its own axes."""
    figure = Figure()
    axes = figure.subplots()
    for i in range(min(25, len(images))):
        axes.imshow(images[i])
        axes.set_title(f"true {y_true[i]}, predicted {y_pred[i]}", color="red" if y_true[i] != y_pred[i] else "black")
    return figure


@predictions_mistake("plot_predictions")
def column_by_column(images, y_true, y_pred):
    """Your images run down the columns. The contract asks for them row by row, from left to right."""
    return gallery(images, y_true, y_pred, place=lambda at: 1 + at // 5 + 5 * (at % 5))


@predictions_mistake("plot_predictions")
def transposed_the_images(images, y_true, y_pred):
    """Your images are turned on their side: rows and columns are swapped. Draw each image as it is."""
    return gallery(images, y_true, y_pred, show=lambda image: image.T)


@predictions_mistake("plot_predictions")
def left_axes_empty(images, y_true, y_pred):
    """With fewer than 25 images, some of your axes stay empty.

    Make only as many as there are images, or hide the rest.
    """
    figure = gallery(images, y_true, y_pred)
    for place in range(len(images), 25):
        figure.add_subplot(5, 5, place + 1)
    return figure


@predictions_mistake("plot_predictions")
def without_titles(images, y_true, y_pred):
    """Your images have no titles. The contract asks for the true and the predicted label in each title."""
    figure = gallery(images, y_true, y_pred, title=lambda true, predicted: "")
    for axes, true, predicted in zip(figure.axes, y_true, y_pred, strict=False):
        axes.spines[:].set_color("black" if true == predicted else "red")
    return figure


@predictions_mistake("plot_predictions")
def drew_the_images_alone(images, y_true, y_pred):
    """You draw only the images. The contract asks for titles with both labels, and for a mark on the wrong ones."""
    return gallery(images, y_true, y_pred, title=lambda true, predicted: "", colors=("black", "black"))


@predictions_mistake("plot_predictions")
def named_one_of_the_labels(images, y_true, y_pred):
    """Your titles have only one of the two labels. The contract asks for both, the true and the predicted one."""
    return gallery(images, y_true, y_pred, title=lambda true, predicted: f"predicted {predicted}")


@predictions_mistake("plot_predictions")
def exchanged_the_labels_in_titles(images, y_true, y_pred):
    """Your titles call the true label predicted and the predicted one true. Swap the two."""
    return gallery(images, y_true, y_pred, title=lambda true, predicted: f"true {predicted}, predicted {true}")


@predictions_mistake("plot_predictions")
def marked_none_of_the_wrong_ones(images, y_true, y_pred):
    """Nothing tells the wrong images from the right ones. Mark the wrong ones: with a colour, a frame or a sign."""
    return gallery(images, y_true, y_pred, colors=("black", "black"))


@predictions_mistake("plot_predictions")
def marked_some_of_the_wrong_ones(images, y_true, y_pred):
    """You mark only some of the wrong images. Mark every image whose two labels differ."""
    figure = gallery(images, y_true, y_pred, colors=("black", "black"))
    for axes, true, predicted in zip(figure.axes, y_true, y_pred, strict=False):
        axes.title.set_color("red" if true < predicted else "black")
    return figure


@predictions_mistake("plot_predictions")
def marked_the_right_ones(images, y_true, y_pred):
    """You mark the right images in red. Mark the wrong ones instead."""
    return gallery(images, y_true, y_pred, colors=("red", "black"))


# All three plots.


def _of_any(call):
    function = call.text.partition("(")[0]
    return {"plot_history": _of_history, "plot_confusion_matrix": _of_matrix}.get(function, _of_images)(call)


plot_mistake = _drawn(_of_any)


def drawn(exercise, *args):
    """The plot that is asked for."""
    return {"plot_history": curves, "plot_confusion_matrix": heatmap, "plot_predictions": gallery}[exercise](*args)


@plot_mistake(*PLOTS)
def returned_no_figure(*args):
    """You return nothing: a figure that you only show or save is lost. The contract asks for the Figure itself."""
    drawn(EXERCISE, *args)


@plot_mistake(*PLOTS)
def returned_the_axes(*args):
    """You return axes. The contract asks for the Figure that they belong to."""
    return drawn(EXERCISE, *args).axes[0]


@plot_mistake(*PLOTS)
def returned_figure_and_axes(*args):
    """You return the Figure together with something else. The contract asks for the Figure alone."""
    figure = drawn(EXERCISE, *args)
    return figure, figure.axes


@plot_mistake(*PLOTS)
def returned_several_figures(*args):
    """You return several figures. The contract asks for one, with all axes in it."""
    return [drawn(EXERCISE, *args), drawn(EXERCISE, *args)]


@plot_mistake(*PLOTS)
def returned_pyplot(*args):
    """You return plt, which is a module. The contract asks for the Figure: plt.gcf() gives the one that plt drew."""
    import matplotlib.pyplot as plt

    drawn(EXERCISE, *args)
    return plt


@plot_mistake(*PLOTS)
def changed_what_it_was_given(*args):
    """Your plot changes the data that it receives, so later code sees different values. Work on a copy."""
    figure = drawn(EXERCISE, *args)
    args[0].clear() if isinstance(args[0], dict) else args[0].fill(0)
    return figure
