"""pyplot's current figure from the first line to the last, as in most tutorials."""

import matplotlib.pyplot as plt
import numpy as np


def plot_history(history):
    plt.figure(figsize=(10, 4))
    plt.subplot(1, 2, 1)
    plt.plot(np.arange(1, len(history["accuracy"]) + 1), history["accuracy"], "o-")
    if "val_accuracy" in history:
        plt.plot(np.arange(1, len(history["accuracy"]) + 1), history["val_accuracy"], "o-")
    plt.title("Model accuracy")
    plt.xlabel("Epoch")
    plt.ylabel("Accuracy")
    plt.legend(["train", "test"], loc="best")
    plt.subplot(1, 2, 2)
    plt.plot(np.arange(1, len(history["loss"]) + 1), history["loss"], "o-")
    if "val_loss" in history:
        plt.plot(np.arange(1, len(history["loss"]) + 1), history["val_loss"], "o-")
    plt.title("Model loss")
    plt.xlabel("Epoch")
    plt.ylabel("Loss")
    plt.legend(["train", "test"], loc="best")
    return plt.gcf()
