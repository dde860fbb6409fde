# -*- coding: latin-1 -*-
def recall(tp, fn):
    # größter Wert
    return tp / (tp + fn)
