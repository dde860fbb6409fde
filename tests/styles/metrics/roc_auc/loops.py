"""Four loops, in plain Python."""


def roc_auc(y_true, scores):
    labels, rows = y_true.tolist(), scores.tolist()
    total = 0.0
    for j in range(scores.shape[1]):
        wins, pairs = 0.0, 0
        for positive, row in zip(labels, rows):
            for other, other_row in zip(labels, rows):
                if positive == j and other != j:
                    pairs += 1
                    wins += 1.0 if row[j] > other_row[j] else 0.5 if row[j] == other_row[j] else 0.0
        if pairs == 0:
            raise ValueError("a class without a curve")
        total += wins / pairs
    return total / scores.shape[1]
