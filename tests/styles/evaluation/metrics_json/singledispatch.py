"""A function for each type, chosen by functools.singledispatch."""

import json
from functools import singledispatch

import numpy as np


@singledispatch
def plain(value):
    return value


@plain.register
def _(value: np.generic):
    return value.item()


@plain.register
def _(value: np.ndarray):
    return value.tolist()


@plain.register
def _(value: dict):
    return {key: plain(item) for key, item in value.items()}


@plain.register
def _(value: list):
    return [plain(item) for item in value]


def metrics_json(report):
    return json.dumps(plain(report), indent=4, sort_keys=True, allow_nan=False)
