"""Tests of grader/layers.py and of grader/worker/predict.py, which rebuilds. Oracle: Keras, layer by layer."""

from collections.abc import Callable
from typing import Any

import keras
import pytest
from keras import layers

from grader.layers import KINDS
from grader.network import Network

IMAGE, ROWS, ROW = (12, 10, 4), (12, 4), (6,)

EXAMPLES: dict[str, tuple[tuple[int, ...], Callable[[], Any]]] = {
    "dense": (ROW, lambda: layers.Dense(5, activation="relu")),
    "dense without bias, on an image": (IMAGE, lambda: layers.Dense(5, use_bias=False, activation="selu")),
    "flatten": (IMAGE, layers.Flatten),
    "reshape": (IMAGE, lambda: layers.Reshape((10, 48))),
    "reshape with a free axis": (IMAGE, lambda: layers.Reshape((-1, 8))),
    "permute": (IMAGE, lambda: layers.Permute((3, 1, 2))),
    "repeat": (ROW, lambda: layers.RepeatVector(3)),
    "identity": (IMAGE, layers.Identity),
    "activation": (IMAGE, lambda: layers.Activation("gelu")),
    "relu": (IMAGE, layers.ReLU),
    "relu with settings": (IMAGE, lambda: layers.ReLU(max_value=0.5, negative_slope=0.1, threshold=0.2)),
    "leaky relu": (IMAGE, lambda: layers.LeakyReLU(0.2)),
    "elu": (IMAGE, lambda: layers.ELU(0.7)),
    "prelu": (IMAGE, layers.PReLU),
    "prelu per channel": (IMAGE, lambda: layers.PReLU(shared_axes=[1, 2])),
    "softmax": (ROW, layers.Softmax),
    "softmax over rows": (IMAGE, lambda: layers.Softmax(axis=1)),
    "conv": (IMAGE, lambda: layers.Conv2D(6, 3, activation="relu")),
    "conv with same padding": (IMAGE, lambda: layers.Conv2D(6, (5, 4), padding="same")),
    "conv with strides": (IMAGE, lambda: layers.Conv2D(6, 3, strides=(2, 3))),
    "conv with strides and same padding": (IMAGE, lambda: layers.Conv2D(6, 3, strides=2, padding="same")),
    "conv with dilation": (IMAGE, lambda: layers.Conv2D(6, 3, dilation_rate=2)),
    "conv with groups, without bias": (IMAGE, lambda: layers.Conv2D(6, 3, groups=2, use_bias=False)),
    "conv 1d": (ROWS, lambda: layers.Conv1D(6, 3, strides=2)),
    "conv 1d that looks back": (ROWS, lambda: layers.Conv1D(6, 3, padding="causal", dilation_rate=2)),
    "separable conv": (IMAGE, lambda: layers.SeparableConv2D(6, 3, depth_multiplier=2)),
    "separable conv 1d": (ROWS, lambda: layers.SeparableConv1D(6, 3, padding="same", use_bias=False)),
    "depthwise conv": (IMAGE, lambda: layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same")),
    "depthwise conv 1d": (ROWS, lambda: layers.DepthwiseConv1D(3)),
    "max pooling": (IMAGE, lambda: layers.MaxPooling2D(2)),
    "max pooling of what is left over": (IMAGE, lambda: layers.MaxPooling2D(3, padding="same")),
    "max pooling with strides": (IMAGE, lambda: layers.MaxPooling2D(3, strides=2)),
    "max pooling 1d": (ROWS, lambda: layers.MaxPooling1D(3)),
    "average pooling": (IMAGE, lambda: layers.AveragePooling2D((2, 3))),
    "average pooling 1d": (ROWS, lambda: layers.AveragePooling1D(5, strides=2, padding="same")),
    "global max pooling": (IMAGE, layers.GlobalMaxPooling2D),
    "global max pooling 1d": (ROWS, layers.GlobalMaxPooling1D),
    "global average pooling": (IMAGE, lambda: layers.GlobalAveragePooling2D(keepdims=True)),
    "global average pooling 1d": (ROWS, layers.GlobalAveragePooling1D),
    "batch normalisation": (IMAGE, layers.BatchNormalization),
    "batch normalisation by rows": (IMAGE, lambda: layers.BatchNormalization(axis=1, center=False, epsilon=0.1)),
    "batch normalisation without scale": (ROW, lambda: layers.BatchNormalization(scale=False)),
    "layer normalisation": (IMAGE, layers.LayerNormalization),
    "layer normalisation of all": (IMAGE, lambda: layers.LayerNormalization(axis=[1, 2, 3], center=False)),
    "layer normalisation in another order": (IMAGE, lambda: layers.LayerNormalization(axis=[3, 1, -2])),
    "group normalisation": (IMAGE, lambda: layers.GroupNormalization(2)),
    "group normalisation per channel": (IMAGE, lambda: layers.GroupNormalization(-1, scale=False)),
    "zero padding": (IMAGE, lambda: layers.ZeroPadding2D(((1, 2), (3, 4)))),
    "zero padding 1d": (ROWS, lambda: layers.ZeroPadding1D((1, 2))),
    "cropping": (IMAGE, lambda: layers.Cropping2D(((1, 2), (3, 4)))),
    "cropping 1d": (ROWS, lambda: layers.Cropping1D(2)),
    "up-sampling": (IMAGE, lambda: layers.UpSampling2D((2, 3), interpolation="bilinear")),
    "up-sampling 1d": (ROWS, lambda: layers.UpSampling1D(3)),
    "resizing": (IMAGE, lambda: layers.Resizing(7, 9)),
    "resizing without smoothing": (IMAGE, lambda: layers.Resizing(24, 20, interpolation="nearest")),
    "rescaling": (IMAGE, lambda: layers.Rescaling(1 / 127.5, offset=-1)),
    "lstm": (ROWS, lambda: layers.LSTM(5)),
    "lstm step by step, backwards": (ROWS, lambda: layers.LSTM(5, return_sequences=True, go_backwards=True)),
    "gru": (ROWS, lambda: layers.GRU(5, activation="relu")),
    "gru as in the paper": (ROWS, lambda: layers.GRU(5, reset_after=False)),
    "gru without bias": (ROWS, lambda: layers.GRU(5, use_bias=False)),
    "simple rnn": (ROWS, lambda: layers.SimpleRNN(5)),
    "dropout": (IMAGE, lambda: layers.Dropout(0.5)),
    "spatial dropout": (IMAGE, lambda: layers.SpatialDropout2D(0.5)),
    "spatial dropout 1d": (ROWS, lambda: layers.SpatialDropout1D(0.5)),
    "alpha dropout": (IMAGE, lambda: layers.AlphaDropout(0.5)),
    "gaussian dropout": (IMAGE, lambda: layers.GaussianDropout(0.5)),
    "gaussian noise": (IMAGE, lambda: layers.GaussianNoise(0.5)),
    "activity regularisation": (IMAGE, lambda: layers.ActivityRegularization(0.5)),
    "random shifts": (IMAGE, lambda: layers.RandomTranslation(0.1, 0.1)),
    "random rotation": (IMAGE, lambda: layers.RandomRotation(0.1)),
    "random zoom": (IMAGE, lambda: layers.RandomZoom(0.1)),
    "random flips": (IMAGE, layers.RandomFlip),
    "random shear": (IMAGE, lambda: layers.RandomShear(0.1, 0.1)),
    "random contrast": (IMAGE, lambda: layers.RandomContrast(0.1)),
    "random brightness": (IMAGE, lambda: layers.RandomBrightness(0.1)),
    "random erasing": (IMAGE, layers.RandomErasing),
}
MERGES: dict[str, Callable[[], Any]] = {
    "add": layers.Add,
    "subtract": layers.Subtract,
    "multiply": layers.Multiply,
    "average": layers.Average,
    "maximum": layers.Maximum,
    "minimum": layers.Minimum,
    "concatenate": layers.Concatenate,
    "concatenate rows": lambda: layers.Concatenate(axis=1),
}


@pytest.mark.parametrize("phrase", EXAMPLES)
def test_a_layer_is_what_keras_makes_of_it(phrase: str, same_as_keras: Callable[[Any], Network]) -> None:
    shape, make = EXAMPLES[phrase]

    image = keras.Input(shape)
    same_as_keras(keras.Model(image, layers.Rescaling(2.0)(make()(image))))


@pytest.mark.parametrize("phrase", MERGES)
def test_a_merge_is_what_keras_makes_of_it(phrase: str, same_as_keras: Callable[[Any], Network]) -> None:
    image = keras.Input(IMAGE)

    same_as_keras(keras.Model(image, MERGES[phrase]()([image, layers.Conv2D(4, 1)(image)])))


def test_every_kind_of_layer_has_an_example() -> None:
    made = {type(make()).__name__ for _, make in EXAMPLES.values()} | {
        type(make()).__name__ for make in MERGES.values()
    }

    assert made == set(KINDS)
