"""Lists of Python's integers, in a list."""


def one_vs_rest_counts(cm):
    k, n = len(cm), int(cm.sum())
    tp = [int(cm[j, j]) for j in range(k)]
    fp = [int(cm[:, j].sum() - cm[j, j]) for j in range(k)]
    fn = [int(cm[j].sum() - cm[j, j]) for j in range(k)]
    return [tp, fp, fn, [n - tp[j] - fp[j] - fn[j] for j in range(k)]]
