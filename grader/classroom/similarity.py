"""Similar submissions: passages that two share but the class does not, as evidence for a person to look at.

The method is winnowing (Schleimer, Wilkerson and Aiken 2003): fingerprints are hashes of K tokens in a row, and of
WINDOW neighbouring ones the smallest is looked up, so that a passage of K + WINDOW - 1 tokens is never missed. Names
that one can change at will are all the same token; comments, docstrings and the layout are none.

Sources are strangers': they are split into tokens under limits, and neither parsed nor run.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain, compress
from pathlib import Path

from grader.classroom.copied_answers import as_the_model
from grader.classroom.function_pairs import SHORTEST, OwnedFunction, SubmissionPair, pairs_of
from grader.classroom.similar_passages import COMMON, COMMON_SHARE, Match, Pair, Passage, PassageLine, Similarity
from grader.classroom.token_hashes import FunctionCode, FunctionReader
from grader.course.paths import EXERCISES, SOLUTIONS

MOST_PAIRS = 50  # that are shown
MOST_MATCHES = 6  # of a pair that are shown
BASES = (EXERCISES, SOLUTIONS)  # the text in them is not evidence of copying
MOST_LINES = 60  # of a function that are shown


def compare(sources: Mapping[str, Mapping[str, str]], bases: Sequence[Path] = ()) -> Similarity:
    """Find the pairs of submissions that have functions in common, and functions that are the reference's.

    Args:
        sources: text by module name, by student id.
        bases: folders with what was handed out, or is the reference; what is in them is not evidence.
    """
    reader = FunctionReader()
    codes: list[tuple[str, str, FunctionCode]] = []
    notes: list[tuple[str, str]] = []
    for owner, modules in sources.items():
        found, faults = reader.read(modules)
        codes += [(owner, module, code) for module, code in found]
        notes += [(owner, fault) for fault in faults]
    limit = max(COMMON, int(COMMON_SHARE * len(sources)))
    known = _known(reader, bases)
    common = _common(codes, limit) - known
    functions = [OwnedFunction(owner, module, code, known, common) for owner, module, code in codes]
    pairs = pairs_of(functions)
    lines = {
        owner: {module: text.split("\n") for module, text in modules.items()} for owner, modules in sources.items()
    }
    return Similarity(
        pairs=tuple(_shown(pair, lines) for pair in pairs[:MOST_PAIRS]),
        cut=max(0, len(pairs) - MOST_PAIRS),
        compared=len(sources),
        limit=limit,
        common=_commonly(functions),
        missing=tuple(base.name for base in bases if not any(base.glob("*.py"))),
        notes=tuple(notes),
        models=as_the_model(sources),
    )


def _known(reader: FunctionReader, bases: Sequence[Path]) -> frozenset[int]:
    """What is in folders of ours."""
    files = [file for base in bases for file in sorted(base.glob("*.py")) if file.is_file()]
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
    return frozenset(gram for text in texts for _module, code in reader.read({"": text})[0] for gram in code.grams)


def _common(codes: Sequence[tuple[str, str, FunctionCode]], limit: int) -> frozenset[int]:
    """What more submissions have than `limit`."""
    of_owner: dict[str, set[int]] = defaultdict(set)
    for owner, _module, code in codes:
        of_owner[owner].update(code.grams)
    counts = Counter(chain.from_iterable(of_owner.values()))
    return frozenset(gram for gram, count in counts.items() if count > limit)


def _commonly(functions: Sequence[OwnedFunction]) -> tuple[tuple[str, int], ...]:
    """Functions by name that share too much with too many, and how many these are."""
    owners: dict[str, set[str]] = defaultdict(set)
    for function in functions:
        if function.common >= SHORTEST:
            owners[function.name].add(function.owner)
    return tuple(sorted(((name, len(found)) for name, found in owners.items()), key=lambda item: (-item[1], item[0])))


def _shown(pair: SubmissionPair, lines: Mapping[str, Mapping[str, Sequence[str]]]) -> Pair:
    shown = [
        Match(_passage(match.first, match.in_first, lines), _passage(match.second, match.in_second, lines))
        for match in pair.matches[:MOST_MATCHES]
    ]
    first, second = pair.matches[0].first.owner, pair.matches[0].second.owner
    cut = len(pair.matches) - len(shown)
    return Pair(first, second, pair.first_share, pair.second_share, pair.tokens, tuple(shown), cut)


def _passage(function: OwnedFunction, shared: list[bool], lines: Mapping[str, Mapping[str, Sequence[str]]]) -> Passage:
    code = function.code
    text = lines[function.owner][function.module]
    marked = set(compress(code.rows, shared))
    numbers = range(code.first, code.last + 1) if code.name else sorted(set(code.rows))
    wanted = [number for number in numbers if number not in code.docstring and number <= len(text)]
    kept = wanted[:MOST_LINES]
    return Passage(
        name=function.name,
        lines=tuple(PassageLine(number, text[number - 1], number in marked) for number in kept),
        cut=len(wanted) - len(kept),
        tokens=len(code.rows),
        shared=sum(shared),
    )
