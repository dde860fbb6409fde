"""The part of a module that a function depends on holds too much, maybe, and never too little."""

import ast
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import SOLUTIONS

Parts = Callable[[str], dict[str, dict[str, str]]]


@pytest.fixture(scope="module")
def parts(far_side: dict[str, Any]) -> Parts:
    """The worker's own function, on a module's text."""
    found = far_side["parts"].parts

    def of(text: str) -> dict[str, dict[str, str]]:
        result: dict[str, dict[str, str]] = found(ast.parse(text), text)
        return result

    return of


MODULE = """
from __future__ import annotations
import math
import keras
from .models import build_cnn, build_dense

History = dict[str, list[float]]
EPOCHS = 5
BATCH: int = 2 ** 5
OPTIONS = {"verbose": 0}


def train_dense(images, labels, seed=0) -> tuple[keras.Model, History]:
    return fit(build_dense(), images, labels, epochs=EPOCHS)


def train_cnn(images, labels, seed=0) -> tuple[keras.Model, History]:
    model = build_cnn()
    model.optimizer.learning_rate = rate(BATCH)
    return fit(model, images, labels, epochs=3)


def rate(batch):
    return 0.01 / math.sqrt(batch)


def fit(model, images, labels, epochs):
    return model.fit(images, labels, epochs=epochs, **OPTIONS)


if __name__ == "__main__":
    train_dense(None, None)
"""
DENSE, CNN = "train_dense", "train_cnn"


def changed(parts: Parts, before: str, after: str) -> set[str]:
    """The trainings that depend on what is different."""
    old, new = parts(before), parts(after)
    assert {DENSE, CNN} <= old.keys()
    return {name for name in (DENSE, CNN) if name not in new or old[name]["digest"] != new[name]["digest"]}


@pytest.mark.parametrize(
    ("old", "new", "who"),
    [
        pytest.param("epochs=EPOCHS", "epochs=EPOCHS + 1", {DENSE}, id="its own body"),
        pytest.param("epochs=3", "epochs=4", {CNN}, id="the body of the other"),
        pytest.param("EPOCHS = 5", "EPOCHS = 6", {DENSE}, id="a constant"),
        pytest.param("2 ** 5", "2 ** 6", {CNN}, id="a constant with an annotation"),
        pytest.param("0.01 /", "0.02 /", {CNN}, id="a helper"),
        pytest.param("epochs=epochs", "epochs=1", {DENSE, CNN}, id="a helper of both"),
        pytest.param('"verbose": 0', '"verbose": 1', {DENSE, CNN}, id="a constant of a helper of both"),
        pytest.param(
            "seed=0) -> tuple[keras.Model, History]:\n    return", "seed=1):\n    return", {DENSE}, id="its head"
        ),
        pytest.param("import math", "import math, os", {DENSE, CNN}, id="an import"),
        pytest.param("def rate(batch):", "@keras.tf\ndef rate(batch):", {DENSE, CNN}, id="a decorator"),
        pytest.param("train_dense(None, None)", "train_cnn(None, None)", set(), id="what runs as a script"),
        pytest.param("def rate", "# a remark\ndef rate", set(), id="a remark"),
        pytest.param("def rate", "def unused(): pass\n\n\ndef rate", set(), id="a new function that nobody uses"),
        pytest.param("def rate", "train_dense = train_cnn\n\n\ndef rate", {DENSE, CNN}, id="a name bound again"),
        pytest.param("def rate", "def fit(*a): pass\n\n\ndef rate", {DENSE, CNN}, id="a helper defined twice"),
        pytest.param("def rate", "keras.config.set_floatx('float16')\n\n\ndef rate", {DENSE, CNN}, id="an effect"),
        pytest.param("def rate", "SEED = keras.utils.set_random_seed(3)\n\n\ndef rate", {DENSE, CNN}, id="a call"),
        pytest.param("def rate", "def rate2(x=print(1)): pass\n\n\ndef rate", {DENSE, CNN}, id="a call as a default"),
        pytest.param("def rate", "from os import *\n\n\ndef rate", {DENSE, CNN}, id="a star import"),
        pytest.param("def rate", "fit.fast = True\n\n\ndef rate", {DENSE, CNN}, id="an attribute set at the top"),
        pytest.param("def rate", "OPTIONS['verbose'] = 1\n\n\ndef rate", {DENSE, CNN}, id="an item set at the top"),
        pytest.param("def rate", "EPOCHS += 1\n\n\ndef rate", {DENSE, CNN}, id="a constant that is added to"),
        pytest.param("def rate", "class A(metaclass=keras.M): x = 1\n\n\ndef rate", {DENSE, CNN}, id="a metaclass"),
        pytest.param("def rate", "@keras.register\nclass A: pass\n\n\ndef rate", {DENSE, CNN}, id="a decorated class"),
        pytest.param("def rate", "for x in (1,): pass\n\n\ndef rate", {DENSE, CNN}, id="a loop at the top"),
    ],
)
def test_a_change_concerns_what_uses_it(old: str, new: str, who: set[str], parts: Parts) -> None:
    assert MODULE.count(old) == 1

    assert changed(parts, MODULE, MODULE.replace(old, new)) == who


# What `train_cnn` does there reaches what `train_dense` uses, in the same worker.
SHARED = """
import keras
STATE = []
COUNT = 0
TABLE = {"a": [1]}
GENERATOR = keras.random.SeedGenerator(0)


class Config:
    epochs = 3


def remember(x, seen=[]):
    seen.append(x)
    return seen


def train_dense(images, labels):
    USES
    return images


def train_cnn(images, labels):
    CHANGES
    return images
"""


@pytest.mark.parametrize(
    ("uses", "changes"),
    [
        pytest.param("return len(STATE)", "STATE.append(1)", id="a list"),
        pytest.param("return STATE[0]", "STATE[0] = 1", id="an item of a list"),
        pytest.param("return COUNT", "global COUNT; COUNT = 1", id="a global number"),
        pytest.param("return TABLE['a']", "TABLE['a'].append(1)", id="a list in a dict"),
        pytest.param("return GENERATOR.next()", "GENERATOR.next()", id="a generator"),
        pytest.param("return Config.epochs", "Config.epochs = 4", id="a class"),
        pytest.param("return Config().epochs", "other = Config; other.epochs = 4", id="a class by another name"),
        pytest.param("return remember(1)", "remember(2)", id="a default that remembers"),
        pytest.param("return remember.calls", "remember.calls = 1", id="an attribute of a function"),
    ],
)
def test_what_is_shared_and_may_change_counts_for_all_that_use_it(uses: str, changes: str, parts: Parts) -> None:
    before = SHARED.replace("USES", uses).replace("CHANGES", changes)

    assert changed(parts, before, before.replace(changes, f"{changes}; print(1)")) == {DENSE, CNN}


@pytest.mark.parametrize(
    "text",
    [
        "globals()['train_cnn']",
        "eval('train_cnn')",
        "exec('train_cnn()')",
        "__import__('submission.training')",
        "getattr(keras, images)",
        "get = getattr; get(keras, 'x')",
        "setattr(keras, 'x', 1)",
        "vars()",
        "train_cnn.__globals__",
        "import sys; sys.modules['submission.training'].x = 1",
        "from importlib import import_module",
        "import inspect",
        "from sys import modules",
        "getattr(train_cnn, '__globals__')",
    ],
)
def test_where_names_do_not_tell_the_module_counts_as_a_whole(text: str, parts: Parts) -> None:
    assert parts(f"import keras\ndef train_cnn(images): pass\ndef train_dense(images):\n    {text}\n") == {}


def test_what_is_gotten_by_a_text_counts(parts: Parts) -> None:
    before = "from . import training\ndef helper(): return 1\ndef train_dense(): return getattr(training, 'helper')()\n"
    after = before.replace("return 1", "return 2")

    assert parts(before)[DENSE]["digest"] != parts(after)[DENSE]["digest"]


def test_a_callback_of_the_students_is_no_reason_to_train_all(parts: Parts) -> None:
    before = textwrap.dedent("""
        import keras

        class Stop(keras.callbacks.Callback):
            '''Stops early.'''

            patience = 3

            def __init__(self, best: float = 0.99) -> None:
                super().__init__()
                self.best = best

            @property
            def near(self):
                return self.best - 0.1

            def on_epoch_end(self, epoch, logs=None):
                self.model.stop_training = logs["accuracy"] > self.best

        def train_dense(images, labels):
            return keras.Sequential().fit(images, labels, callbacks=[Stop()])

        def train_cnn(images, labels):
            return 1
    """)

    assert changed(parts, before, before.replace("return 1", "return 2")) == {CNN}
    assert changed(parts, before, before.replace("patience = 3", "patience = 4")) == {DENSE}


def test_where_it_stands_is_told_from_what_it_does(parts: Parts) -> None:
    before = parts(MODULE)[DENSE]
    moved = parts(f"\n{MODULE}")[DENSE]
    remarked = parts(MODULE.replace("epochs=EPOCHS)", "epochs=EPOCHS)  # few"))[DENSE]
    below = parts(MODULE.replace("if __name__", "def more(): pass\n\n\nif __name__"))[DENSE]

    assert before["digest"] == moved["digest"] == remarked["digest"]
    assert len({before["place"], moved["place"], remarked["place"]}) == 3
    assert before == below


def test_the_reference_has_parts_in_every_module(parts: Parts) -> None:
    for file in SOLUTIONS.glob("*.py"):
        found = parts(file.read_text(encoding="utf-8"))
        functions = [
            node.name for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)
        ]
        assert set(functions) <= found.keys()
        assert len({found[name]["digest"] for name in functions}) > len(functions) // 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\n".join(f"x{n} = 1" for n in range(500)), id="too many statements"),
        pytest.param(f"x = {'(' * 90}1{')' * 90}\ny = {'+'.join(['x'] * 1500)}", id="too deep"),
    ],
)
def test_what_takes_too_long_to_look_through_counts_as_a_whole(text: str, parts: Parts) -> None:
    assert parts(text) == {}
