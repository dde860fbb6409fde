"""An encoder of its own, which knows NumPy's types."""

import json

import numpy as np


def metrics_json(report):
    class Encoder(json.JSONEncoder):
        def default(self, value):
            if isinstance(value, np.integer):
                return int(value)
            if isinstance(value, np.floating):
                return float(value)
            if isinstance(value, np.bool_):
                return bool(value)
            if isinstance(value, np.ndarray):
                return value.tolist()
            return super().default(value)

    return json.dumps(report, cls=Encoder, allow_nan=False)
