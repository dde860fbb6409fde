"""Tests of grader/sandbox/worker/message.py: what crosses of an exception's text."""

from typing import Any

import pytest

GRAPH = """Graph execution error:

Detected at node loss defined at (most recent call last):
  File "/kit/grader/sandbox/worker/__main__.py", line 13, in <module>

  File "/env/site-packages/keras/src/losses.py", line 34, in call

Received a label value of 10 which is outside the valid range of [0, 10).
\t [[{{node loss}}]] [Op:__inference_7]"""
AUTOGRAPH = """in user code:

    File "/env/site-packages/keras/src/trainer.py", line 7, in step  *
        return one_step(x)
    File "work/training.py", line 3, in loss

    TypeError: loss() takes 1 positional argument but 2 were given
"""
KERAS = """Exception encountered when calling Sequential.call().

\x1b[1mInvalid input shape. Expected shape (None, 28, 28)\x1b[0m

Arguments received by Sequential.call():
  • inputs=tf.Tensor(shape=(None, 784))
  • training=True"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GRAPH, "Graph execution error:\nReceived a label value of 10 which is outside the valid range of [0, 10)."),
        (AUTOGRAPH, "TypeError: loss() takes 1 positional argument but 2 were given"),
        (
            KERAS,
            "Exception encountered when calling Sequential.call().\nInvalid input shape. Expected shape (None, 28, 28)",
        ),
        ("\x1b[31mred\x1b[0m \x1b]8;;https://x\x07link\x1b]8;;\x07", "red link"),
        ("one\n  two\n\n  three", "one\n  two\n  three"),
        ("no such name from 'keras' (/env/site-packages/keras/__init__.py)", "no such name from 'keras'"),
        ("", ""),
    ],
    ids=["a graph", "user code", "Keras", "escape codes", "indented lines", "a place", "nothing"],
)
def test_what_is_the_machines_does_not_cross(text: str, said: str, far_side: dict[str, Any]) -> None:
    assert far_side["message"].message_of(ValueError(text)) == said


def test_the_end_of_a_long_message_is_kept(far_side: dict[str, Any]) -> None:
    said = far_side["message"].message_of(ValueError("It began. " + "x" * 10_000 + " It ended."))

    assert said.startswith("It began.")
    assert said.endswith("It ended.")
    assert len(said) <= far_side["message"].LONGEST + 3


def test_a_cause_is_told(far_side: dict[str, Any]) -> None:
    def raised() -> None:
        try:
            try:
                raise KeyError("seven")
            except KeyError as error:
                raise ValueError("within") from error
        except ValueError as error:
            raise RuntimeError("on top") from error

    with pytest.raises(RuntimeError) as found:
        raised()

    assert (
        far_side["message"].message_of(found.value)
        == "on top\ncaused by ValueError: within\ncaused by KeyError: 'seven'"
    )


def test_an_exception_caused_by_itself_ends(far_side: dict[str, Any]) -> None:
    error = ValueError("again")
    error.__cause__ = error

    assert far_side["message"].message_of(error).count("again") == 3
