"""Checks of metrics_json."""

import json

import numpy as np

from grader.checks.expect import Expectation, cases, kind_of, refused, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import choices, reports
from grader.sandbox.formatting import show


class json_of(Expectation):  # noqa: N801  as above
    """Strict JSON text that reads back as this content."""

    def __init__(self, content):
        self.content = content

    def _reason(self, answer):
        if not isinstance(answer, str):
            return f"It is {kind_of(answer)}; return a string."
        try:
            found = json.loads(answer, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            return f"It cannot be read as JSON: {error}."
        return _difference(found, self.content, "")

    @property
    def shown(self):
        """The content, if it is short enough to be seen whole."""
        return "" if show(self.content).endswith("…") else f"JSON text of {show(self.content)}"


def _refuse_constant(name):
    raise ValueError(f"it has no {name}")


def _difference(found, wanted, where):
    """How what was read differs from what was written, as a sentence, or None."""
    at = f"At {where[2:]}, it" if where else "It"
    if isinstance(wanted, dict) and isinstance(found, dict):
        if missing := [key for key in wanted if key not in found]:
            return f"{at} lacks the key {missing[0]!r} when read back."
        if extra := [key for key in found if key not in wanted]:
            return f"{at} has the key {extra[0][:40]!r} when read back, which is not in the report."
        parts = [(found[key], wanted[key], f"{where}, {key!r}") for key in wanted]
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        parts = [(*pair, f"{where}, {index}") for index, pair in enumerate(zip(found, wanted, strict=True))]
    elif isinstance(wanted, dict | list):
        return f"{at} reads back as {kind_of(found)}; it should be {kind_of(wanted)}."
    elif found != wanted or isinstance(found, bool) != isinstance(wanted, bool):  # True equals 1 and 1.0
        return f"{at} reads back as {show(found)}; it should be {show(wanted)}."
    else:
        return None
    return next((reason for part in parts if (reason := _difference(*part)) is not None), None)


def report(number=float, count=int):
    """A report of two classes whose numbers are of these types; all are exact in any of them."""
    rows = {
        name: {"precision": number(0.5), "recall": number(0.75), "f1-score": number(0.625), "support": count(200)}
        for name in ("0", "1", "macro avg")
    }
    return {**rows, "accuracy": number(0.625)}


@cases(
    ("given", "content"),
    {
        "plain numbers": (report(), report()),
        "float64 and int64": (report(np.float64, np.int64), report()),
        "float32 and uint8": (report(np.float32, np.uint8), report()),
        "an array of scores": ({"f1-score": np.array([0.5, 0.25])}, {"f1-score": [0.5, 0.25]}),
        "a matrix of counts": ({"test": {"cm": np.array([[5, 1], [2, 600]])}}, {"test": {"cm": [[5, 1], [2, 600]]}}),
        "lists of NumPy's numbers": ({"areas": [np.float32(0.5), np.float64(0.25)]}, {"areas": [0.5, 0.25]}),
        "many digits": ({"accuracy": 2 / 3}, {"accuracy": 2 / 3}),
        "many digits of NumPy's": (
            {"accuracy": np.float64(2 / 3), "recall": np.float32(1 / 3), "areas": np.array([1 / 7, 0.1], np.float32)},
            {"accuracy": 2 / 3, "recall": float(np.float32(1 / 3)), "areas": np.float32([1 / 7, 0.1]).tolist()},
        ),
        "NumPy's true and false": ({"ok": np.True_, "late": np.False_}, {"ok": True, "late": False}),
        "arrays of true and false": ({"0": {"hit": np.array([True, False])}}, {"0": {"hit": [True, False]}}),
        "an array of one entry": ({"areas": np.array([0.5])}, {"areas": [0.5]}),
        "a matrix of one cell": ({"cm": np.array([[7]])}, {"cm": [[7]]}),
        "an array of none": ({"areas": np.array([])}, {"areas": []}),
        "an array of three axes": (
            {"cms": np.arange(8).reshape(2, 2, 2)},
            {"cms": [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]},
        ),
        "a list of arrays": ({"rows": [np.array([1, 2]), np.array([3])]}, {"rows": [[1, 2], [3]]}),
        "a list of dicts": ({"runs": [{"loss": np.float32(0.5)}]}, {"runs": [{"loss": 0.5}]}),
        "small and large numbers": (
            {"rate": np.float16(0.5), "counts": np.array([0, 2**40]), "gain": np.int8(-3), "tiny": np.float64(1e-12)},
            {"rate": 0.5, "counts": [0, 2**40], "gain": -3, "tiny": 1e-12},
        ),
        "a quotation mark": ({'the "hard" ones': {"recall": np.float64(0.5)}}, {'the "hard" ones': {"recall": 0.5}}),
        "an apostrophe": ({"Ada's accuracy": 0.5}, {"Ada's accuracy": 0.5}),
        "nothing": ({}, {}),
    },
)
def check_reads_back_equal(metrics_json, given, content):
    """Any program that reads the text gets the report back: dicts, lists and plain numbers."""
    assert metrics_json(given) == json_of(content)


@cases(
    "number",
    {
        "NaN": float("nan"),
        "infinity": float("inf"),
        "minus infinity": float("-inf"),
        "NumPy's NaN": np.float32("nan"),
        "NaN in an array": np.array([0.5, np.nan]),
        "NaN in a matrix": np.array([[0.5, 1.0], [np.nan, 0.0]]),
        "NaN alone in an array": np.array([np.nan]),
        "NumPy's minus infinity": np.float64("-inf"),
        "infinity in a list": [0.5, float("inf")],
    },
)
def check_refuses_what_json_cannot_say(metrics_json, number):
    """A number that is NaN or infinite raises a ValueError because JSON does not have it."""
    with refused("JSON has neither NaN nor infinity: text with NaN in it is not JSON"):
        metrics_json({"accuracy": 0.5, "macro avg": {"precision": number}})


def check_writing_leaves_its_argument_alone(metrics_json):
    """Your function does not change the report that it receives: NumPy numbers and arrays stay."""
    given = {**report(np.float32, np.int64), "cm": np.eye(2)}
    (after,) = metrics_json.arguments_after(given)

    assert after == untouched(given)


@fresh(30, given=reports)
def check_fresh_reports_read_back_equal(metrics_json, given):
    """Any report reads back unchanged."""
    assert metrics_json(given["given"]) == json_of(given["content"])


@fresh(10, given=reports, number=choices(float("nan"), float("inf"), np.float32("-inf")))
def check_refuses_fresh_reports_that_json_cannot_say(metrics_json, given, number):
    """A number that is NaN or infinite raises a ValueError, wherever it is in the report."""
    report = given["given"]
    report[str(len(report) % 2)] = {"precision": number}
    with refused("JSON has neither NaN nor infinity: a text with NaN in it is not JSON"):
        metrics_json(report)
