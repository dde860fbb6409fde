def precision(tp):
    return tp / (tp + 1)


def recall(tp, fn, tn):
    return tp / (tp + fn)


def specificity(true_negatives, false_positives):
    return true_negatives / (true_negatives + false_positives)
