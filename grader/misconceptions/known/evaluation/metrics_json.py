"""What goes wrong in metrics_json."""

import json

import numpy as np

from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception
from grader.sandbox.worker import wire


def plain(value, scalar=lambda number: number):
    """A report in plain numbers; `scalar` makes something of each."""
    if isinstance(value, dict):
        return {key: plain(item, scalar) for key, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(item, scalar) for item in value]
    return scalar(value.item() if isinstance(value, np.generic) else value)


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
    """You return the text of a Python dict, which is not JSON: Python has other quotes, and other words such as nan.

    Use json.dumps to write JSON.
    """
    return str(report)


@misconception(
    "metrics_json", also=(plain, lambda report: plain(report, finite), lambda r: json.loads(json.dumps(plain(r))))
)
def left_as_a_dict(report):
    """You return a dict. The contract asks for its JSON text, as json.dumps writes it."""
    return report


@misconception("metrics_json", seen=lambda evidence: set(map(type, evidence.answers)) == {type(None)})
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


def plain_outside_of_lists(value):
    """The plain value of a dict and of NumPy's; what stands within lists is not looked after."""
    if isinstance(value, dict):
        return {key: plain_outside_of_lists(item) for key, item in value.items()}
    return plain_on_top(value)


@misconception("metrics_json")
def overlooked_lists(report):
    """You convert NumPy's values in dicts, but not those inside lists. Convert the entries of lists, too."""
    return json.dumps(plain_outside_of_lists(report), allow_nan=False)


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


def _right_text(report):
    return json.dumps(plain(report), allow_nan=False)


@misconception(
    "metrics_json",
    form=True,
    seen=lambda evidence: alike(evidence.calls, _right_text) and any(call.changed for call in evidence.calls),
)
def changed_the_report(report):
    """You change the report that you receive, so later code sees different values. Work on a copy."""
    text = _right_text(report)
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
