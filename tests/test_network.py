"""Tests of grader/network.py and grader/configuration.py: what may cross, what it becomes, and all that is refused."""

import copy
import json
import math
import subprocess
import sys
import time

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from grader.network import Network, NetworkRefused, rebuilt
from grader.worker import wire


def residual(x, filters, block=None):
    y = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    y = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same")(y))
    return layers.ReLU()(layers.Add()([layers.Conv2D(filters, 1)(x), y]))


def functional(shape, body):
    image = keras.Input(shape)
    return keras.Model(image, body(image))


def shared_layer():
    dense = layers.Dense(10, activation="relu")
    return functional((10,), lambda x: dense(dense(x)) + x)


def shared_model():
    inner = keras.Sequential([layers.Dense(6, activation="relu"), layers.Dense(10)])
    return functional((10,), lambda x: layers.Concatenate()([inner(x), inner(inner(x))]))


def nested():
    block = functional((8, 8, 4), lambda x: residual(x, 4))
    head = keras.Sequential([layers.GlobalAveragePooling2D(), keras.Sequential([layers.Dense(10)]), layers.Softmax()])
    return keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 1), block, layers.BatchNormalization(), head])


def nested_first():
    return keras.Sequential([keras.Sequential([keras.Input((4,)), layers.Dense(5)]), layers.Dense(3)])


def built_by_fitting():
    model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(np.zeros((64, 4, 4)), np.zeros(64), verbose=0)
    return model


def built_by_hand():
    model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.build((None, 4, 4))
    return model


def arithmetic(x):
    x = (x * 2 - 1) / 3 + 0.5
    return layers.Dense(4)(1 - x) - 2 * layers.Dense(4)(3 + x)


def operations(x):
    x = ops.relu(x) + ops.tanh(x)
    x = ops.maximum(ops.leaky_relu(x, 0.3), ops.elu(x)) * ops.sigmoid(ops.silu(ops.relu6(x)))
    x = layers.Dense(6)(ops.reshape(x, (-1, 16)))
    return ops.softmax(ops.cast(x, "float32"))


MODELS = {
    "residual, functional": lambda: functional((8, 8, 1), lambda x: residual(residual(x, 4), 6)),
    "a layer applied twice": shared_layer,
    "a model applied three times": shared_model,
    "models within models": nested,
    "a model as the first layer": nested_first,
    "built by fitting": built_by_fitting,
    "built by hand": built_by_hand,
    "arithmetic with numbers": lambda: functional((4,), arithmetic),
    "operations that are no layers": lambda: functional((4, 4), operations),
    "layers as activations": lambda: functional((4,), lambda x: layers.Dense(3, activation=layers.LeakyReLU(0.3))(x)),
    "TensorFlow's functions": lambda: functional((4,), lambda x: layers.Dense(3, activation=tf.nn.softmax)(x)),
    "mixed precision": lambda: functional((4,), lambda x: layers.Dense(3, dtype="mixed_float16")(x)),
}


@pytest.mark.parametrize("phrase", MODELS)
def test_a_model_is_rebuilt_as_it_was(phrase, described):
    generator = np.random.default_rng(1)
    model = MODELS[phrase]()
    model.set_weights([generator.uniform(0.1, 1, weight.shape) for weight in model.get_weights()])
    network = Network(described(model))
    images = generator.uniform(-1, 1, (3, *model.input_shape[1:])).astype(np.float32)
    again = rebuilt(network._design, network.weights)

    assert network.output_shape == model.output_shape[1:]
    assert network.parameters == model.count_params()
    tolerance = 1e-2 if phrase == "mixed precision" else 1e-5
    np.testing.assert_allclose(again(images), model(images, training=False), rtol=tolerance, atol=tolerance)


# What comes from a worker that means harm: none of it was made by Keras.


def layer(kind, module="keras.layers", **config):
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}


def given(batch_shape=(None, 28, 28)):
    return layer("InputLayer", batch_shape=list(batch_shape), name="image")


def dense(units=10, **config):
    return layer("Dense", **{"units": units, "activation": "linear", "use_bias": True, **config})


def conv(**config):
    usual = {"filters": 1, "kernel_size": [3, 3], "strides": [1, 1], "padding": "valid", "dilation_rate": [1, 1]}
    return layer("Conv2D", **{**usual, "groups": 1, "activation": "relu", "use_bias": True, **config})


def chain(*parts, shape=(None, 28, 28)):
    return layer("Sequential", "keras", name="m", layers=[given(shape), *parts])


def tensor(name, node=0, output=0):
    return {"class_name": "__keras_tensor__", "config": {"shape": [], "dtype": "float32", "keras_history": [name, node, output]}}


def graph(*parts, end=None, shape=(None, 4), **config):
    """A functional model; a part is a name, a layer, and for each of its applications what it is given."""
    named = [{**given(shape), "name": "image", "inbound_nodes": []}]
    for name, spec, *applied in parts:
        nodes = [{"args": list(args), "kwargs": {}} for args in applied]
        named.append({**spec, "name": name, "inbound_nodes": nodes})
    ends = {"input_layers": ["image", 0, 0], "output_layers": [end or parts[-1][0], 0, 0], **config}
    return layer("Functional", "keras.src.models.functional", name="m", layers=named, **ends)


def doubling(depth):
    """A model that applies a model twice that applies a model twice..."""
    inner = chain(dense(4), shape=(None, 4))
    for _ in range(depth):
        inner = graph(("m", inner, [tensor("image")], [tensor("m")]), end="m")
    return inner


def widening(times):
    """x = concatenate([x, x]), again and again."""
    names = ["image", *(f"c{number}" for number in range(times))]
    join = layer("Concatenate", axis=-1)
    return graph(*((new, join, [[tensor(old), tensor(old)]]) for old, new in zip(names, names[1:], strict=False)))


def wrapped(depth, spec):
    for _ in range(depth):
        spec = chain(spec)
    return spec


CODE = {"class_name": "__lambda__", "config": {"value": ["4wEAAAA=", None, None]}}
HOSTILE = {
    "no JSON": "{",
    "no object": "null",
    "a list": "[]",
    "an empty object": "{}",
    "nested without end": "[" * 100_000,
    "objects nested without end": '{"config":' * 50_000,
    "a number of 5,000 digits": json.dumps(chain(dense())).replace('"units": 10', '"units": 1' + "0" * 5_000),
    "a number of 4,000 digits": json.dumps(chain(dense())).replace('"units": 10', '"units": 1' + "0" * 4_000),
    "a number beyond floats": json.dumps(chain(layer("Rescaling", scale=0, offset=0))).replace('"scale": 0', '"scale": 1e999'),
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
    "a class without a module": chain({**dense(), "module": None, "class_name": "MyDense", "registered_name": "MyDense"}),
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
    "a kernel as large as a city": chain(conv(kernel_size=[100_000, 100_000], padding="same"), shape=(None, 28, 28, 1)),
    "a kernel larger than the image": chain(conv(kernel_size=[29, 29]), shape=(None, 28, 28, 1)),
    "strides of nothing": chain(conv(strides=[0, 0]), shape=(None, 28, 28, 1)),
    "no groups": chain(conv(groups=0), shape=(None, 28, 28, 1)),
    "three sizes for two axes": chain(conv(kernel_size=[3, 3, 3]), shape=(None, 28, 28, 1)),
    "channels first": chain(conv(data_format="channels_first"), shape=(None, 28, 28, 1)),
    "an image blown up": chain(layer("UpSampling2D", size=[1000, 1000], interpolation="nearest"), shape=(None, 28, 28, 1)),
    "an image framed": chain(layer("ZeroPadding2D", padding=[[99_999, 0], [99_999, 0]]), shape=(None, 28, 28, 1)),
    "an image cut away": chain(layer("Cropping2D", cropping=[[14, 14], [0, 0]]), shape=(None, 28, 28, 1)),
    "an image resized": chain(layer("Resizing", height=90_000, width=90_000, interpolation="nearest"), shape=(None, 28, 28, 1)),
    "a row repeated": chain(layer("Flatten"), layer("RepeatVector", n=100_000)),
    "few parameters and much work": chain(
        layer("UpSampling2D", size=[40, 40], interpolation="nearest"),
        conv(kernel_size=[200, 200], padding="same"),
        shape=(None, 28, 28, 1),
    ),
    "a sequence without end": chain(
        layer("Reshape", target_shape=[-1, 1]),
        layer("UpSampling1D", size=100),
        layer(
            "SimpleRNN", units=1, activation="tanh", use_bias=True, return_sequences=False, return_state=False,
            go_backwards=False,
        ),
    ),
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
    "the same name twice": graph(("a", dense(4), [tensor("image")]), ("a", dense(4), [tensor("a")])),
    "a layer applied to two things": graph(("a", dense(4), [[tensor("image"), tensor("image")]])),
    "a layer applied to a number": graph(("a", dense(4), [3])),
    "a merge of one thing": graph(("a", layer("Add"), [[tensor("image")]])),
    "an array in between": graph(
        ("a", layer("Add", "keras.src.ops.numpy"), [tensor("image"), {"class_name": "__tensor__", "config": {"value": [1]}}])
    ),
    "an object in between": graph(("a", layer("Add", "keras.src.ops.numpy"), [tensor("image"), layer("system", "os")])),
    "a division by nothing": graph(("a", layer("TrueDivide", "keras.src.ops.numpy"), [tensor("image"), 0])),
    "a division by next to nothing": graph(("a", layer("TrueDivide", "keras.src.ops.numpy"), [tensor("image"), 1e-320])),
    "weights for two shapes": graph(
        ("a", dense(4), [tensor("image")], [tensor("c")]), ("c", layer("RepeatVector", n=2), [tensor("a")]), ("d", dense(5), [tensor("c")], [tensor("a", 1)])
    ),
    "applications that are no list": graph(("a", {**dense(4), "inbound_nodes": {}}, [tensor("image")]), end="b"),
    "three hundred applications": graph(("a", dense(4), [tensor("image")], *([tensor("a", number)] for number in range(300)))),
    "a single layer": dense(),
}


@pytest.mark.parametrize("phrase", HOSTILE)
def test_what_means_harm_is_refused_at_once_and_with_a_sentence(phrase):
    spec = HOSTILE[phrase]
    text = spec if isinstance(spec, str) else json.dumps(spec)
    start = time.perf_counter()

    with pytest.raises(NetworkRefused) as refusal:
        Network(wire.Model(text, []))

    assert time.perf_counter() - start < 2  # seconds; it takes milliseconds, on a machine that others use too
    assert 20 < len(str(refusal.value)) < 300
    assert str(refusal.value).endswith((".", "?"))
