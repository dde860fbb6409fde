"""Tests of the checks of preprocessing: known mistakes fail with a helpful sentence."""

from grader.report.sentences import plain
from tests.support.submitted import FAILED, Wrong, each, outcome


def split(
    order: str = "np.random.default_rng(seed).permutation(len(images))",
    size: str = "round(len(images) * fraction)",
    parts: str = "images[train], labels[train], images[validation], labels[validation]",
) -> str:
    """A body of split_validation, the right one unless told otherwise."""
    return f"order = {order}\nsize = {size}\nvalidation, train = order[:size], order[size:]\nreturn {parts}"


def shift(
    rng: str = "np.random.default_rng(seed)",
    down: str = "rng.integers(-2, 3)",
    right: str = "rng.integers(-2, 3)",
    once: str = "pass",
    fill: str = "mode='constant'",
    result: str = "np.zeros_like(images)",
) -> str:
    """A body of augment_images, the right one unless told otherwise; `once` is done before the first image."""
    return f"""
    rng = {rng}
    {once}
    result = {result}
    for index in range(len(images)):
        down, right = {down}, {right}
        padded = np.pad(images[index], 5, {fill})
        result[index] = padded[5 - down : 33 - down, 5 - right : 33 - right]
    return result
    """


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
            "It changed its argument: it is now an int64 array of shape (2, 28, 28, 1). Work on a copy.",
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
        "only the first image": ("return images[0].reshape(1, 784)", "Its shape is (1, 784)"),
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
            "expected a ValueError because -1 is not a label; NumPy would take it for the last column",
        ),
        "clipped labels": (
            "return np.eye(num_classes, dtype=np.float32)[np.clip(labels, 0, num_classes - 1)]",
            "expected a ValueError because 10 is not one of the ten labels",
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
            "if np.any(labels >= num_classes):\n    raise ValueError\n"
            "return np.eye(num_classes, dtype=np.float32)[labels]",
            "expected a ValueError because -1",
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
        "labels as floats": (
            split(parts="images[train], labels[train] * 1.0, images[validation], labels[validation] * 1.0"),
            "train_labels: Its dtype is float64; it should be uint8.",
        ),
        "a block that begins anywhere": (
            split(order="np.roll(np.arange(len(images)), np.random.default_rng(seed).integers(len(images)))"),
            "With seed 0 the validation part is images",
        ),
        "validation first": (
            split(parts="images[validation], labels[validation], images[train], labels[train]"),
            "train_images: Its shape is (10, 28, 28); it should be (40, 28, 28).",
        ),
        "in scikit-learn's order": (
            split(parts="images[train], images[validation], labels[train], labels[validation]"),
            "train_labels: Its shape is (10, 28, 28); it should be (40,).",
        ),
        "halves rounded up": (split(size="int(len(images) * fraction + 0.5)"), "it should be (8, 28, 28)."),
        "two pairs": (
            split(parts="(images[train], labels[train]), (images[validation], labels[validation])"),
            "It has 2 parts instead of 4; return train_images, train_labels, validation_images, validation_labels.",
        ),
        "the last ones": (
            split(order="np.arange(len(images))[::-1]"),
            "With seed 0 the validation part is images 40, 41, 42, 43, 44, 45, 46, 47, 48, 49: shuffle",
        ),
        "the first ones": (split(order="np.arange(len(images))"), "With seed 0 the validation part is images 0, 1, 2"),
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
            "In the training part, labels no longer match their images.",
        ),
        "validation labels shuffled again": (
            split(parts="images[train], labels[train], images[validation], np.sort(labels[validation])"),
            "In the validation part, labels no longer match their images.",
        ),
        "the training part is everything": (
            split(parts="images, labels, images[validation], labels[validation]"),
            "train_images: Its shape is (50, 28, 28)",
        ),
        "drawn with replacement": (
            split(order="np.random.default_rng(seed).integers(len(images), size=len(images))"),
            "is in both parts: do not validate with images that you train on.",
        ),
        "cut off instead of rounded": (
            split(size="int(len(images) * fraction)"),
            "train_images: Its shape is (6, 28, 28); it should be (5, 28, 28).",
        ),
        "rounded up": (split(size="int(np.ceil(len(images) * fraction))"), "it should be"),
        "no seed": (split(order="np.random.permutation(len(images))"), "Called twice, it chose images"),
        "always the same seed": (
            split(order="np.random.default_rng(42).permutation(len(images))"),
            "Seeds 0 and 1 both choose images",
        ),
        "seed 0 taken for none": (
            split(order="np.random.default_rng(seed or None).permutation(len(images))"),
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
            split(size="round(len(images) * (1 - fraction))"),
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
            split(parts="images[train] / 255, labels[train], images[validation] / 255, labels[validation]"),
            "train_images: its pixels are not those of the given images.",
        ),
    },
    "augment_images": {
        "the first left out": (
            shift().replace("result[index] = ", "result[index] = images[0] if index == 0 else "),
            "Image 0 of 20 never moves, whatever the seed",
        ),
        "wrapped around": (
            """
            rng = np.random.default_rng(seed)
            moved = [np.roll(image, rng.integers(-2, 3, size=2), axis=(0, 1)) for image in images]
            return np.array(moved, dtype=np.uint8).reshape(images.shape)
            """,
            "and pixels came back on the other side: fill with zeros.",
        ),
        "one shift for all": (
            shift(once="both = rng.integers(-2, 3, size=2)", down="both[0]", right="both[1]"),
            "All 20 images moved by",
        ),
        "only down and to the right": (
            shift(down="rng.integers(3)", right="rng.integers(3)"),
            "16 of the 25 shifts never occur, such as 2 up and 2 left: draw both numbers from -2, -1, 0, 1, 2.",
        ),
        "up and down only": (shift(right="0"), "20 of the 25 shifts never occur"),
        "the same number for both": (
            shift(once="pass", right="down").replace(
                "down, right = rng.integers(-2, 3), down", "down = right = rng.integers(-2, 3)"
            ),
            "20 of the 25 shifts never occur",
        ),
        "the upper end left out": (
            shift(down="rng.integers(-2, 2)", right="rng.integers(-2, 2)"),
            "9 of the 25 shifts never occur, such as 2 up and 2 right",
        ),
        "never by nothing": (
            shift(down="rng.choice([-2, -1, 1, 2])", right="rng.choice([-2, -1, 1, 2])"),
            "9 of the 25 shifts never occur",
        ),
        "by at most one": (shift(down="rng.integers(-1, 2)", right="rng.integers(-1, 2)"), "16 of the 25 shifts"),
        "by up to four": (
            shift(down="rng.integers(-4, 5)", right="rng.integers(-4, 5)"),
            ": at most 2 in each direction.",
        ),
        "edges repeated": (shift(fill="mode='edge'"), "and the gap is not 0: fill it with zeros."),
        "filled with ink": (shift(fill="constant_values=255"), "and the gap is not 0: fill it with zeros."),
        "float32": (shift(result="np.zeros(images.shape, np.float32)"), "Its dtype is float32; it should be uint8."),
        "no seed": (shift(rng="np.random.default_rng()"), "Called twice, it gave two results."),
        "always the same seed": (shift(rng="np.random.default_rng(7)"), "Seeds 0 and 1 give the same result."),
        "seed 0 taken for none": (
            shift(rng="np.random.default_rng(seed or None)"),
            "Called twice, it gave two results.",
        ),
        "in place": (shift(result="images"), "It changed its argument: entry ["),
        "not at all": (shift(down="0", right="0"), "All 20 images moved by 0 down and 0 right: draw a shift for each."),
        "with the margin left on": ("return np.pad(images, [(0, 0), (2, 2), (2, 2)])", "Its shape is (3, 32, 32)"),
        "in another order": (shift().replace("return result", "return result[::-1]"), "Image 0 is not the given one"),
        "by parts of pixels": (
            shift().replace("return result", "return (result // 2 + np.roll(result, 1, axis=2) // 2)"),
            "Image 0 is not the given one, moved by whole pixels",
        ),
    },
}


@each(WRONG)
def test_a_wrong_answer_fails(function: str, phrase: str) -> None:
    found = outcome("preprocessing", WRONG, function, phrase)

    assert found.status in FAILED, found.checks
    assert WRONG[function][phrase][1] in "\n".join(plain(check.feedback) for check in found.checks)
