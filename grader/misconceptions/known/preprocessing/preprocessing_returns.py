"""What functions of preprocessing return in the wrong form."""

import numpy as np

from grader.misconceptions.known.preprocessing.preprocessing_shared import (
    EXERCISE,
    _flat,
    _hot,
    _refused,
    _scaled,
    _with_channel,
)
from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception


def _right_lists(evidence):
    """Lists hold the right numbers; an empty list cannot say how wide it is."""
    calls = [call for call in evidence.calls if len(call.args[0]) and call.answered]
    assert calls
    assert all(isinstance(call.returned, list | tuple) for call in calls)
    name = calls[0].function
    right = {"scale_pixels": _scaled, "add_channel": _with_channel, "flatten_images": _flat, "one_hot": _hot}[name]
    return alike([call for call in calls if name != "one_hot" or not _refused(call)], right)


# several


@misconception("scale_pixels", "add_channel", "flatten_images", "one_hot", form=True, seen=_right_lists)
def returned_a_list(given, num_classes=10):
    """The numbers are correct, but they are in lists. Return a NumPy array, which has a shape and a dtype."""
    if EXERCISE == "one_hot":
        return _hot(given, num_classes).tolist()
    result = given / 255 if EXERCISE == "scale_pixels" else given
    return (
        result[..., np.newaxis]
        if EXERCISE == "add_channel"
        else _flat(result)
        if EXERCISE == "flatten_images"
        else result
    ).tolist()


@misconception(
    "scale_pixels",
    "add_channel",
    "flatten_images",
    "one_hot",
    "split_validation",
    "augment_images",
    seen=lambda evidence: bool(evidence.answers) and all(answer is None for answer in evidence.answers),
)
def returned_nothing(*args, **kwargs):
    """Your function returns nothing: what it computes or prints is lost. End it with `return`."""
    return
