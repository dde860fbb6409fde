"""What two submissions have in common is found through other names and another layout; what all have is no evidence."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom import similarity
from grader.classroom.copied_answers import as_the_model
from grader.classroom.similar_passages import COMMON, Pair
from grader.classroom.similarity import MOST_MATCHES, MOST_PAIRS, compare
from grader.classroom.source_tokens import LONGEST_LINE
from tests.conftest import SOLUTIONS, STUBS
from tests.support.classes import function

LONG = function("total", "first second third")
SHORT = function("total", "first second third", steps=1)


def other(seed: int, steps: int = 12) -> str:
    """A function that nobody else has written."""
    generator = random.Random(seed)
    names = ["a", "b", "c", "np.sum", "np.dot", "np.exp", "x.reshape", "len", "max"]
    lines = [f"    {generator.choice('abc')} = {' + '.join(generator.choices(names, k=5))}" for _ in range(steps)]
    return "\n".join(["def mine(x):", *lines, "    return a\n"])


def pairs(*texts: str) -> tuple[Pair, ...]:
    """What is found in a class in which each has one module."""
    return compare({f"s{place}": {"metrics": text} for place, text in enumerate(texts)}).pairs


# What is found.


ALIKE = {
    "word for word": LONG,
    "other names": function("anders", "eins zwei drei"),
    "another layout": LONG.replace("    ", "\t").replace(" = ", "=").replace("axis=1)", "axis=\\\n1)"),
    "with comments": LONG.replace("\n    ", "\n    # a thought\n    ").replace(") *", ")  *"),
    "without a docstring": LONG.replace('    """Do what total does."""\n', ""),
    "another docstring": LONG.replace("Do what total does.", "Mine.\n\n    All mine.\n    "),
    "annotated": LONG.replace("def total(first):", "def total(\n    first: dict[str, int] = {},\n) -> list[int]:"),
    "in a class": "class Metrics:\n" + "\n".join(f"    {line}" for line in LONG.split("\n")),
    "decorated": f"@cache\n@wraps(len)\n{LONG}",
    "in another place": f"import numpy as np\n\nX = 1\n\n\n{other(1)}\n\n{LONG}",
    "outside of functions": "if True:\n" + LONG.partition("\n")[2],
}


@pytest.mark.parametrize("phrase", ALIKE)
def test_a_copy_is_found(phrase: str) -> None:
    text = ALIKE[phrase].replace("anders", "total") if phrase == "other names" else ALIKE[phrase]
    found = pairs(LONG, other(7), text.replace("len(anders)", "len(total)"))

    assert [(pair.first, pair.second) for pair in found] == [("s0", "s2")]
    assert found[0].matches[0].share >= 0.9


def test_what_is_no_copy_is_not_found() -> None:
    assert pairs(*(other(seed) for seed in range(30))) == ()


def test_a_short_function_does_not_count() -> None:
    assert pairs(SHORT, SHORT) == ()


def test_names_of_methods_and_numbers_tell_functions_apart() -> None:
    assert pairs(LONG, LONG.replace("cumsum", "cumprod").replace("reshape", "take").replace("0", "9")) == ()


def test_a_part_of_a_function_is_found_and_its_share_told() -> None:
    longer = LONG.replace("    return third\n", "") + "\n".join(other(3, steps=30).split("\n")[1:])
    found = pairs(LONG, longer)

    assert len(found) == 1
    match = found[0].matches[0]
    assert match.first.share > 0.9
    assert 0.2 < match.second.share < 0.5
    assert found[0].first_share == match.first.share
    shown = {line.number: line.shared for line in match.second.lines}
    assert shown[3]
    assert not shown[1]
    assert 2 not in shown  # the docstring
    assert not shown[max(shown)]


def test_a_copied_helper_is_found_in_another_module() -> None:
    found = compare({"a": {"metrics": LONG}, "b": {"helpers": f"\n\n{LONG}"}}).pairs

    assert [match.second.name for match in found[0].matches] == ["helpers.total"]
    assert found[0].matches[0].second.lines[0].number == 3


def test_a_function_counts_once_however_often_it_stands_there() -> None:
    found = pairs(LONG, "\n\n".join([LONG] * 5))

    assert len(found) == 1
    assert len(found[0].matches) == 1
    assert found[0].first_share > 0.9
    assert found[0].second_share < 0.25


def test_the_most_alike_come_first() -> None:
    both = f"{LONG}\n\n{other(5)}"
    found = pairs(LONG, both, both)

    assert [(pair.first, pair.second) for pair in found] == [("s1", "s2"), ("s0", "s1"), ("s0", "s2")]


# What is no evidence.


def test_stubs_and_reference_are_subtracted() -> None:
    reference = {file.stem: file.read_text(encoding="utf-8") for file in SOLUTIONS.glob("*.py")}
    stubs = {file.stem: file.read_text(encoding="utf-8") for file in STUBS.glob("*.py")}

    assert compare({"a": stubs, "b": stubs}).pairs == ()
    found = compare({"a": reference, "b": reference})
    assert len(found.pairs) == 1
    assert found.pairs[0].cut > 0
    assert found.missing == ()
    assert compare({"a": reference, "b": reference}, [STUBS, SOLUTIONS]).pairs == ()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert compare({}, [STUBS, tmp_path / "empty", tmp_path / "solutions"]).missing == ("empty", "solutions")


def test_what_many_have_is_common_and_told() -> None:
    few = {f"s{place}": {"metrics": LONG} for place in range(COMMON)}
    many = {**few, "one more": {"metrics": LONG}}

    assert len(compare(few).pairs) == COMMON * (COMMON - 1) // 2
    assert compare(few).common == ()
    assert compare(many).pairs == ()
    assert compare(many).common == (("metrics.total", COMMON + 1),)
    large = {f"t{place}": {"metrics": other(place)} for place in range(200)}
    assert compare(large).limit == 20


# Limits.


def test_what_is_shown_is_bounded() -> None:
    texts = [function("f" * (place + 1), "a b c", steps=60) for place in range(MOST_MATCHES + 2)]
    many = {f"s{group}-{place}": {"m": other(group)} for group in range(MOST_PAIRS + 5) for place in range(2)}
    found = compare({**many, "a": {"m": "\n\n".join(texts)}, "b": {"m": "\n\n".join(texts)}})

    assert len(found.pairs) == MOST_PAIRS
    assert found.cut == 6
    assert (found.pairs[0].first, len(found.pairs[0].matches), found.pairs[0].cut) == ("a", MOST_MATCHES, 2)
    passage = found.pairs[0].matches[0].first
    assert len(passage.lines) == similarity.MOST_LINES
    assert passage.cut == 122 - similarity.MOST_LINES


REFUSED = {
    "no end of brackets": ("(" * 300, "it is not Python."),
    "an open text": ('x = """', "it is not Python."),
    "a null byte": (f"{LONG}\n# \0\n", "it is not Python."),
    "odd indentation": ("if x:\n        y\n    z\n", "it is not Python."),
    "no end of words": ("x = 1\n" * 30_000, "it has more than 60,000 tokens (words and signs)."),
}


@pytest.mark.parametrize("phrase", REFUSED)
def test_what_cannot_be_compared_is_left_out_with_a_note(phrase: str) -> None:
    text, reason = REFUSED[phrase]
    found = compare({"a": {"bad": text, "metrics": LONG}, "b": {"metrics": LONG}})

    assert found.notes == (("a", f"bad.py was not compared: {reason}"),)
    assert len(found.pairs) == 1  # of what stands beside it


@pytest.mark.parametrize(
    "line",
    [
        f"    # {'a' * LONGEST_LINE}",
        f"    '{'a' * LONGEST_LINE}'",
        "    x = " + "\\'" * 100_000,
        f"    {' ' * LONGEST_LINE}$",
        f"    total = 0  # {'a' * LONGEST_LINE}",
    ],
    ids=["a comment", "a text", "quotes", "blanks", "a comment behind code"],
)
def test_a_long_line_hides_no_other(line: str) -> None:
    """Else one in each file would keep all of a hand-in from being looked at."""
    head, rest = LONG.split("\n", 1)
    found = compare({"a": {"metrics": f"{head}\n{line}\n{rest}"}, "b": {"metrics": LONG}})

    assert found.notes == (("a", "metrics.py was compared in part: it has a line of more than 500 characters."),)
    assert len(found.pairs) == 1


def test_a_long_comment_hides_no_model_answer(tmp_path: Path) -> None:
    model = LONG.replace("LONG", "other")
    (tmp_path / "metrics.py").write_text(model, encoding="utf-8")
    head, rest = model.split("\n", 1)
    handed = f"{head}\n    # {'a' * LONGEST_LINE}\n{rest}"

    assert as_the_model({"a": {"metrics": handed}}, tmp_path).keys() == {"a"}


def test_a_submission_of_many_large_files_is_read_to_a_limit() -> None:
    found = compare({"a": {f"m{number}": other(number, steps=1_800 + 100 * number) for number in range(5)}})

    assert [reason for _, reason in found.notes] == [
        f"m{number}.py was not compared: the other files are large." for number in (3, 4)
    ]


@pytest.mark.parametrize(
    "text", ["", "\n", "def", "async", "class", "@", "@\n", "def f", "def (", "x\r\ny", "\f\x00\ufeff", "é = 1"]
)
def test_odd_texts_do_no_harm(text: str) -> None:
    compare({"a": {"m": text}, "b": {"m": text}})


@pytest.mark.fuzz
@given(
    st.lists(
        st.sampled_from(
            [*"()[]{}:;@#\\\"'\n\t .=", "def ", "async ", "class ", "\n    ", "f'", '"""', "x", "\r", "\x00"]
        )
    )
)
def test_any_text_does_no_harm(parts: list[str]) -> None:
    text = "".join(parts)
    found = compare({"a": {"m": f"{LONG}\n{text}"}, "b": {"m": LONG}})

    assert len(found.pairs) + len(found.notes) >= 1


def test_it_is_the_same_every_time() -> None:
    sources = {f"s{place}": {"metrics": LONG, "models": other(place % 3)} for place in range(6)}

    assert compare(sources) == compare(sources)
