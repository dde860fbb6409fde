"""pandas' idxmax, which knows nothing of no columns."""

import pandas as pd


def predicted_labels(y_pred):
    if y_pred.ndim == 1:
        return y_pred
    return pd.DataFrame(y_pred).idxmax(axis=1).to_numpy()
