"""In Chromium: a digit drawn by hand is recognised by a trained CNN, and the page is sound on every screen.

Chromium and npm have to be there: without them these tests are skipped, or fail with DIGIT_KATA_BROWSER=1.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader.checks.networks.network import Network
from grader.course import datasets
from grader.grading import own_hand
from grader.grading.live_predictor import LivePredictor
from grader.tools.draw.answers import Answers
from grader.tools.draw.shown_models import Shown, ShownModel
from grader.tools.draw.site import Site
from solutions import models
from tests.support import drawing
from tests.support.axe import faults
from tests.support.browser import Browser
from tests.support.drawing import SEVEN, ZERO, along, until
from tests.support.images import cache_with_digits

SCREENS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]
LEARNED = 20_000  # images that the CNN is trained on, twice each: enough for digits that are drawn with care
STATUS = "document.querySelector('#status').textContent"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A page of three models that answer at once, and one that is refused; it keeps drawings."""
    cache_with_digits(tmp_path / "cache", monkeypatch)
    shown = drawing.site("train_dense", "train_cnn", drawings=tmp_path / "drawings.npz", train_champion="It is odd.")
    with drawing.served(shown) as address:
        yield address


def draw(running: Browser, strokes: list[list[tuple[int, int]]]) -> None:
    """Draw strokes on the sheet, whose corners are given on 280 by 280 pixels."""
    box = "document.querySelector('#sheet').getBoundingClientRect()"
    left, top, width = (running.evaluate(f"{box}.{name}") for name in ("left", "top", "width"))
    for stroke in strokes:
        running.stroke([(left + x * width / 280, top + y * width / 280) for x, y in along(stroke)])


def answered(running: Browser) -> str:
    """The line that says what the models said, once it does."""
    return str(until(lambda: "Answered in" in (line := running.evaluate(STATUS)) and line))


@cache
def trained(described: Callable[[object], Any]) -> Network:
    """The reference's CNN, trained once on digits that are not MNIST's."""
    import keras

    data = datasets.load("digits")
    keras.utils.set_random_seed(3)
    network = models.build_cnn()
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    images = data.train_images[:LEARNED, :, :, None] / 255
    network.fit(images, data.train_labels[:LEARNED], batch_size=64, epochs=2, verbose=0)
    return Network(described(network))


@pytest.mark.parametrize(("strokes", "digit"), [(SEVEN, "7"), (ZERO, "0")])
def test_a_digit_that_is_drawn_is_recognised_by_a_trained_cnn(
    strokes: list[list[tuple[int, int]]], digit: str, chromium: Browser, described: Callable[[object], Any]
) -> None:
    shown = (ShownModel("train_cnn", "trained", 0.97, "digits", trained(described)),)
    site = drawing.site("train_cnn")
    real = Site(Shown(shown, "These models are yours."), Answers(shown, LivePredictor()), site.curves, drawing.dataset)
    with drawing.served(real) as address:
        chromium.open(address, width=1280, scheme="light")
        draw(chromium, strokes)
        line = answered(chromium)

        assert line.startswith(f"train_cnn: {digit} (")
        assert chromium.evaluate("document.querySelector('.verdict strong').textContent") == digit
        assert chromium.evaluate("document.querySelector('.chances .first .digit').textContent") == digit
        assert chromium.complaints() == []


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_page_is_sound(width: int, scheme: str, page: str, chromium: Browser, axe: str) -> None:
    chromium.open(page, width=width, scheme=scheme)
    until(lambda: chromium.evaluate(STATUS) == "The models are ready. Draw a digit on the sheet.")
    assert faults(chromium, axe) == []  # before anything is drawn

    draw(chromium, SEVEN)
    answered(chromium)
    chromium.evaluate("document.querySelector('#measure').click()")
    until(lambda: chromium.evaluate("document.querySelectorAll('.curve').length") == 3 + 2 * 4)
    chromium.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    chromium.evaluate("document.querySelector('#looking').scrollIntoView()")
    until(lambda: "of its first convolution" in chromium.evaluate("document.querySelector('#looking').textContent"))

    assert faults(chromium, axe) == []
    assert chromium.evaluate("document.documentElement.scrollWidth") == width
    assert [address for address in chromium.requests() if not address.startswith(page)] == []
    assert chromium.complaints() == []
    assert chromium.evaluate("document.querySelector('.refusal').textContent") == "It is odd."


def test_light_and_dark_differ_and_ink_is_seen_in_both(page: str, chromium: Browser) -> None:
    seen = set()
    for scheme in ("light", "dark"):
        chromium.open(page, width=1280, scheme=scheme)
        sheet = "getComputedStyle(document.querySelector('#sheet'))"
        seen.add((chromium.evaluate(f"{sheet}.color"), chromium.evaluate(f"{sheet}.backgroundColor")))

    assert len({colour for pair in seen for colour in pair}) == 4


def test_nothing_drawn_is_said(page: str, chromium: Browser) -> None:
    chromium.open(page, width=1280, scheme="light")
    draw(chromium, SEVEN)
    answered(chromium)
    chromium.evaluate("document.querySelector('#undo').click()")
    until(lambda: chromium.evaluate(STATUS) == "Draw a digit first.")

    assert chromium.evaluate("document.querySelector('.verdict strong').textContent") == "?"


def test_a_finger_draws_and_does_not_scroll(page: str, chromium: Browser) -> None:
    chromium.open(page, width=390, scheme="light")
    chromium.ask("Emulation.setTouchEmulationEnabled", enabled=True)
    try:
        place = "(({left, top, width}) => [left, top, width])(document.querySelector('#sheet').getBoundingClientRect())"
        left, top, width = chromium.evaluate(place)
        points = [{"x": left + x * width / 280, "y": top + y * width / 280} for x, y in along(SEVEN[0])]
        for kind, point in (("touchStart", points[0]), *(("touchMove", point) for point in points)):
            chromium.ask("Input.dispatchTouchEvent", type=kind, touchPoints=[point])
        chromium.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

        assert "train_cnn: 7 (" in answered(chromium)
        assert chromium.evaluate("scrollY") == 0
    finally:
        chromium.ask("Emulation.setTouchEmulationEnabled", enabled=False)


def test_with_the_keyboard_a_digit_of_the_test_set_is_taken(page: str, chromium: Browser) -> None:
    chromium.open(page, width=1280, scheme="light")
    chromium.evaluate("document.querySelector('#digit').focus()")
    chromium.press("4")
    chromium.press("Tab")
    chromium.press("Enter")
    answered(chromium)

    assert chromium.evaluate("document.querySelector('#digit').value") == "4"
    assert chromium.evaluate("document.querySelector('#given-note').textContent").startswith("An image of the test set")


def test_a_step_is_switched_with_the_space_key(page: str, chromium: Browser) -> None:
    chromium.open(page, width=1280, scheme="light")
    draw(chromium, SEVEN)
    answered(chromium)
    step = "document.querySelector('[data-step=centre]')"
    chromium.evaluate(f"{step}.querySelector('input').focus()")
    chromium.press("Space")
    until(lambda: chromium.evaluate(f"{step}.querySelector('figcaption').textContent") == "with")

    assert any("centre=0" in address for address in chromium.requests())
    assert chromium.evaluate(f"{step}.querySelectorAll('td')[1].textContent").startswith("7 (")


def test_a_slider_changes_what_the_network_gets(page: str, chromium: Browser) -> None:
    chromium.open(page, width=1280, scheme="light")
    draw(chromium, SEVEN)
    answered(chromium)
    change = "const s = document.querySelector('#amount-invert'); s.value = 1; s.dispatchEvent(new Event('input'))"
    chromium.evaluate(f"(() => {{ {change} }})()")
    corner = "[...document.querySelector('#given').getContext('2d').getImageData(0, 0, 1, 1).data]"
    until(lambda: chromium.evaluate(corner) == [255, 255, 255, 255])

    chromium.evaluate("document.querySelector('#reset').click()")
    until(lambda: chromium.evaluate(corner) == [0, 0, 0, 255])


def test_a_drawing_is_kept_with_its_digit(page: str, chromium: Browser, tmp_path: Path) -> None:
    chromium.open(page, width=1280, scheme="light")
    draw(chromium, SEVEN)
    answered(chromium)
    chromium.evaluate("document.querySelector('#keep').click()")
    until(lambda: chromium.evaluate(STATUS) == "Choose the digit that you meant to draw.")
    chromium.evaluate("document.querySelector('#meant').value = '7'; document.querySelector('#keep').click()")
    until(lambda: chromium.evaluate("document.querySelector('#kept').textContent") == "1 drawing kept")

    assert own_hand.read(tmp_path / "drawings.npz").labels.tolist() == [7]
    assert chromium.evaluate(STATUS) == "Kept as a 7. Draw the next one."


def test_where_the_command_has_ended_the_page_says_so(chromium: Browser) -> None:
    with drawing.served(drawing.site("train_dense")) as address:
        chromium.open(address, width=1280, scheme="light")
    draw(chromium, SEVEN)
    until(lambda: "has ended. Start it again: nox -s draw" in chromium.evaluate(STATUS))
