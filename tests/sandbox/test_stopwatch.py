"""The stopwatch: what a worker waits for a processor is not its own time, what it sleeps is."""

import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import cast

import pytest

from grader.course.syllabus import Exercise
from grader.grading.predictor import Predictor
from grader.sandbox import stopwatch
from grader.sandbox.call_fault import Unusable
from grader.sandbox.connection import Connection, OutOfTime
from grader.sandbox.runner import Runner
from grader.sandbox.stopwatch import Figures, Stopwatch
from grader.sandbox.submission import Submission
from grader.util.errors import Unjudged

WORKER, CHILD, NEAR = 7, 8, 1


class Machine:
    """A machine whose clock and processes go on as a test says."""

    def __init__(self, *, tells: bool = True) -> None:
        self.now = self.idle = 0.0
        self.tells = tells
        self.processes: dict[int, Figures] = {NEAR: self._figures(0, 0, 0)}
        self.watch = Stopwatch(
            around=(NEAR,), figures=self.processes.get, clock=lambda: self.now, idle=lambda: self.idle
        )
        self.spawn(WORKER)
        self.watch.start()
        self.watch.look([WORKER])

    def _figures(self, computed: float, children: float, waited: float) -> Figures:
        return Figures(computed, children, {1: waited} if self.tells else None)

    def spawn(self, process: int) -> None:
        self.processes[process] = self._figures(0, 0, 0)

    def waits(self, process: int) -> None:
        """It waits for a processor from now on; how long it did is told when it has one."""
        self.processes[process] = replace(self.processes[process], ready=True)

    def goes_on(self, process: int, computed: float = 0.0, waited: float = 0.0, children: float = 0.0) -> None:
        before = self.processes[process]
        waits = before.waited[1] if before.waited else 0.0
        self.processes[process] = self._figures(before.computed + computed, before.children + children, waits + waited)

    def look(self, seconds: float, *, idle: float = 0.0) -> None:
        self.now += seconds
        self.idle += idle
        self.watch.look([process for process in self.processes if process != NEAR])


@pytest.fixture(autouse=True)
def two_processors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "real" not in request.node.name:
        monkeypatch.setattr(stopwatch, "processors", lambda: 2)


def test_on_a_calm_machine_own_time_is_the_clock() -> None:
    machine = Machine()
    machine.goes_on(WORKER, computed=3)
    machine.look(4, idle=5)

    assert (machine.watch.own, machine.watch.computed, machine.watch.waited) == (4, 3, 0)
    assert machine.watch.out_of_time(4) == ""
    assert machine.watch.out_of_time(3.5).startswith("used more than 3.5 s of processor time.")


def test_what_sleeps_spends_its_time() -> None:
    machine = Machine()
    machine.look(11, idle=22)

    assert machine.watch.out_of_time(10) == (
        "waited without computing for most of its 10 s. Remove time.sleep and everything else that waits."
    )


def test_waiting_for_a_processor_costs_nothing() -> None:
    machine = Machine()
    for _ in range(100):
        machine.goes_on(WORKER, computed=0.05, waited=0.95)
        machine.look(1)

    assert machine.watch.own == pytest.approx(5)
    assert machine.watch.waited == pytest.approx(95)
    assert machine.watch.elapsed == 100
    assert machine.watch.out_of_time(10) == ""


def test_a_wait_that_is_told_when_it_is_over_costs_nothing_either() -> None:
    """The system adds to the figure when a thread gets its processor; a look before that takes the time for its own."""
    machine = Machine()
    for _ in range(10):
        machine.look(0.1)
        machine.look(0.1)
        machine.goes_on(WORKER, computed=0.02, waited=0.28)
        machine.look(0.1)

    assert machine.watch.own == pytest.approx(0.2)
    assert machine.watch.waited == pytest.approx(2.8)


def test_a_wait_that_is_not_over_costs_nothing() -> None:
    machine = Machine()
    machine.waits(WORKER)
    machine.look(0.1)
    machine.look(0.1)

    assert machine.watch.own == 0
    machine.goes_on(WORKER, computed=0.05, waited=0.25)
    machine.look(0.1)
    assert machine.watch.own == pytest.approx(0.05)
    assert machine.watch.waited == pytest.approx(0.25)


def test_a_wait_from_before_does_not_shorten_the_next_thing() -> None:
    machine = Machine()
    machine.look(5)
    machine.watch.start()
    machine.look(1)
    machine.goes_on(WORKER, waited=5)
    machine.look(1)

    assert machine.watch.own == 0
    machine.look(3)
    assert machine.watch.own == 3


def test_what_the_grader_itself_waits_for_a_processor_costs_nothing() -> None:
    machine = Machine()
    machine.goes_on(NEAR, waited=20)
    machine.look(21)

    assert machine.watch.own == pytest.approx(1)


def test_threads_that_get_into_each_others_way_are_held_to_processor_time() -> None:
    """A hundred threads wait for each other all the time; what they compute is counted."""
    machine = Machine()
    for _ in range(11):
        machine.goes_on(WORKER, computed=2, waited=98)
        machine.look(1)

    assert machine.watch.own == 0
    assert machine.watch.out_of_time(12) == ""
    assert machine.watch.out_of_time(10) == (
        "used more than 20 s of processor time (10 s on each of 2 processors). Does a loop never end?"
    )


def test_a_training_that_uses_every_processor_has_its_seconds_on_each_of_them() -> None:
    machine = Machine()
    machine.goes_on(WORKER, computed=18)
    machine.look(9)

    assert machine.watch.out_of_time(10) == ""


def test_children_count_while_they_run_and_once_they_have_ended() -> None:
    machine = Machine()
    machine.spawn(CHILD)
    machine.goes_on(CHILD, computed=3)
    machine.look(3)
    machine.goes_on(CHILD, computed=1)
    ended = machine.processes.pop(CHILD)
    machine.goes_on(WORKER, children=ended.computed)
    machine.look(1)

    assert machine.watch.computed == 4


def test_children_whose_end_nobody_waits_for_take_nothing_back() -> None:
    machine = Machine()
    machine.spawn(CHILD)
    machine.goes_on(CHILD, computed=3)
    machine.look(3)
    del machine.processes[CHILD]
    machine.goes_on(WORKER, computed=1)
    machine.look(1)

    assert machine.watch.computed == 4


def test_what_a_control_group_counts_holds_processes_that_nobody_saw() -> None:
    """As those that start their successor and end between two looks."""
    machine = Machine()
    for look in range(1, 8):
        machine.now += 1
        machine.watch.look([WORKER], counted=1.8 * look)

    assert machine.watch.computed == pytest.approx(12.6)
    assert "used more than 10 s of processor time (5 s on each of 2 processors)" in machine.watch.out_of_time(5)


def test_the_next_thing_begins_at_nothing() -> None:
    machine = Machine()
    machine.goes_on(WORKER, computed=3)
    machine.look(3)
    machine.now += 60  # the grader looks at the answer
    machine.goes_on(WORKER, computed=20)  # as a thread that it has left behind
    machine.watch.start()
    machine.look(0)
    machine.goes_on(WORKER, computed=0.5)
    machine.look(0.5)

    assert (machine.watch.own, machine.watch.computed) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("idle", "own"),
    [
        pytest.param(20.0, 11.0, id="a calm machine: it sleeps"),
        pytest.param(0.2, 1.5, id="a busy machine: it may wait"),
    ],
)
def test_where_the_system_tells_no_waiting_the_idle_processors_do(idle: float, own: float) -> None:
    machine = Machine(tells=False)
    machine.goes_on(WORKER, computed=1.5)
    machine.look(11, idle=idle)

    assert machine.watch.own == pytest.approx(own)


# With real processes.


@pytest.fixture
def neighbours() -> Iterator[None]:
    """Other programs that use every processor several times over."""
    with ExitStack() as stack:
        for _ in range(4 * stopwatch.processors()):
            command = [sys.executable, "-c", "print(flush=True)\nwhile True: pass"]
            process = subprocess.Popen(command, stdout=subprocess.PIPE)  # in another session, it would be an orphan
            stack.enter_context(process)
            stack.callback(process.kill)
            assert process.stdout is not None
            process.stdout.readline()  # it runs
        yield


@pytest.fixture
def runner_of() -> Iterator[Callable[[str], Runner]]:
    made: list[Runner] = []

    def make(text: str) -> Runner:
        made.append(Runner(Submission("mine", {"module": textwrap.dedent(text)}, {})))
        return made[-1]

    yield make
    for runner in made:
        runner.close()


BURNS = """
    import time

    def f(seconds):
        began = time.process_time()
        while time.process_time() < began + seconds:
            pass
        return True
"""


def exercise(seconds: float) -> Exercise:
    return Exercise("module.f", "A function", 1, seconds, ())


@pytest.mark.usefixtures("neighbours")
@pytest.mark.skipif(not stopwatch._tells_waiting(), reason="this system does not say how long a thread waits")
def test_neighbours_that_burn_every_processor_cost_a_real_call_nothing(runner_of: Callable[[str], Runner]) -> None:
    runner = runner_of(BURNS)

    assert runner.call(exercise(1.0), (0.7,), {}) is True
    with pytest.raises(Unusable, match=r"f\(\) used more than 1 s of processor time"):
        runner.call(exercise(1.0), (60.0,), {})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("time.sleep(60)", "waited without computing for most of its 1 s", id="sleep"),
        pytest.param("import threading; threading.Event().wait()", "waited without computing", id="a deadlock"),
        pytest.param("import subprocess; subprocess.run(['sleep', '60'])", "waited without", id="a child that sleeps"),
        pytest.param("while True: pass", "used more than 1 s of processor time", id="a loop"),
    ],
)
def test_what_never_ends_is_said_for_real(text: str, sentence: str, runner_of: Callable[[str], Runner]) -> None:
    if "subprocess" in text and sys.platform == "win32":
        pytest.skip("Windows has no command sleep")
    runner = runner_of(f"import time\ndef f():\n    {text}")

    with pytest.raises(Unusable, match=sentence):
        runner.call(exercise(1.0), (), {})


# What only the clock cuts off.


class Late(Connection):
    """A worker whose calls the clock cuts off as often as there are tries left."""

    tries = 0

    def ask(self, doing: str, seconds: float, **request: object) -> dict[str, object]:
        if request["op"] == "call" and Late.tries:
            Late.tries -= 1
            self.close()
            raise OutOfTime(f"{doing} did not end in time.", by_clock=True)
        return super().ask(doing, seconds, **request)


@pytest.fixture
def late_runner() -> Iterator[Runner]:
    runner = Runner(
        Submission("mine", {"module": "def f(): return 3"}, {}), worker=lambda progress: Late(progress=progress)
    )
    yield runner
    Late.tries = 0
    runner.close()


def test_what_only_the_clock_cut_off_is_run_again(late_runner: Runner) -> None:
    Late.tries = 1

    assert late_runner.call(exercise(1.0), (), {}) == 3
    assert not late_runner.is_late(exercise(1.0))


def test_what_the_clock_cut_off_twice_is_no_verdict(late_runner: Runner) -> None:
    Late.tries = 2

    with pytest.raises(Unjudged, match="This costs no point"):
        late_runner.call(exercise(1.0), (), {})
    assert late_runner.is_late(exercise(1.0))
    with pytest.raises(Unjudged, match="This costs no point"):  # and no third try is made
        late_runner.call(exercise(1.0), (), {})


def test_the_clock_is_a_generous_second_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that waits for a processor all the time comes to an end."""
    monkeypatch.setattr(Stopwatch, "look", lambda *_: None)  # as if all of it was waiting
    monkeypatch.setattr("grader.sandbox.connection.CLOCK", 3)
    link = Connection()
    try:
        link.ask("loading", 60, op="load", folder="mine", sources={"m": "import time\ndef f(): time.sleep(60)"})
        link.ask("importing", 60, op="importing", module="m")
        with pytest.raises(OutOfTime, match=r"did not end in 1\.5 s, because other programs") as caught:
            link.ask("f()", 0.5, op="call", module="m", function="f", args=(), kwargs={})
    finally:
        link.close()

    assert caught.value.by_clock


def test_a_model_that_the_clock_cut_off_is_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Connection] = []

    class Busy:
        """A worker that never has the time."""

        alive = True

        def ask(self, *_asked: object, **_request: object) -> dict[str, object]:
            raise OutOfTime("It did not end in time.", by_clock=True)

        def abandon(self) -> None:
            pass

    def worker(_progress: object) -> Connection:
        asked.append(cast(Connection, Busy()))
        return asked[-1]

    monkeypatch.setattr("grader.grading.predictor.import_keras", lambda _link: None)
    with pytest.raises(Unjudged, match="kept this machine busy"):
        Predictor(worker=worker)._asked(lambda link: link.ask("Computing", 1, op="predict"))
    assert len(asked) == 2
