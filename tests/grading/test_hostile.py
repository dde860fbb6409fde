"""Hostile submissions gain no point and take none away: the report is complete, and nothing stays behind.

Each of them attacks through one function, `recall`; `specificity`, in the same module, is right and has to pass.
"""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import psutil
import pytest
from rich.console import Console

from grader.cli.grading_progress import GradingProgress
from grader.course.syllabus import Syllabus
from grader.grading import pipeline
from grader.report.junit import to_junit
from grader.report.report import STATUSES, Report, to_json
from grader.report.sentences import plain
from grader.report.terminal import show_report
from grader.sandbox import orphans, submission
from grader.sandbox import temporary as temporary_folders
from grader.sandbox.connection import MOST_WAITING, Connection, WorkerLost
from grader.sandbox.limits import Limits
from grader.sandbox.submission import LARGEST_SUBMISSION, SubmissionError
from grader.util.statusline import StatusLine
from tests.conftest import SOLUTIONS

pytestmark = [
    pytest.mark.hostile,
    pytest.mark.skipif(sys.platform != "linux", reason="signals, forks and pipes as Linux has them"),
]

Grade = Callable[..., Report]

SECONDS = 1.0  # that one call of the attacked function may take
PATIENCE = 120.0  # seconds for a whole grading on a busy machine; usually it takes less than 5

# What an attacker knows: the pipe, the form of its messages, and the request that is being answered.
TOOLS = """
import atexit, builtins, fcntl, json, os, pathlib, resource, signal, stat, subprocess, threading, time
import re as regular
import sys

def write(frame):
    for descriptor in range(3, 30):
        try:
            pipe = stat.S_ISFIFO(os.fstat(descriptor).st_mode)
            if pipe and fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_WRONLY:
                os.write(descriptor, frame)
        except OSError:
            pass

def frame(tagged, buffers=b""):
    text = json.dumps(tagged).encode()
    message = len(text).to_bytes(8, "big") + text + buffers
    return len(message).to_bytes(8, "big") + message

def forged(buffers=b"", /, **fields):
    return frame({"dict": [["id", asked()], *([name, value] for name, value in fields.items())]}, buffers)

def valued(value, buffers=b""):
    return forged(buffers, value=value, changed={"dict": []})

def asked():
    found = sys._getframe()
    while "number" not in found.f_locals:
        found = found.f_back
    return found.f_locals["number"]

def progress(figures):
    return frame({"dict": [["progress", {"dict": figures}]]})

class Equal:
    def __eq__(self, other): return True
    __req__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = None

"""

# What `recall` does, by what it is after. A line that begins with "def" or "class" stands before it.
FORGED = {
    "zeros into the pipe": "write(bytes(64))",
    "a length without end into the pipe": "write(b'\\xff' * 64)",
    "half a message, and then silence": "write(valued(0.8)[:-9]); time.sleep(60)",
    "half a message, and then the end": "write(valued(0.8)[:-9]); os._exit(0)",
    "replies ahead of time": """
        for number in [*range(500), *range(asked(), asked() + 500)]:
            write(frame({"dict": [["id", number], ["value", 0.8], ["changed", {"dict": []}]]}))
    """,
    "a reply beside the worker's own": "write(valued(0.8))",
    "replies from a thread, for ever": """
        number = asked()
        text = frame({"dict": [["id", number], ["value", 0.8], ["changed", {"dict": []}]]})
        threading.Thread(target=lambda: [write(text) for _ in iter(int, 1)], daemon=True).start()
    """,
    "replies from a child, for ever": """
        text = valued(0.8)
        while os.fork() == 0:
            while True:
                write(text)
    """,
    "progress without end": "text = progress([['epoch', 1], ['epochs', 2]])\nwhile True: write(text)",
    "progress without end, from a thread": """
        text = progress([["epoch", 1], ["epochs", 2]])
        threading.Thread(target=lambda: [write(text) for _ in iter(int, 1)], daemon=True).start()
        time.sleep(60)
    """,
    "progress with absurd numbers": """
        for odd in (float("nan"), float("inf"), "x", 10**400, -1, None, [], True):
            write(progress([["epoch", odd], ["epochs", odd], ["accuracy", odd], [odd if odd != [] else 1, odd]]))
    """,
    "messages of 64 MB": """
        buffers = bytes(63 << 20)
        for _ in range(40):
            write(frame({"dict": [["progress", {"array": ["|u1", [63 << 20]]}]]}, buffers))
    """,
    "an id that is an array": """
        write(frame({"dict": [["id", {"array": ["<i8", [2]]}], ["value", 1]]}, bytes(16)))
    """,
    "an id that is a list": "write(frame({'dict': [['id', [asked()]], ['value', 1]]}))",
    "a reply that is a list": "write(frame([1, 2, 3]))",
    "a reply without anything": "write(forged())",
    "an error that is none": "write(forged(error=3))",
    "an error of odd types": "write(forged(error={'dict': [['types', [1, None]], ['message', 2], ['frames', 3]]}))",
    "an error from odd lines": """
        line = {"dict": [["file", [1]], ["line", 10**900], ["function", None], ["text", {"dict": [[1, 2]]}]]}
        write(forged(error={"dict": [["types", ["E", 7, None, []]], ["message", "m"], ["frames", [line, 5, line]]]}))
    """,
    "an error that says todo": """
        line = {"dict": [["file", "f"], ["line", 1], ["function", "other"], ["text", "t"]]}
        kinds = ["NotImplementedError"]
        write(forged(error={"dict": [["types", kinds], ["message", ""], ["frames", [line]]]}))
    """,
    "a signature of odd types": "write(forged(signature=[], reason={'dict': []}))",
    "a reason of 7 MB": "write(forged(signature='s', reason='x' * (7 << 20)))",
    "nothing sendable": "write(forged(unsendable=['x' * 10**6]))",
    "changes to arguments of other shapes": """
        changed = {"dict": [["tp", {"array": ["<f4", [7]]}], ["fn", {"array": ["|b1", [0, 3]]}], [0, None]]}
        write(forged(bytes(28), value=0.8, changed=changed))
    """,
    "changes nested deep": """
        deep = 1
        for _ in range(50):
            deep = [deep]
        write(forged(value=0.8, changed={"dict": [["tp", deep], ["fn", deep]]}))
    """,
    "a foreign thing of odd fields": "write(valued({'record': ['foreign', {'type': 5, 'text': None}]}))",
    "a figure of odd fields": "write(valued({'record': ['figure', {'axes': 5, 'texts': 6, 'png': 7}]}))",
    "a model of odd fields": """
        write(valued({"record": ["model", {"config": 5, "weights": 6, "compiled": 7, "argument": 8}]}))
    """,
    "an unknown tag": "write(valued({'pickle': 'x'}))",
    "sixty thousand keys that fall into one place": """
        pairs = [[place * (2**61 - 1), 0] for place in range(60_000)]
        write(valued({"dict": pairs}))
    """,
    "an empty array of absurd shape": "write(valued({'array': ['<f8', [0, 67108864, 67108864, 67108864]]}))",
    "an array of ninety axes": "write(valued({'array': ['<f8', [1] * 90]}, bytes(8)))",
    "a number of five thousand digits": """
        sys.set_int_max_str_digits(0)
        write(valued(10**5_000))
    """,
}
OBJECTS = {
    "an object that equals everything": "return Equal()",
    "an array of objects that equal everything": "return np.array([Equal()] * 3, dtype=object)",
    "an array that equals everything": """
        class Sly(np.ndarray):
            def __eq__(self, other): return np.True_
        return np.zeros(3).view(Sly)
    """,
    "a number that equals everything": """
        class Sly(float):
            def __eq__(self, other): return True
            def __float__(self): return 0.8
            def __sub__(self, other): return 0.0
        return Sly(0.1)
    """,
    "an object of a false class": """
        class Sly:
            __class__ = float
            def __float__(self): raise SystemExit
        return Sly()
    """,
    "an object whose text never comes": """
        class Sly:
            def __str__(self):
                while True: pass
        return Sly()
    """,
    "an object whose text ends the process": """
        class Sly:
            def __str__(self): os._exit(0)
        return Sly()
    """,
    "a text that lies about its length": """
        class Sly(str):
            def __len__(self): return -1
            def __getitem__(self, place): return self
        return Sly("x" * 10**6)
    """,
    "a list that never ends": """
        class Sly(list):
            def __iter__(self): return iter(int, 1)
        return Sly([1])
    """,
    "a list in itself": "found = []\nfound.append(found)\nreturn found",
    "lists that double": "found = [1]\nfor _ in range(19): found = [found, found]\nreturn found",
    "a dict of odd keys": "return {None: 1, (1, (2,)): 2, 3.5: float('nan'), '\\ud800': b'', Equal: Equal()}",
    "a dict of sixty thousand numbers": "return {place * (2**61 - 1): 0 for place in range(60_000)}",
    "an array whose memory is somewhere else": """
        class Sly:
            __array_interface__ = {"shape": (3,), "typestr": "<f8", "data": (8, False), "version": 3}
        return Sly()
    """,
    "an object that makes itself an array": """
        class Sly:
            def __array__(self, *_, **__): os._exit(0)
        return Sly()
    """,
    "an object that is code when it is read back": """
        class Sly:
            def __reduce__(self): return os.system, (f"touch {PRECIOUS}/taken",)
        return [Sly(), np.array([Sly()], dtype=object)]
    """,
    "an array of records": "return np.array([(0.8, None)], dtype=[('x', 'f8'), ('y', 'O')])",
    "a masked array": "return np.ma.masked_array([0.8] * 3, mask=True, fill_value=np.nan)",
    "half precision": "return np.float16(0.3)",
    "more than double precision": "return np.full(3, 0.3, dtype=np.longdouble)",
    "an empty array of absurd shape": "return np.zeros((0, 2**31, 2**31))",
    "an array that is read-only and turned round": "return np.broadcast_to(np.arange(3.0), (4, 3))[::-1, ::-2]",
    "another answer each time": "state.append(0)\nreturn 0.8 + 0.01 * (len(state) % 2)",
    "a generator without end": "return iter(int, 1)",
}
ERRORS = {
    "an error whose name steers the terminal": "raise type('\\x1b[2J\\u202e[red]', (Exception,), {})('\\x9b31m\\x07')",
    "an error with a name of 10 MB": "raise type('E' * 10**7, (Exception,), {})()",
    "an error whose text is an error": """
        class Sly(Exception):
            def __str__(self): raise self
        raise Sly
    """,
    "an error whose text ends the process": """
        class Sly(Exception):
            def __str__(self): raise SystemExit
        raise Sly
    """,
    "an error whose text never comes": """
        class Sly(Exception):
            def __str__(self):
                while True: pass
        raise Sly
    """,
    "an error whose text has megabytes": "raise ValueError('x' * 10**7)",
    "an error whose text is accents": "raise ValueError('a' + '\\u0301' * 1000)",
    "an error of a class that denies its name": """
        class Kind(type):
            __name__ = property(lambda self: 1 / 0)
        class Sly(Exception, metaclass=Kind): pass
        raise Sly
    """,
    "a chain of ten thousand errors": """
        error = None
        for _ in range(10_000):
            new = ValueError("x")
            new.__context__, error = error, new
        raise error
    """,
    "an interrupt": "raise KeyboardInterrupt",
    "an end of generators": "raise GeneratorExit",
    "an exit": "sys.exit(0)",
    "a skip": "import pytest\npytest.skip('solved')",
    "a line of markup and colour": f"raise ValueError('[/bold][link=x]') # \x1b]0;title\x07 \u202e {'x' * 200_000}",
    "recursion without end": "return recall(tp, fn)",
}
PROCESSES = {
    "its own end": "os._exit(0)",
    "a signal to itself": "os.kill(os.getpid(), signal.SIGKILL)",
    "a crash": "import ctypes\nctypes.string_at(0)",
    "a stack without end": "sys.setrecursionlimit(10**9)\nreturn recall(tp, fn)",
    "a stop": "os.kill(os.getpid(), signal.SIGSTOP)",
    "a stop by a child": """
        worker = os.getpid()
        if os.fork() == 0:
            os.kill(worker, signal.SIGSTOP)
            time.sleep(60)
        time.sleep(60)
    """,
    "deaf to signals": """
        for number in range(1, 32):
            if number not in (signal.SIGKILL, signal.SIGSTOP): signal.signal(number, signal.SIG_IGN)
        while True: pass
    """,
    "every descriptor closed": "os.closerange(0, 100); time.sleep(60)",
    "the pipe closed": "os.closerange(3, 100)",
    "standard output closed": "sys.stdout.close()",
    "the end a little later": "threading.Timer(0.02, os._exit, [0]).start()",
    "a stop a little later": "threading.Timer(0.02, os.kill, [os.getpid(), signal.SIGSTOP]).start()",
    "a thread that lets no other run": """
        threading.Thread(target=regular.match, args=("(a+)+$", "a" * 40 + "b"), daemon=True).start()
    """,
    "threads that print for ever": """
        for _ in range(3):
            threading.Thread(target=lambda: [print("x" * 99) for _ in iter(int, 1)], daemon=True).start()
    """,
    "another program in the worker's place": """
        text = valued(0.8)
        code = "import os, sys, time; [os.write(d, bytes.fromhex(sys.argv[1])) for d in range(3, 9)]; time.sleep(60)"
        for descriptor in range(3, 30):
            try: os.set_inheritable(descriptor, True)
            except OSError: pass
        os.execv(sys.executable, [sys.executable, "-c", code, text.hex()])
    """,
    "memory without end": "held = []\nwhile True: held.append(bytearray(1 << 30))",
    "a handler at the end": "atexit.register(time.sleep, 60)",
    "a child that holds the pipe": "if os.fork(): os._exit(0)\ntime.sleep(60)",
    "a child in place of the worker": "if os.fork(): os._exit(0)",
    "a child that prints for ever": """
        subprocess.Popen([sys.executable, "-c", "while True: print('x' * 999)"])
    """,
    "a daemon without surroundings": """
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.closerange(0, 100)
                os.chdir("/")
                os.execve("/bin/sleep", ["innocent", "60"], {})
            os._exit(0)
    """,
    "two hundred and fifty processes": """
        for _ in range(250):
            if os.fork() == 0:
                time.sleep(60)
                os._exit(0)
        time.sleep(60)
    """,
    "processes that start their successor and end": """
        if os.fork() == 0:
            for _ in range(20_000):
                os.setsid() if os.getpid() != os.getsid(0) else None
                if os.fork(): os._exit(0)
            os._exit(0)
    """,
    "limits of nothing": "resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))",
    "a little less than its limit, each time": "time.sleep(0.8 * LIMIT)\nreturn tp / np.maximum(tp + fn, 1)",
    "7 MB of text each time": "os.write(1, b'x' * (7 << 20))",
    "60 MB of text at once": "os.write(1, b'x' * (60 << 20))",
    "text that steers the terminal": "print('\\x1b]0;x\\x07\\x1b[2J\\u202e\\u2066[red]' + 'a\\u0301\\u0301' * 500)",
}
FILES = {
    "gigabytes in many files": """
        for place in range(12):
            with open(str(place), "wb") as file:
                os.posix_fallocate(file.fileno(), 0, 60 << 20)
    """,
    "ten thousand files": "for place in range(10_100): open(str(place), 'w').close()",
    "folders nested deeper than a path is long": "for _ in range(3_000): os.mkdir('deeper'); os.chdir('deeper')",
    "folders without rights": """
        os.makedirs("closed/inner/innermost")
        for place in ("closed/inner/innermost", "closed/inner", "closed", ".", ".."):
            os.chmod(place, 0)
    """,
    "a link to somewhere else": "os.symlink(PRECIOUS, 'link'); os.mkdir('sub'); os.symlink(PRECIOUS, 'sub/link')",
    "a pipe and odd names": "os.mkfifo('pipe'); open(b'\\xff\\n\\x1b[2J', 'w').close()",
    "the file with its output gone": "os.unlink('../printed'); os.mkdir('../printed')",
}
PATCHES = {
    "another json": 'json.dumps = lambda *_, **__: \'{"dict": [["id", 1], ["value", 0.8]]}\'',
    "another wire": "sys.modules['wire'].encode = lambda value: b'\\0' * 8",
    "another isinstance": "builtins.isinstance = lambda *_: True",
    "another assert": "builtins.AssertionError = type('Passed', (BaseException,), {})\nassert False",
    "another pytest": """
        import pytest
        pytest.approx = lambda *_: Equal()
        sys.modules["_pytest.assertion.util"] = None
    """,
    "another finder": "sys.meta_path.clear(); sys.path.clear()",
    "every module gone": "sys.modules.clear()",
    "another import and another open": """
        builtins.__import__ = lambda *_, **__: Equal()
        builtins.open = lambda *_, **__: Equal()
    """,
    "a search through every object for the answer": """
        import gc
        for found in gc.get_objects():
            if type(found) is dict and "expected" in found:
                return found["expected"]
    """,
    "a profile over everything": "sys.setprofile(lambda *_: time.sleep(0.0001)); threading.setprofile(lambda *_: None)",
    "a trace over everything": "sys.settrace(lambda *_: os._exit(0)); threading.settrace(lambda *_: os._exit(0))",
    "a look at who calls": """
        found = sys._getframe()
        while found.f_back:
            found = found.f_back
            found.f_globals.clear()
    """,
}
# What spoils the answers of its own submission's other functions, which run in the same process. It gains nothing.
SPOILING = {
    "another way of making things plain": "sys.modules['plain'].flattened = lambda *_: Equal()",
    "another encoding": """
        usual = sys.modules["wire"].encode
        sys.modules["wire"].encode = lambda value: usual({**value, "value": 0.8} if "value" in value else value)
    """,
    "another division": "np.divide = np.true_divide = lambda *_, **__: Equal()",
    "answers to the requests of others": """
        main = sys._current_frames()[threading.main_thread().ident]
        while "number" not in main.f_locals: main = main.f_back
        def answer():
            while True:
                text = {"dict": [["id", main.f_locals["number"]], ["value", 0.8], ["changed", {"dict": []}]]}
                write(frame(text))
                time.sleep(0.001)
        threading.Thread(target=answer, daemon=True).start()
    """,
}
# What stands in the module, outside of any function, behind `recall`.
MODULES = {
    "a signature that is an error": """
class Sly:
    __signature__ = property(lambda self: 1 / 0)

    def __call__(self, *_, **__):
        return -1

recall = Sly()
""",
    "a function without signature": "recall = np.frompyfunc(lambda tp: -1, 1, 1)",
    "a name that answers to everything": "def __getattr__(name):\n    raise KeyError(name)\n\n\ndel recall",
    "a class in the function's place": "class recall:\n    def __new__(cls, tp, fn):\n        return Equal()",
}
HOSTILE_MODELS = """
import numpy as np

class Ending(keras.Sequential):
    def get_config(self): raise SystemExit

class Odd(keras.Sequential):
    def get_config(self):
        deep = {}
        for _ in range(900): deep = {"module": "keras", "class_name": "Sequential", "config": {"layers": [deep]}}
        return {"name": "\\x1b[2J\\u202e", "layers": [deep] * 3, "x" * 10**6: float("nan")}
    def get_weights(self):
        return [np.array([None], dtype=object), np.zeros((0, 2**31)), np.ma.masked_all(3)]

def build_dense(): return Ending([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10)])
def build_dropout_cnn(): return Odd([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])
"""
HOSTILE = {**FORGED, **OBJECTS, **ERRORS, **PROCESSES, **FILES, **PATCHES}
# A file beside a right metrics.py, by its name, and what stands in it.
BESIDE: dict[bytes, bytes] = {
    b"__init__.py": b"import os",  # it belongs to every module, and is run before them
    b"__main__.py": b"raise SystemExit",
    b"numpy.py": b"raise SystemExit",
    b"grader.py": b"raise SystemExit",
    b"wire.py": b"raise SystemExit",
    b"null.py": b"x = 1\0",
    b"brackets.py": b"(" * 250_000,
    b"minus.py": b"-" * 250_000 + b"1",
    b"coding.py": b"# coding: rot13\nenvfr FlfgrzRkvg",
    b"names.py": b"import " + b",".join(b"a%x" % number for number in range(36_000)),
    b"stubs.py": b"\n".join(b"def a%x(): raise NotImplementedError" % number for number in range(6_000)),
    b"error.py": b"'\x1b]0;x\x07" + b"x" * 200_000,
    b"empty.py": b"",
    b"with a blank.py": b"raise SystemExit",
    b"\xff.py": b"raise SystemExit",
    b"\x1b[2J.py": b"raise SystemExit",
    b".py": b"raise SystemExit",
}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the grader makes its temporary ones."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def survives(
    tmp_path: Path,
    temporary: Path,
    course: Syllabus,
    level: str,  # noqa: ARG001  workers are started at it
) -> Callable[..., Report]:
    """Grades two functions of a metrics module with this text at its end; sees that nothing is left behind.

    All of it holds at every `level`.
    """
    hurried = replace(
        course,
        exercises=tuple(
            replace(exercise, seconds=SECONDS if exercise.function == "recall" else 10.0)
            for exercise in course.exercises
        ),
    )

    def run(text: str) -> Report:
        folder = tmp_path / "submission"
        folder.mkdir()
        source = (SOLUTIONS / "metrics.py").read_text(encoding="utf-8")
        (folder / "metrics.py").write_text(f"{source}\n{TOOLS}\n{text}\n", encoding="utf-8")
        before = {child.pid for child in psutil.Process().children(recursive=True)}
        began = time.monotonic()

        report = pipeline.grade(folder, hurried, hurried.select(["recall", "specificity"]))

        assert time.monotonic() - began < PATIENCE
        assert [child for child in psutil.Process().children(recursive=True) if child.pid not in before] == []
        assert list(temporary.iterdir()) == []
        is_readable(report, hurried)
        return report

    return run


def is_readable(report: Report, course: Syllabus) -> None:
    """See that every rendering of the report is complete, of bounded size, and steers nothing."""
    terminal = io.StringIO()
    show_report(Console(file=terminal, width=100), report, course)
    text = json.dumps(to_json(report), ensure_ascii=False, allow_nan=False)
    text.encode()
    suites = ElementTree.fromstring(to_junit(report))  # noqa: S314  our own text

    assert all(outcome.status in STATUSES and outcome.checks for outcome in report.outcomes)
    assert len(suites) == len(report.outcomes)
    assert len(text) < 500_000
    assert not set("\x1b\x07\x9b\u202e\u2066") & set(terminal.getvalue() + text)


@pytest.mark.parametrize("phrase", HOSTILE)
def test_a_hostile_function_gains_nothing_and_harms_nobody(
    phrase: str, survives: Callable[..., Report], tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("still here")
    known = f"LIMIT, PRECIOUS, state = {SECONDS}, {str(precious)!r}, []"
    body = indented(HOSTILE[phrase])

    report = survives(f"{known}\n\n\ndef recall(tp, fn):\n{body}\n    return -1")

    assert [outcome.status for outcome in report.outcomes] == ["failed", "passed"], plain(report.outcomes[1].feedback)
    assert (precious / "file").read_text() == "still here"


@pytest.mark.parametrize("phrase", MODULES)
def test_a_hostile_module_gains_nothing_and_harms_nobody(phrase: str, survives: Callable[..., Report]) -> None:
    report = survives(f"def recall(tp, fn):\n    return -1\n\n\n{MODULES[phrase]}")

    assert [outcome.status for outcome in report.outcomes] == ["failed", "passed"], plain(report.outcomes[1].feedback)


@pytest.mark.parametrize("phrase", SPOILING)
def test_what_spoils_its_own_submission_gains_nothing(phrase: str, survives: Callable[..., Report]) -> None:
    report = survives(f"def recall(tp, fn):\n{indented(SPOILING[phrase])}\n    return -1")

    assert report.outcomes[0].status == "failed"
    assert report.outcomes[1].status in ("failed", "passed")


def test_hostile_models_gain_nothing_and_harm_nobody(tmp_path: Path, course: Syllabus) -> None:
    hurried = replace(course, exercises=tuple(replace(exercise, seconds=5.0) for exercise in course.exercises))
    source = (SOLUTIONS / "models.py").read_text(encoding="utf-8")
    (tmp_path / "models.py").write_text(f"{source}\n\n{HOSTILE_MODELS}", encoding="utf-8")

    report = pipeline.grade(tmp_path, hurried, hurried.select(["models"]), pipeline.Settings(use_cache=False))

    is_readable(report, hurried)
    assert {outcome.exercise.function: outcome.status for outcome in report.outcomes} == {
        "build_dense": "failed",
        "build_cnn": "passed",
        "build_dropout_cnn": "failed",
        "build_residual_cnn": "passed",
    }, [plain(outcome.feedback) for outcome in report.outcomes]


def test_odd_files_beside_the_modules_harm_nobody(tmp_path: Path, course: Syllabus) -> None:
    (tmp_path / "metrics.py").write_bytes((SOLUTIONS / "metrics.py").read_bytes())
    for name, content in BESIDE.items():
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_bytes(content)  # noqa: PTH118  bytes
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "link.py").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "unreadable.py").touch(0)

    report = pipeline.grade(tmp_path, course, course.select(["recall", "specificity", "scale_pixels"]))

    is_readable(report, course)
    assert {o.exercise.function: o.status for o in report.outcomes} == {
        "recall": "passed",
        "specificity": "passed",
        "scale_pixels": "failed",
    }


@pytest.mark.parametrize(("make", "kind"), [("mkfifo", "device"), ("mkdir", "folder"), ("symlink_to", "link")])
def test_what_is_no_file_is_no_module(tmp_path: Path, course: Syllabus, make: str, kind: str) -> None:
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "metrics.py").write_bytes((SOLUTIONS / "metrics.py").read_bytes())
    module = folder / "preprocessing.py"
    if make == "mkfifo":
        os.mkfifo(module)
    elif make == "mkdir":
        module.mkdir()
    else:
        module.symlink_to(SOLUTIONS / "preprocessing.py")

    report = pipeline.grade(folder, course, course.select(["add_channel", "specificity"]))

    assert [outcome.status for outcome in report.outcomes] == ["failed", "passed"]
    assert f"submission/preprocessing.py: this is a {kind}." in plain(report.outcomes[0].feedback)


def test_modules_that_are_too_large_together_are_named(tmp_path: Path, course: Syllabus) -> None:
    """Each alone may be sent; all of them would not fit into a message, least of all when every letter takes twelve."""
    (tmp_path / "metrics.py").write_bytes((SOLUTIONS / "metrics.py").read_bytes())
    text = "# " + "\U0001f600" * 64_000
    for number in range(LARGEST_SUBMISSION // len(text.encode()) + 1):
        (tmp_path / f"other{number}.py").write_text(text, encoding="utf-8")

    report = pipeline.grade(tmp_path, course, course.select(["specificity"]))

    assert report.outcomes[0].status == "passed"
    assert "all files have more than 2,097,152 bytes" in submission.read(tmp_path).faults.popitem()[1].reason


def test_a_thousand_files_are_refused(tmp_path: Path) -> None:
    for number in range(1_000):
        (tmp_path / f"m{number}.py").touch()

    with pytest.raises(SubmissionError, match="1000 Python files are more than 50"):
        submission.read(tmp_path)


ODD_NUMBERS: dict[str, object] = {
    "NaN": float("nan"),
    "infinity": float("inf"),
    "a text": "x",
    "400 digits": 10**400,
    "400 digits below zero": -(10**400),
    "less than nothing": -1,
    "nothing": None,
    "a list": [],
    "a bool": True,
}


@pytest.mark.parametrize("odd", list(ODD_NUMBERS.values()), ids=list(ODD_NUMBERS))
def test_absurd_progress_is_not_shown(odd: object, capsys: pytest.CaptureFixture[str]) -> None:
    with StatusLine(Console(force_terminal=True)) as line:
        progress = GradingProgress(line)
        for figures in ({"epoch": odd, "epochs": odd}, {"epoch": 1, "epochs": odd}, {"epoch": odd}):
            progress.epoch({**figures, "accuracy": odd})
            progress.epoch({**figures, "accuracy": "[red]"})

    assert "epoch" not in capsys.readouterr().out


@pytest.fixture
def link() -> Iterator[Connection]:
    made = Connection()
    made.ready()
    yield made
    made.close()


def ask(link: Connection, text: str, seconds: float) -> object:
    """Call `f` of a module with this text."""
    link.ask("loading", 10, op="load", folder="mine", sources={"m": f"{TOOLS}\n{text}"})
    link.ask("importing", 10, op="importing", module="m")
    return link.ask("f()", seconds, op="call", module="m", function="f", args=(), kwargs={})


def test_messages_that_nobody_asked_for_do_not_pile_up(link: Connection) -> None:
    body = "threading.Thread(target=lambda: [write(progress([])) for _ in iter(int, 1)], daemon=True).start()"
    ask(link, f"def f():\n    {body}", 5)
    time.sleep(0.5)

    assert link._replies.qsize() <= MOST_WAITING


def test_the_memory_of_daemons_counts_too(link: Connection) -> None:
    text = """
def f():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            held = b"1" * (300 << 20)
            time.sleep(60)
        os._exit(0)
    while True: pass
"""
    link.limits = Limits(resident=200 << 20)

    with pytest.raises(WorkerLost, match="of memory"):
        ask(link, text, 20)


def test_a_link_in_place_of_the_home_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").touch()
    (tmp_path / "home").symlink_to(tmp_path / "precious")

    temporary_folders.remove_folder(tmp_path / "home")

    assert (tmp_path / "precious" / "file").exists()
    assert not (tmp_path / "home").is_symlink()


def test_orphans_that_start_their_successors_are_caught() -> None:
    """One generation after the other, each in a session of its own, faster than a look through all processes."""
    code = "import os\nfor _ in range(30_000):\n    if os.fork(): os._exit(0)\n    os.setsid()"
    orphans.adopt_orphans()
    subprocess.Popen([sys.executable, "-S", "-c", code], start_new_session=True).wait()  # without site, no coverage

    orphans.kill_orphans()

    assert orphans.find_orphans() == []


def indented(body: str) -> str:
    """A body of a function, whichever way it stands in the table."""
    lines = [line for line in body.splitlines() if line.strip()]
    margin = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(f"    {line[margin:]}" for line in lines)
