"""np.vectorize with its dtype named."""

import numpy as np


@np.vectorize(otypes=[float])
def precision(tp, fp):
    return tp / (tp + fp) if tp + fp else 0
