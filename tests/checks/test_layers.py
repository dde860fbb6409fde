"""Tests of checks/networks/layers.py and of the worker's predict.py, which rebuilds. Oracle: Keras, layer by layer."""

from collections.abc import Callable
from typing import Any

import keras
import pytest
from keras import layers

from grader.checks.networks.layers import KINDS
from grader.checks.networks.network import Network

BLOCK, IMAGE, ROWS, ROW = (6, 6, 6, 2), (12, 10, 4), (12, 4), (6,)

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
    "random blur": (IMAGE, lambda: layers.RandomGaussianBlur(0.5)),
    "random sharpness": (IMAGE, lambda: layers.RandomSharpness(0.5)),
    "random perspective": (IMAGE, layers.RandomPerspective),
    "random elastic warps": (IMAGE, layers.RandomElasticTransform),
    "random inversion": (IMAGE, layers.RandomInvert),
    "random posterisation": (IMAGE, lambda: layers.RandomPosterization(4)),
    "spatial dropout 3d": (BLOCK, lambda: layers.SpatialDropout3D(0.5)),
    "normalisation": (IMAGE, layers.Normalization),
    "normalisation of all alike": (IMAGE, lambda: layers.Normalization(axis=None)),
    "normalisation of every pixel": (IMAGE, lambda: layers.Normalization(axis=(1, 2, -1))),
    "normalisation by numbers": (IMAGE, lambda: layers.Normalization(axis=None, mean=0.13, variance=0.095)),
    "normalisation by channels, undone": (
        IMAGE,
        lambda: layers.Normalization(mean=[0.1, 0.2, 0.3, 0.4], variance=[1.0, 2.0, 3.0, 4.0], invert=True),
    ),
    "root mean squares": (IMAGE, layers.RMSNormalization),
    "unit length": (IMAGE, layers.UnitNormalization),
    "unit length of all": (IMAGE, lambda: layers.UnitNormalization(axis=[1, 2, 3])),
    "the middle": (IMAGE, lambda: layers.CenterCrop(8, 6)),
    "transposed conv": (IMAGE, lambda: layers.Conv2DTranspose(6, 3, strides=2, activation="relu")),
    "transposed conv, same padding": (IMAGE, lambda: layers.Conv2DTranspose(6, (3, 2), strides=3, padding="same")),
    "transposed conv 1d": (ROWS, lambda: layers.Conv1DTranspose(6, 3, use_bias=False)),
    "conv 3d": (BLOCK, lambda: layers.Conv3D(5, 3, activation="relu")),
    "max pooling 3d": (BLOCK, lambda: layers.MaxPooling3D(2)),
    "average pooling 3d": (BLOCK, lambda: layers.AveragePooling3D(2, padding="same")),
    "global max pooling 3d": (BLOCK, layers.GlobalMaxPooling3D),
    "global average pooling 3d": (BLOCK, layers.GlobalAveragePooling3D),
    "adaptive max pooling": (IMAGE, lambda: layers.AdaptiveMaxPooling2D((3, 5))),
    "adaptive average pooling": (IMAGE, lambda: layers.AdaptiveAveragePooling2D(4)),
    "adaptive max pooling 1d": (ROWS, lambda: layers.AdaptiveMaxPooling1D(3)),
    "adaptive average pooling 1d": (ROWS, lambda: layers.AdaptiveAveragePooling1D(3)),
    "embedding": (ROW, lambda: layers.Embedding(5, 3)),
    "masking": (ROWS, layers.Masking),
    "dense at each step": (IMAGE, lambda: layers.TimeDistributed(layers.Dense(5, activation="relu"))),
    "conv at each step": (IMAGE, lambda: layers.TimeDistributed(layers.Conv1D(5, 3))),
    "flatten at each step": (IMAGE, lambda: layers.TimeDistributed(layers.Flatten())),
    "lstm both ways": (ROWS, lambda: layers.Bidirectional(layers.LSTM(5, return_sequences=True))),
    "gru both ways, added": (ROWS, lambda: layers.Bidirectional(layers.GRU(5), merge_mode="sum")),
    "bounded dense": (ROW, lambda: layers.SpectralNormalization(layers.Dense(5))),
    "bounded conv": (IMAGE, lambda: layers.SpectralNormalization(layers.Conv2D(5, 3), power_iterations=2)),
}
ATTENTIONS: dict[str, tuple[type, Callable[[Any, Any], Any]]] = {
    "heads, to itself": (layers.MultiHeadAttention, lambda x, _: layers.MultiHeadAttention(2, 3)(x, x)),
    "heads, by name": (
        layers.MultiHeadAttention,
        lambda x, y: layers.MultiHeadAttention(2, 3, value_dim=5, use_bias=False)(x, key=y, value=y),
    ),
    "scores": (layers.Attention, lambda x, y: layers.Attention(use_scale=True)([x, y])),
    "scores of sums": (layers.Attention, lambda x, y: layers.Attention(score_mode="concat")([x, y, y])),
    "sums": (layers.AdditiveAttention, lambda x, y: layers.AdditiveAttention()([x, y])),
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


@pytest.mark.parametrize("phrase", ATTENTIONS)
def test_attention_is_what_keras_makes_of_it(phrase: str, same_as_keras: Callable[[Any], Network]) -> None:
    image = keras.Input(ROWS)
    _, apply = ATTENTIONS[phrase]

    same_as_keras(keras.Model(image, apply(image, layers.Dense(4, activation="relu")(image))))


def test_every_kind_of_layer_has_an_example() -> None:
    made = {type(make()).__name__ for make in (*(make for _, make in EXAMPLES.values()), *MERGES.values())}
    made |= {kind.__name__ for kind, _ in ATTENTIONS.values()}

    assert made == set(KINDS)
