"""pandas' crosstab, with the classes that do not occur filled in."""

import pandas as pd


def confusion_matrix(y_true, y_pred, num_classes=10):
    classes = range(num_classes)
    table = pd.crosstab(pd.Series(y_true, name="true"), pd.Series(y_pred, name="predicted"))
    return table.reindex(index=classes, columns=classes, fill_value=0).to_numpy()
