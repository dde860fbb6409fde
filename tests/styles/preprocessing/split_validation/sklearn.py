"""scikit-learn's train_test_split, which has no empty parts and another order of the four."""

from sklearn.model_selection import train_test_split


def split_validation(images, labels, fraction=0.2, seed=0):
    size = round(len(images) * fraction)
    if size == 0:
        return images, labels, images[:0], labels[:0]
    if size == len(images):
        return images[:0], labels[:0], images, labels
    x_train, x_val, y_train, y_val = train_test_split(images, labels, test_size=size, random_state=seed)
    return x_train, y_train, x_val, y_val
