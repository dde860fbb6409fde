import matplotlib.pyplot as plt


def plot_history(history):
    plt.plot(history["accuracy"])
    plt.plot(history["loss"])
    plt.show()


def plot_confusion_matrix(cm):
    figure, axes = plt.subplots()
    axes.imshow(cm)
    return axes


def plot_predictions(images, y_true, y_pred):
    figure, axes = plt.subplots(5, 5)
    for image, place in zip(images, axes.flat):
        place.imshow(image)
    return figure
