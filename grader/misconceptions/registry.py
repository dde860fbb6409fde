"""A misconception is a known wrong answer: a function as a student might write it, with a name and a sentence.

    @misconception("precision")
    def counted_false_alarms(tp, fp):
        \"\"\"That is the share of false alarms, FP / (TP + FP). Precision is the rest: TP / (TP + FP).\"\"\"
        return fp / (tp + fp)

Its body is run on this side, to see whether a submission gives the same answers (`recognition`), and it is
planted into the reference, to see that the checks find it (`planting`). A body that needs Keras or Matplotlib,
or draws random numbers, is only planted: such a misconception is recognised by what `seen` finds in the answers.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from grader.course.current import own_folder

if TYPE_CHECKING:
    from grader.misconceptions.evidence import Evidence

Seen = Callable[["Evidence"], bool | str]


@dataclass(frozen=True)
class Misconception:
    """A known wrong answer to one exercise.

    Attributes:
        exercise: its id.
        name: what was done, such as "divided_by_256".
        sentence: what was done and what the contract asks, for the student.
        function: does it wrong; the exercise's parameters.
        also: further functions that make the same mistake in another way.
        seen: whether the answers of a submission show it; a text is what was measured, to be put behind the sentence.
            Without it, the answers are compared with those of the functions.
        form: the values are right, their dtype or what became of the arguments is not.
    """

    exercise: str
    name: str
    sentence: str
    function: Callable[..., Any]
    also: tuple[Callable[..., Any], ...] = ()
    seen: Seen | None = None
    form: bool = False


def misconception(
    *functions: str, also: tuple[Callable[..., Any], ...] = (), seen: Seen | None = None, form: bool = False
) -> Callable[[Callable[..., Any]], tuple[Misconception, ...]]:
    """Make a misconception of a function, in a file of its module's folder; `functions` are its exercises'."""

    def made(wrong: Callable[..., Any]) -> tuple[Misconception, ...]:
        module = wrong.__module__.split(".")[-2]  # the folder of its file
        sentence = " ".join((inspect.getdoc(wrong) or "").split())
        facts = wrong.__name__, sentence, wrong, also, seen, form
        return tuple(Misconception(f"{module}.{function}", *facts) for function in functions)

    return made


@cache
def of_module(module: str) -> tuple[Misconception, ...]:
    """The misconceptions about the exercises of a module, in the order of its file."""
    known = importlib.import_module("grader.misconceptions.known")
    own = own_folder(module, "misconceptions")
    if own is not None:
        if not (own / module).is_dir():
            return ()
        if str(own) not in known.__path__:
            known.__path__.append(str(own))
    folder = importlib.import_module(f"{known.__name__}.{module}")
    names = [each.name for each in pkgutil.iter_modules(folder.__path__)] if own else folder.FILES
    files = [importlib.import_module(f"{folder.__name__}.{name}") for name in names]
    groups = [value for file in files for value in vars(file).values() if isinstance(value, tuple)]
    return tuple(one for group in groups for one in group if isinstance(one, Misconception))


def of_exercise(exercise: str) -> tuple[Misconception, ...]:
    """The misconceptions about one exercise, by its id."""
    return tuple(one for one in of_module(exercise.partition(".")[0]) if one.exercise == exercise)
