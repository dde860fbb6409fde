"""Tests of recognition in preprocessing: wrong answers in many styles, and the name that each gets, or None."""

from grader.report.sentences import plain
from tests.support.submitted import Wrong, each, outcome

# A part of a body: refuse what one_hot refuses.
CHECKED = (
    "if labels.size and (labels.min() < 0 or labels.max() >= num_classes):\n    raise ValueError('no such label')\n"
)

# A part of a body: what augment_images does with a shift.
PASTED = """
    result[i, max(0, dy) : 28 + min(0, dy), max(0, dx) : 28 + min(0, dx)] = images[
        i, max(0, -dy) : 28 + min(0, -dy), max(0, -dx) : 28 + min(0, -dx)
    ]
return result
"""
UNNAMED = "None"  # two mistakes at once, or something else entirely

# The phrase says what was done, the body is the answer, and then comes the name that it gets.
TABLE: Wrong = {
    "scale_pixels": {
        "256, and float64": ("return images / 256.0", "divided_by_256"),
        "256 by a shift of the exponent": ("return np.ldexp(images.astype(np.float32), -8)", "divided_by_256"),
        "a loop over images with their maximum": (
            """
            result = np.zeros(images.shape, dtype="float32")
            for i in range(len(images)):
                result[i] = images[i] / images[i].max()
            return result
            """,
            "divided_by_the_largest_of_each",
        ),
        "scikit-learn's minmax_scale": (
            """
            from sklearn.preprocessing import minmax_scale

            flat = images.reshape(-1).astype("float32")
            return minmax_scale(flat).reshape(images.shape) if flat.size else flat.reshape(0, 28, 28)
            """,
            "divided_by_the_largest_of_all",
        ),
        "batch maximum, fails on nothing": (
            "return images / np.float32(np.max(images))",
            "divided_by_the_largest_of_all",
        ),
        "minus one to one": (
            "scaled = images.astype(np.float32) / 255\nreturn scaled * 2 - 1",
            "centred_around_zero",
        ),
        "cast back": ("return (images / 255).astype(images.dtype)", "cut_fractions_off"),
        "written back into the array": ("images[:] = images / 255.0\nreturn images", "cut_fractions_off"),
        "in place": ("images /= 255.0\nreturn images", "divided_in_place"),
        "out of place, but into the argument": ("return np.divide(images, 255, out=images)", "divided_in_place"),
        "double": ("return np.array(images, dtype=float) * (1 / 255)", "left_as_float64"),
        "half": ("return images.astype('float16') / np.float16(255)", "rounded_the_fractions"),
        "binary": ("return (images > 127).astype(np.float32)", "made_black_and_white"),
        "ink and paper exchanged": ("return ((255 - images) / 255.0).astype('float32')", "inverted"),
        "only cast": ("images = images.astype(np.float32)\nreturn images", "not_divided"),
        "nested lists": (
            "return [[[p / 255 for p in row] for row in image] for image in images.tolist()]",
            "returned_a_list",
        ),
        "image by image": (
            "return np.array([image / 255 for image in images], dtype=np.float32)",
            "loses_the_shape_without_images",
        ),
        "the root": ("return np.sqrt(images / 255).astype(np.float32)", UNNAMED),
        "inverted and by 256": ("return (1 - images / 256).astype(np.float32)", UNNAMED),
        "z-scores": ("return ((images - images.mean()) / (images.std() + 1e-7)).astype('float32')", "standardised"),
    },
    "add_channel": {
        "expand_dims in front of rows": ("return np.expand_dims(images, axis=1)", "channel_first"),
        "reshape to channel first": ("n, h, w = images.shape\nreturn images.reshape((n, 1, h, w))", "channel_first"),
        "expand_dims with no thought": ("return np.expand_dims(images, 0)", "axis_in_front_of_all"),
        "stacked thrice": ("return np.stack([images, images, images], axis=3)", "made_three_channels"),
        "stacked in front": ("return np.stack([images])", "axis_in_front_of_all"),
        "as float": ("return images.reshape(-1, 28, 28, 1).astype('float32')", "changed_the_dtype"),
        "scaled and as float": (
            "return np.expand_dims(images.astype('float32') / 255.0, -1)",
            "scaled_too",
        ),
        "one by one": ("return np.array([image[:, :, None] for image in images])", "fails_without_images"),
        "lists": ("return [image[:, :, None].tolist() for image in images]", "returned_a_list"),
        "not assigned": ("np.expand_dims(images, -1)\nreturn images", "added_no_axis"),
        "swapped": ("return np.swapaxes(images, 1, 2)[..., None]", "exchanged_rows_and_columns"),
        "stacked along the end": ("return np.dstack(list(images))", "mixed_the_images"),
        "negated": ("return -1 - images[..., None].astype(int)", UNNAMED),
        "an image into rows and columns": (
            "out = np.zeros(images.shape)\nfor i in range(len(images)):\n    out[i] = images[i][:, :, None]\n"
            "return out",
            UNNAMED,  # it raises an exception for every image
        ),
    },
    "flatten_images": {
        "raveled": ("return images.ravel()", "all_in_one_row"),
        "flattened each in Fortran's order": (
            "return np.array([i.flatten('F') for i in images], dtype=images.dtype).reshape(-1, 784)",
            "column_by_column",
        ),
        "transposed before": ("return np.transpose(images, (0, 2, 1)).reshape(-1, 28 * 28)", "column_by_column"),
        "one by one": ("return np.stack([image.ravel() for image in images])", "length_left_open"),
        "by list": (
            "rows = []\nfor image in images:\n    rows.append(image.flatten())\nreturn np.array(rows)",
            "length_left_open",
        ),
        "minus one": ("return np.reshape(images, (images.shape[0], -1))", "length_left_open"),
        "a list of lists": ("return [sum(image.tolist(), []) for image in images]", "returned_a_list"),
        "and scaled": ("return images.reshape((-1, 784)).astype('float32') / 255", "scaled_as_well"),
        "a column for each image": ("return images.reshape(-1, 784).transpose()", "one_row_per_pixel"),
        "reshaped to columns": ("return images.reshape(784, -1)", "one_row_per_pixel"),
        "double": ("return np.asarray(images.reshape(-1, 784), dtype=float)", "changed_the_dtype"),
        "as they came": ("return np.asarray(images)", "flattened_nothing"),
        "one long row": ("return images.reshape(1, -1)", "all_in_one_row"),
        "an image into a number": (
            "out = np.zeros(len(images))\nfor i in range(len(images)):\n    out[i] = images[i].flatten()\nreturn out",
            UNNAMED,  # as above
        ),
        "length of the first": (
            "n, h, w = len(images), len(images[0]), len(images[0][0])\nreturn images.reshape(n, h * w)",
            "needs_an_image",
        ),
        "snake": (
            "turned = images.copy()\nturned[:, 1::2] = turned[:, 1::2, ::-1]\nreturn turned.reshape(-1, 784)",
            UNNAMED,
        ),
    },
    "one_hot": {
        "loop, from one": (
            CHECKED + "out = np.zeros((len(labels), num_classes), dtype=np.float32)\n"
            "for i, l in enumerate(labels):\n    out[i, l - 1] = 1\nreturn out",
            "labels_off_by_one",
        ),
        "no look at the labels, by lists": (
            "rows = []\nfor l in labels:\n    row = [0.0] * num_classes\n    row[l] = 1.0\n    rows.append(row)\n"
            "return np.array(rows, dtype=np.float32).reshape(-1, num_classes)",
            "accepted_labels_outside",
        ),
        "compared, so that others give zeros": (
            "return (labels.reshape(-1, 1) == np.arange(num_classes)).astype('float32')",
            "accepted_labels_outside",
        ),
        "maximum of nothing": (
            "if labels.max() > num_classes - 1 or labels.min() < 0:\n    raise ValueError('bad label')\n"
            "return np.eye(num_classes, dtype='float32')[labels]",
            "fails_without_labels",
        ),
        "double, but checked": (CHECKED + "return np.eye(num_classes)[labels]", "made_float64"),
        "whole numbers, but checked": (CHECKED + "return np.eye(num_classes, dtype=np.uint8)[labels]", "made_integers"),
        "lists, but checked": (
            CHECKED + "return [[1.0 if j == l else 0.0 for j in range(num_classes)] for l in labels]",
            "returned_a_list",
        ),
        "IndexError": (
            "if np.any(labels < 0):\n    raise IndexError\nreturn np.eye(num_classes, dtype=np.float32)[labels]",
            "another_error_for_a_label",
        ),
        "KeyError by a dict": (
            "rows = dict(enumerate(np.eye(num_classes, dtype=np.float32)))\n"
            "return np.array([rows[int(l)] for l in labels], dtype=np.float32).reshape(-1, num_classes)",
            "another_error_for_a_label",
        ),
        "width of the data": (
            "k = labels.max() + 1 if len(labels) else num_classes\nreturn np.eye(k, dtype=np.float32)[labels]",
            "as_wide_as_the_labels_need",
        ),
        "scikit-learn's LabelBinarizer": (
            """
            from sklearn.preprocessing import OneHotEncoder

            return OneHotEncoder(sparse_output=False, dtype=np.float32).fit_transform(labels.reshape(-1, 1))
            """,
            "as_many_columns_as_occur",
        ),
        "wrapped by modulo": (
            "return np.eye(num_classes, dtype=np.float32)[labels % num_classes]",
            "accepted_labels_outside",
        ),
        "classes in rows": (
            CHECKED + "return np.array([labels == j for j in range(num_classes)], dtype=np.float32)",
            "transposed",
        ),
        "eleven columns": (CHECKED + "return np.eye(num_classes + 1, dtype=np.float32)[labels]", "one_column_too_many"),
        "smoothed": (CHECKED + "return np.eye(num_classes, dtype=np.float32)[labels] * 0.9 + 0.01", UNNAMED),
        "transposed and off by one": (CHECKED + "return np.eye(num_classes, dtype='float32')[labels - 1].T", UNNAMED),
    },
    "split_validation": {
        "scikit-learn's as it comes": (
            """
            from sklearn.model_selection import train_test_split

            return train_test_split(images, labels, test_size=fraction, random_state=seed)
            """,
            "in_scikit_learns_order",
        ),
        "scikit-learn's in the right order": (
            """
            from sklearn.model_selection import train_test_split

            a, b, c, d = train_test_split(images, labels, test_size=fraction, random_state=seed)
            return a, c, b, d
            """,
            "rounded_the_number_up",
        ),
        "slices from the end": (
            "n = len(images) - round(len(images) * fraction)\nreturn images[:n], labels[:n], images[n:], labels[n:]",
            "did_not_shuffle",
        ),
        "slices from the front": (
            "n = round(len(images) * fraction)\nreturn images[n:], labels[n:], images[:n], labels[:n]",
            "did_not_shuffle",
        ),
        "training cut off": (
            """
            order = np.random.RandomState(seed).permutation(images.shape[0])
            n = int(len(images) * (1 - fraction))
            return images[order[:n]], labels[order[:n]], images[order[n:]], labels[order[n:]]
            """,
            "rounded_the_number_up",
        ),
        "cut off by //": (
            """
            import random

            order = list(range(len(images)))
            random.Random(seed).shuffle(order)
            n = int(len(images) * fraction // 1)
            train, val = np.array(order[n:], dtype=int), np.array(order[:n], dtype=int)
            return images[train], labels[train], images[val], labels[val]
            """,
            "cut_the_number_off",
        ),
        "two permutations": (
            """
            rng = np.random.RandomState(seed)
            p, q, n = rng.permutation(len(images)), rng.permutation(len(labels)), round(len(images) * fraction)
            return images[p[n:]], labels[q[n:]], images[p[:n]], labels[q[:n]]
            """,
            "broke_the_pairs",
        ),
        "only the images are shuffled": (
            """
            p, n = np.random.default_rng(seed).permutation(len(images)), round(len(images) * fraction)
            images = images[p]
            return images[n:], labels[n:], images[:n], labels[:n]
            """,
            "broke_the_pairs",
        ),
        "chosen with replacement": (
            """
            rng, n = np.random.default_rng(seed), round(len(images) * fraction)
            val = rng.choice(len(images), n)
            train = rng.choice(len(images), len(images) - n)
            return images[train], labels[train], images[val], labels[val]
            """,
            "drew_with_replacement",
        ),
        "chosen with replacement, and taken out": (
            """
            val = np.random.default_rng(seed).choice(len(images), round(len(images) * fraction))
            mask = np.ones(len(images), dtype=bool)
            mask[val] = False
            return images[mask], labels[mask], images[val], labels[val]
            """,
            "drew_with_replacement",
        ),
        "chosen, and left in the training part": (
            """
            val = np.random.default_rng(seed).choice(len(images), size=round(len(images) * fraction), replace=False)
            return images, labels, images[val], labels[val]
            """,
            "trained_on_everything",
        ),
        "global generator": (
            """
            order, n = np.arange(len(images)), round(len(images) * fraction)
            np.random.shuffle(order)
            return images[order[n:]], labels[order[n:]], images[order[:n]], labels[order[:n]]
            """,
            "ignored_the_seed",
        ),
        "seeded with a number": (
            """
            np.random.seed(0)
            order, n = np.random.permutation(len(images)), round(len(images) * fraction)
            return images[order[n:]], labels[order[n:]], images[order[:n]], labels[order[:n]]
            """,
            "always_the_same_seed",
        ),
        "if seed": (
            """
            rng = np.random.default_rng()
            if seed:
                rng = np.random.default_rng(seed)
            order, n = rng.permutation(len(images)), round(len(images) * fraction)
            return images[order[n:]], labels[order[n:]], images[order[:n]], labels[order[:n]]
            """,
            "took_seed_0_for_none",
        ),
        "the large part last": (
            """
            order, n = np.random.default_rng(seed).permutation(len(images)), round(len(images) * fraction)
            return images[order[:n]], labels[order[:n]], images[order[n:]], labels[order[n:]]
            """,
            "validation_first",
        ),
        "percent": (
            """
            order, n = np.random.default_rng(seed).permutation(len(images)), round(len(images) * fraction / 100)
            return images[order[n:]], labels[order[n:]], images[order[:n]], labels[order[:n]]
            """,
            "set_nothing_aside",
        ),
        "the fraction cut off": (
            """
            order, n = np.random.default_rng(seed).permutation(len(images)), int(fraction) * len(images)
            return images[order[n:]], labels[order[n:]], images[order[:n]], labels[order[:n]]
            """,
            "rounded_the_fraction",
        ),
        "everything, shuffled": (
            "p = np.random.default_rng(seed).permutation(len(images))\n"
            "return images[p], labels[p], images[p], labels[p]",
            "returned_everything_twice",
        ),
        "the labels of the other part": (
            """
            order, n = np.random.default_rng(seed).permutation(len(images)), round(len(images) * fraction)
            return images[order[n:]], labels[order[n:]], images[order[:n]], labels[order[n:]]
            """,
            UNNAMED,
        ),
        "a dict": (
            """
            order, n = np.random.default_rng(seed).permutation(len(images)), round(len(images) * fraction)
            return {"train": images[order[n:]], "validation": images[order[:n]]}
            """,
            UNNAMED,
        ),
        "unseeded, and pairs broken": (
            """
            n = round(len(images) * fraction)
            p, q = np.random.permutation(len(images)), np.random.permutation(len(images))
            return images[p[n:]], labels[q[n:]], images[p[:n]], labels[q[:n]]
            """,
            UNNAMED,
        ),
    },
    "augment_images": {
        "slices of negative ends": (
            """
            rng = np.random.default_rng(seed)
            out = np.zeros_like(images)
            for k in range(len(images)):
                d, r = rng.integers(-2, 3, 2)
                out[k, d:, r:] = images[k, :-d, :-r]
            return out
            """,
            UNNAMED,
        ),
        "a pad that may be negative": (
            """
            rng = np.random.default_rng(seed)
            shifts = [rng.integers(-2, 3, 2) for _ in images]
            pads = [np.pad(image, ((d, 0), (r, 0))) for image, (d, r) in zip(images, shifts)]
            return np.array([image[:28, :28] for image in pads])
            """,
            UNNAMED,
        ),
        "roll, one by one": (
            """
            rng = np.random.default_rng(seed)
            out = images.copy()
            for i in range(len(out)):
                out[i] = np.roll(np.roll(out[i], rng.integers(-2, 3), axis=0), rng.integers(-2, 3), axis=1)
            return out
            """,
            "wrapped_around",
        ),
        "the whole batch rolled": (
            """
            dy, dx = np.random.default_rng(seed).integers(-2, 3, size=2)
            moved = np.roll(images, (dy, dx), axis=(1, 2))
            if dy > 0:
                moved[:, :dy] = 0
            elif dy < 0:
                moved[:, dy:] = 0
            if dx > 0:
                moved[:, :, :dx] = 0
            elif dx < 0:
                moved[:, :, dx:] = 0
            return moved
            """,
            "one_shift_for_all",
        ),
        "a generator for each image": (
            "result = np.zeros_like(images)\nfor i in range(len(images)):\n"
            "    dy, dx = np.random.default_rng(seed).integers(-2, 3, size=2)" + PASTED,
            "one_shift_for_all",
        ),
        "randint without the end": (
            "import random\nrng = random.Random(seed)\nresult = np.zeros_like(images)\nfor i in range(len(images)):\n"
            "    dy, dx = rng.randrange(-2, 2), rng.randrange(-2, 2)" + PASTED,
            "left_out_a_shift",
        ),
        "never a seed": (
            "result = np.zeros_like(images)\nfor i in range(len(images)):\n"
            "    dy, dx = np.random.randint(-2, 3, size=2)" + PASTED,
            "seed_ignored",
        ),
        "seed 42": (
            "rng = np.random.RandomState(42)\nresult = np.zeros_like(images)\nfor i in range(len(images)):\n"
            "    dy, dx = rng.randint(-2, 3, size=2)" + PASTED,
            "seed_in_the_code",
        ),
        "up to three": (
            "rng = np.random.default_rng(seed)\nresult = np.zeros_like(images)\nfor i in range(len(images)):\n"
            "    dy, dx = rng.integers(-3, 4, size=2)" + PASTED,
            "moved_too_far",
        ),
        "diagonal": (
            "rng = np.random.default_rng(seed)\nresult = np.zeros_like(images)\nfor i in range(len(images)):\n"
            "    dx = dy = rng.integers(-2, 3)" + PASTED,
            "one_number_for_both",
        ),
        "positive only": (
            "rng = np.random.default_rng(seed)\nresult = np.zeros_like(images)\nfor i in range(len(images)):\n"
            "    dy, dx = rng.integers(0, 3, size=2)" + PASTED,
            "moved_one_way",
        ),
        "sideways": (
            "rng = np.random.default_rng(seed)\nresult = np.zeros_like(images)\nfor i in range(len(images)):\n"
            "    dy, dx = 0, rng.integers(-2, 3)" + PASTED,
            "moved_along_one_axis",
        ),
        "double": (
            "rng = np.random.default_rng(seed)\nresult = np.zeros(images.shape)\nfor i in range(len(images)):\n"
            "    dy, dx = rng.integers(-2, 3, size=2)" + PASTED,
            "another_dtype",
        ),
        "SciPy, nearest edge": (
            """
            from scipy.ndimage import shift

            rng = np.random.default_rng(seed)
            moved = [shift(image, rng.integers(-2, 3, size=2), order=0, mode="nearest") for image in images]
            return np.array(moved, dtype=np.uint8).reshape(images.shape)
            """,
            "repeated_the_edges",
        ),
        "nothing": ("return images", "moved_nothing"),
        "both": (
            "rng = np.random.default_rng(seed)\nresult = np.zeros_like(images)\nfor i in range(len(images)):\n"
            "    dy, dx = rng.integers(-2, 3, size=2)"
            + PASTED.replace("return result", "return np.r_[images, result]"),
            "returned_both",
        ),
        "image by image": (
            "rng = np.random.default_rng(seed)\nmoved = []\nfor image in images:\n"
            "    dy, dx = rng.integers(-2, 3, size=2)\n"
            "    moved.append(np.pad(image, 2)[2 - dy : 30 - dy, 2 - dx : 30 - dx])\nreturn np.stack(moved)",
            "lost_the_shape_without_images",
        ),
        "all rows from the last on": (
            """
            rng = np.random.default_rng(seed)
            moved = images.copy()
            for image in moved:
                dy, dx = rng.integers(-2, 3, size=2)
                image[...] = np.roll(image, (dy, dx), axis=(0, 1))
                if dy > 0:
                    image[:dy] = 0
                else:
                    image[dy:] = 0
                if dx > 0:
                    image[:, :dx] = 0
                elif dx < 0:
                    image[:, dx:] = 0
            return moved
            """,
            "wiped_the_image",
        ),
        "reversed": ("return images[::-1]", "changed_the_order"),
        "a flat roll, by nothing with some seeds": (
            "shift = np.random.default_rng(seed).integers(-2, 3)\n"
            "return np.array([np.roll(image, shift) for image in images], dtype=np.uint8).reshape(images.shape)",
            UNNAMED,
        ),
        "noise": (
            "rng = np.random.default_rng(seed)\nreturn rng.integers(0, 256, size=images.shape, dtype=np.uint8)",
            UNNAMED,
        ),
        "wrapped, and never a seed": (
            "moved = [np.roll(i, np.random.randint(-2, 3, 2), axis=(0, 1)) for i in images]\n"
            "return np.array(moved, dtype=np.uint8).reshape(images.shape)",
            UNNAMED,
        ),
    },
}


@each(TABLE)
def test_a_wrong_answer_gets_its_name(function: str, phrase: str) -> None:
    found = outcome("preprocessing", TABLE, function, phrase)

    assert found.status == "failed", found.checks
    assert str(found.misconception) == TABLE[function][phrase][1], plain(found.feedback)
