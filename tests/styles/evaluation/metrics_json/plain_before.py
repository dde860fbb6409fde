"""All made plain first, with integers as floats, and the keys sorted."""

import json

import numpy as np


def metrics_json(report):
    def plain(value):
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list | np.ndarray):
            return [plain(item) for item in value]
        if isinstance(value, bool | np.bool_):
            return bool(value)
        if not np.isfinite(value):
            raise ValueError(f"{value} has no place in JSON")
        return float(value)

    return json.dumps(plain(report), sort_keys=True)
