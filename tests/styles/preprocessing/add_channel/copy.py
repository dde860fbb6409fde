"""Indexed with None, and copied where a view would do."""


def add_channel(images):
    return images[:, :, :, None].copy()
