"""Whatever bytes call themselves a zip, they are read under limits or refused with a sentence."""

import io
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grader.classroom import zip_archive
from grader.classroom.file_listing import HandInRefused
from grader.classroom.zip_archive import MOST_BYTES, OF_CLASS, Archive, refuse_unfit
from grader.sandbox.submission import LARGEST_MODULE
from tests.support.fuzzing import tried

Members = Iterable[tuple[str | zipfile.ZipInfo, str | bytes]]


def packed(members: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, content in members:
            made.writestr(name, content)
    return stream.getvalue()


def taken(content: bytes | Path) -> dict[str, bytes]:
    """Everything in it, as an intake would read it."""
    with Archive(content) as opened:
        refuse_unfit(opened.entries)
        return {"/".join(entry.parts): entry.read(LARGEST_MODULE + 1) for entry in opened.entries}


def of_kind(name: str, mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = mode << 16
    return member


def test_files_are_read_and_folders_are_none(tmp_path: Path) -> None:
    file = tmp_path / "work.zip"
    file.write_bytes(packed([("a/", ""), ("a/./metrics.py", "x = 1")]))

    assert taken(file) == {"a/metrics.py": b"x = 1"}


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        pytest.param([("../metrics.py", "")], "points outside", id="a parent path"),
        pytest.param([("a/../../m.py", "")], "points outside", id="a parent path in the middle"),
        pytest.param([("/etc/metrics.py", "")], "points outside", id="an absolute path"),
        pytest.param([("c:metrics.py", "")], "points outside", id="a drive"),
        pytest.param([("..\\metrics.py", "")], "points outside", id="a parent path with a backslash"),
        pytest.param([("a\\..\\..\\m.py", "")], "points outside", id="a parent path in the middle with backslashes"),
        pytest.param([("\\\\host\\share\\m.py", "")], "points outside", id="a network path"),
        pytest.param([("c:\\metrics.py", "")], "points outside", id="a drive with a backslash"),
        pytest.param([("a\nb.py", "")], "control characters", id="a newline in a name"),
        pytest.param([("x" * 600, "")], "too long", id="a long name"),
        pytest.param([("a/" * 30 + "m.py", "")], "too long", id="deep folders"),
        pytest.param([(of_kind("m.py", stat.S_IFLNK), "/etc")], "a link", id="a link"),
        pytest.param([(of_kind("m.py", stat.S_IFIFO), "")], "neither a file", id="a pipe"),
        pytest.param(
            [("metrics.py", "1"), ("Metrics.py", "2")],
            "is in it twice",
            id="names that differ in case",
        ),
        pytest.param(
            [("caf\u00e9.py", "1"), ("cafe\u0301.py", "2")],
            "is in it twice",
            id="names that differ in how an accent is written",
        ),
        pytest.param(
            [("metrics.py", "1"), ("./metrics.py", "2")],
            "is in it twice",
            id="the same place twice",
        ),
        pytest.param([(f"m{number}.py", "") for number in range(10_001)], "10,001 files", id="many files"),
        pytest.param([(f"m{number}/", "") for number in range(20_001)], "20,001 members", id="many folders"),
        pytest.param([("m.bin", bytes(1 << 20))], "zip bomb", id="a high ratio"),
    ],
)
def test_what_would_do_harm_is_refused(members: Members, sentence: str) -> None:
    with pytest.raises(HandInRefused, match=sentence) as caught:
        taken(packed(members))

    assert str(caught.value).endswith(".")


@pytest.mark.hostile
def test_names_of_the_same_file_twice_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = packed([("metrics.py", "1"), ("metrics.py", "2")])

    with pytest.raises(HandInRefused, match="is in it twice"):
        taken(content)


@pytest.mark.hostile
def test_a_name_that_is_cut_at_a_nul_is_refused() -> None:
    content = packed([("metricsXpy", "1")]).replace(b"metricsXpy", b"metrics\0py")

    with pytest.raises(HandInRefused, match="control characters"):
        taken(content)


@pytest.mark.hostile
def test_more_bytes_than_a_submission_may_have_are_refused() -> None:
    noise = b"".join(struct.pack("<Q", number * 0x9E3779B97F4A7C15 % 2**64) for number in range(1 << 18))  # 2 MB
    content = packed([(f"{number}.bin", noise) for number in range(11)], zipfile.ZIP_STORED)

    with pytest.raises(HandInRefused, match="more than 20,971,520"):
        taken(content)


@pytest.mark.hostile
@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_whose_decoders_know_no_limit_are_refused(method: int) -> None:
    with pytest.raises(HandInRefused, match="unusual way"):
        taken(packed([("metrics.py", "x = 1")], method))


@pytest.mark.hostile
def test_encrypted_members_are_refused() -> None:
    content = bytearray(packed([("metrics.py", "x = 1")]))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1

    with pytest.raises(HandInRefused, match="encrypted"):
        taken(bytes(content))


@pytest.mark.hostile
def test_a_size_that_lies_does_not_get_more_out() -> None:
    content = bytearray(packed([("metrics.py", bytes(10 << 20))]))
    for place in (22, content.index(b"PK\1\2") + 24):
        content[place : place + 4] = struct.pack("<I", 1000)

    with pytest.raises(HandInRefused, match="damaged"):
        taken(bytes(content))


def test_reading_stops_where_it_is_told_to() -> None:
    content = packed([("metrics.py", b"x" * 5000)], zipfile.ZIP_STORED)

    with Archive(content) as opened:
        assert opened.entries[0].read(100) == b"x" * 100


@pytest.mark.hostile
def test_a_bomb_is_noticed_while_it_unpacks() -> None:
    content = packed([("m.bin", bytes(50 << 20))])

    tracemalloc.start()
    with Archive(content) as opened, pytest.raises(HandInRefused, match="zip bomb"):
        opened.entries[0].read(MOST_BYTES)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 15 << 20  # bytes; the packed 50 KB times 100 are 5 MB


@pytest.mark.hostile
def test_members_that_share_bytes_are_refused() -> None:
    content = bytearray(packed([("a.py", "x = 1" * 9), ("b.py", "y")]))
    second = content.index(b"PK\1\2", content.index(b"PK\1\2") + 1)
    content[second + 42 : second + 46] = struct.pack("<I", 0)  # where the first begins

    with pytest.raises(HandInRefused, match="overlap"):
        taken(bytes(content))


@pytest.mark.hostile
def test_a_long_table_of_contents_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "long.zip"
    file.write_bytes(packed([(f"{number:0400}", "") for number in range(12_000)]))

    with pytest.raises(HandInRefused, match="table of contents"):
        Archive(file)
    with Archive(file, OF_CLASS) as opened:
        assert len(opened.entries) == 12_000


def test_backslashes_part_folders_as_windows_wrote_them() -> None:
    assert taken(packed([("kata\\", ""), ("kata\\exercises\\metrics.py", "x = 1")])) == {
        "kata/exercises/metrics.py": b"x = 1"
    }


def test_a_name_in_utf_8_next_to_one_in_the_systems_encoding_is_read() -> None:
    member = zipfile.ZipInfo("Zo? M?ller.py")  # as a program of a system writes it that cannot say it
    name = "Zo\u00eb M\u00fcller.py".encode()
    field = b"\1" + struct.pack("<I", zlib.crc32(b"Zo? M?ller.py")) + name
    member.extra = struct.pack("<HH", 0x7075, len(field)) + field

    assert taken(packed([(member, "x = 1")])) == {"Zo\u00eb M\u00fcller.py": b"x = 1"}


def test_a_time_in_seconds_and_utc_is_believed() -> None:
    member = zipfile.ZipInfo("metrics.py", (1999, 1, 1, 0, 0, 0))
    member.extra = struct.pack("<HHBI", 0x5455, 5, 1, 1_700_000_001)

    with Archive(packed([(member, "x = 1")])) as opened:
        assert [entry.modified for entry in opened.entries] == [1_700_000_001.0]


def test_links_in_what_nobody_reads_spoil_nothing() -> None:
    content = packed([("metrics.py", "x = 1"), (of_kind("my/.venv/bin/python", stat.S_IFLNK), "/usr/bin/python")])

    with Archive(content) as opened:
        assert [entry.refusal for entry in opened.entries] == ["", ""]


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip"])
def test_what_is_no_zip_is_refused(content: bytes) -> None:
    with pytest.raises(HandInRefused, match="not a zip"):
        taken(content)


@pytest.mark.parametrize(
    ("begins", "kind"), [(b"Rar!\x1a\x07", "a RAR archive"), (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive")]
)
def test_an_archive_of_another_kind_is_named(begins: bytes, kind: str) -> None:
    with pytest.raises(HandInRefused, match=f"This is {kind}, despite its name. Unpack it, and pack it again"):
        taken(begins + bytes(100))


def test_names_in_utf_8_that_do_not_say_so_are_read() -> None:
    content = packed([("caf\u00e9.py", "1")])
    for signature, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.index(signature) + place
        flags = struct.unpack("<H", content[at : at + 2])[0] & ~0x800
        content = content[:at] + struct.pack("<H", flags) + content[at + 2 :]

    assert list(taken(content)) == ["caf\u00e9.py"]


def test_a_time_that_no_calendar_has_is_no_time() -> None:
    content = bytearray(packed([("metrics.py", "1")]))
    at = content.index(b"PK\1\2")
    content[at + 12 : at + 16] = b"\xff\xff\xff\xff"

    with Archive(bytes(content)) as opened:
        assert opened.entries[0].modified == 0


SOUND = packed(
    (
        ("exercises/metrics.py", "x = 1\n" * 40),
        ("exercises/models.py", ""),
        (of_kind("exercises/training.py", stat.S_IFREG | 0o644), "y = 2\n"),
        ("exercises/", ""),
    )
)


def size_of(content: bytes, limits: zip_archive.ArchiveLimits) -> int:
    """How much is in it, all of which is read."""
    with Archive(content, limits) as opened:
        refuse_unfit(opened.entries)
        return sum(len(entry.read(LARGEST_MODULE + 1)) for entry in opened.entries)


def allowed(content: bytes) -> None:
    """Read all of it or refuse it; anything else that is raised fails the test."""
    for limits in (zip_archive.OF_STUDENT, OF_CLASS):
        size = tried(
            "archive reader", partial(size_of, content, limits), HandInRefused, memory=limits.directory + (2 << 20)
        )
        assert size is None or size <= MOST_BYTES


@pytest.mark.fuzz
@given(some.binary(max_size=300))
def test_random_bytes_are_refused_in_a_sentence(content: bytes) -> None:
    allowed(content)
    allowed(content + SOUND)


@pytest.mark.fuzz
@given(some.lists(some.tuples(some.integers(0, len(SOUND) - 1), some.integers(0, 255)), min_size=1, max_size=8))
def test_changed_bytes_are_refused_or_do_no_harm(changes: list[tuple[int, int]]) -> None:
    content = bytearray(SOUND)
    for place, byte in changes:
        content[place] = byte

    allowed(bytes(content))


HEADERS = SOUND.index(b"PK\1\2")


@pytest.mark.fuzz
@given(some.data())
def test_a_changed_table_of_contents_is_refused_or_does_no_harm(data: some.DataObject) -> None:
    content = bytearray(SOUND)
    for _ in range(data.draw(some.integers(1, 4))):
        place = data.draw(some.integers(HEADERS, len(SOUND) - 4))
        size = data.draw(some.sampled_from([1, 2, 4]))
        value = data.draw(some.sampled_from([0, 1, 2 ** (8 * size) - 1, 2 ** (8 * size - 1), 45, len(SOUND)]))
        content[place : place + size] = (value % 2 ** (8 * size)).to_bytes(size, "little")

    allowed(bytes(content))


@pytest.mark.fuzz
@given(some.integers(0, len(SOUND)), some.integers(0, len(SOUND)))
def test_a_part_that_is_cut_out_is_refused_or_does_no_harm(first: int, last: int) -> None:
    allowed(SOUND[:first] + SOUND[last:])
