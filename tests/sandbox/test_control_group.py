"""Control groups: where they may be made, and what the kernel then does by itself."""

import contextlib
import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from grader.sandbox import control_group
from grader.sandbox.calls import ModuleFunction
from grader.sandbox.connection import Connection
from grader.sandbox.control_group import ControlGroup
from grader.sandbox.limits import Limits
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission
from tests.support.processes import has_ended

PLACE = control_group.place()
HELD = control_group.holds()
groups = pytest.mark.skipif(not isinstance(PLACE, Path), reason=f"no control groups: {PLACE}")
held_memory = pytest.mark.skipif("memory" not in HELD, reason="control groups cannot limit memory here")

SECONDS = 300.0  # for a call: four processes start in it, on whatever machine this is

SOURCE = """
import subprocess, sys

def daemon():
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    return subprocess.Popen(command, start_new_session=True, stdin=-3, stdout=-3, stderr=-3).pid

def burst(megabytes):
    return len(bytearray(b"1") * (megabytes << 20))

def family_of(megabytes):
    code = f"import time; b = bytearray(b'1') * ({megabytes} << 20); time.sleep(60)"
    children = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(4)]
    return [child.wait() for child in children]
"""


@contextlib.contextmanager
def connected(level: str, limits: Limits | None = None) -> Iterator[tuple[Connection, Callable[..., object]]]:
    """A worker, and what calls a function of SOURCE in it."""
    made: list[Connection] = []

    def start(_progress: object) -> Connection:
        made.append(Connection(limits, level=level))
        return made[-1]

    runner = Runner(Submission("groups", {"groups": SOURCE}, {}), worker=start)
    try:
        runner.start()
        yield made[0], lambda name, *arguments: runner.call(ModuleFunction("groups", name, SECONDS), arguments, {})
    finally:
        runner.close()


@groups
def test_what_a_worker_starts_is_in_its_group_and_ends_with_it(level: str) -> None:
    with connected(level) as (connection, call):
        call("burst", 1)
        before = connection._cell._group.processes()  # type: ignore[union-attr]
        call("daemon")
        inside = connection._cell._group.processes()  # type: ignore[union-attr]
        daemons = [psutil.Process(number) for number in inside if number not in before]
        assert len(daemons) == 1
        # What other workers have left behind counts too while it runs, and is not in this one's group.
        assert set(inside) <= {process.pid for process in connection._cell.family()}
        connection._cell._group.kill()  # type: ignore[union-attr]
        assert has_ended(daemons[0])


@groups
def test_a_group_is_removed_with_its_worker(level: str) -> None:
    with connected(level) as (connection, call):
        call("burst", 1)
        folder = connection._cell._group._folder  # type: ignore[union-attr]
        assert folder.is_dir()
    assert not folder.exists()


@groups
def test_groups_that_processes_make_below_are_removed_too() -> None:
    group = ControlGroup(Limits())
    (group._folder / "below" / "deeper").mkdir(parents=True)
    group.kill()
    group.close()
    group.close()
    assert not group._folder.exists()


@groups
def test_groups_of_graders_that_were_killed_are_removed() -> None:
    assert isinstance(PLACE, Path)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, own = (PLACE / f"digit-kata-{number}-left" for number in (ended.pid, os.getpid()))
    left.mkdir()
    own.mkdir()
    try:
        assert control_group.search(Path("/proc/self")) == PLACE
        assert (left.exists(), own.exists()) == (False, True)
    finally:
        own.rmdir()


@held_memory
def test_memory_is_held_at_every_moment(level: str) -> None:
    with connected(level, Limits(resident=1 << 30)) as (connection, call):
        assert call("burst", 1) == 1 << 20
        assert connection.in_force["memory.max"] == 1 << 30
        with pytest.raises(Exception, match=r"used more than 1 GB of memory\. Does a list"):
            call("burst", 3_000)


@held_memory
def test_memory_of_all_processes_counts_together(level: str) -> None:
    with connected(level, Limits(resident=1 << 30)) as (_, call), pytest.raises(Exception, match="than 1 GB of memory"):
        call("family_of", 400)


@pytest.fixture
def kernel(tmp_path: Path) -> Callable[..., Path]:
    """Makes what the kernel tells of a process in a group of a system, as files; and the group, with a process."""

    def make(*, top: str = "/", group: str = "/user/some.scope", controllers: str = "cpu memory pids") -> Path:
        own = tmp_path / "self"
        own.mkdir()
        (own / "cgroup").write_text(f"4:cpu:/\n0::{group}\n")
        (own / "mountinfo").write_text(
            f"29 23 0:26 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
            f"30 23 0:27 {top} {tmp_path}/groups rw,nosuid - cgroup2 cgroup2 rw\n"
        )
        folder = tmp_path / "groups" / Path(group).relative_to(top)
        folder.mkdir(parents=True)
        for name, text in (
            ("cgroup.procs", "71\n72\n"),
            ("cgroup.type", "domain\n"),
            ("cgroup.kill", ""),
            ("cgroup.controllers", controllers),
            ("cgroup.subtree_control", ""),
        ):
            (folder / name).write_text(text)
        return own

    return make


def test_a_delegated_group_is_divided(kernel: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getxattr", lambda _path, name: b"1" if name == "user.delegate" else b"0")
    own = kernel()
    group = own.parent / "groups/user/some.scope"
    assert control_group.search(own) == group
    assert (group / "cgroup.subtree_control").read_text() == "+memory +pids"
    assert (group / "digit-kata" / "cgroup.procs").read_text() == "72"  # the last that was moved: it is but a file


def test_the_top_of_a_container_is_divided(kernel: Callable[..., Path]) -> None:
    own = kernel(top="/docker/7f", group="/docker/7f", controllers="memory")
    assert control_group.search(own) == own.parent / "groups"
    assert (own.parent / "groups" / "cgroup.subtree_control").read_text() == "+memory"


def test_a_grader_in_a_group_that_was_divided_uses_the_one_above(kernel: Callable[..., Path]) -> None:
    own = kernel(group="/user/some.scope/digit-kata")
    above = own.parent / "groups/user/some.scope"
    for name in ("cgroup.controllers", "cgroup.subtree_control"):
        (above / name).write_text("memory pids")
    assert control_group.search(own) == above
    assert (above / "cgroup.subtree_control").read_text() == "memory pids"


def test_a_group_that_nobody_has_delegated_is_left_alone(
    kernel: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_path: Path, _name: str) -> bytes:
        raise OSError(errno.ENODATA, "No data available")

    monkeypatch.setattr(os, "getxattr", none)
    own = kernel()
    assert "systemd-run --user --scope -p Delegate=yes" in str(control_group.search(own))
    assert (own.parent / "groups/user/some.scope/cgroup.subtree_control").read_text() == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"group": "/../elsewhere", "top": "/.."}, "not mounted", id="outside of what can be seen"),
        pytest.param({"group": "/a", "top": "/a", "old": True}, "older than 5.14", id="an old kernel"),
    ],
)
def test_why_there_is_none_is_said(kernel: Callable[..., Path], change: dict[str, str | bool], said: str) -> None:
    old = change.pop("old", False)
    own = kernel(**change)
    if old:
        (own.parent / "groups" / "cgroup.kill").unlink()
    assert said in str(control_group.search(own))


@pytest.mark.parametrize("groups_of_process", ["4:memory:/here\n0::/here\n", "4:memory:/here\n", ""])
def test_without_cgroup_v2_there_is_none(groups_of_process: str, tmp_path: Path) -> None:
    (tmp_path / "cgroup").write_text(groups_of_process)
    (tmp_path / "mountinfo").write_text("29 23 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n")
    assert control_group.search(tmp_path) == "cgroup v2 is not mounted here"


def test_a_system_that_refuses_is_quoted(kernel: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    assert control_group.search(kernel(group="/", top="/")) == "they cannot be made here (Permission denied)"


def test_a_report_says_what_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control_group, "place", lambda: Path("/group"))
    monkeypatch.setattr(control_group, "holds", lambda: ["memory", "processes"])
    assert control_group.sentence() == "A control group limits memory and processes."
    monkeypatch.setattr(control_group, "holds", list)
    assert "cannot limit" in control_group.sentence()
    monkeypatch.setattr(control_group, "place", lambda: "cgroup v2 is not mounted here")
    assert control_group.sentence() == (
        "Memory is checked five times a second. No control group limits it: cgroup v2 is not mounted here."
    )
