"""Tests of util/files.py: what is written whole, and what is written to."""

import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from grader.util.files import write_whole


def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    old = tmp_path / "old"
    old.touch(0o600)
    for file in (tmp_path / "new", old):
        write_whole(file, "é\udc80")

        assert file.read_bytes() == "é\\udc80".encode()
    assert (tmp_path / "new").stat().st_mode == usual.stat().st_mode
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["new", "old", "usual"]


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path, "text")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes, and no /dev")
def test_a_pipe_and_a_device_are_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    write_whole(pipe, "text")
    reader.join(timeout=60)

    assert read == ["text"]
    assert pipe.is_fifo()
    write_whole(Path(os.devnull), "text")
    assert Path(os.devnull).is_char_device()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no names for what is open")
def test_what_is_open_is_written_to_where_it_is(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb", buffering=0) as file:
        file.write(b"before ")
        write_whole(Path(f"/dev/fd/{file.fileno()}"), "text")
        file.write(b" after")

    assert (tmp_path / "file").read_text(encoding="utf-8") == "before text after"
