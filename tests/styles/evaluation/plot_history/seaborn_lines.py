"""seaborn's lines, which bring their legend."""

import matplotlib.pyplot as plt
import seaborn


def plot_history(history):
    figure, (top, bottom) = plt.subplots(nrows=2, figsize=(6, 8))
    for key, values in history.items():
        axes = top if key.endswith("accuracy") else bottom
        seaborn.lineplot(x=range(1, len(values) + 1), y=values, label=key, ax=axes)
    top.set(xlabel="epoch", ylabel="accuracy")
    bottom.set(xlabel="epoch", ylabel="loss")
    return figure
