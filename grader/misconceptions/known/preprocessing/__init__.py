"""Mistakes in preprocessing: wrong ranges, axes and columns, splits that leak, shifts that are not shifts."""

# In this order they are looked through: the first that is seen is told.
FILES = (
    "scale_pixels",
    "add_channel",
    "flatten_images",
    "one_hot",
    "split_validation",
    "augment_images",
    "preprocessing_returns",
)
