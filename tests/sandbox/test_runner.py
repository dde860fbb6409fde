"""The runner calls a function as if it were local, and outlives whatever the function does."""

import secrets
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.syllabus import Exercise
from grader.sandbox import limits, orphans
from grader.sandbox import process as worker_process
from grader.sandbox.call_fault import Unusable
from grader.sandbox.calls import StudentError, Todo
from grader.sandbox.connection import Connection
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission
from grader.sandbox.worker import wire
from tests.support.processes import running

Call = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("level")  # all of it holds at every level


@pytest.fixture
def runner_of() -> Iterator[Callable[..., Runner]]:
    """Makes a runner from the texts of modules; all of them are closed in the end."""
    made: list[Runner] = []

    def make(**sources: str) -> Runner:
        texts = {name: textwrap.dedent(text) for name, text in sources.items()}
        made.append(Runner(Submission("mine", texts, {})))
        return made[-1]

    yield make
    for runner in made:
        runner.close()


@pytest.fixture
def call(runner_of: Callable[..., Runner]) -> Call:
    """Calls the function `f` of a module with this text."""

    def run(text: str, *args: Any, seconds: float = 10.0, **kwargs: Any) -> Any:
        return runner_of(module=text).call(exercise("f", seconds), args, kwargs)

    return run


def exercise(function: str, seconds: float = 10.0) -> Exercise:
    return Exercise(f"module.{function}", "A function", 1, seconds, ())


def test_values_go_there_and_come_back(call: Call) -> None:
    text = """
        def f(images, *, scale):
            return images * scale, {"shape": images.shape}
    """

    product, facts = call(text, np.array([1, 2]), scale=2.5)

    assert product.tolist() == [2.5, 5.0]
    assert facts == {"shape": (2,)}


def test_what_a_function_does_to_its_arguments_is_noted_and_reaches_nobody(runner_of: Callable[..., Runner]) -> None:
    runner = runner_of(module="def f(x, y, *, z):\n    x[0] = 7; y.append(2); z['b'] = 2")
    array, items, table = np.zeros(2), [1], {"a": 1}

    runner.call(exercise("f"), (array, items), {"z": table})

    assert (array.tolist(), items, table) == ([0, 0], [1], {"a": 1})
    changed = runner.calls[-1].changed
    assert changed[0].tolist() == [7, 0]
    assert (changed[1], changed["z"]) == ([1, 2], {"a": 1, "b": 2})


def test_what_is_printed_is_limited_for_each_call_and_not_for_all(runner_of: Callable[..., Runner]) -> None:
    runner = runner_of(module="def f(x):\n    print('x' * 300_000)\n    return x")
    # 12 MB in all, and each call may print 8.
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = [((number,), {}) for number in range(40)]

    runner.ask_ahead(exercise("f"), calls)

    assert [runner.call(exercise("f"), *each) for each in calls] == list(range(40))


def test_modules_import_each_other_relatively(runner_of: Callable[..., Runner]) -> None:
    runner = runner_of(
        module="from .other import g\nf = g", other="from . import third\ndef g(): return third.X", third="X = 3"
    )

    assert runner.call(exercise("f"), (), {}) == 3


def test_the_modules_that_a_module_may_use_are_found(runner_of: Callable[..., Runner]) -> None:
    runner = runner_of(
        training="from .models import x", models="__import__('submission.layers')", layers="", metrics=""
    )

    assert runner.used_by("training") == {"training", "models", "layers"}
    assert runner.used_by("metrics") == {"metrics"}


def test_garbage_is_collected_and_libraries_are_left_out(call: Call) -> None:
    text = """
        import gc
        import weakref

        import keras

        class Ring:
            def __init__(self):
                self.own = self

        def f():
            seen = weakref.ref(Ring())
            gc.collect()
            return gc.isenabled(), gc.get_freeze_count(), len(gc.get_objects()), seen() is None
    """

    enabled, left_out, looked_through, is_gone = call(text)

    assert enabled
    assert is_gone
    assert left_out > 10 * looked_through


def test_an_error_of_the_students_has_type_message_and_lines(call: Call) -> None:
    text = """
        def helper(n):
            return [1, 2][n]

        def f():
            return helper(5)
    """

    with pytest.raises(IndexError, match="list index out of range") as caught:
        call(text)

    assert isinstance(caught.value, StudentError)
    assert [(frame.file, frame.line, frame.text) for frame in caught.value.frames] == [
        ("mine/module.py", 6, "return helper(5)"),
        ("mine/module.py", 3, "return [1, 2][n]"),
    ]


def test_an_empty_file_is_named(runner_of: Callable[..., Runner]) -> None:
    with pytest.raises(Unusable, match=r"it is empty\. Save your work in it") as caught:
        runner_of(module=" \n").call(exercise("f"), (), {})

    assert caught.value.fault.kind == "not_read"


def test_parameters_in_another_order_are_refused(call: Call) -> None:
    """Checks name them, so that a call would find them; whoever counts on the stub's order gets wrong answers."""
    with pytest.raises(Unusable, match=r"f\(y, x\) and cannot .*: the parameters are in another order"):
        call("def f(y, x): return x", x=1, y=2)
    assert call("def f(x, *, y): return y", 1, y=2) == 2
    assert call("def f(x, **others): return others['y']", x=1, y=2) == 2


def test_a_stub_is_todo_and_a_stub_behind_it_is_not(call: Call) -> None:
    with pytest.raises(Todo):
        call('def f():\n    """What it is to do."""\n    raise NotImplementedError')
    with pytest.raises(Todo):
        call("def f():\n    x = 1\n    raise NotImplementedError('later')")
    with pytest.raises(NotImplementedError):
        call("def g():\n    raise NotImplementedError\ndef f():\n    return g()")


def test_a_stub_that_is_imported_under_its_name_is_todo(runner_of: Callable[..., Runner]) -> None:
    other = "def f():\n    def helper():\n        return 1\n    raise NotImplementedError"
    runner = runner_of(module="from .other import f", other=other)

    with pytest.raises(Todo):
        runner.call(exercise("f"), (), {})


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    if 1 == 2:\n        return 1\n    raise NotImplementedError(2)",
        "def f():\n    if 1 == 1:\n        raise NotImplementedError\n    return 1",
        "def f():\n    for x in [1]:\n        if x:\n            raise NotImplementedError\n    return x",
    ],
)
def test_a_function_that_answers_other_calls_is_not_todo(call: Call, text: str) -> None:
    with pytest.raises(NotImplementedError):
        call(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("def g(): pass", "There is no function f in mine/module.py", id="a missing function"),
        pytest.param("def f(y): pass", "It is defined as f(y) and cannot be called like that", id="other parameters"),
        pytest.param("def f(x:\n    pass", "mine/module.py, line 1", id="a syntax error"),
        pytest.param(
            "raise ValueError('no')", "Importing mine/module.py raised ValueError: no", id="an error at import"
        ),
        pytest.param(
            "import sys\nsys.exit(0)", "Importing mine/module.py raised SystemExit: 0", id="an exit at import"
        ),
        pytest.param("import os\nos._exit(0)", "Importing mine/module.py ended the process", id="an end at import"),
        pytest.param("import os\ndef f(x): os._exit(7)", "f() ended the process with exit status 7", id="an end"),
        pytest.param("def f(x):\n    while True: pass", "f() used more than 1 s of processor time", id="a loop"),
        pytest.param("def f(x):\n    while True: print('x' * 9999)", "f() printed more than 8 MB", id="a flood"),
        pytest.param("def f(x): return bytearray(9 << 30)", "raised MemoryError", id="more memory than there is"),
        pytest.param("def f(x): return [0] * 300_000", "more than 200,000 values may not cross", id="too many values"),
        pytest.param("import nonesuch", "No module named 'nonesuch'", id="a library that is not there"),
        pytest.param("import grader", "No module named 'grader'", id="the grader"),
        pytest.param("import solutions.metrics", "No module named 'solutions'", id="the solutions"),
        pytest.param("from grader.checks import metrics", "No module named 'grader'", id="the checks"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(call: Call, text: str, sentence: str) -> None:
    with pytest.raises((Unusable, StudentError)) as caught:
        call(text, x=1, seconds=1 if "more than 1 s" in sentence else 20)

    said = f"raised {caught.value.raised}" if isinstance(caught.value, StudentError) else str(caught.value)
    assert sentence in said


@pytest.mark.parametrize("value", ["object()", "__import__('numpy').array([object()])", "{1, 2}", "b'x'", "f"])
def test_what_may_not_cross_is_named(call: Call, value: str) -> None:
    assert isinstance(call(f"def f(): return {value}"), wire.Foreign)


def test_objects_that_call_themselves_equal_cross_as_what_they_are(call: Call) -> None:
    text = """
        import numpy as np

        class Sly(np.ndarray):
            def __eq__(self, other):
                return True

        class Equal:
            def __eq__(self, other):
                return True

        def f():
            return np.zeros(2).view(Sly), Equal()
    """

    assert [type(part) for part in call(text)] == [wire.Foreign, wire.Foreign]


def test_what_is_printed_is_kept_and_disturbs_nothing(runner_of: Callable[..., Runner]) -> None:
    text = """
        import os, sys

        def f():
            print("to standard output")
            print("to standard error", file=sys.stderr)
            os.write(1, b"to the descriptor\\n")
            sys.__stdout__.write("past the replacement\\n")
            return input_is_empty()

        def input_is_empty():
            return sys.stdin.read() == ""
    """
    runner = runner_of(module=text)

    assert runner.call(exercise("f"), (), {}) is True
    assert {"to standard output", "to standard error", "to the descriptor", "past the replacement"} == set(
        runner.calls[-1].printed.splitlines()
    )


def test_each_call_has_its_own_output_however_long(runner_of: Callable[..., Runner]) -> None:
    runner = runner_of(module="def f(n):\n    print(str(n) * 9_000)")

    for n in (1, 2, 3):
        runner.call(exercise("f"), (n,), {})

    assert [set(call.printed) - {"…", "\n"} for call in runner.calls] == [{"1"}, {"2"}, {"3"}]
    assert all(len(call.printed) < 5_000 for call in runner.calls)


def test_after_a_worker_was_lost_the_next_exercise_gets_another(runner_of: Callable[..., Runner]) -> None:
    runner = runner_of(module="import os\ndef f(): os._exit(1)\ndef g(): return 2", other="x = 1")

    with pytest.raises(Unusable):
        runner.call(exercise("f"), (), {})

    assert runner.call(exercise("g"), (), {}) == 2
    with pytest.raises(Unusable, match="ended the process"):  # it is not tried again, and says the same
        runner.call(exercise("f"), (), {})


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(b"\\x00" * 16, id="zeros"),
        pytest.param(b"\\xff" * 16, id="an endless length"),
        pytest.param(b"GET / HTTP/1.1\\r\\n\\r\\n", id="another protocol"),
    ],
)
def test_a_forged_reply_garbles_and_gains_nothing(call: Call, reply: bytes) -> None:
    text = f"""
        import os

        def f():
            for descriptor in range(3, 20):
                try:
                    os.write(descriptor, {reply!r})
                except OSError:
                    pass
            return 1
    """

    with pytest.raises(Unusable):
        call(text.replace("\\\\", "\\"))


def test_a_reply_to_another_request_is_refused(call: Call) -> None:
    text = """
        import os, json

        def f():
            text = json.dumps({"dict": [["id", 99], ["value", 1], ["changed", {"dict": []}]]}).encode()
            message = len(text).to_bytes(8, "big") + text
            frame = len(message).to_bytes(8, "big") + message
            for descriptor in range(3, 20):
                try:
                    os.write(descriptor, frame)
                except OSError:
                    pass
    """

    with pytest.raises(Unusable, match="wrote into the pipe for the answers"):
        call(text)


def test_nothing_stays_behind(runner_of: Callable[..., Runner]) -> None:
    """Neither children nor files, not even of a daemon that left its session."""
    mark = f"kata-test-{secrets.token_hex(8)}"
    text = """
        import os, subprocess, sys

        def f():
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "MARK"])
            daemon = subprocess.Popen([sys.executable, "-c", DAEMON, "MARK"], stdout=subprocess.PIPE)
            open("left behind", "w").write("here")
            daemon.stdout.readline()
            return os.getcwd()

        DAEMON = '''
        import os, sys, time
        if os.fork(): os._exit(0)
        os.setsid()
        if os.fork(): os._exit(0)
        print("here", flush=True)
        time.sleep(60)
        '''.replace("        ", "")
    """.replace("MARK", mark)
    if sys.platform != "linux":
        pytest.skip("only Linux hands a daemon's processes to the grader; elsewhere they are looked for as children")
    runner = runner_of(module=text)

    folder = runner.call(exercise("f"), (), {})
    assert 1 <= running(mark) <= 2  # outside of a sandbox, a daemon ends with the call that has started it
    runner.close()

    assert running(mark) == 0
    assert not Path(folder, "left behind").exists()  # a sandbox's own folder has a name that may be another's here


def test_the_worker_sees_nothing_of_the_graders_surroundings(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "secret")

    environment, path, folder = call("import os, sys\ndef f(): return dict(os.environ), sys.path, os.getcwd()")

    assert "SECRET_TOKEN" not in environment
    assert not any(str(Path(worker_process.__file__).parents[2]) == entry for entry in path)
    assert str(worker_process.WORKER) not in path
    assert environment["HOME"] == folder


def test_files_are_limited_where_the_system_can(call: Call) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no limit on the size of a file")

    with pytest.raises(StudentError, match="File too large"):
        call("def f():\n    with open('big', 'wb') as file:\n        file.write(bytes(65 << 20))")


def test_memory_is_watched_where_it_is_not_limited() -> None:
    link = Connection(limits.Limits(memory=8 << 30))
    link.ready()
    link.limits = limits.Limits(resident=100 << 20)

    try:
        text = "def f():\n    x = b'1' * (300 << 20)\n    while x: pass"
        link.ask("load", 5, op="load", folder="mine", sources={"m": text})
        link.ask("import", 5, op="importing", module="m")
        with pytest.raises(Exception, match="of memory"):
            link.ask("f()", 20, op="call", module="m", function="f", args=(), kwargs={})
    finally:
        link.close()


def test_a_model_with_its_history_crosses_as_plain_values(runner_of: Callable[..., Runner]) -> None:
    text = """
        import keras
        import numpy as np

        def f():
            model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
            model.compile("adam", "mse")
            return model, model.fit(np.zeros((1, 4)), np.zeros((1, 2)), epochs=2, verbose=1)

        def g(model):
            return model
    """
    epochs: list[dict[str, Any]] = []
    runner = runner_of(module=text)
    runner.progress = epochs.append

    model, history = runner.call(exercise("f", 60), (), {})

    assert isinstance(model, wire.Model)
    assert [weight.shape for weight in model.weights] == [(4, 2), (2,)]
    assert len(history["loss"]) == 2
    assert [figures["epoch"] for figures in epochs] == [0, 1, 2]
    assert "Epoch 2/2" in runner.calls[-1].printed
    assert "oneDNN" not in runner.calls[-1].printed
    assert runner.call(exercise("g", 60), (model,), {}).argument == 0


def test_a_worker_may_be_closed_twice() -> None:
    link = Connection()
    link.ready()
    process = link._cell._leader
    assert process in orphans.workers

    link.close()
    link.close()

    assert not link.alive
    assert process not in orphans.workers
