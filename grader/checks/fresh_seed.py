"""What the fresh inputs of a grading are drawn from: a key, which is a secret in a class."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import numpy as np

CLASSES = 10
LARGEST_SEED = 2**31 - 3  # further trainings count up from it


@dataclass(frozen=True)
class FreshSeed:
    """The source of the inputs of one grading.

    Attributes:
        key: secret or not; the same key asks the same.
        number: the seed as a number that may be told, or None where it must not be.
    """

    key: bytes
    number: int | None = None

    @classmethod
    def drawn(cls) -> "FreshSeed":
        """Another seed each time, which may be told."""
        return cls.of_number(secrets.randbits(32))

    @classmethod
    def of_number(cls, number: int) -> "FreshSeed":
        """The seed that `--fresh-seed` names."""
        return cls(number.to_bytes(16, "big"), number)

    def of(self, part: str) -> "FreshSeed":
        """The seed of a part, such as a student; it tells nothing of this one (HMAC-SHA-256, RFC 2104)."""
        return FreshSeed(hmac.digest(self.key, part.encode(), hashlib.sha256))

    @property
    def training_seed(self) -> int:
        """Seed of the first training, which nobody chooses."""
        return int(self.source("training").integers(LARGEST_SEED))

    @property
    def test_warps(self) -> int:
        """Seed of the warps of test images that nobody has seen."""
        return int.from_bytes(self.of("test images").key, "big")

    def renaming(self, training: str) -> np.ndarray:
        """New names for the ten labels, int (10,): no label keeps its own."""
        source = self.source(f"labels of {training}")
        names = np.arange(CLASSES)
        while (names == np.arange(CLASSES)).any():
            names = source.permutation(CLASSES)
        return names

    def source(self, check: str) -> np.random.Generator:
        """Draws the inputs of a check."""
        return np.random.default_rng(np.frombuffer(self.of(check).key, dtype=np.uint32))
