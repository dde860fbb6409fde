def precision(tp, fp):
    raise NotImplementedError


def recall(tp, fn):
    raise NotImplementedError


def classification_report(cm):
    report = {}
    for j in range(len(cm)):
        report[str(j)] = {"precision": precision(cm[j, j], cm[:, j].sum() - cm[j, j])}
    return report
