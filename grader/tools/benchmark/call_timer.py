"""A stopwatch is a runner that times calls: the worker measures, and what the calls return never crosses."""

from typing import Any

from grader.course.syllabus import Exercise
from grader.sandbox.call_fault import CallFault, Unusable
from grader.sandbox.runner import Runner

CALL_LIMIT = 60.0  # seconds of one call over all images; the naive versions take less than one


class CallTimer(Runner):
    """Times the functions of one submission, in its worker."""

    def send(self, exercise: Exercise, args: tuple[Any, ...]) -> float:
        """Give the worker the arguments for `time`, and call once to warm up.

        Returns:
            How many seconds the call took.

        Raises:
            Unusable: the function raised something, or lost the worker.
        """
        return self._seconds(exercise, rounds=1, args=args)[0]

    def time(self, exercise: Exercise, rounds: int) -> list[float]:
        """Call with the arguments that were sent last; the seconds of each call.

        Raises:
            Unusable: as above.
        """
        return self._seconds(exercise, rounds, args=None)

    def _seconds(self, exercise: Exercise, rounds: int, args: tuple[Any, ...] | None) -> list[float]:
        self._import(exercise.module)
        reply = self._ask(
            exercise.id,
            f"{exercise.function}() over all images",
            CALL_LIMIT * rounds,
            op="time",
            module=exercise.module,
            function=exercise.function,
            rounds=rounds,
            args=args,
        )
        match reply:
            case {"seconds": [*seconds]} if len(seconds) == rounds and all(_is_duration(value) for value in seconds):
                return seconds
            case {"error": {"types": [str(kind), *_], "message": str(message)}}:
                raise Unusable(CallFault("raised", f"Over all images it raised {kind}: {message}"))
        raise Unusable(CallFault("unusable", "Its durations could not be read. Run the benchmark again."))


def _is_duration(value: object) -> bool:
    return isinstance(value, float) and 0 <= value < float("inf")
