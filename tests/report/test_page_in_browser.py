"""In Chromium, the page asks for nothing, complains of nothing, is as wide as the screen, and axe-core finds no fault.

Chromium and npm have to be there: without them these tests are skipped, or fail with DIGIT_KATA_BROWSER=1.
"""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.classroom.html.class_page import write_class
from grader.classroom.similarity import BASES, compare
from grader.course.syllabus import Syllabus
from grader.learning.pages import write_bugs, write_progress
from grader.report import html
from grader.report.html import cell
from grader.report.report import Report
from tests.support import classes, reports, ways
from tests.support.axe import faults
from tests.support.browser import Browser

SCREENS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]
REPORTS: dict[str, Callable[[Syllabus], Report]] = {
    "stubs": reports.stubs,
    "everything at once": lambda course: reports.mixed(
        course, {f"training.train_{name}": reports.measured() for name in ("dense", "cnn")}
    ),
}
WITH_PROGRESS = "with the way so far"
THEMES = {"light": "color: #000; background: #fff", "dark": "color: #fff; background: #111"}  # JupyterLab's
OPEN_ALL = "document.querySelectorAll('details').forEach(details => { details.open = true })"
# Tables that one would have to push sideways.
CUT_OFF = (
    "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.ariaLabel)"
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, course: Syllabus) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {name: html.write(make(course), course, folder / name) for name, make in REPORTS.items()}
    return made | {WITH_PROGRESS: html.write(reports.mixed(course), course, folder / "progress", ways.way(course, 2))}


@pytest.fixture(scope="module")
def learning_pages(tmp_path_factory: pytest.TempPathFactory, course: Syllabus) -> dict[str, Path]:
    """The pages of their own: the way so far, twice, its certificate, and a round of bugs."""
    folder = tmp_path_factory.mktemp("learning")
    on_the_way, _none = write_progress(ways.way(course, 2), folder / "on the way")
    page, certificate = write_progress(ways.way(course), folder / "complete", reports.HOSTILE)
    assert certificate is not None
    bugs = write_bugs(ways.ROUND, folder / "bugs")
    return {"on the way": on_the_way, "complete": page, "certificate": certificate, "bugs": bugs}


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory, course: Syllabus) -> dict[str, Path]:
    """Every kind of output of a notebook's cell, below each other as in a notebook, in JupyterLab's two themes."""
    report = reports.mixed(course)
    states = [(exercise, ("passed", "started", "todo")[place % 3]) for place, exercise in enumerate(course.exercises)]
    parts = [
        cell.report_of(report, ["A note."]),
        cell.report_of(replace(report, outcomes=report.outcomes[:1]), []),
        cell.message(reports.HOSTILE, [reports.HOSTILE]),
        cell.message("", [reports.HOSTILE], wrong=True),
        cell.python("The model answer", f"def f(x):\n    return {reports.HOSTILE!r}\n"),
        cell.progress("2 of 30 exercises passed.", states, "Next: one"),
    ]
    folder = tmp_path_factory.mktemp("cells")
    for scheme, light in (("light", "true"), ("dark", "false")):
        head = f"<meta charset=utf-8><title>cells</title><style>body {{ {THEMES[scheme]} }}</style>"
        body = f"<body data-jp-theme-light={light}><main><h1>Notebook</h1>{''.join(parts)}</main>"
        (folder / f"{scheme}.html").write_text(f"<!DOCTYPE html><html lang=en>{head}{body}", encoding="utf-8")
    return {scheme: folder / f"{scheme}.html" for scheme in THEMES}


@pytest.fixture(scope="module")
def class_page(tmp_path_factory: pytest.TempPathFactory, course: Syllabus) -> Path:
    folder = tmp_path_factory.mktemp("class")
    return write_class(
        classes.of_thirty(course), course, folder, compare(classes.copied(), BASES), name=reports.HOSTILE
    )


@pytest.mark.parametrize("report", [*REPORTS, WITH_PROGRESS])
@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_a_page_is_sound(
    report: str, width: int, scheme: str, pages: dict[str, Path], chromium: Browser, axe: str
) -> None:
    chromium.open(pages[report], width=width, scheme=scheme)

    assert chromium.evaluate("document.querySelectorAll('h4').length") >= 30
    chromium.evaluate(OPEN_ALL)
    assert faults(chromium, axe) == []
    assert chromium.evaluate("document.documentElement.scrollWidth") == width
    assert chromium.evaluate("typeof hacked") == "undefined"
    assert chromium.requests() == [pages[report].as_uri()]
    assert chromium.complaints() == []


@pytest.mark.parametrize("page", ["on the way", "complete", "certificate", "bugs"])
@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_a_page_about_learning_is_sound(
    page: str, width: int, scheme: str, learning_pages: dict[str, Path], chromium: Browser, axe: str
) -> None:
    chromium.open(learning_pages[page], width=width, scheme=scheme)

    assert chromium.evaluate("document.querySelectorAll('h1').length") == 1
    assert faults(chromium, axe) == []
    assert chromium.evaluate("document.documentElement.scrollWidth") == width
    assert chromium.evaluate(CUT_OFF) == []
    assert chromium.evaluate("typeof hacked") == "undefined"
    assert chromium.requests() == [learning_pages[page].as_uri()]
    assert chromium.complaints() == []


def test_a_certificate_prints_on_one_sheet(learning_pages: dict[str, Path], chromium: Browser) -> None:
    chromium.open(learning_pages["certificate"], width=1280, scheme="dark")
    printed = base64.b64decode(chromium.ask("Page.printToPDF", preferCSSPageSize=True)["data"])

    assert len(re.findall(rb"/Type */Page\b", printed)) == 1


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_output_of_a_cell_is_sound(
    width: int, scheme: str, cells: dict[str, Path], chromium: Browser, axe: str
) -> None:
    chromium.open(cells[scheme], width=width, scheme="light")  # the notebook's theme decides, not the system's

    assert chromium.evaluate("document.querySelectorAll('.digit-kata').length") == 6
    chromium.evaluate(OPEN_ALL)
    assert faults(chromium, axe) == []
    assert chromium.evaluate("document.documentElement.scrollWidth") == width
    assert chromium.evaluate("typeof hacked") == "undefined"
    assert chromium.requests() == [cells[scheme].as_uri()]
    assert chromium.complaints() == []


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_class_page_is_sound(width: int, scheme: str, class_page: Path, chromium: Browser, axe: str) -> None:
    chromium.open(class_page, width=width, scheme=scheme)

    assert chromium.evaluate("document.querySelectorAll('.roll tbody tr').length") == 30
    chromium.evaluate(OPEN_ALL)
    assert chromium.evaluate("document.querySelectorAll('.passage .shared').length") >= 30
    assert faults(chromium, axe) == []
    assert chromium.evaluate("document.documentElement.scrollWidth") == width
    assert chromium.evaluate(CUT_OFF) == []
    assert chromium.evaluate("typeof hacked") == "undefined"
    assert chromium.requests() == [class_page.as_uri()]
    assert chromium.complaints() == []


def test_the_class_page_leads_to_a_students(class_page: Path, chromium: Browser) -> None:
    chromium.open(class_page, width=1280, scheme="light")
    address = chromium.evaluate("document.querySelector('.roll a').href")

    assert address.startswith(class_page.parent.as_uri())
    chromium.open(
        class_page.parent / address.removeprefix(f"{class_page.parent.as_uri()}/"), width=1280, scheme="light"
    )
    assert chromium.evaluate("document.querySelectorAll('h4').length") >= 30
    assert chromium.complaints() == []


def test_the_class_page_on_paper_fits(class_page: Path, chromium: Browser) -> None:
    chromium.open(class_page, width=700, scheme="dark", media="print")

    assert chromium.evaluate("document.documentElement.scrollWidth") == 700
    assert chromium.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert chromium.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"


def test_light_and_dark_differ(pages: dict[str, Path], chromium: Browser) -> None:
    seen = set()
    for scheme in ("light", "dark"):
        chromium.open(pages["stubs"], width=1280, scheme=scheme)
        seen.add(chromium.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert len(seen) == 2


def test_on_paper_it_is_dark_on_white_and_fits(pages: dict[str, Path], chromium: Browser) -> None:
    chromium.open(pages["everything at once"], width=700, scheme="dark", media="print")

    assert chromium.evaluate("document.documentElement.scrollWidth") == 700
    assert chromium.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert chromium.evaluate("getComputedStyle(document.querySelector('.hints')).display") == "none"


def test_a_hint_opens_without_a_script(pages: dict[str, Path], chromium: Browser) -> None:
    chromium.open(pages["stubs"], width=360, scheme="light")
    hint = "document.querySelector('.next .hints details')"

    assert chromium.evaluate(f"{hint}.open") is False
    chromium.evaluate(f"{hint}.querySelector('summary').click()")
    assert chromium.evaluate(f"{hint}.open") is True


def test_what_these_tests_look_for_is_seen(tmp_path: Path, chromium: Browser, axe: str) -> None:
    bad = tmp_path / "bad.html"
    text = json.dumps("<b>")
    bad.write_text(
        f"<img src=x.png><p style='color: #ccc; width: 2000px'>pale</p><script>hacked = 1; console.log({text})</script>"
    )
    chromium.open(bad, width=360, scheme="light")

    assert {"image-alt", "color-contrast", "html-has-lang"} <= {name for name, _ in faults(chromium, axe)}
    assert chromium.evaluate("document.documentElement.scrollWidth") > 360
    assert chromium.evaluate("typeof hacked") == "number"
    assert len(chromium.requests()) == 2
    assert len(chromium.complaints()) >= 1
