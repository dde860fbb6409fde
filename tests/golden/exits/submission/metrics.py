import sys


def precision(tp, fp):
    print(tp / (tp + fp))
    sys.exit()


def recall(tp, fn):
    if (tp + fn == 0).any():
        sys.exit("division by zero")
    return tp / (tp + fn)
