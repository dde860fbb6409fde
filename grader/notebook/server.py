"""The process behind a notebook: cells come in, are written into modules and graded, and what to show goes out.

Nothing of a notebook's kernel is in it, so that what was run there before, and in which order, cannot change a verdict.
"""

import gc
import json
import queue
import threading
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from grader.course.current import current
from grader.course.model_answers import NONE_HERE, folder_of, model_answer
from grader.course.reset import reset
from grader.course.syllabus import Exercise, Syllabus
from grader.grading.listener import Listener
from grader.grading.next_step import find_next_step
from grader.grading.pipeline import Settings, grade_with, import_ahead, passed_of
from grader.learning import history, quiz
from grader.learning.questions import Question, of_exercises
from grader.notebook.answer import Answer, code, listing, refused, reported, said
from grader.notebook.graded_cell import (
    CellRefused,
    read_cell,
    refuse_lost_names,
    refuse_missing_libraries,
    refuse_other_exercises,
)
from grader.notebook.module_writing import ModuleFile
from grader.sandbox.known_outlines import KnownOutlines
from grader.sandbox.runner import HEAVY, Runner
from grader.sandbox.submission import read
from grader.sandbox.warm_workers import Turn, WarmWorkers
from grader.util.errors import CheckFailure, Stopped

KERAS = HEAVY["keras"]


class Server:
    """Answers requests: each public method of it takes the fields of one, and returns what to show."""

    def __init__(self, folder: Path, syllabus: Syllabus, settings: Settings, listener: Listener) -> None:
        self.folder = folder
        self.syllabus = syllabus
        self.settings = settings
        self.listener = listener
        self.workers = WarmWorkers()
        self.outlines = KnownOutlines()
        self._own: set[str] = set()  # functions that came from cells
        self._slow: set[str] = set()  # modules that use Keras
        self.workers.prepare(keras=False)

    def cell(self, text: str, names: dict[str, str], line: str = "") -> Answer:
        """Write the definitions of a cell into their modules, and grade them.

        Args:
            text: of the cell, below `%%grade`.
            names: that the notebook has, each with the import that gives it, or nothing.
            line: behind `%%grade`.
        """
        files = {each.name: ModuleFile(self.folder / f"{each.name}.py") for each in self.syllabus.modules}
        known = {name for file in files.values() for name in file.names}
        cell = read_cell(text, self.syllabus, known)
        notes = []
        refuse_other_exercises(cell, line, self.syllabus)
        refuse_missing_libraries(cell, {*files, *(each.stem for each in self.folder.glob("*.py"))})
        for module in cell.modules:
            statements = cell.of_module(module)
            defined = files[module].names | {name for each in statements for name in each.binds}
            if not files[module].imports_everything and not any("*" in each.binds for each in statements):
                refuse_lost_names(cell, module, defined, names, self.syllabus)
        for module in cell.modules:
            copy = files[module].write(files[module].with_statements(cell.of_module(module)), self._own)
            if copy is not None:
                notes.append(f"{module}.py had another version of this. It is now in {copy}.")
        return self._graded(cell.exercises, notes)

    def grade(self, line: str) -> Answer:
        """Grade exercises or modules as they are in the folder; with none, all."""
        return self._graded(self.syllabus.select(line.split()), ())

    def hint(self, line: str) -> Answer:
        """Show a hint, of level 1 where no other is asked for; all once the exercise has passed."""
        words = line.split()
        level = int(words.pop()) if words and words[-1].isdecimal() else 1
        exercise = self._one(words, "%hint", "Add a number for the level: %hint metrics.precision 2")
        levels = len(exercise.hints)
        if not 1 <= level <= levels:
            raise CellRefused(f"There is no hint {level}. The levels are 1 to {levels}: %hint {exercise.id} {levels}")
        if exercise.id in self._passed([exercise]):
            return said(*exercise.hints, f"Passed. The model answer: %solution {exercise.id}", title=exercise.id)
        more = f"More: %hint {exercise.id} {level + 1}" if level < levels else "Write it, and run its cell again."
        return said(exercise.hints[level - 1], more, title=f"{exercise.id}: {exercise.title}")

    def solution(self, line: str) -> Answer:
        """Show the model answer to an exercise that has passed."""
        exercise = self._one(line.split(), "%solution")
        if exercise.id not in self._passed([exercise]):
            raise CellRefused(
                f"{exercise.id} has not passed in its current form. Pass it to see the model answer: "
                f"%grade {exercise.id}"
            )
        if why := current().refusal(datetime.now(UTC)):
            raise CellRefused(why)
        answer = model_answer(exercise)
        if answer is None:
            raise CellRefused(NONE_HERE)
        return code(answer, title=f"{exercise.id}: the model answer")

    def reset(self, line: str) -> Answer:
        """Make the function of an exercise a stub again."""
        exercise = self._one(line.split(), "%reset")
        copy = reset(exercise, self.folder, folder_of(exercise.module))
        where = f"{self.folder.name}/{exercise.module}.py"
        return said(f"{where}: {exercise.function} is a stub again. Your version is in {copy}")

    def progress(self) -> Answer:
        """List all exercises and what is known of them; nothing is run."""
        turn = self.workers.turn(keras=False)
        runner = self._runner(turn)
        try:
            passed = passed_of(runner, self.syllabus.exercises)
            states = {each.id: runner.state(each) or "started" for each in self.syllabus.exercises}
        finally:
            turn.end()
        step = find_next_step(self.folder, self.syllabus, history.unjudged(self.folder))
        following = "" if step is None else f"Next: {step.exercise.id}, {step.exercise.title}"
        return listing(self.syllabus, states | dict.fromkeys(passed, "passed"), following)

    def quiz(self, line: str) -> Answer:
        """Show the next open question, or that of an exercise; with an answer behind it, judge that."""
        words = line.split(maxsplit=1)
        exercises = self.syllabus.select(words[:1])
        if len(words) == 2:
            question = self._question(self._one(words[:1], "%quiz", "Add your answer: %quiz metrics.precision 2"))
            _judged, sentences = quiz.answer(question, words[1], self.folder)
            return said(*sentences, title=quiz.title_of(question, self.syllabus))
        if len(words) == 1 and len(exercises) == 1:
            return self._asked(self._question(exercises[0]))
        standing = quiz.standing_of(self.folder, exercises, self._passed(exercises))
        return self._asked(standing.left[0], standing.sentence) if standing.left else said(standing.sentence)

    def _question(self, exercise: Exercise) -> Question:
        found = of_exercises([exercise.id])
        if not found:
            raise CellRefused(f"There is no question about {exercise.id}. The next open one: %quiz")
        if refusal := quiz.refusal_of(exercise, self._passed([exercise]), f"%grade {exercise.id}"):
            raise CellRefused(refusal)
        return found[0]

    def _asked(self, question: Question, *more: str) -> Answer:
        choices = [f"{number}. {choice}" for number, choice in enumerate(question.choices, start=1)]
        how = f"Answer with {question.how}: %quiz {question.after} …"
        return said(question.text, *choices, how, *more, title=quiz.title_of(question, self.syllabus))

    def close(self) -> None:
        """Kill all workers; what waits for one ends by `Abandoned`."""
        self.workers.close()

    def _one(self, words: Sequence[str], magic: str, more: str = "") -> Exercise:
        found = self.syllabus.select(words)
        if not words or len(found) != 1:
            raise CellRefused(f"Name one exercise: {magic} metrics.precision. {more}".strip())
        return found[0]

    def _passed(self, exercises: Sequence[Exercise]) -> set[str]:
        turn = self.workers.turn(keras=False)
        try:
            return passed_of(self._runner(turn), exercises)
        finally:
            turn.end()

    def _runner(self, turn: Turn) -> Runner:
        return Runner(read(self.folder), self.listener.epoch, worker=turn.worker, outlines=self.outlines)

    def _graded(self, exercises: Sequence[Exercise], notes: Sequence[str]) -> Answer:
        modules = {exercise.module for exercise in exercises}
        turn = self.workers.turn(keras=bool(modules & self._slow))
        runner = self._runner(turn)
        try:
            report = grade_with(runner, self.syllabus, exercises, self.settings, self.listener)
            self._slow |= {module for module in modules if KERAS in runner.libraries(module)}
            history.record(self.folder, report.outcomes)
            return reported(report, self.syllabus, notes)
        finally:  # after all that one waits for: this starts processes
            threading.Thread(target=turn.end, daemon=True).start()
            ahead = bool(modules & self._slow)
            threading.Thread(target=self.workers.prepare, args=(ahead,), daemon=True).start()


def serve(server: Server, requests: IO[str], send: Callable[[dict[str, Any]], None]) -> None:
    """Answer requests, a line each, until there are no more; then what is running ends too."""
    waiting: queue.Queue[str | None] = queue.Queue()

    def listen() -> None:
        for line in requests:
            waiting.put(line)
        waiting.put(None)
        server.close()

    threading.Thread(target=listen, daemon=True).start()
    import_ahead()
    gc.collect()
    gc.freeze()  # what is imported by now stays: looking through it at every grading would take a tenth of its time
    send({"ready": True})
    while (line := waiting.get()) is not None:
        request = json.loads(line)
        answer = _answer(server, request.pop("op"), request)
        send({"text": answer.text, "html": answer.html, "refused": answer.is_refusal})


def _answer(server: Server, op: str, request: dict[str, Any]) -> Answer:
    try:
        answer: Answer = getattr(server, op)(**request)
    except Stopped as error:
        return refused(str(error))
    except CheckFailure as error:
        return refused(f"{error} Run the cell again.")
    except Exception as error:  # noqa: BLE001  the next cell gets an answer again
        traceback.print_exc()
        fault = f"{type(error).__name__}: {error}"
        return refused(f"The grader failed ({fault}), which is not your fault. Please report it.")
    return answer
