def scale_pixels(images):
    return images / 255
