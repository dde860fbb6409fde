"""The script of `debug`: every argument comes back as it was, and no file of somebody else's is written over."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.syllabus import Syllabus
from grader.grading.debug_script import ARRAYS, FOLDER, LARGEST_LITERAL, SCRIPT, DebugScript, NotOurs, write
from grader.sandbox.calls import Call
from grader.sandbox.worker import wire

ECHO = """import numpy as np
from .helper import PREFIX

def shown(value):
    if isinstance(value, np.ndarray):
        order = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
        return [PREFIX, str(value.dtype), list(value.shape), order, value.tobytes(order="A").hex()]
    if isinstance(value, np.generic):
        return [type(value).__name__, str(value)]
    if isinstance(value, dict):
        return {str(key): shown(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *map(shown, value)]
    return [type(value).__name__, repr(value)]

def precision(*args, **kwargs):
    return shown([args, kwargs])
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submission whose name no import can say, one module of which imports the other with a dot."""
    made = tmp_path / "my work.v2"
    made.mkdir()
    (made / "metrics.py").write_text(ECHO, encoding="utf-8")
    (made / "helper.py").write_text('PREFIX = "array"\n', encoding="utf-8")
    return made


@pytest.fixture
def script(course: Syllabus) -> DebugScript:
    return DebugScript(course.by_id["metrics.precision"], ["metrics.precision: a claim", "", "it \x5c failed"])


def answer(file: Path) -> str:
    """What the script prints when its breakpoint is passed."""
    done = subprocess.run(
        [sys.executable, str(file)], env={"PYTHONBREAKPOINT": "0"}, capture_output=True, text=True, check=True, cwd="/"
    )
    return done.stdout.strip()


def echoed(*args: Any, **kwargs: Any) -> str:
    """What the submission answers to the call."""
    found: dict[str, Any] = {}
    exec(ECHO.replace("from .helper import PREFIX", 'PREFIX = "array"'), found)  # noqa: S102  the text above
    return repr(found["precision"](*args, **kwargs))


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        pytest.param((), {"tp": 3, "fp": 1}, id="numbers by name"),
        pytest.param((np.array([[0.1, -0.0], [1e-7, 3]], np.float32),), {}, id="floats of 32 bits"),
        pytest.param((np.array([0.1, 1 / 3, 5e-324]),), {}, id="floats of 64 bits"),
        pytest.param((np.array([1.5, 65504], np.float16), np.array([True, False])), {}, id="halves and bools"),
        pytest.param((np.array([2**64 - 1], np.uint64),), {}, id="the largest integer"),
        pytest.param((np.array([np.nan, np.inf]),), {}, id="NaN and infinity"),
        pytest.param((np.zeros((0, 28, 28), np.uint8),), {}, id="nothing in it"),
        pytest.param((np.asfortranarray(np.arange(6).reshape(2, 3)),), {}, id="column by column"),
        pytest.param((np.arange(3, dtype=">i4"),), {}, id="another byte order"),
        pytest.param((np.arange(LARGEST_LITERAL + 1),), {"seed": 7}, id="long"),
        pytest.param((np.array(["a", "\u2028'\n"]),), {}, id="texts"),
        pytest.param(
            ({"0": {"p": np.float32(0.5), "b": np.bool_(True)}, "x": float("nan")},),
            {},
            id="a report",
        ),
        pytest.param(([[np.arange(2), np.arange(200)], (1,), ()],), {}, id="arrays within lists"),
        pytest.param((), {"np": 1, "saved": 2, "keras": np.arange(300)}, id="names that the script has"),
    ],
)
def test_arguments_come_back_as_they_were(
    args: tuple[Any, ...], kwargs: dict[str, Any], folder: Path, script: DebugScript
) -> None:
    file = write(folder, script, Call("", args, kwargs))

    assert answer(file) == echoed(*args, **kwargs)
    assert max(map(len, file.read_text(encoding="utf-8").splitlines())) <= 130


@pytest.mark.slow
def test_a_model_is_built_layer_by_layer(folder: Path, script: DebugScript) -> None:
    layers = [
        {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [None, 2]}},
        {"module": "keras.layers", "class_name": "Dense", "config": {"units": 1, "use_bias": False}},
    ]
    config = {"module": "keras", "class_name": "Sequential", "config": {"layers": layers}}
    (folder / "metrics.py").write_text(
        "def precision(model):\n    return [model.layers[0].units, model.get_weights()[0].tolist()]\n", encoding="utf-8"
    )

    file = write(folder, script, Call("", (wire.Model(json.dumps(config), [np.array([[1.0], [2.0]])]),)))

    assert "    keras.layers.Dense(units=1, use_bias=False),\n" in file.read_text(encoding="utf-8")
    assert answer(file) == "[1, [[1.0], [2.0]]]"


def test_it_stops_in_a_debugger_before_the_call(folder: Path, script: DebugScript) -> None:
    file = write(folder, script, Call("", (), {"tp": 3}))
    steps = "s\ns\n" if sys.version_info >= (3, 13) else "s\n"  # from there on it stops at breakpoint() itself

    done = subprocess.run([sys.executable, str(file)], input=f"p tp\n{steps}w\nq\n", capture_output=True, text=True)

    assert "-> answer = precision(tp=tp)" in done.stdout
    assert "(Pdb) 3" in done.stdout
    assert re.search(r"--Call--\n> .*metrics\.py\(\d+\)precision\(\)", done.stdout)


def test_it_replaces_its_own_and_leaves_no_old_arrays(folder: Path, script: DebugScript, course: Syllabus) -> None:
    write(folder, script, Call("", (np.arange(500),)))
    assert (folder / FOLDER / ARRAYS).exists()

    file = write(folder, DebugScript(course.by_id["metrics.precision"], []), Call("", (), {"tp": 9}))

    assert answer(file) == echoed(tp=9)
    assert not (folder / FOLDER / ARRAYS).exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (SCRIPT, b"print(1)\n", "is not a script of this command"),
        (SCRIPT, b"\xff\xfe", "is not a script of this command"),
        (SCRIPT, b"", "is not a script of this command"),
        (ARRAYS, b"mine", "may be yours"),
    ],
)
def test_it_writes_over_no_file_of_somebody_else(
    name: str, content: bytes, sentence: str, folder: Path, script: DebugScript
) -> None:
    (folder / FOLDER).mkdir()
    (folder / FOLDER / name).write_bytes(content)

    with pytest.raises(NotOurs, match=sentence):
        write(folder, script, Call("", (np.arange(500),)))

    assert [file.read_bytes() for file in (folder / FOLDER).iterdir()] == [content]


def test_it_keeps_a_script_that_was_changed(folder: Path, script: DebugScript) -> None:
    file = write(folder, script, Call("", (), {"tp": 3}))
    changed = file.read_text(encoding="utf-8").replace("tp = 3", "tp = 4")
    file.write_text(changed, encoding="utf-8")

    with pytest.raises(NotOurs, match="You have changed"):
        write(folder, script, Call("", (), {"tp": 5}))

    assert file.read_text(encoding="utf-8") == changed
