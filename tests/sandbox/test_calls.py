"""What the worker tells of a call is read as what it may be at most."""

from grader.sandbox.calls import LONGEST_TEXT, MOST_FRAMES, MOST_TYPES, StudentError, exception_of


def test_of_a_made_up_error_no_more_is_kept_than_a_worker_tells() -> None:
    """The search for a remedy takes more than twice as long for twice the text."""
    frame = {"file": "module.py", "line": 1, "function": "f", "text": "x", "statement": "a" * 10_000_000}
    told = {"types": ["E" * 10_000] * 1_000, "message": "m" * 10_000_000, "frames": [frame] * 12_000}

    error = exception_of(told)

    assert isinstance(error, StudentError)
    assert len(error.types) == MOST_TYPES
    assert len(error.frames) == MOST_FRAMES
    assert {len(text) for text in (*error.types, error.message, error.frames[0].statement)} == {LONGEST_TEXT}
    assert error.remedy == ""
