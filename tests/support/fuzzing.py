"""Inputs that hypothesis makes up: each is read, or refused as documented, within bounds of memory and computation."""

import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

MOST_SECONDS = 5.0  # of processor time, which nothing else that runs makes longer; the longest takes a twentieth of it

Read = TypeVar("Read")


@dataclass
class Tally:
    """What became of the inputs of one reader.

    Attributes:
        inputs: how many there were.
        refused: how many of them were refused.
        memory: the most that one took, in bytes.
        seconds: the most processor time that one took.
    """

    inputs: int = 0
    refused: int = 0
    memory: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        most = f"at most {self.memory / 2**20:.2f} MB and {1000 * self.seconds:.0f} ms"
        return f"{self.inputs:,} inputs, {self.refused:,} of them refused; {most} of processor time"


TALLIES: defaultdict[str, Tally] = defaultdict(Tally)


def tried(reader: str, read: Callable[[], Read], refusal: type[Exception], *, memory: int) -> Read | None:
    """What is read, or None if it is refused; anything else that is raised fails the test.

    Args:
        reader: its name, under which its inputs are counted.
        read: reads one input.
        refusal: the documented error.
        memory: in bytes, what Python and NumPy may take meanwhile.
    """
    found, refused = None, False
    tracemalloc.start()
    began = time.thread_time()
    try:
        found = read()
    except refusal as error:
        refused = True
        assert str(error).strip()  # noqa: PT017  being read is right too
    finally:
        seconds = time.thread_time() - began
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    tally = TALLIES[reader]
    tally.inputs += 1
    tally.refused += refused
    tally.memory, tally.seconds = max(tally.memory, peak), max(tally.seconds, seconds)
    assert peak < memory
    assert seconds < MOST_SECONDS
    return found
