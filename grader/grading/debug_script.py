"""The script of `debug`: one call of a student's function behind a breakpoint, which runs without the grader."""

import hashlib
import json
import keyword
import math
import pprint
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from grader.course.syllabus import Exercise
from grader.sandbox.calls import Call
from grader.sandbox.worker import wire
from grader.util.arrays import packed
from grader.util.errors import Stopped
from grader.util.files import write_whole, write_whole_bytes

FOLDER = "debug"  # in the submission's; the grader looks into no folder of it
SCRIPT, ARRAYS = "failing_call.py", "failing_call.npz"
LARGEST_LITERAL = 100  # numbers of an array that is written out; about ten lines
WIDTH = 100  # columns of what is written out
_OURS_BEGINS = "# Made by `nox -s debug`, and replaced by the next one unless you change it"
_OURS = re.compile(rf"{_OURS_BEGINS} \((\w+)\)\n")
_PACKAGE = """
# The folder above, as a package of this name whatever it is called: your modules import each other with a dot.
package = types.ModuleType("exercises")
package.__path__ = [str(Path(__file__).resolve().parents[1])]
sys.modules["exercises"] = package
"""


class NotOurs(Stopped):
    """A file is in the way that this command did not write, with the next thing to do."""


@dataclass
class DebugScript:
    """The text of a script, and the arrays that it loads.

    Attributes:
        exercise: whose function is called.
        notes: lines that say what was wrong.
        arrays: by name, what is too long to be written out.
    """

    exercise: Exercise
    notes: list[str]
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    _uses_keras: bool = False

    def text(self, call: Call) -> str:
        """The script, its arrays being those of this call."""
        names = [f"argument_{place}" for place in range(1, len(call.args) + 1)]
        given = {**dict(zip(names, call.args, strict=True)), **call.kwargs}
        made = [self._made(value, _safe(name)) for name, value in given.items()]
        passed = [*names, *(f"{name}={_safe(name)}" for name in call.kwargs)]
        function = self.exercise.function
        libraries = [*(["import keras"] if self._uses_keras else []), "import numpy as np"]
        parts = [
            *(f"# {line}".rstrip() for line in self.notes),
            "",
            "import sys",
            "import types",
            "from pathlib import Path",
            "",
            *libraries,
            _PACKAGE,
            f"from exercises.{self.exercise.module} import {function}  # noqa: E402",
            "",
            *([f'saved = np.load(Path(__file__).with_name("{ARRAYS}"))'] if self.arrays else []),
            *made,
            "",
            "breakpoint()  # the next line is the call: step into it",
            f"answer = {function}({', '.join(passed)})",
            "print(repr(answer))",
        ]
        return "\n".join(parts) + "\n"

    def _made(self, value: Any, name: str) -> str:
        """The lines that make an argument under its name."""
        model = isinstance(value, wire.Model)
        made = (
            self._model(value)
            if model
            else pprint.pformat(self._part(value, name), width=WIDTH, compact=True, sort_dicts=False)
        )
        lines = [f"{name} = {made}".replace("\n", f"\n{' ' * (len(name) + 3)}")]
        if model:
            weights = (str(self._part(weight, f"{name}_{place}")) for place, weight in enumerate(value.weights))
            lines.append(f"{name}.set_weights([{', '.join(weights)}])")
        return "\n".join(lines)

    def _part(self, value: Any, name: str) -> Any:
        """What shows as the Python that makes the value; an array that is too long for that is saved under the name."""
        if isinstance(value, dict):
            return {key: self._part(item, f"{name}_{place}") for place, (key, item) in enumerate(value.items())}
        if isinstance(value, list | tuple):
            return type(value)(self._part(item, f"{name}_{place}") for place, item in enumerate(value))
        if isinstance(value, np.ndarray):
            if (written := _literal(value)) is None:
                self.arrays[name] = value
            return _Code(written or f'saved["{name}"]')
        if isinstance(value, np.generic):
            kind = "bool_" if value.dtype.kind == "b" else type(value).__name__  # its name is another one in NumPy 1
            return _Code(f"np.{kind}({_plain(value.item())!r})")
        return _plain(value)

    def _model(self, model: wire.Model) -> str:
        """Python that makes a model without its weights: layer by layer, where that can be said so."""
        self._uses_keras = True
        config = json.loads(model.config)
        layers = config["config"].get("layers", [])
        if config["class_name"] != "Sequential" or any(layer["module"] != "keras.layers" for layer in layers):
            return f"keras.saving.deserialize_keras_object({config!r})"
        shown = []
        for layer in layers:
            settings = ", ".join(f"{key}={item!r}" for key, item in layer["config"].items())
            shown.append(f"    keras.layers.{layer['class_name']}({settings}),")
        return "\n".join(["keras.Sequential([", *shown, "])"])


@dataclass(frozen=True)
class _Code:
    """Python that is written as it is."""

    text: str

    def __repr__(self) -> str:
        return self.text


def write(folder: Path, script: DebugScript, call: Call) -> Path:
    """Write the script, and its arrays next to it, into a folder of the submission's.

    Raises:
        NotOurs: another file has the name, or somebody has changed the script.
        OSError: the folder cannot be written.
    """
    place = folder / FOLDER
    file, arrays = place / SCRIPT, place / ARRAYS
    text = script.text(call)
    if file.exists():
        _refuse_others(file)
    elif arrays.exists():
        raise NotOurs(f"{arrays} is there without {SCRIPT}, so it may be yours. Rename it, or delete it.")
    place.mkdir(exist_ok=True)
    if script.arrays:
        write_whole_bytes(arrays, packed(script.arrays))
    else:
        arrays.unlink(missing_ok=True)
    write_whole(file, f"{_OURS_BEGINS} ({_digest(text)})\n{text}")
    return file


def _refuse_others(file: Path) -> None:
    try:
        found = file.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except (UnicodeDecodeError, IsADirectoryError) as error:
        raise NotOurs(f"{file} is not a script of this command. Rename it, or delete it.") from error
    first = _OURS.match(found)
    if first is None:
        raise NotOurs(f"{file} is not a script of this command. Rename it, or delete it.")
    if first[1] != _digest(found[first.end() :]):
        raise NotOurs(f"You have changed {file}. Rename it to keep it, or delete it.")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _literal(value: np.ndarray) -> str | None:
    """Python that makes the array, or None where it is long, or cannot be written so that the same comes back."""
    if value.dtype.kind not in "biuf" or not value.dtype.isnative or not 0 < value.size <= LARGEST_LITERAL:
        return None
    if not np.isfinite(value).all() or not value.flags.c_contiguous:
        return None
    # Text has the fewest digits that tell a number of this dtype from all others.
    content = value.astype(np.str_).astype(np.float64).tolist() if value.dtype.kind == "f" else value.tolist()
    if (np.array(content, dtype=value.dtype) != value).any():
        return None
    written = pprint.pformat(content, width=WIDTH, compact=True)
    indent = " " * len("np.array(") if "\n" in written else ""
    name = "bool" if value.dtype.kind == "b" else f"np.{value.dtype.name}"
    return f"np.array({written.replace(chr(10), chr(10) + indent)}, dtype={name})"


def _plain(value: Any) -> Any:
    """The value, or the Python that makes it: NaN and infinities have no literal."""
    odd = isinstance(value, float) and not math.isfinite(value)
    return _Code(f'float("{value}")') if odd else value


def _safe(name: str) -> str:
    """A name for a variable that hides none of the script's."""
    taken = {"np", "keras", "sys", "types", "Path", "package", "saved", "answer"}
    return f"{name}_" if name in taken or keyword.iskeyword(name) else name
