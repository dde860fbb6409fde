"""The page and what it asks for, as a Starlette application: pixels come in, probabilities and pictures go out."""

import base64
import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from grader.course.datasets import DataError, Dataset
from grader.grading import own_hand
from grader.report.html import environment
from grader.tools.draw import looking
from grader.tools.draw.accuracy_curves import MEASURED, AccuracyCurves
from grader.tools.draw.answers import Answers
from grader.tools.draw.guard import HOSTS, LARGEST_BODY, Guard
from grader.tools.draw.preparation import SIDE, STEPS, is_empty, prepare
from grader.tools.draw.shown_models import Shown
from grader.tools.draw.variations import VARIATIONS, varied

PAGE = Path(__file__).parent / "page"
FILES = {
    "page.css": (environment.HERE / "page.css", "text/css"),
    "draw.css": (PAGE / "draw.css", "text/css"),
    "icon.svg": (PAGE / "icon.svg", "image/svg+xml"),
    # Said here: Windows may have other ideas of what JavaScript is, and a browser then runs none.
    **{name: (PAGE / name, "text/javascript") for name in ("draw.js", "sheet.js", "pictures.js", "charts.js")},
}
SHEET = 280  # pixels of the drawing that the page sends, in each direction
EMPTY = "Draw a digit first."


class WrongRequest(Exception):
    """The page does not ask so; the message is a sentence."""


@dataclass
class Site:
    """What the page shows.

    Attributes:
        shown: the models.
        answers: asks them.
        curves: of their accuracies.
        dataset: gives the test images when they are first needed.
        drawings: file in which drawings are kept, or None where none are.
    """

    shown: Shown
    answers: Answers
    curves: AccuracyCurves
    dataset: Callable[[], Dataset]
    drawings: Path | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)  # of those that add a drawing

    def application(self, token: str) -> Starlette:
        """The application, all of whose addresses begin with the token."""
        asked: Mapping[str, tuple[Callable[[Request], Any], str]] = {
            "answer": (self._answer, "POST"),
            "look": (self._look, "POST"),
            "keep": (self._keep, "POST"),
            "measure": (self._measure, "POST"),
            "ready": (self._ready, "GET"),
            "curves": (self._curves, "GET"),
            "sample": (self._sample, "GET"),
        }
        routes = [Route(f"/{name}", _json(each), methods=[method]) for name, (each, method) in asked.items()]
        files = [Route(f"/{name}", _file(*file)) for name, file in FILES.items()]
        hosts = Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS), www_redirect=False)
        return Starlette(
            routes=[Mount(f"/{token}", routes=[Route("/", self._page), *files, *routes])],
            middleware=[Middleware(Guard, token=token), hosts],
            max_body_size=LARGEST_BODY,
        )

    async def _page(self, _request: Request) -> Response:
        facts = {"shown": self.shown, "steps": STEPS, "variations": VARIATIONS, "sheet": SHEET, "measured": MEASURED}
        text = _template().render(**facts, keeps=self.drawings is not None, kept=self._kept())
        return HTMLResponse(text)

    def _kept(self) -> int:
        """How many drawings are kept; what is wrong with their file is said when one is added."""
        try:
            return len(own_hand.read(self.drawings).labels) if self.drawings else 0
        except own_hand.DrawingsError:
            return 0

    async def _ready(self, _request: Request) -> dict[str, Any]:
        """Answer when the models do, with the sentences of those that never will."""
        return {"refusals": await run_in_threadpool(self.answers.warm)}

    async def _answer(self, request: Request) -> dict[str, Any]:
        """What the models say to a drawing as it is asked for, and with each of the steps the other way round."""
        images = _images(await _pixels(request), request)
        found = await run_in_threadpool(self.answers.ask, np.stack(list(images.values())))
        models = [
            {"name": each.name, "refusal": each.refusal, "answers": _rows(each.probabilities, list(images))}
            for each in found
        ]
        return {"images": {name: _packed(image) for name, image in images.items()}, "models": models}

    async def _look(self, request: Request) -> dict[str, Any]:
        """What the models looked at: occlusion maps, and the maps of first convolutions."""
        image = _images(await _pixels(request), request)["given"]
        found = await run_in_threadpool(self.answers.ask, looking.covered(image), maps=True)
        models: list[dict[str, Any]] = []
        for each in found:
            if each.probabilities is None or np.isnan(each.probabilities).any():
                models.append({"name": each.name, "refusal": each.refusal or "It answers with NaN."})
                continue
            lost = looking.needed(each.probabilities)
            most = float(lost.max())
            scaled = np.rint(255 * lost / most if most else lost).astype(np.uint8)
            label = int(each.probabilities[0].argmax())
            pictures = {"occlusion": _picture(scaled), "maps": _maps(each.maps)}
            models.append({"name": each.name, "label": label, "most": round(most, 4), **pictures})
        return {"image": _packed(image), "models": models}

    async def _keep(self, request: Request) -> dict[str, Any]:
        """Keep a drawing with what it was meant to be, prepared as MNIST is."""
        if self.drawings is None:
            raise WrongRequest("Drawings are not kept. Start the page with: nox -s draw -- --keep")
        label = request.query_params.get("label", "")
        if label not in "0123456789" or len(label) != 1:
            raise WrongRequest("Choose the digit that you meant to draw.")
        pixels = await _pixels(request)
        if len(pixels) != SHEET:
            raise WrongRequest("Only your own drawings are kept. Draw a digit first.")
        if is_empty(pixels):
            raise WrongRequest(EMPTY)
        try:
            kept = await run_in_threadpool(self._add, self.drawings, prepare(pixels), int(label))
        except own_hand.DrawingsError as error:
            raise WrongRequest(str(error)) from error
        except OSError as error:
            raise WrongRequest(f"{self.drawings.name} cannot be written: {error.strerror}.") from error
        return {"kept": kept}

    def _add(self, file: Path, image: np.ndarray, label: int) -> int:
        with self._turn:
            return own_hand.add(file, image, label)

    async def _measure(self, _request: Request) -> dict[str, Any]:
        self.curves.start()
        return {}

    async def _curves(self, _request: Request) -> dict[str, Any]:
        amounts = {name: variation.amounts for name, variation in VARIATIONS.items()}
        running = self.curves.running  # asked first: what it finds last is among the curves
        known = await run_in_threadpool(self.curves.known)
        return {"running": running, "sentence": self.curves.sentence, "amounts": amounts, "curves": known}

    async def _sample(self, request: Request) -> dict[str, Any]:
        """A digit of the test set, as it is."""
        digit, number = (_number(request, name, 0) for name in ("digit", "number"))
        data = await run_in_threadpool(self.dataset)
        places = np.flatnonzero(data.test_labels == int(digit))
        if not len(places):
            raise WrongRequest(f"The test set has no {digit:g}.")
        place = int(places[int(number) % len(places)])
        return {"image": _packed(data.test_images[place]), "place": place, "dataset": data.name}


@cache
def _template() -> Any:
    return environment.environment(folder=PAGE).get_template("draw.html.j2")


def _json(answer: Callable[[Request], Any]) -> Callable[[Request], Any]:
    """An endpoint that sends what `answer` gives, or the sentence that says what is wrong with the request."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await answer(request))
        except (WrongRequest, DataError) as error:
            return JSONResponse({"sentence": str(error)}, 400)

    return endpoint


def _file(path: Path, kind: str) -> Callable[[Request], Any]:
    async def endpoint(_request: Request) -> Response:
        return FileResponse(path, media_type=kind)

    return endpoint


async def _pixels(request: Request) -> np.ndarray:
    """The pixels that were sent: a drawing, uint8 (280, 280), or an image of the test set, uint8 (28, 28)."""
    try:
        body = np.frombuffer(await request.body(), dtype=np.uint8)
    except ClientDisconnect as error:  # nobody reads the answer
        raise WrongRequest("The page was closed before the whole drawing arrived. Draw it again.") from error
    for side in (SHEET, SIDE):
        if len(body) == side * side:
            return body.reshape(side, side)
    raise WrongRequest(f"A drawing must have {SHEET} x {SHEET} pixels of one byte each.")


def _images(pixels: np.ndarray, request: Request) -> dict[str, np.ndarray]:
    """The images to ask for: as chosen ("given"), and by each step's name with that step the other way round.

    An image of the test set has gone through the steps already.
    """
    amounts = {name: _amount(request, name) for name in VARIATIONS}
    if len(pixels) == SIDE:
        return {"given": varied(pixels[None], amounts)[0]}
    if is_empty(pixels):
        raise WrongRequest(EMPTY)
    chosen = {step: request.query_params.get(step, "1") == "1" for step in STEPS}
    kinds = {"given": chosen, **{step: {**chosen, step: not chosen[step]} for step in STEPS}}
    made = varied(np.stack([prepare(pixels, **steps) for steps in kinds.values()]), amounts)
    return dict(zip(kinds, made, strict=True))


def _amount(request: Request, name: str) -> float:
    """How much of a variation is asked for, within what its slider can give."""
    variation = VARIATIONS[name]
    asked = _number(request, name, variation.none)
    return min(max(asked, variation.amounts[0]), variation.amounts[-1])


def _number(request: Request, name: str, without: float) -> float:
    try:
        found = float(request.query_params.get(name, without))
    except ValueError as error:
        raise WrongRequest(f"{name} must be a number.") from error
    if not math.isfinite(found) or abs(found) > 1e6:
        raise WrongRequest(f"{name} must be a number, and not a large one.")
    return found


def _rows(probabilities: np.ndarray | None, names: list[str]) -> dict[str, list[float] | None]:
    """The probabilities of each image by its name; None where they are NaN."""
    if probabilities is None:
        return {}
    rows = zip(names, probabilities, strict=True)
    return {name: None if np.isnan(row).any() else [round(float(each), 5) for each in row] for name, row in rows}


def _packed(image: np.ndarray) -> str:
    return base64.b64encode(image.tobytes()).decode("ascii")


def _picture(image: np.ndarray) -> dict[str, Any]:
    return {"width": image.shape[1], "height": image.shape[0], "pixels": _packed(image)}


def _maps(maps: np.ndarray | None) -> dict[str, Any] | None:
    if maps is None:
        return None
    rows, columns, filters = maps.shape
    sizes = {"rows": rows, "columns": columns, "filters": filters, "shown": min(filters, looking.MOST_MAPS)}
    return {**sizes, "picture": _picture(looking.mosaic(maps))}
