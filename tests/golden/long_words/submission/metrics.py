def recall(tp, fn):
    raise ValueError("tp" * 300)
