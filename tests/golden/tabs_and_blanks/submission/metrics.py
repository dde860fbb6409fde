def recall(tp, fn):
	positives = tp + fn
        return tp / positives
