"""A pandas frame in seaborn's heatmap, with bars of colour, as notebooks have it."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns


def plot_confusion_matrix(cm):
    df_cm = pd.DataFrame(cm, index=[str(i) for i in range(len(cm))], columns=[str(i) for i in range(len(cm))])
    fig = plt.figure(figsize=(10, 7))
    sns.set_theme(font_scale=0.8)
    ax = sns.heatmap(df_cm, annot=True, fmt="d", cmap="YlGnBu", linewidths=0.5)
    ax.set_ylabel("True label")
    ax.set_xlabel("Predicted label")
    return fig
