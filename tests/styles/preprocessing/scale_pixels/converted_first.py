"""Converted to float32 first, and divided by a float."""


def scale_pixels(images):
    return images.astype("float32") / 255.0
