"""Workers that end by themselves, as they do when the near side is gone: what they have run can then be measured."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from grader.sandbox import bubblewrap, levels
from grader.sandbox import process as worker_process
from grader.sandbox.connection import Connection, Progress
from grader.sandbox.forkserver import ForkClient, Forkserver
from grader.util.digest import digest_of_texts
from grader.util.files import write_whole
from tests.support import measuring

ENDING = 30.0  # seconds, on a busy machine; it takes 0.01


def measurement() -> dict[str, str]:
    """Variables that have coverage measure a process; none where nothing is measured."""
    return {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}


def measured_in() -> Path | None:
    """Where coverage keeps what this process runs, a file that others are named after; None if it measures nothing."""
    current = measuring.running()
    return Path(str(current.get_option("run:data_file"))).absolute() if current else None


def environment_of(kit: Path) -> dict[str, str]:
    """The environment of a process that runs a copy of the kit, measured as this kit where this process is."""
    own = {name: value for name, value in os.environ.items() if name not in measurement()}
    file = measured_in()
    if file is None:
        return own
    lines = ["[run]", "branch = true", "parallel = true", f"source = {kit / 'grader'}", f"data_file = {file}"]
    # What tests of a copy change has other lines there.
    lines += ["omit =", *(f"    {kit}/grader/{changed}" for changed in ("checks/check_*.py", "misconceptions/known/*"))]
    settings = file.with_name(f"of-{digest_of_texts({'kit': str(kit)})[:16]}.ini")  # the copy stays as it is
    write_whole(settings, "\n".join(lines))
    return {**own, "COVERAGE_PROCESS_START": str(settings)}


@contextlib.contextmanager
def worker(progress: Progress | None = None, *, ends: bool = True) -> Iterator[Connection]:
    """A worker at level process, measured where this process is; in the end its pipe is closed, and it ends.

    Args:
        progress: hears what a training tells.
        ends: whether it is well until then, so that it ends with exit status 0.
    """
    usual = worker_process.environment

    def environment(home: str, temporary: str) -> dict[str, str]:
        return {**usual(home, temporary), **measurement()}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_process, "environment", environment)
        link = Connection(progress=progress, level=levels.PROCESS)
    try:
        yield link
        status = hung_up(link)

        assert (status == 0) is ends
    finally:
        link.close()


def hung_up(link: Connection) -> int:
    """The exit status of a worker whose near side is gone."""
    process = cast("subprocess.Popen[bytes]", link._cell.process)
    if process.stdin is not None:
        process.stdin.close()
    return process.wait(ENDING)


def loaded(link: Connection, folder: str = "mine", **sources: str) -> dict[str, Any]:
    """What the worker says of modules that it is given."""
    return link.ask("loading", ENDING, op="load", folder=folder, sources=sources)


def called(link: Connection, module: str, function: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """What the worker says of a call."""
    return link.ask("calling", ENDING, op="call", module=module, function=function, args=args, kwargs=kwargs)


def solution(module: str) -> str:
    """The text of a module of the reference."""
    return (Path(__file__).parents[2] / "solutions" / f"{module}.py").read_text(encoding="utf-8")


@contextlib.contextmanager
def forkserver(folder: Path) -> Iterator[ForkClient]:
    """A forkserver of its own, measured where this process is; `folder` is empty, and takes what is measured there."""
    usual_command, usual_environment = bubblewrap.command, worker_process.environment
    file = measured_in()
    kept = file.parent if file else None
    folder.chmod(0o1777)  # each worker is another user

    def command(*args: Any, **kwargs: Any) -> list[str]:
        options = usual_command(*args, **kwargs)
        if kept is None:
            return options
        place = options.index("--remount-ro")  # the root of the sandbox: nothing is made in it afterwards
        options[place:place] = [*bubblewrap._parents(kept, set()), "--bind", str(folder), str(kept)]
        # A worker is process 2 of its namespace, so the forkserver is process 3: coverage knows a fork by the number.
        return [*options, "/bin/sh", "-c", '"$0" "$@"; exit']

    def environment(home: str, temporary: str) -> dict[str, str]:
        return {**usual_environment(home, temporary), **measurement()}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bubblewrap, "WORKER", str(worker_process.WORKER))  # else what it runs has other names than here
        patch.setattr(bubblewrap, "command", command)
        patch.setattr("grader.sandbox.forkserver.environment", environment)
        server = Forkserver(threads=1)
    forks = ForkClient(server.address)
    try:
        yield forks
    except OSError as error:
        server._printed.seek(0)
        raise AssertionError(f"The forkserver printed {server._printed.read().decode(errors='replace')!r}.") from error
    finally:
        forks.close()
        server.close()
        if kept:
            for file in folder.iterdir():
                shutil.move(file, kept)
