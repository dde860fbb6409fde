def recall(tp, fn):
    while True:
        print("recall of", tp, "and", fn, "is being computed, please wait" * 40)
