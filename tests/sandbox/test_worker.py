"""Tests of worker/ from the near end of its pipe: what it answers, and that it ends when nobody asks any more."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.sandbox import levels
from grader.sandbox import limits as worker_limits
from grader.sandbox.connection import Connection, WorkerLost
from grader.sandbox.forkserver import ForkClient
from grader.sandbox.worker import wire
from tests.sandbox.test_isolation import needs_sandbox
from tests.support import far

TEXT = '''
import atexit, functools, os, threading, time
import numpy as np


def stub(images):
    """It is to do something."""
    raise NotImplementedError


def other_stub():
    raise NotImplementedError("later")


def double(x, *, times=2):
    return x * times


def change(array, items, table, *, named):
    array[0], table["b"] = 7, 2
    items.append(object())
    named.append(1)
    return None


def raises(n):
    return [1, 2][n]


def exits():
    raise SystemExit(3)


class Silent(Exception):
    def __str__(self):
        raise ValueError("no text")


def silent():
    raise Silent


class Unsigned:
    @property
    def __signature__(self):
        raise RuntimeError("no signature")

    def __call__(self, x):
        return x


unsigned = Unsigned()


def values():
    class Odd:
        __str__ = lambda self: "o" * 400

    class Sub(np.ndarray):
        pass

    plain = [None, True, "text", 1, 0.5, (1, 2), {"a": 1, 2: np.int8(3), (1, 2): 4}, np.float32(0.5)]
    return plain, [Odd(), np.zeros(2).view(Sub), np.array([None]), np.datetime64("2026-01-01"), {1}]


def much():
    return [0] * 300_000


def deep():
    found = []
    for _ in range(30):
        found = [found]
    return found


def leaves():
    atexit.register(print, "an exit handler")
    threading.Thread(target=time.sleep, args=(60,)).start()
    print("half a line", end="")
'''


@pytest.fixture(scope="module")
def link() -> Iterator[Connection]:
    """A worker that has the text above; all tests of this file that need no library share it."""
    with far.worker() as found:
        far.loaded(found, module=TEXT, broken="raise ValueError('no')", leaves="import sys; sys.exit(4)")
        found.ask("importing", far.ENDING, op="importing", module="module")
        yield found


def test_a_worker_says_which_limits_are_in_force(link: Connection) -> None:
    limits = link.in_force.keys() - {"started"}

    assert limits == ({"memory", "file_size", "cpu_time", "descriptors"} if sys.platform == "linux" else limits)


def test_what_can_be_seen_without_running_it_is_said() -> None:
    sources = {
        "one": "import os.path as p, numpy\nfrom .two import f\nfrom matplotlib import x\nx = __import__('x.three')",
        "two": 'def f():\n    "Text."\n    raise NotImplementedError()\ndef g():\n    raise ValueError\nclass C: pass',
        "three": "def f(:\n    pass",
        "four": "x = '\ud800'",
        "five": "-" * 200_000 + "1",
        "six": "from . import one, two",
        "seven": "(",
        "eight": "x = '" + "y" * 5_000,
        "nine": 'X = 1\n\n\n\ndef g():\n    """Two.\n    return 1\n\n\ndef h(\n    x,\n):\n    """Its text."""\n',
        "ten": 'def f():\n    """One.\n\n        def example():\n    """\n    x = "\'\'\'"  # """\n\ndef g(\n',
    }
    with far.worker() as link:
        outlines = far.loaded(link, **sources)["outlines"]

    assert outlines["one"] == {
        "error": None,
        "line": 0,
        "broken": "",
        "stubs": [],
        "libraries": ["matplotlib", "numpy", "os"],
        "names": ["three", "two"],
        "parts": {},  # `__import__` may reach anything
        "literals": (7, 4),
    }
    assert outlines["two"]["parts"].keys() == {"f", "g", "C"}
    assert outlines["two"]["stubs"] == ["f"]
    assert all(part in outlines["three"]["error"] for part in ("syntax error", "invalid syntax", "def f(:"))
    assert outlines["three"]["line"] == 1
    assert outlines["four"]["error"].startswith("Python cannot read it")
    assert outlines["five"]["error"].startswith("Python cannot read it")
    assert outlines["six"]["names"] == ["one", "two"]
    assert "'(' was never closed" in outlines["seven"]["error"]
    assert len(outlines["eight"]["error"]) < 500
    opened = 'syntax error: a """ is opened in line 6 and not closed before line 10. Close it.'
    assert (outlines["nine"]["error"], outlines["nine"]["line"]) == (opened, 6)
    assert outlines["ten"]["line"] == 8


def test_a_call_gives_its_value_and_what_it_changed(link: Connection) -> None:
    array, items, table, same = np.zeros(2), [1], {"a": 1}, [0]

    doubled = far.called(link, "module", "double", 4, times=3)
    assert (doubled["value"], doubled["changed"]) == (12, {})

    reply = far.called(link, "module", "change", array, items, table, named=same)
    assert reply["value"] is None
    assert set(reply["changed"]) == {0, 1, 2, "named"}
    assert reply["changed"][0].tolist() == [7, 0]
    assert reply["changed"][1][1].type == "object"


def test_values_that_may_not_cross_are_described(link: Connection) -> None:
    plain, foreign = far.called(link, "module", "values")["value"]

    assert plain == [None, True, "text", 1, 0.5, (1, 2), {"a": 1, 2: 3, "(1, 2)": 4}, np.float32(0.5)]
    odd, subclass, objects, date, items = foreign
    assert (odd.type, odd.text) == ("Odd", "o" * 300 + "…")
    assert (subclass.type[:7], objects.type[:11]) == ("Sub of ", "ndarray of ")
    assert date == wire.Foreign("datetime64", "2026-01-01")
    assert items.type == "set"


def test_arguments_that_cannot_be_sent_back_are_described() -> None:
    """One that holds itself, or grows beyond what may cross, does not end the worker."""
    text = "def f(items):\n    items.append(items)\ndef g(items):\n    items.extend([0] * 300_000)"
    with far.worker() as own:
        far.loaded(own, module=text)

        for function in ("f", "g"):
            assert far.called(own, "module", function, [1])["changed"][0].type == "list"


def test_what_is_raised_is_said(link: Connection) -> None:
    error = far.called(link, "module", "raises", 5)["error"]

    assert error["types"][:3] == ["IndexError", "LookupError", "Exception"]
    assert error["message"] == "list index out of range"
    assert [(frame["function"], frame["text"]) for frame in error["frames"]] == [("raises", "return [1, 2][n]")]
    assert far.called(link, "module", "exits")["error"]["types"][0] == "SystemExit"
    assert far.called(link, "module", "silent")["error"]["message"] == "its text cannot be read: ValueError"


def test_what_cannot_be_called_so_is_said(link: Connection) -> None:
    assert "double" in far.called(link, "module", "missing")["missing"]
    reply = far.called(link, "module", "double", 1, 2)
    assert reply["signature"] == "double(x, *, times=2)"
    assert reply["reason"] == "too many positional arguments"
    assert far.called(link, "module", "unsigned", 3)["value"] == 3


def test_a_module_that_cannot_be_imported_says_why(link: Connection) -> None:
    for module, kind in (("broken", "ValueError"), ("leaves", "SystemExit"), ("nonesuch", "ModuleNotFoundError")):
        reply = link.ask("importing", far.ENDING, op="importing", module=module)

        assert reply["error"]["types"][0] == kind


def test_an_answer_that_is_too_much_is_named(link: Connection) -> None:
    assert "more than 200,000 values" in far.called(link, "module", "much")["unsendable"]
    assert "nest" in far.called(link, "module", "deep")["unsendable"]


def test_a_warning_is_told_and_shown_in_every_call() -> None:
    text = """
import warnings
def f(x):
    if x:
        warnings.warn("odd")
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        f(1)
"""
    with far.worker() as link:
        far.loaded(link, module=text)
        told = [
            (far.called(link, "module", function, *args)["warned"], link.printed)
            for function, args in (("f", (1,)), ("f", (1,)), ("f", (0,)), ("quiet", ()))
        ]

    shown = 'mine/module.py:5: UserWarning: odd\n  warnings.warn("odd")\n'
    assert told == [(True, shown), (True, shown), (False, ""), (False, "")]


def test_a_worker_answers_that_it_is_there(link: Connection) -> None:
    assert link.ask("looking", far.ENDING, op="pulse") == {"id": link._asked}


def test_a_library_that_is_not_there_is_not_waited_for(link: Connection) -> None:
    assert link.ask("warming", far.ENDING, op="warm", libraries=["nonesuch", "json"]) == {"id": link._asked}


def test_what_the_student_leaves_running_does_not_keep_a_worker() -> None:
    with far.worker() as link:
        far.loaded(link, module=TEXT)
        far.called(link, "module", "leaves")
        printed = link.printed

        assert far.hung_up(link) == 0
        assert printed == "half a line"
        assert "an exit handler" not in link._cell.printed(0, 10_000)


def test_a_request_before_the_sources_ends_the_worker_loudly() -> None:
    with far.worker(ends=False) as link:
        with pytest.raises(WorkerLost, match="exit status 1"):
            link.ask("importing", far.ENDING, op="importing", module="module")

        assert "a request came before the sources" in link.printed


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_worker_cannot_raise_its_limits_nor_keep_a_core() -> None:
    text = """
import resource
def f():
    found = resource.getrlimit(resource.RLIMIT_CORE), resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 40, 1 << 40))
    except ValueError:
        return found, "not allowed"
    return found, "raised"
"""
    with far.worker() as link:
        far.loaded(link, module=text)
        (core, size), said = far.called(link, "module", "f")["value"]

    assert core == (0, 0)
    assert size == (worker_limits.Limits().file_size,) * 2
    assert said == "not allowed"


FIGURES = """
import numpy as np
from matplotlib.figure import Figure
from matplotlib import pyplot as plt


def everything():
    figure, (left, right) = plt.subplots(1, 2)
    left.plot([1, 2], [3, 4], label="one")
    left.imshow(np.ma.masked_less(np.arange(4).reshape(2, 2), 1), origin="lower")
    left.text(0.5, 0.25, "in data")
    left.text(0.5, 0.25, "in the axes", transform=left.transAxes)
    left.set_title("a title", loc="left", bbox={"facecolor": "red"})
    left.bar([1], [2], color="green")
    left.legend()
    right.pcolormesh(np.arange(6).reshape(2, 3))
    right.scatter([1], [2])
    right.set_axis_off()
    figure.text(0, 0, "a text")
    figure.suptitle("above all")
    return figure


def shared():
    figure, axes = plt.subplots(2)
    axes[0].plot([1, 2], label="one")
    figure.legend()
    figure.supxlabel("for both")
    return figure


def unseen():
    figure, (left, right) = plt.subplots(1, 2)
    left.set(xlabel="x", ylabel="y", xticks=[1], title="a title")
    left.title.set_color("white")
    left.xaxis.set_visible(False)
    left.text(0, 0, "under")
    left.imshow(np.eye(2), zorder=9)
    left.plot([], [], label="nothing")
    left.legend()
    right.text(0, 0, "shines through")
    right.imshow(np.eye(2), zorder=9, alpha=np.full((2, 2), 0.5))
    right.set(xlabel="x", ylabel="y", title="a title")
    right.set_axis_off()
    return figure


def axisartist():
    from mpl_toolkits import axisartist

    figure = plt.figure()
    axes = figure.add_subplot(axes_class=axisartist.Axes)
    axes.set_xlabel("seen")
    return figure


def texts_of_numpy():
    return {np.str_("key"): np.str_("value")}, np.str_("alone")


def without_pyplot():
    figure = Figure()
    figure.subplots().plot([1, 2])
    return figure


def open_figures(*_):
    return len(plt.get_fignums())


def undrawable():
    figure = Figure()
    figure.text(0, 0, "$\\\\nonsense{$")
    return figure
"""


def test_figures_are_described_and_forgotten() -> None:
    with far.worker() as link:
        far.loaded(link, module=FIGURES)
        drawn = {name: far.called(link, "module", name) for name in ("everything", "shared", "without_pyplot")}
        left_out = far.called(link, "module", "unseen")["value"]
        other_axes = far.called(link, "module", "axisartist")["value"].axes[0]
        texts = far.called(link, "module", "texts_of_numpy")["value"]
        undrawable = far.called(link, "module", "undrawable")["value"]
        left_open = far.called(link, "module", "open_figures")["value"]

    left, right = drawn["everything"]["value"].axes
    assert set(drawn["everything"]["value"].texts) == {"a text", "above all"}
    assert (left["title"], left["legend"], left["axis_shown"]) == ("a title", ["one"], True)
    assert left["lines"][0]["y"].tolist() == [3, 4]
    assert (left["images"][0]["x"], left["images"][0]["y"]) == ((-0.5, 1.5), (-0.5, 1.5))  # the origin lies below
    assert [(text["text"], round(text["x"], 6) == 0.5) for text in left["texts"]] == [
        ("in data", True),
        ("in the axes", False),
    ]
    assert left["looks"]["box of the title"] != right["looks"]["box of the title"] == "[]"
    assert right["images"][0]["data"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert (right["axis_shown"], right["looks"]["background"]) == (False, "None")
    assert [axes["legend"] for axes in drawn["shared"]["value"].axes] == [["one"], ["one"]]
    assert [axes["shared_xlabel"] for axes in drawn["shared"]["value"].axes] == ["for both", "for both"]
    assert drawn["without_pyplot"]["value"].axes[0]["legend"] is None
    hidden, off = left_out.axes
    assert (hidden["hidden"], hidden["xlabel"], hidden["xticks"], hidden["ylabel"]) == (["x"], "", [], "y")
    assert (hidden["title"], hidden["texts"], hidden["line_entries"]) == ("", [], ["nothing"])
    assert (off["hidden"], off["xlabel"], off["yticks"], off["title"]) == (["x", "y"], "", [], "a title")
    assert [text["text"] for text in off["texts"]] == ["shines through"]
    assert (hidden["framed"], off["framed"]) == (True, False)
    assert (other_axes["hidden"], other_axes["xlabel"]) == ([], "seen")
    assert texts == ({"key": "value"}, "alone")
    assert undrawable.text.startswith("cannot be drawn: ValueError")
    assert left_open == 0


MODELS = """
import keras
import numpy as np


def trained(images, *, callbacks=None):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    given = {None: None, "one": keras.callbacks.Callback(), "two": [keras.callbacks.Callback()] * 2}[callbacks]
    return model, model.fit(images, np.zeros(len(images)), epochs=2, verbose=0, callbacks=given)


def same(model):
    return model


def uncompiled():
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])


class Odd(keras.Model):
    def get_config(self):
        raise RuntimeError("no configuration")


def odd():
    return Odd()
"""
# Two steps in a row, and one that takes from both: image -> Dense -> Softmax, and the two of them concatenated.
NETWORK = {
    "input_shape": (2,),
    "layers": [["Dense", {"units": 2}], ["Softmax", {}], ["Concatenate", {}]],
    "steps": [[0, [-1]], [1, [0]], [2, [0, 1]]],
    "output": 2,
    "weights": [[np.eye(2, dtype=np.float32), np.zeros(2, np.float32)], [], []],
}


@pytest.mark.slow
def test_models_are_trained_described_revived_and_computed() -> None:
    """One worker for all: TensorFlow takes seconds to import."""
    epochs: list[dict[str, Any]] = []
    with far.worker(progress=epochs.append) as link:
        far.loaded(link, module=MODELS)
        link.ask("warming", 300, op="warm", libraries=["keras"])
        model, history = far.called(link, "module", "trained", np.ones((8, 4), np.float32))["value"]
        again = far.called(link, "module", "same", model)["value"]
        for callbacks in ("one", "two"):
            far.called(link, "module", "trained", np.ones((8, 4), np.float32), callbacks=callbacks)
        uncompiled = far.called(link, "module", "uncompiled")["value"]
        odd = far.called(link, "module", "odd")["value"]
        images = np.array([[0, 0], [1, 1], [2, 2]], np.float32)
        answers = link.ask("computing", 60, op="predict", network=NETWORK, images=images, at_once=2)["answers"]
        wrong = {**NETWORK, "weights": [[np.zeros((3, 3), np.float32)], [], []]}
        refused = link.ask("computing", 60, op="predict", network=wrong, images=images, at_once=2)["refused"]

    assert [figures["epoch"] for figures in epochs] == [0, 1, 2] * 3
    assert set(epochs[1]) == {"epoch", "epochs", "loss", "accuracy"}
    assert set(history) == {"loss", "accuracy"}
    assert [weight.shape for weight in model.weights] == [(4, 2), (2,)]
    assert (model.argument, again.argument) == (None, 0)
    assert all(map(np.array_equal, model.weights, again.weights))
    assert '"adam"' in model.compiled
    assert uncompiled.compiled is None
    assert odd == wire.Foreign("Odd", "cannot be written as a configuration: no configuration")
    np.testing.assert_allclose(answers, [[0, 0, 0.5, 0.5], [1, 1, 0.5, 0.5], [2, 2, 0.5, 0.5]])
    assert "\n" not in refused
    assert refused


def test_a_forked_worker_is_locked_in_killed_and_told_of(tmp_path: Path) -> None:
    """One forkserver for all: TensorFlow takes seconds to import."""
    needs_sandbox()
    text = """
import os, signal, time
def processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]
def f(patience):
    until = time.monotonic() + patience
    while len(processes()) > 2 and time.monotonic() < until:
        time.sleep(0.01)  # the first process takes leave of an orphan when it comes to it
    return os.listdir("."), processes(), os.getpid()
def exits(status):
    os._exit(status)
def orphan():
    if os.fork() == 0:
        if os.fork() == 0:
            os._exit(0)
        os._exit(0)
    return os.wait()[1]
def kills():
    os.kill(os.getpid(), signal.SIGKILL)
"""
    with far.forkserver(tmp_path) as forks:
        for function, args, ended in (("exits", (7,), 7), ("kills", (), -9)):
            link = forked(forks, text)
            with pytest.raises(WorkerLost):
                far.called(link, "module", function, *args)

            assert link._cell.how_it_ended() == ended
            link.close()
        link, other = forked(forks, text), forked(forks, text)
        assert far.called(link, "module", "orphan")["value"] == 0
        assert far.called(link, "module", "f", far.ENDING / 2)["value"] == ([], [1, 2], 2)
        assert far.hung_up(link) == 0
        assert other.alive
        other.close()  # which closes its life line
        link.close()
        forks.close()  # hangs up, which the forkserver hears
        link = forked(forks, text)
        assert far.hung_up(link) == 0
        link.close()


def forked(forks: ForkClient, text: str) -> Connection:
    """A forked worker that has this text."""
    link = Connection(level=levels.BUBBLEWRAP, spawn=forks.fork)
    far.loaded(link, module=text)
    return link
