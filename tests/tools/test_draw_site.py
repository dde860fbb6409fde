"""The page over HTTP: what it answers, what it refuses, and that nobody else gets in."""

import asyncio
import base64
import socket
import threading
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from starlette.requests import Request

from grader.grading import own_hand
from grader.tools.draw import guard
from grader.tools.draw.guard import BURST, LARGEST_BODY, RATE, Guard, new_token
from grader.tools.draw.preparation import STEPS, prepare
from grader.tools.draw.site import WrongRequest, _pixels
from grader.tools.draw.variations import VARIATIONS
from tests.support.drawing import asked, dataset, served, site, until

SHEET = np.zeros((280, 280), dtype=np.uint8)
SHEET[60:200, 120:150] = 255
DRAWN = SHEET.tobytes()


@pytest.fixture
def page(tmp_path: Path) -> Iterator[str]:
    shown = site("train_dense", "train_cnn", "lost", "silent", drawings=tmp_path / "drawings.npz", odd="It is odd.")
    with served(shown) as address:
        yield address


def image_of(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), dtype=np.uint8).reshape(28, 28)


# What it answers.


def test_the_page_has_the_models_and_loads_nothing_from_elsewhere(page: str) -> None:
    status, _, text = asked(page)

    assert status == 200
    assert all(name in text for name in ("train_dense", "train_cnn", "These models are yours.", "It is odd."))
    assert "://" not in text
    assert "style=" not in text
    assert "<script>" not in text
    for name in ("page.css", "draw.css", "draw.js", "sheet.js", "pictures.js", "charts.js", "icon.svg"):
        assert asked(page, name)[0] == 200


def test_an_answer_has_the_probabilities_with_and_without_each_step(page: str) -> None:
    status, _, found = asked(page, "answer", DRAWN)
    models = {each["name"]: each for each in found["models"]}

    assert status == 200
    assert list(found["images"]) == ["given", *STEPS]
    np.testing.assert_array_equal(image_of(found["images"]["given"]), prepare(SHEET))
    np.testing.assert_array_equal(image_of(found["images"]["grey"]), prepare(SHEET, grey=False))
    assert models["train_cnn"]["answers"]["given"] == pytest.approx([0.01] * 7 + [0.91] + [0.01] * 2)
    assert all(len(row) == 10 for row in models["train_dense"]["answers"].values())


def test_a_step_that_is_off_is_asked_for_with_it(page: str) -> None:
    found = asked(page, "answer?centre=0&fit=0", DRAWN)[2]

    np.testing.assert_array_equal(image_of(found["images"]["given"]), prepare(SHEET, centre=False, fit=False))
    np.testing.assert_array_equal(image_of(found["images"]["centre"]), prepare(SHEET, fit=False))


def test_models_that_do_not_answer_say_why_and_the_others_go_on(page: str) -> None:
    models = {each["name"]: each for each in asked(page, "answer", DRAWN)[2]["models"]}

    assert models["odd"]["refusal"] == "It is odd."
    assert models["lost"]["refusal"].startswith("The model cannot be measured.")
    assert models["lost"]["answers"] == {}
    assert models["silent"]["answers"]["given"] is None
    assert models["train_dense"]["refusal"] == ""


def test_sliders_change_the_image_and_go_no_further_than_their_ends(page: str) -> None:
    inverted, moved, further = (
        image_of(asked(page, f"answer?{query}", DRAWN)[2]["images"]["given"])
        for query in ("invert=1", "shift=8", "shift=800")
    )

    np.testing.assert_array_equal(inverted, 255 - prepare(SHEET))
    np.testing.assert_array_equal(moved, VARIATIONS["shift"].change(prepare(SHEET)[None], 8)[0])
    np.testing.assert_array_equal(further, moved)


def test_an_image_of_the_test_set_is_taken_as_it_is(page: str) -> None:
    sample = asked(page, "sample?digit=3&number=1")[2]
    found = asked(page, "answer", base64.b64decode(sample["image"]))[2]

    assert dataset().test_labels[sample["place"]] == 3
    assert list(found["images"]) == ["given"]
    np.testing.assert_array_equal(image_of(found["images"]["given"]), dataset().test_images[sample["place"]])


def test_it_says_when_the_models_are_ready_and_which_never_will_be(page: str) -> None:
    found = asked(page, "ready")[2]["refusals"]

    assert found.keys() == {"odd", "lost"}
    assert found["odd"] == "It is odd."


def test_a_look_has_what_was_needed_and_the_maps(page: str) -> None:
    models = {each["name"]: each for each in asked(page, "look", DRAWN)[2]["models"]}

    assert models["train_dense"]["label"] == 7
    assert models["train_dense"]["maps"] is None
    assert models["train_cnn"]["maps"]["filters"] == models["train_cnn"]["maps"]["shown"] == 4
    assert models["train_cnn"]["maps"]["picture"]["height"] == 26
    assert models["silent"]["refusal"] == "It answers with NaN."


def test_curves_are_measured_once_and_kept(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
    assert asked(page, "curves")[2]["curves"] == {}

    shown = site("train_dense", "train_cnn")
    with served(shown) as other:
        asked(other, "measure", b"1")
        found: Any = until(lambda: (state := asked(other, "curves")[2])["running"] or state)
        found = until(lambda: not (state := asked(other, "curves")[2])["running"] and state)
    with served(site("train_dense")) as again:
        kept = asked(again, "curves")[2]

    assert found["curves"].keys() == {"train_dense", "train_cnn"}
    assert {name: len(curve) for name, curve in found["curves"]["train_cnn"].items()} == {
        name: len(variation.amounts) for name, variation in VARIATIONS.items()
    }
    assert kept["curves"]["train_dense"] == found["curves"]["train_dense"]
    assert kept["running"] is False


def test_drawings_are_kept_as_mnist_would_have_them(page: str, tmp_path: Path) -> None:
    assert asked(page, "keep?label=1", DRAWN)[2] == {"kept": 1}
    assert asked(page, "keep?label=7&fit=0", DRAWN)[2] == {"kept": 2}
    kept = own_hand.read(tmp_path / "drawings.npz")

    assert kept.labels.tolist() == [1, 7]
    np.testing.assert_array_equal(kept.images, np.stack([prepare(SHEET)] * 2))


def test_drawings_that_are_kept_at_once_are_all_kept(page: str, tmp_path: Path) -> None:
    threads = [threading.Thread(target=asked, args=(page, f"keep?label={digit}", DRAWN)) for digit in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(own_hand.read(tmp_path / "drawings.npz").labels.tolist()) == list(range(8))


# What it refuses.


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        pytest.param("answer", np.zeros(78400, np.uint8).tobytes(), "Draw a digit first.", id="an empty sheet"),
        pytest.param("look", np.zeros(78400, np.uint8).tobytes(), "Draw a digit first.", id="nothing to look at"),
        pytest.param("answer", b"abc", "A drawing must have 280 x 280 pixels of one byte each.", id="no drawing"),
        pytest.param("answer?shift=far", DRAWN, "shift must be a number.", id="no number"),
        pytest.param("answer?shift=nan", DRAWN, "shift must be a number, and not a large one.", id="NaN"),
        pytest.param("keep", DRAWN, "Choose the digit that you meant to draw.", id="no label"),
        pytest.param("keep?label=10", DRAWN, "Choose the digit that you meant to draw.", id="no digit"),
        pytest.param("keep?label=3", bytes(784), "Only your own drawings are kept. Draw a digit first.", id="MNIST's"),
        pytest.param("keep?label=3", np.zeros(78400, np.uint8).tobytes(), "Draw a digit first.", id="nothing to keep"),
        pytest.param("sample?digit=9", None, "The test set has no 9.", id="no such image"),
    ],
)
def test_what_is_wrong_gets_a_sentence(page: str, name: str, body: bytes | None, sentence: str) -> None:
    status, _, found = asked(page, name, body)

    assert (status, found) == (400, {"sentence": sentence})


def test_without_keep_nothing_is_kept() -> None:
    with served(site("train_dense")) as address:
        status, _, found = asked(address, "keep?label=1", DRAWN)

    assert status == 400
    assert found["sentence"].endswith("Start the page with: nox -s draw -- --keep")


def test_a_file_that_is_not_one_of_drawings_stays(page: str, tmp_path: Path) -> None:
    (tmp_path / "drawings.npz").write_text("mine")
    status, _, found = asked(page, "keep?label=1", DRAWN)

    assert status == 400
    assert found["sentence"].startswith("drawings.npz cannot be read as drawings.")
    assert (tmp_path / "drawings.npz").read_text() == "mine"


# Who gets in.


def test_only_this_machine_is_listened_to(page: str) -> None:
    host = urllib.parse.urlsplit(page)

    assert host.hostname == "127.0.0.1"
    with socket.create_connection(("127.0.0.1", host.port or 0)) as connection:
        assert connection.getpeername()[0] == "127.0.0.1"
    of_all = [each for found in psutil.net_if_addrs().values() for each in found]
    for address in {each.address for each in of_all if each.family is socket.AF_INET}:
        if not address.startswith("127."):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((address, host.port or 0), timeout=5)


@pytest.mark.parametrize("path", ["/", "/answer", "/x/answer", "/draw.js", "/%2e%2e/etc/passwd"])
def test_without_the_token_nothing_is_there(page: str, path: str) -> None:
    root = page.rsplit("/", 2)[0]
    status, _, text = asked(root, path)

    assert (status, text) == (404, "Open the whole address that nox -s draw has printed.\n")


def test_a_part_of_the_token_is_not_enough(page: str) -> None:
    assert asked(f"{page[:-2]}/")[0] == 404


def test_nothing_is_served_but_what_is_the_pages(page: str) -> None:
    for name in ("../guard.py", "%2e%2e/guard.py", "draw.html.j2", "site.py"):
        assert asked(page, name)[0] == 404


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1", 200), ("localhost:80", 200), ("evil.example", 400), ("127.0.0.1.evil", 400)]
)
def test_a_name_that_somebody_points_at_us_is_refused(page: str, host: str, status: int) -> None:
    assert asked(page, host=host)[0] == status


def test_every_response_has_the_policies(page: str) -> None:
    for address, name, host in ((page, "", ""), (page, "draw.js", ""), (page, "x", ""), (page, "", "evil.example")):
        _, headers, _ = asked(address, name, host=host)
        assert headers.items() >= guard.HEADERS.items()
        assert "unsafe" not in headers["content-security-policy"]
        assert "server" not in headers


def test_a_body_that_is_too_large_is_refused(page: str) -> None:
    assert len(DRAWN) < LARGEST_BODY
    assert asked(page, "answer", bytes(LARGEST_BODY + 1))[0] == 413


def test_the_methods_are_held_to(page: str) -> None:
    assert asked(page, "keep?label=1", method="GET")[0] == 405
    assert asked(page, "curves", b"x")[0] == 405


def test_a_flood_is_dammed_and_dries_up() -> None:
    now = [100.0]

    async def app(*_asgi: object) -> None:
        """Answer nothing: only what is refused is looked at."""

    door = Guard(app, new_token(), clock=lambda: now[0])
    answer = {"path": f"/{door.token}/answer"}
    flood = [door._refusal(answer) for _ in range(BURST + 1)]
    last = flood.pop()

    assert flood == [None] * BURST
    assert last is not None
    assert last.status_code == 429
    now[0] += 2 / RATE
    assert door._refusal(answer) is None


def test_a_page_that_is_closed_while_it_sends_gets_an_answer_like_any_wrong_request() -> None:
    async def gone() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    with pytest.raises(WrongRequest, match="The page was closed"):
        asyncio.run(_pixels(Request({"type": "http"}, gone)))
