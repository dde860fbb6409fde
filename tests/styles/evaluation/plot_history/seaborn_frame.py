"""A frame of all lists drawn by seaborn at once, whose legend alone says which line is which."""

import matplotlib

matplotlib.use("Qt5Agg")
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns

sns.set_style("whitegrid")


def plot_history(history):
    figure, places = plt.subplots(2, 1, sharex=True)
    for axes, name in zip(places, ("accuracy", "loss")):
        frame = pd.DataFrame({key: values for key, values in history.items() if key.endswith(name)})
        frame.index += 1
        sns.lineplot(data=frame, ax=axes, markers=True)
        axes.set_ylabel(name)
        axes.set_xlabel("epochs")
    plt.tight_layout()
    plt.show()
    return figure
