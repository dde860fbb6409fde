"""What several files about preprocessing use."""

import numpy as np

from grader.misconceptions.recognition import alike


def _right_and_changed(function):
    """Finds that all answers are right as numbers, and that an argument is another afterwards."""
    return lambda evidence: alike(evidence.calls, function) and any(call.changed for call in evidence.calls)


def _right_but(function, *dtypes):
    """Finds that all answers are right as numbers, and arrays of one of these dtypes (by name, or kind)."""

    def seen(evidence):
        found = [answer.dtype for answer in evidence.answers if isinstance(answer, np.ndarray)]
        return alike(evidence.calls, function) and any(one.kind in dtypes or one.name in dtypes for one in found)

    return seen


def _right_but_for_nothing(function):
    """Finds that all answers are right but those to arguments of length 0."""

    def seen(evidence):
        some = [call for call in evidence.calls if len(call.args[0])]
        empty = [call for call in evidence.calls if not len(call.args[0])]
        return not _has_lists(evidence) and alike(some, function) and not alike(empty, function)

    return seen


def _has_lists(evidence):
    return any(isinstance(answer, list | tuple) for answer in evidence.answers)


def _scaled(images):
    return images / 255


def _with_channel(images):
    return images[..., np.newaxis]


def _flat(images):
    return images.reshape(len(images), 784)


EXERCISE = ""  # where one is planted, the function that it is planted as


def _hot(labels, num_classes=10):
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError("no such label")
    return np.eye(num_classes, dtype=np.float32)[np.asarray(labels, dtype=int)]


def _refused(call):
    return bool(np.any((call.args[0] < 0) | (call.args[0] >= call.kwargs.get("num_classes", 10))))


def _setting(call, name, default):
    return call.kwargs.get(name, default)


def _of_seeds(results):
    """The mistakes with seeds, from the results of each."""
    steady = {seed: all(np.array_equal(one, several[0]) for one in several) for seed, several in results.items()}
    if len(results) < 2:
        return set()
    if steady == {seed: seed != 0 for seed in results}:
        return {"took_seed_0_for_none"}
    if not any(steady[seed] for seed, several in results.items() if len(several) > 1):
        return {"ignored_the_seed"}
    same = all(steady.values()) and len({several[0].tobytes() for several in results.values()}) == 1
    return {"always_the_same_seed"} if same else set()
