recall = 0.8
