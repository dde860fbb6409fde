"""Tests of the checks of preprocessing: known mistakes fail with a sentence that helps, and every right answer passes."""

import pytest

from tests.submitted import Right, Wrong, absurd, each, outcome

WRONG: Wrong = {
    "scale_pixels": {
        "divided by 256": ("return (images / 256).astype(np.float32)", "it should be 0.2"),
        "divided by the largest of the batch": ("return (images / images.max()).astype(np.float32)", "should be 0.2"),
        "divided by the largest of each image": (
            "return (images / images.max(axis=(1, 2), keepdims=True)).astype(np.float32)",
            "it should be 0.2",
        ),
        "scaled to -1..1": ("return (images / 127.5 - 1).astype(np.float32)", "it should be 0.2"),
        "standardised": ("return ((images - images.mean()) / images.std()).astype(np.float32)", "it should be 0.2"),
        "not divided": ("return images.astype(np.float32)", "is 51; it should be 0.2"),
        "divided as integers": ("return (images // 255).astype(np.float32)", "is 0; it should be 0.2"),
        "inverted": ("return (1 - images / 255).astype(np.float32)", "it should be 0.2"),
        "left as float64": ("return images / 255", "Its dtype is float64; it should be float32."),
        "made float16": ("return (images / 255).astype(np.float16)", "it should be"),
        "flattened too": ("return (images / 255).astype(np.float32).reshape(-1, 784)", "it should be (2, 28, 28)"),
        "changed in place": (
            "result = np.divide(images, 255, dtype=np.float32)\nimages[...] = 0\nreturn result",
            "entry [0, 0, 0] was 51 and is now 0. Work on a copy.",
        ),
        "nothing returned": ("images = images / 255", "It returned nothing. Does it end with `return`?"),
    },
    "add_channel": {
        "channel first": ("return images[:, np.newaxis]", "Its shape is (2, 1, 28, 28); it should be (2, 28, 28, 1)."),
        "channel in the middle": ("return images[:, :, np.newaxis]", "Its shape is (2, 28, 1, 28)"),
        "a batch axis instead": ("return images[np.newaxis]", "Its shape is (1, 2, 28, 28)"),
        "no axis": ("return images", "Its shape is (2, 28, 28)"),
        "three channels": ("return np.repeat(images[..., np.newaxis], 3, axis=-1)", "Its shape is (2, 28, 28, 3)"),
        "flattened too": ("return images.reshape(-1, 784, 1)", "Its shape is (2, 784, 1)"),
        "rows and columns exchanged": ("return images.transpose(0, 2, 1)[..., np.newaxis]", "1,512 of 1,568 entries"),
        "made float32": ("return images[..., np.newaxis].astype(np.float32)", "it should be uint8"),
        "a single image squeezed": ("return np.squeeze(images)[..., np.newaxis]", "should be (1, 28, 28, 1)"),
        "changed the shape in place": (
            "images.shape = (*images.shape, 1)\nreturn images",
            "It made its argument an int64 array of shape (2, 28, 28, 1). Work on a copy.",
        ),
        "scaled too": ("return images[..., np.newaxis] / 255", "it should be 1"),
    },
    "flatten_images": {
        "column by column": ("return images.transpose(0, 2, 1).reshape(len(images), 784)", "Entry [0, 1] is 28"),
        "column-major": ("return images.reshape(len(images), 784, order='F')", "it should be"),
        "all in one row": ("return images.reshape(-1)", "Its shape is (1568,); it should be (2, 784)."),
        "pixels in rows": ("return images.reshape(len(images), 784).T", "Its shape is (784, 2)"),
        "a third axis": ("return images.reshape(-1, 784, 1)", "Its shape is (2, 784, 1)"),
        "made float32": ("return images.reshape(-1, 784).astype(np.float32)", "it should be uint8"),
        "a length left open": ("return images.reshape(len(images), -1)", "raised ValueError: cannot reshape"),
        "a list": ("return images.reshape(-1, 784).tolist()", "It is a list; return a NumPy array."),
        "the first image only": ("return images[0].reshape(1, 784)", "Its shape is (1, 784)"),
        "mirrored": ("return images[:, :, ::-1].reshape(-1, 784)", "Entry [0, 0] is 27; it should be 0"),
        "sorted in place": ("images.sort()\nimages[...] = images[::-1]\nreturn images.reshape(-1, 784)", "It changed"),
    },
    "one_hot": {
        "as wide as the labels need": (
            """
            if np.any((labels < 0) | (labels >= num_classes)):
                raise ValueError
            return np.eye(labels.max() + 1, dtype=np.float32)[labels]
            """,
            "Its shape is (2, 2); it should be (2, 10).",
        ),
        "off by one": ("return np.eye(num_classes, dtype=np.float32)[labels - 1]", "it should be"),
        "left as float64": ("return np.eye(num_classes)[labels]", "Its dtype is float64; it should be float32."),
        "integers": ("return (labels[:, None] == np.arange(num_classes)).astype(int)", "Its dtype is int64"),
        "booleans": ("return labels[:, None] == np.arange(num_classes)", "Its dtype is bool; it should be float32."),
        "transposed": ("return np.eye(num_classes, dtype=np.float32)[labels].T", "Its shape is (3, 4)"),
        "no look at the labels": (
            "return np.eye(num_classes, dtype=np.float32)[labels]",
            "expected a ValueError, for -1 is no label; NumPy would take it for the last column",
        ),
        "clipped labels": (
            "return np.eye(num_classes, dtype=np.float32)[np.clip(labels, 0, num_classes - 1)]",
            "expected a ValueError, for 10 is no label of ten classes",
        ),
        "another exception": (
            "assert labels.size == 0 or (0 <= labels.min() and labels.max() < num_classes), 'not so'\n"
            "return np.eye(num_classes, dtype=np.float32)[labels]",
            "raised AssertionError: not so",
        ),
        "always ten": (
            "if np.any((labels < 0) | (labels >= 10)):\n    raise ValueError\n"
            "return np.eye(10, dtype=np.float32)[labels]",
            "Its shape is (4, 10); it should be (4, 3).",
        ),
        "only too large labels refused": (
            "if np.any(labels >= num_classes):\n    raise ValueError\nreturn np.eye(num_classes, dtype=np.float32)[labels]",
            "expected a ValueError, for -1",
        ),
        "a 9 refused": (
            "if np.any((labels < 0) | (labels >= num_classes - 1)):\n    raise ValueError('too large')\n"
            "return np.eye(num_classes, dtype=np.float32)[labels]",
            "raised ValueError: too large",
        ),
        "labels lowered in place": (
            "if np.any((labels < 0) | (labels >= num_classes)):\n    raise ValueError\n"
            "result = np.eye(num_classes, dtype=np.float32)[labels]\nlabels -= 1\nreturn result",
            "entry [0] was 2 and is now 1",
        ),
    },
    "split_validation": {
        "validation first": (
            """
            order = np.random.default_rng(seed).permutation(len(images))
            size = round(len(images) * fraction)
            return images[order[:size]], labels[order[:size]], images[order[size:]], labels[order[size:]]
            """,
            "train_images: Its shape is (10, 28, 28); it should be (40, 28, 28).",
        ),
        "in scikit-learn's order": (
            """
            order = np.random.default_rng(seed).permutation(len(images))
            size = round(len(images) * fraction)
            return images[order[size:]], images[order[:size]], labels[order[size:]], labels[order[:size]]
            """,
            "train_labels: Its shape is (10, 28, 28); it should be (40,).",
        ),
        "two pairs": (
            """
            order = np.random.default_rng(seed).permutation(len(images))
            size = round(len(images) * fraction)
            return (images[order[size:]], labels[order[size:]]), (images[order[:size]], labels[order[:size]])
            """,
            "It has 2 parts instead of 4; return train_images, train_labels, validation_images, validation_labels.",
        ),
        "the last ones": (
            "size = len(images) - round(len(images) * fraction)\n"
            "return images[:size], labels[:size], images[size:], labels[size:]",
            "The validation part is images 40, 41, 42, 43, 44, 45, 46, 47, 48, 49: shuffle before you split.",
        ),
        "the first ones": (
            "size = round(len(images) * fraction)\nreturn images[size:], labels[size:], images[:size], labels[:size]",
            "The validation part is images 0, 1, 2",
        ),
        "the last ones, shuffled afterwards": (
            """
            size = len(images) - round(len(images) * fraction)
            order = size + np.random.default_rng(seed).permutation(len(images) - size)
            return images[:size], labels[:size], images[order], labels[order]
            """,
            "shuffle before you split",
        ),
        "shuffled one by one": (
            """
            rng, size = np.random.default_rng(seed), round(len(images) * fraction)
            images, labels = rng.permutation(images), rng.permutation(labels)
            return images[size:], labels[size:], images[:size], labels[:size]
            """,
            "In the training part, labels stand beside other images than before.",
        ),
        "the training part is everything": (
            """
            order = np.random.default_rng(seed).permutation(len(images))[: round(len(images) * fraction)]
            return images, labels, images[order], labels[order]
            """,
            "train_images: Its shape is (50, 28, 28)",
        ),
        "drawn with replacement": (
            """
            rng, size = np.random.default_rng(seed), round(len(images) * fraction)
            chosen, rest = rng.integers(len(images), size=size), rng.integers(len(images), size=len(images) - size)
            return images[rest], labels[rest], images[chosen], labels[chosen]
            """,
            "is in both parts: what was trained with cannot validate.",
        ),
        "cut off instead of rounded": (
            """
            order = np.random.default_rng(seed).permutation(len(images))
            size = int(len(images) * fraction)
            return images[order[size:]], labels[order[size:]], images[order[:size]], labels[order[:size]]
            """,
            "train_images: Its shape is (6, 28, 28); it should be (5, 28, 28).",
        ),
        "rounded up": (
            """
            order = np.random.default_rng(seed).permutation(len(images))
            size = int(np.ceil(len(images) * fraction))
            return images[order[size:]], labels[order[size:]], images[order[:size]], labels[order[:size]]
            """,
            "it should be",
        ),
        "no seed": (
            """
            order = np.random.default_rng().permutation(len(images))
            size = round(len(images) * fraction)
            return images[order[size:]], labels[order[size:]], images[order[:size]], labels[order[:size]]
            """,
            "Called twice, it chose images",
        ),
        "always the same seed": (
            """
            order = np.random.default_rng(42).permutation(len(images))
            size = round(len(images) * fraction)
            return images[order[size:]], labels[order[size:]], images[order[:size]], labels[order[:size]]
            """,
            "Seeds 0 and 1 both choose images",
        ),
        "seed 0 taken for none": (
            """
            order = np.random.default_rng(seed or None).permutation(len(images))
            size = round(len(images) * fraction)
            return images[order[size:]], labels[order[size:]], images[order[:size]], labels[order[:size]]
            """,
            "Called twice, it chose images",
        ),
        "shuffled in place": (
            """
            size = round(len(images) * fraction)
            for part in (images, labels):
                np.random.default_rng(seed).shuffle(part)
            return images[size:], labels[size:], images[:size], labels[:size]
            """,
            "It changed its argument: entry [",
        ),
        "the fraction is for training": (
            """
            order = np.random.default_rng(seed).permutation(len(images))
            size = round(len(images) * (1 - fraction))
            return images[order[size:]], labels[order[size:]], images[order[:size]], labels[order[:size]]
            """,
            "train_images: Its shape is (10, 28, 28)",
        ),
        "counted from the end": (
            """
            order = np.random.default_rng(seed).permutation(len(images))
            size = round(len(images) * fraction)
            return images[order[:-size]], labels[order[:-size]], images[order[-size:]], labels[order[-size:]]
            """,
            "train_images: Its shape is (0, 28, 28); it should be (10, 28, 28).",
        ),
        "every fifth": (
            """
            chosen = np.arange(len(images)) % 5 == seed % 5
            return images[~chosen], labels[~chosen], images[chosen], labels[chosen]
            """,
            "it should be",
        ),
        "pixels changed": (
            """
            order = np.random.default_rng(seed).permutation(len(images))
            size, images = round(len(images) * fraction), images / 255
            return images[order[size:]], labels[order[size:]], images[order[:size]], labels[order[:size]]
            """,
            "train_images: its pixels are not those of the images that were given.",
        ),
    },
    "augment_images": {
        "wrapped around": (
            """
            rng = np.random.default_rng(seed)
            moved = [np.roll(image, rng.integers(-2, 3, size=2), axis=(0, 1)) for image in images]
            return np.array(moved, dtype=np.uint8).reshape(images.shape)
            """,
            "and what left on one side came back on the other: fill with zeros.",
        ),
        "one shift for all": (_AUGMENT := """
            rng = np.random.default_rng(seed)
            result = np.zeros_like(images)
            {drawn}
            for index in range(len(images)):
                {down}
                {right}
                padded = np.pad(images[index], {margin}, {fill})
                result[index] = padded[{margin} - down :, {margin} - right :][:28, :28]
            return result
            """, "")[0].format(drawn="", down="", right="", margin="", fill="") and ("", ""),
    },
}
