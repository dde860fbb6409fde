"""Tests of checks/networks/configuration.py and design.py: what means harm, and was not written by Keras."""

import json
import math
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.networks.network import Network, NetworkRefused
from grader.sandbox.worker import wire
from tests.support.fuzzing import tried

Spec = dict[str, Any]


def layer(kind: str, module: str = "keras.layers", **config: Any) -> Spec:
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}


def image(batch_shape: tuple[Any, ...] = (None, 28, 28)) -> Spec:
    return layer("InputLayer", batch_shape=list(batch_shape), name="image")


def dense(units: Any = 10, **config: Any) -> Spec:
    return layer("Dense", **{"units": units, "activation": "linear", "use_bias": True, **config})


def conv(**config: Any) -> Spec:
    usual = {"filters": 1, "kernel_size": [3, 3], "strides": [1, 1], "padding": "valid", "dilation_rate": [1, 1]}
    return layer("Conv2D", **{**usual, "groups": 1, "activation": "relu", "use_bias": True, **config})


def chain(*parts: Spec, shape: tuple[Any, ...] = (None, 28, 28)) -> Spec:
    return layer("Sequential", "keras", name="m", layers=[image(shape), *parts])


def tensor(name: str, node: int = 0, output: int = 0) -> Spec:
    history = {"shape": [], "dtype": "float32", "keras_history": [name, node, output]}
    return {"class_name": "__keras_tensor__", "config": history}


def graph(*parts: tuple[Any, ...], end: str | None = None, shape: tuple[Any, ...] = (None, 4), **config: Any) -> Spec:
    """A functional model; a part is a name, a layer, and for each of its applications what it is given."""
    named = [{**image(shape), "name": "image", "inbound_nodes": []}]
    for name, spec, *applied in parts:
        nodes = [{"args": list(args), "kwargs": {}} for args in applied]
        named.append({"inbound_nodes": nodes, **spec, "name": name})
    ends = {"input_layers": ["image", 0, 0], "output_layers": [end or parts[-1][0], 0, 0], **config}
    return layer("Functional", "keras.src.models.functional", name="m", layers=named, **ends)


def doubling(depth: int) -> Spec:
    """A model that applies a model twice that applies a model twice..."""
    inner = chain(dense(4), shape=(None, 4))
    for _ in range(depth):
        inner = graph(("m", inner, [tensor("image")], [tensor("m")]), end="m")
    return inner


def widening(times: int) -> Spec:
    """A tensor that is joined with itself, and the result again with itself."""
    names = ["image", *(f"c{number}" for number in range(times))]
    join = layer("Concatenate", axis=-1)
    return graph(*((new, join, [[tensor(old), tensor(old)]]) for old, new in pairwise(names)))


def wrapped(depth: int, spec: Spec) -> Spec:
    for _ in range(depth):
        spec = chain(spec)
    return spec


IMAGE = (None, 28, 28, 1)
RNN: Spec = {
    "activation": "tanh",
    "use_bias": True,
    "return_sequences": False,
    "return_state": False,
    "go_backwards": False,
}
UP: Spec = {"size": [40, 40], "interpolation": "nearest"}
CODE = {"class_name": "__lambda__", "config": {"value": ["4wEAAAA=", None, None]}}
ADD, DIVIDE = layer("Add", "keras.src.ops.numpy"), layer("TrueDivide", "keras.src.ops.numpy")
HOSTILE: dict[str, Spec | str] = {
    "no JSON": "{",
    "no object": "null",
    "a list": "[]",
    "an empty object": "{}",
    "nested without end": "[" * 100_000,
    "objects nested without end": '{"config":' * 50_000,
    "a number of 5,000 digits": json.dumps(chain(dense())).replace('"units": 10', '"units": 1' + "0" * 5_000),
    "a number of 4,000 digits": json.dumps(chain(dense())).replace('"units": 10', '"units": 1' + "0" * 4_000),
    "a number beyond floats": json.dumps(chain(layer("Rescaling", scale=7, offset=0))).replace("7", "1e999"),
    "no number": json.dumps(chain(layer("Rescaling", scale=math.nan, offset=0))),
    "a text of two million characters": json.dumps(chain(dense(name="x" * 2_000_000))),
    "a Lambda": chain(layer("Lambda", function=CODE)),
    "a Lambda as the model": layer("Lambda", function=CODE),
    "code as an activation": chain(dense(activation=CODE)),
    "a built-in function as an activation": chain(dense(activation={"class_name": "function", "config": "eval"})),
    "a function of a module as an activation": chain(dense(activation=layer("system", "os"))),
    "a path as an activation": chain(dense(activation="../../secret.keras")),
    "a model as an activation": chain(dense(activation=chain(dense()))),
    "an object as a number of units": chain(dense(units=layer("system", "os", command="true"))),
    "a class of one's own": chain({**dense(), "module": "submission.models", "class_name": "MyDense"}),
    "a class without a module": chain({**dense(), "module": None, "registered_name": "Dense"}),
    "a registered class of Keras' name": chain({**dense(), "registered_name": "submission>Dense"}),
    "a module that is a list": chain({**dense(), "module": ["keras.layers"]}),
    "a class of another module": chain(layer("system", "os", command="true")),
    "a built-in": chain(layer("eval", "builtins")),
    "a dunder": chain(layer("__class__", "keras.layers")),
    "a model from a file": chain(layer("TFSMLayer", filepath="/etc/passwd", call_endpoint="serve")),
    "a vocabulary from a file": chain(layer("StringLookup", vocabulary="/etc/passwd")),
    "text": chain(layer("TextVectorization", vocabulary="/etc/passwd")),
    "another framework's module": chain(layer("TorchModuleWrapper", module="AAAA")),
    "a pipeline": chain(layer("Pipeline", layers=[layer("Lambda", function=CODE)])),
    "a cell of one's own": chain(layer("RNN", cell=layer("Mine", "submission"))),
    "a wrapper": chain(layer("TimeDistributed", layer=dense())),
    "attention": chain(layer("MultiHeadAttention", num_heads=10**6, key_dim=10**6)),
    "a word embedding": chain(layer("Embedding", input_dim=10**9, output_dim=10**9)),
    "an equation": chain(layer("EinsumDense", equation="...ab,bc->...ac", output_shape=[10**6])),
    "an optimizer": chain(layer("Adam", "keras.optimizers")),
    "a function that gets files": chain(layer("get_file", "keras.utils", origin="https://example.org/")),
    "an operation with files": chain(layer("Load", "keras.src.ops.core")),
    "no units": chain(dense(units=0)),
    "fewer than no units": chain(dense(units=-5)),
    "units without end": chain(dense(units=2**70)),
    "true units": chain(dense(units=True)),
    "units as text": chain(dense(units="10")),
    "half a unit": chain(dense(units=10.5)),
    "ten as a float": chain(dense(units=1e1)),
    "a missing setting": chain(layer("Dense", units=10, activation="relu")),
    "eighty million parameters": chain(layer("Flatten"), dense(units=100_000)),
    "many layers within the limit each": chain(*[dense(units=1_500)] * 50),
    "a kernel as large as a city": chain(conv(kernel_size=[100_000, 100_000], padding="same"), shape=IMAGE),
    "a kernel larger than the image": chain(conv(kernel_size=[29, 29]), shape=IMAGE),
    "strides of nothing": chain(conv(strides=[0, 0]), shape=IMAGE),
    "no groups": chain(conv(groups=0), shape=IMAGE),
    "three sizes for two axes": chain(conv(kernel_size=[3, 3, 3]), shape=IMAGE),
    "channels first": chain(conv(data_format="channels_first"), shape=IMAGE),
    "an image blown up": chain(layer("UpSampling2D", **{**UP, "size": [1000, 1000]}), shape=IMAGE),
    "an image framed": chain(layer("ZeroPadding2D", padding=[[99_999, 0], [99_999, 0]]), shape=IMAGE),
    "an image cut away": chain(layer("Cropping2D", cropping=[[14, 14], [0, 0]]), shape=IMAGE),
    "an image resized": chain(layer("Resizing", height=90_000, width=90_000, interpolation="bilinear"), shape=IMAGE),
    "a row repeated": chain(layer("Flatten"), layer("RepeatVector", n=100_000)),
    "few parameters and much work": chain(
        layer("UpSampling2D", **UP), conv(kernel_size=[200, 200], padding="same"), shape=IMAGE
    ),
    "a sequence without end": chain(
        layer("Reshape", target_shape=[-1, 1]), layer("UpSampling1D", size=100), layer("SimpleRNN", units=1, **RNN)
    ),
    "a state on the side": chain(layer("SimpleRNN", units=1, **{**RNN, "return_state": True})),
    "a shape that does not come out": chain(layer("Reshape", target_shape=[27, 29])),
    "two free axes": chain(layer("Reshape", target_shape=[-1, -1])),
    "a free axis of nothing": chain(layer("Reshape", target_shape=[-1, 0])),
    "an axis that is not there": chain(layer("Softmax", axis=4)),
    "the axis of images": chain(layer("Softmax", axis=0)),
    "sixty-one layers": chain(*[dense(units=1)] * 61),
    "models within models within models": wrapped(20, dense()),
    "a thousand models within models": wrapped(180, dense()),
    "models applied twice in models applied twice": doubling(7),
    "wider and wider": widening(58),
    "no layers": chain(),
    "nothing but an identity": chain(layer("Identity")),
    "layers that are none": layer("Sequential", "keras", layers="Dense"),
    "layers that are numbers": layer("Sequential", "keras", layers=[1, 2, 3]),
    "no input": layer("Sequential", "keras", layers=[dense()]),
    "an input of any size": chain(dense(), shape=(None, None, 28)),
    "an input of nothing": chain(dense(), shape=(None, 0)),
    "an input without end": chain(dense(), shape=(None, 2**40)),
    "an input of many axes": chain(dense(), shape=(None, *[1] * 50)),
    "an input of text": chain(dense(), shape=(None, "28")),
    "an input without a shape": layer("Sequential", "keras", layers=[layer("InputLayer"), dense()]),
    "a circle": graph(("a", dense(4), [tensor("b")]), ("b", dense(4), [tensor("a")])),
    "a layer that feeds itself": graph(("a", dense(4), [tensor("a")])),
    "a layer that is not there": graph(("a", dense(4), [tensor("z")])),
    "an application that is not there": graph(("a", dense(4), [tensor("image", 7)])),
    "a second output of a layer": graph(("a", dense(4), [tensor("image", 0, 1)])),
    "a layer applied to nothing": graph(("a", dense(4), [])),
    "a layer never applied": graph(("a", dense(4), [tensor("image")]), ("b", dense(4)), end="a"),
    "an output that is not there": graph(("a", dense(4), [tensor("image")]), end="z"),
    "two outputs": graph(("a", dense(4), [tensor("image")]), output_layers=[["a", 0, 0], ["image", 0, 0]]),
    "two inputs": graph(("a", dense(4), [tensor("image")]), input_layers=[["image", 0, 0], ["image", 0, 0]]),
    "two outputs in a dict": graph(
        ("a", dense(4), [tensor("image")]), output_layers={"a": ["a", 0, 0], "b": ["a", 0, 0]}
    ),
    "two inputs in a dict": graph(
        ("a", dense(4), [tensor("image")]), input_layers={"a": ["image", 0, 0], "b": ["image", 0, 0]}
    ),
    "no input in a dict": graph(("a", dense(4), [tensor("image")]), input_layers={}),
    "a dict of dicts": graph(("a", dense(4), [tensor("image")]), input_layers={"a": {"b": ["image", 0, 0]}}),
    "the same name twice": graph(("a", dense(4), [tensor("image")]), ("a", dense(4), [tensor("a")])),
    "a layer applied to two things": graph(("a", dense(4), [[tensor("image"), tensor("image")]])),
    "a layer applied to a number": graph(("a", dense(4), [3])),
    "a merge of one thing": graph(("a", layer("Add"), [[tensor("image")]])),
    "an array in between": graph(("a", ADD, [tensor("image"), {"class_name": "__tensor__", "config": {"value": [1]}}])),
    "an object in between": graph(("a", ADD, [tensor("image"), layer("system", "os")])),
    "a dict in a dict": graph(("a", ADD, [{"x": {"y": tensor("image")}}, tensor("image")])),
    "lists of lists of lists": graph(("a", ADD, [[[tensor("image")]], tensor("image")])),
    "ten thousand branches": graph(("a", layer("Add"), [[tensor("image")] * 5_000])),
    "ten thousand inputs": layer("Functional", "keras", layers=[{**image(), "name": str(n)} for n in range(10_000)]),
    "a division by nothing": graph(("a", DIVIDE, [tensor("image"), 0])),
    "a division by next to nothing": graph(("a", DIVIDE, [tensor("image"), 1e-320])),
    "a division of a number": graph(("a", DIVIDE, [2, tensor("image")])),
    "a division by itself": graph(("a", DIVIDE, [tensor("image"), tensor("image")])),
    "a sum of numbers": graph(("a", ADD, [2, 3])),
    "weights for two shapes": graph(("a", dense(8), [tensor("image")], [tensor("a")])),
    "applications that are no list": graph(("a", {**dense(4), "inbound_nodes": {}})),
    "an application that is no list": graph(("a", {**dense(4), "inbound_nodes": [{"args": {}, "kwargs": {}}]})),
    "a number of applications that ends": graph(
        ("a", dense(4), [tensor("image")], *([tensor("a", number)] for number in range(300)))
    ),
    "a number of applications that does not": graph(("a", dense(4), *[[tensor("image")]] * 4_000)),
    "a single layer": dense(),
    "a single operation": ADD,
    "an input as the model": image(),
}


@pytest.mark.hostile
@pytest.mark.parametrize("phrase", HOSTILE)
def test_what_means_harm_is_refused_at_once_and_with_a_sentence(phrase: str) -> None:
    spec = HOSTILE[phrase]
    text = spec if isinstance(spec, str) else json.dumps(spec)
    start = time.process_time()

    with pytest.raises(NetworkRefused) as refusal:
        Network(wire.Model(text, []))

    assert time.process_time() - start < 2  # seconds of this process, whatever else runs; it takes milliseconds
    assert 20 < len(str(refusal.value)) < 300
    assert str(refusal.value).endswith((".", "?"))


NORMALIZATION: Spec = {"groups": 3, "axis": -1, "epsilon": 0.001, "center": True, "scale": True}
IMPOSSIBLE: dict[str, tuple[Spec, str]] = {
    "a convolution without channels": (chain(conv()), "Conv2D takes 3 axes per image"),
    "an axis twice": (chain(layer("Permute", dims=[1, 1])), "Permute cannot order"),
    "strides and dilation": (
        chain(conv(strides=[2, 2], dilation_rate=[2, 2]), shape=IMAGE),
        "both strides and dilation",
    ),
    "two groups of one channel": (chain(conv(groups=2), shape=IMAGE), "2 groups do not divide 1 channels"),
    "three groups of 28": (chain(layer("GroupNormalization", **NORMALIZATION)), "3 groups do not divide 28 channels"),
    "a sum of three and four": (
        graph(("a", dense(3), [tensor("image")]), ("b", layer("Add"), [[tensor("a"), tensor("image")]])),
        "cannot be merged entry by entry",
    ),
    "branches joined along the wrong axis": (
        graph(
            ("a", dense(3), [tensor("image")]),
            ("b", layer("Permute", dims=[2, 1]), [tensor("a")]),
            ("c", layer("Concatenate", axis=-1), [[tensor("b"), tensor("image")]]),
            shape=(None, 28, 28),
        ),
        "cannot be joined along axis -1",
    ),
    "two inputs for a model within": (
        graph(("m", chain(dense(4), shape=(None, 4)), [[tensor("image"), tensor("image")]])),
        "more than one input",
    ),
    "another shape for a model within": (
        graph(("m", chain(dense(4), shape=(None, 5)), [tensor("image")])),
        "A model within the model takes (5,), but is given (4,)",
    ),
    "a layer as the activation of a recurrent one": (
        chain(layer("SimpleRNN", units=3, **{**RNN, "activation": layer("Flatten")})),
        "a layer as its activation",
    ),
    "a second input": (
        graph(("other", {**image((None, 4)), "inbound_nodes": []}), ("a", dense(4), [tensor("image")])),
        "more than one input",
    ),
    "a reshaped batch": (
        graph(("a", layer("Reshape", "keras.src.ops.numpy", newshape=[4]), [tensor("image")])),
        "Reshape",
    ),
}


@pytest.mark.parametrize("phrase", IMPOSSIBLE)
def test_what_does_not_fit_together_is_said(phrase: str) -> None:
    spec, sentence = IMPOSSIBLE[phrase]

    with pytest.raises(NetworkRefused) as refusal:
        Network(wire.Model(json.dumps(spec), []))

    assert sentence in str(refusal.value)


# The beginning of an object that Keras would make, at places where a model has settings that are not read.
HARM = layer("Lambda", function=CODE)
UNREAD: dict[str, Spec] = {
    "an initializer": {"kernel_initializer": HARM},
    "a regularizer": {"kernel_regularizer": HARM, "activity_regularizer": CODE},
    "a constraint": {"bias_constraint": layer("system", "os", command="true")},
    "a dtype": {"dtype": HARM},
    "a quantization": {"quantization_config": HARM},
    "a name": {"name": "../../../etc/passwd"},
    "an unknown setting": {"class_name": "__lambda__", "shared_object_id": HARM},
}


@pytest.mark.hostile
@pytest.mark.parametrize("phrase", UNREAD)
def test_what_is_not_needed_is_not_read(phrase: str) -> None:
    model = chain({**dense(2, **UNREAD[phrase]), "build_config": HARM, "compile_config": HARM}, shape=(None, 4))
    weights = [np.zeros((4, 2)), np.zeros(2)]
    network = Network(wire.Model(json.dumps({**model, "compile_config": {"optimizer": HARM}}), weights))

    assert network.plain["layers"] == [("Dense", {"units": 2, "use_bias": True, "activation": "linear"})]


VALID = [
    chain(conv(), layer("Flatten"), dense(), shape=IMAGE),
    chain(layer("Reshape", target_shape=[28, 28]), layer("SimpleRNN", units=3, **RNN), shape=IMAGE),
    graph(
        ("a", dense(4), [tensor("image")]),
        ("b", layer("Add"), [[tensor("a"), tensor("image")]]),
        ("c", ADD, [tensor("b"), 2]),
    ),
    doubling(2),
]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from(
        [2**40, -(2**70), 10**400, 1e308, 1e-320, 0.5, "", "keras", "same", "a", [], {}, [[]], [None], HARM, CODE]
    ),
    st.sampled_from(VALID),
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a value with each of its keys."""
    items = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [(value, key) for key, _ in items] + [place for _, item in items for place in places(item)]


def looked_at(text: str, weights: list[np.ndarray] | None = None) -> Network | None:
    """The network that a configuration of a few kilobytes describes, or None if it is refused."""
    model = wire.Model(text, weights or [])
    return tried("model configuration reader", lambda: Network(model), NetworkRefused, memory=16 << 20)


@pytest.mark.fuzz
@given(st.data())
def test_whatever_stands_in_a_configuration_it_is_refused_or_read(data: st.DataObject) -> None:
    spec = json.loads(json.dumps(data.draw(st.sampled_from(VALID))))
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places(spec)))
        container[key] = json.loads(json.dumps(data.draw(JUNK)))

    looked_at(json.dumps(spec))


@pytest.mark.fuzz
@given(st.sampled_from([json.dumps(spec) for spec in VALID]), st.data())
def test_whatever_text_is_a_configuration_it_is_refused_or_read(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        first, last = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
        twice = text[first:last] * 2
        put = data.draw(st.sampled_from(["", twice, "{", "]", "null", "1e999", "NaN", "9" * 5_000, '"', ","]))
        text = text[:first] + put + text[last if data.draw(st.booleans()) else first :]

    looked_at(text)


SOUND = chain(layer("Flatten"), dense(2), shape=(None, 2, 2))
ODD_WEIGHTS = st.sampled_from(
    [
        np.zeros((4, 2)),
        np.zeros(2, dtype=np.float32),
        np.full((4, 2), np.nan),
        np.zeros((2, 4)),
        np.zeros((4, 2), dtype=complex),
        np.zeros((4, 2), dtype=bool),
        np.zeros((4, 2), dtype=np.int64),
        np.zeros((4, 2), dtype=np.float16),
        np.full((4, 2), 1e300),
        np.zeros((0, 2)),
        np.array(1.0),
        np.broadcast_to(np.float64(0), (4, 2)),
        None,
        3,
        "x",
        [[0.0] * 2] * 4,
    ]
)


@pytest.mark.fuzz
@given(st.lists(ODD_WEIGHTS, max_size=3) | st.tuples(st.just(np.zeros((4, 2))), ODD_WEIGHTS).map(list))
def test_whatever_weights_come_with_a_model_they_are_refused_or_taken(weights: list[Any]) -> None:
    found = looked_at(json.dumps(SOUND), weights)

    assert found is None or [weight.shape for weight in found.weights] == [(4, 2), (2,)]


def test_a_design_is_read_without_keras() -> None:
    model = json.dumps(chain(layer("Flatten"), layer("Rescaling", scale=2, offset=0)))
    code = f"""
import sys
from grader.checks.networks.network import Network
from grader.sandbox.worker import wire
assert str(Network(wire.Model({model!r}, [])).layers[0]) == "Flatten()"
assert not {{"keras", "tensorflow"}} & set(sys.modules)
"""

    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
