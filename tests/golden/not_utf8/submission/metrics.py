def recall(tp, fn):
    # größter Wert
    return tp / (tp + fn)
