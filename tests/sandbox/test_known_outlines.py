"""A worker looks over the modules that have changed, and of the others nothing is said but what an earlier one said."""

from contextlib import closing

from grader.sandbox.known_outlines import KnownOutlines, Outline
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission
from tests.support.far import loaded, worker

USES = "from . import other\n\ndef f():\n    return other.g()\n"
OTHER = "def g():\n    raise NotImplementedError\n"


def test_only_what_is_not_known_is_looked_over() -> None:
    with worker() as link:
        said = loaded(link, uses=USES, other=OTHER)["outlines"]
        again = link.ask("loading", 60, op="load", folder="x", sources={"uses": USES, "other": ""}, known=["uses"])

    assert said["uses"]["names"] == ["other"]
    assert said["other"]["stubs"] == ["g"]
    assert list(again["outlines"]) == ["other"]
    assert again["outlines"]["other"]["stubs"] == []


def test_a_module_that_changed_or_has_other_neighbours_is_not_known() -> None:
    outlines = KnownOutlines()
    first: Outline = {"stubs": ["f"]}
    second: Outline = {"stubs": []}

    assert outlines.of({"a": "1"}) == {}
    outlines.keep({"a": "1", "b": "2"}, {"a": first, "b": second})
    assert outlines.of({"a": "1", "b": "2"}) == {"a": first, "b": second}
    assert outlines.of({"a": "1", "b": "3"}) == {"a": first}
    assert outlines.of({"a": "1"}) == {}
    assert outlines.of({"a": "1", "b": "2", "c": "3"}) == {}


def test_runners_that_share_them_say_the_same_as_one_alone() -> None:
    shared = KnownOutlines()
    for other in (OTHER, OTHER, "def g(:\n", "def g():\n    return 1\n"):
        submission = Submission("mine", {"uses": USES, "other": other}, {})
        with closing(Runner(submission, outlines=shared)) as one, closing(Runner(submission)) as alone:
            for module in submission.sources:
                assert one.outline(module) == alone.outline(module)
                assert one.fault_of(module) == alone.fault_of(module)
            assert one.used_by("uses") == {"uses", "other"}
