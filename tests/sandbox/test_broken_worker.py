"""Whatever a submission breaks in its worker, a student reads a sentence, and no line of the worker's own files."""

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course.syllabus import Exercise
from grader.sandbox import levels
from grader.sandbox.call_fault import Unusable
from grader.sandbox.calls import StudentError
from grader.sandbox.connection import Connection
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission

DEFAULT = hypothesis.settings.default  # of the session's profile
assert DEFAULT is not None
BREAKS = {
    "no standard output": "import sys; sys.stdout = None",
    "an output that cannot be flushed": "import sys; sys.stdout = sys.stderr = object()",
    "closed streams": "import sys; sys.stdout.close(); sys.stderr.close()",
    "no len": "import builtins; builtins.len = None",
    "no isinstance": "import builtins; builtins.isinstance = None",
    "no getattr": "import builtins; builtins.getattr = None",
    "an odd type": "import builtins; builtins.type = lambda *_: 1 / 0",
    "no signature": "import inspect; inspect.signature = None",
    "no arrays": "import numpy; numpy.asarray = numpy.ndarray = None",
    "no tracebacks": "import traceback; traceback.extract_tb = None",
    "no lines": "import linecache; linecache.getline = linecache.cache = None",
    "no warnings": "import warnings; warnings.catch_warnings = None",
    "no JSON": "import json; json.dumps = json.loads = None",
    "a hook at import": (
        "import sys\nclass Hook:\n    def find_spec(self, *_):\n        raise OSError('hooked')\n"
        "sys.meta_path.insert(0, Hook())"
    ),
    "an exception hook": "import sys; sys.excepthook = lambda *_: 1 / 0",
    "a trace function": "import sys; sys.settrace(lambda *_: 1 / 0)",
    "a profile function": "import sys; sys.setprofile(lambda *_: 1 / 0)",
    "shallow recursion": "import sys; sys.setrecursionlimit(40)",
    "an alarm": (
        "import signal\ndef ring(*_):\n    raise OSError('rung')\n"
        "signal.signal(signal.SIGALRM, ring); signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)"
    ),
    "the stack, printed": "import traceback; traceback.print_stack()",
    "the stack, by faulthandler": "import faulthandler; faulthandler.dump_traceback()",
    "a thread that fails": "import threading; threading.Thread(target=lambda: 1 / 0).start()",
    "no modules": "import sys; sys.modules.clear()",
}
VALUES = {
    "a number": "1",
    "a deep list": "__import__('functools').reduce(lambda inner, _: [inner], range(100_000), 1)",
    "a list in itself": "(lambda it: it.append(it) or it)([])",
    "an array of itself": "np.array([np.zeros(3), None, object()], dtype=object)",
    "something that cannot be looked at": (
        "type('Odd', (), {'__class__': property(lambda s: 1 / 0), '__array__': lambda *_: 1 / 0,"
        " '__getattr__': lambda s, n: 1 / 0, '__repr__': lambda s: 1 / 0})()"
    ),
    "an exception": "1 / 0",
    "a dict with odd keys": "{(1, 2): {3}, None: ..., 1.5: b''}",
}


def said(breaks: list[str], at_import: bool, value: str) -> str:
    """All that a student reads of two calls of a function: what came of them, and what was printed."""
    lines = "\n".join(breaks)
    own = lines if at_import else "pass"
    inside = "pass" if at_import else lines
    text = f"import numpy as np\nexec({own!r})\n\n\ndef f():\n    exec({inside!r})\n    return {value}\n"
    submission = Submission("mine", {"module": text}, {})
    runner = Runner(submission, worker=lambda told: Connection(progress=told, level=levels.PROCESS))
    read = []
    try:
        for _ in range(2):
            try:
                read.append(repr(runner.call(Exercise("module.f", "A function", 1, 10.0, ()), (), {})))
            except (StudentError, Unusable) as error:
                read.append("\n".join([str(error), *map(str, getattr(error, "frames", ()))]))
            read += [call.printed for call in runner.calls]
    finally:
        runner.close()
    return "\n".join(read)


@pytest.mark.hostile
@pytest.mark.parametrize("at_import", [True, False], ids=["at import", "in the call"])
@pytest.mark.parametrize("what", BREAKS)
def test_what_is_broken_shows_no_line_of_ours(what: str, at_import: bool) -> None:
    read = said([BREAKS[what]], at_import, VALUES["a number"])

    assert read.strip()
    assert "serve.py" not in read
    assert "sandbox/worker" not in read


@pytest.mark.hostile
@pytest.mark.parametrize("value", VALUES)
def test_what_cannot_be_sent_shows_no_line_of_ours(value: str) -> None:
    read = said([], False, VALUES[value])

    assert read.strip()
    assert "serve.py" not in read
    assert "sandbox/worker" not in read


@pytest.mark.hostile
@hypothesis.settings(max_examples=DEFAULT.max_examples // 20)  # each starts a worker or two
@given(
    breaks=st.lists(st.sampled_from(sorted(BREAKS.values())), min_size=2, max_size=4),
    at_import=st.booleans(),
    value=st.sampled_from(sorted(VALUES.values())),
)
def test_several_that_are_broken_show_no_line_of_ours(breaks: list[str], at_import: bool, value: str) -> None:
    read = said(breaks, at_import, value)

    assert "serve.py" not in read
    assert "sandbox/worker" not in read


def test_a_stack_that_is_printed_keeps_the_students_lines() -> None:
    read = said([BREAKS["the stack, printed"]], False, "1")

    assert "in f" in read
    assert "serve.py" not in read
