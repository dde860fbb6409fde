"""The round of planted bugs for which a course gives points: the table `[find_the_bug]` of `course.toml`."""

from dataclasses import dataclass

TABLE = "find_the_bug"
NEEDED = ("points", "count", "seed")  # keys without which there is no such round
MOST_BUGS = 20  # of a round
LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True)
class BugExam:
    """A round that is the same for everybody.

    Attributes:
        points: of each bug that is shown and repaired.
        count: how many bugs it has.
        seed: chooses them.
        level: 1 to 3, or None: any.
        exercises: ids of those that may get a bug; none: all that do not train.
    """

    points: int
    count: int
    seed: int
    level: int | None = None
    exercises: tuple[str, ...] = ()

    @property
    def most(self) -> int:
        """Points of the whole round."""
        return self.points * self.count

    def place(self, number: int) -> str:
        """The name of a bug's folder; the seed is in it, so that no other round has the same."""
        return f"exam_{self.seed}_{number}"

    @property
    def places(self) -> tuple[str, ...]:
        """The names of all folders, in the order of the bugs."""
        return tuple(self.place(number) for number in range(1, self.count + 1))
