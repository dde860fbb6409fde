"""A folder is read once, and whatever cannot be read is named."""

import re
from pathlib import Path

import pytest

from grader.sandbox.submission import LARGEST_MODULE, SubmissionError, read


def test_modules_are_read_with_their_names(tmp_path: Path) -> None:
    (tmp_path / "metrics.py").write_bytes("\ufeffx = 'é'\r\n".encode())
    (tmp_path / "notes.txt").write_text("not Python")

    found = read(tmp_path)

    assert found.sources == {"metrics": "x = 'é'\n"}
    assert found.name == tmp_path.name


def test_a_module_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "metrics.py").write_bytes(b"x = 1\ny = '\xe9'\n")
    (tmp_path / "models.py").write_text("x = 1")

    found = read(tmp_path)

    assert list(found.sources) == ["models"]
    fault = found.faults["metrics"]
    assert (fault.file, fault.line) == (f"{tmp_path.name}/metrics.py", 2)
    assert fault.reason.endswith("Save the file as UTF-8.")


def test_a_module_that_is_too_large_is_named(tmp_path: Path) -> None:
    (tmp_path / "metrics.py").write_bytes(b"#" * (LARGEST_MODULE + 1))

    assert "262,145 bytes" in read(tmp_path).faults["metrics"].reason


def test_links_are_left_alone(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("x = 1")
    (tmp_path / "models.py").write_text("x = 1")
    try:
        (tmp_path / "metrics.py").symlink_to(secret)
    except OSError:
        pytest.skip("this system does not let its users make links")

    assert list(read(tmp_path).sources) == ["models"]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        pytest.param(lambda _place: None, "there is no such folder", id="nothing"),
        pytest.param(lambda place: place.write_text("x"), "this is a file", id="a file"),
        pytest.param(lambda place: place.mkdir(), "it contains no Python file", id="an empty folder"),
    ],
)
def test_where_there_is_nothing_to_grade_it_is_said(tmp_path: Path, make: object, sentence: str) -> None:
    place = tmp_path / "mine"
    make(place)  # type: ignore[operator]

    with pytest.raises(SubmissionError, match=sentence) as caught:
        read(place)

    assert re.search(r"\. Name (the|its) folder", str(caught.value))


def test_the_digest_tells_texts_and_names_apart(tmp_path: Path) -> None:
    for name, sources in {"a": ("x", "yz"), "b": ("xy", "z"), "c": ("x", "yz")}.items():
        (tmp_path / name).mkdir()
        for module, text in zip(("one", "two"), sources, strict=True):
            (tmp_path / name / f"{module}.py").write_text(text)

    assert read(tmp_path / "a").digest != read(tmp_path / "b").digest
    assert read(tmp_path / "a").digest == read(tmp_path / "c").digest
