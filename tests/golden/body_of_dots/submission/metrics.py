def precision(tp, fp):
    pass


def recall(tp, fn): ...
