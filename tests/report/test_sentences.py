"""Tests of grader/report/sentences.py: what a student reads, made of each kind of record."""

import json
from dataclasses import asdict

import pytest

from grader.report import feedback as records
from grader.report.feedback import Feedback, SourceLine
from grader.report.sentences import RIGHT_FOR_EXAMPLES, lines_of, plain
from grader.util.text import LONGEST_FEEDBACK

LINE = SourceLine("mine/metrics.py", 3, "f", "return 1 / n")
SAID: dict[str, tuple[Feedback, str]] = {
    "a wrong value": (
        Feedback("wrong_value", "f(1)", "2", expected="3", reason="It is 2; it should be 3."),
        "f(1)\n    returned 2\n    expected 3\n    It is 2; it should be 3.",
    ),
    "a wrong part of a value": (
        Feedback("wrong_value", "f(1)", "[2]", expected="3", got="2"),
        "f(1)\n    returned [2]\n    expected 3, got 2",
    ),
    "an exception": (
        Feedback("raised", "f(0)", raised="ZeroDivisionError: by 0", frames=(LINE, LINE), reason="Check it first."),
        "f(0)\n    raised ZeroDivisionError: by 0\n    mine/metrics.py:3: return 1 / n\n    Check it first.",
    ),
    "an exception of several lines": (
        Feedback("raised", "f(0)", raised="ValueError: one\ntwo"),
        "f(0)\n    raised ValueError: one\n        two",
    ),
    "another exception than the one that is expected": (
        Feedback("not_refused", "f(0)", raised="KeyError: 0", expected="a ValueError because it is 0", reason="Look."),
        "f(0)\n    raised KeyError: 0\n    Look.\n    expected a ValueError because it is 0",
    ),
    "an exception at import": (
        Feedback("not_imported", raised="NameError: x", frames=(LINE,), reason="Define x.", file="mine/metrics.py"),
        "Importing mine/metrics.py raised NameError: x\n    mine/metrics.py:3: return 1 / n\n    Define x.",
    ),
    "an import without an end": (
        Feedback("not_imported", reason="Importing mine/metrics.py used more than 2 s.", file="mine/metrics.py"),
        "Importing mine/metrics.py used more than 2 s.",
    ),
    "a file that cannot be read": (
        Feedback("not_read", reason="this is not text.", file="mine/metrics.py", line=7),
        "mine/metrics.py, line 7: this is not text.",
    ),
    "a file that is a folder": (
        Feedback("not_read", reason="this is a folder.", file="mine/metrics.py"),
        "mine/metrics.py: this is a folder.",
    ),
    "a fresh input": (
        Feedback("wrong_value", "f(1)", "2", reason="It is 2.", fresh=True),
        f"f(1)\n    returned 2\n    It is 2.\n\n{RIGHT_FOR_EXAMPLES}",
    ),
    "words of an older version": (
        Feedback("text", reason="f(1)\n    returned 2\n        deep\n\nRight."),
        "f(1)\n    returned 2\n        deep\n\nRight.",
    ),
}


@pytest.mark.parametrize("phrase", SAID)
def test_a_record_becomes_sentences(phrase: str) -> None:
    feedback, text = SAID[phrase]

    assert plain(feedback) == text


@pytest.mark.parametrize("phrase", SAID)
def test_a_record_comes_back_from_json_as_it_was(phrase: str) -> None:
    feedback, _ = SAID[phrase]

    assert records.from_plain(json.loads(json.dumps(asdict(feedback)))) == feedback


def test_a_kind_that_is_none_is_not_believed() -> None:
    with pytest.raises(ValueError, match="'nonsense' is not a kind"):
        records.from_plain(asdict(Feedback("nonsense")))


def test_nothing_is_no_sentence_and_a_long_one_is_cut() -> None:
    assert plain(None) == ""
    assert len(plain(Feedback("ended", "f()", reason="x" * 2 * LONGEST_FEEDBACK))) == LONGEST_FEEDBACK + 1


def test_a_line_knows_the_place_that_it_names() -> None:
    lines = lines_of(SAID["an exception"][0])

    assert [(line.file, line.line) for line in lines] == [("", 0), ("", 0), ("mine/metrics.py", 3), ("", 0)]


def test_feedback_quotes_lines_only_where_they_stand_in_it() -> None:
    assert SAID["an exception"][0].quotes_source
    assert SAID["a file that cannot be read"][0].quotes_source
    assert not SAID["a wrong value"][0].quotes_source
