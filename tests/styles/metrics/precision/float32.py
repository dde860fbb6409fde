"""With warnings off, in float32."""

import numpy as np


def precision(tp, fp):
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.true_divide(tp, tp + fp)).astype(np.float32)
