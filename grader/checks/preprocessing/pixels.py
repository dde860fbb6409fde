"""Images that several exercises are asked about."""

import numpy as np

from grader.checks.expect import fixed

SIZE = 28  # pixels, down and across

# The pixels of two images, numbered in reading order: each value tells where it was.
NUMBERED = fixed(np.arange(2 * SIZE * SIZE).reshape(2, SIZE, SIZE))
DTYPES = {"uint8, as images come": np.uint8, "float32, as scaled": np.float32, "float64": np.float64, "bool": np.bool_}
FURTHER_SEEDS = (1, 2520)  # what is added to a seed; 2520 is a multiple of all numbers up to ten
PIXELS = (np.uint8, np.float32, np.float64, np.bool_, np.int64)  # dtypes of images
