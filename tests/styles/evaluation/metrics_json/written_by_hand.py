"""The text put together by hand; only texts are left to json."""

import json

import numpy as np


def metrics_json(report):
    if isinstance(report, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{metrics_json(value)}" for key, value in report.items()) + "}"
    if isinstance(report, (list, tuple)) or np.ndim(report) > 0:
        return "[" + ",".join(metrics_json(value) for value in report) + "]"
    if isinstance(report, str):
        return json.dumps(report)
    if not np.isfinite(report):
        raise ValueError("JSON has no such number")
    return json.dumps(report.item() if isinstance(report, np.generic | np.ndarray) else report)
