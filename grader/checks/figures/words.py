"""What the words of a figure say: which curve a label is of, which measure, which count, and which label of a digit."""

import re
from collections.abc import Iterator
from itertools import dropwhile

from grader.checks.figures.figure import whole_numbers

LONGEST = 1_000  # letters that are looked at: a figure may have a book in it, to keep the grader busy

# Words of a label. Two that have a "not" before them stand for the other part: "images not trained on".
TRAINING = re.compile(r"train\w*|fit|fits|fitted|fitting|seen|learn\w*")
VALIDATION = re.compile(r"val(id\w*|i|acc|loss)?|test\w*|dev|eval|evaluation|unseen|holdout|heldout|held")
NOT = r"\b(?:not|never|no|non|without)(?: \w+){0,2}? "
# What a label may have beside that, or alone, without a word about the part of the images.
ACCURACY = re.compile(r"(val|train|training)?acc(urac\w*)?|correct|correctly|recogni[sz]ed|right|hits?")
LOSS = re.compile(r"(val|train|training)?loss(es)?|(cross)?entropy|costs?|nll|errors?|wrong|wrongly|incorrect")
SILENT = re.compile(
    r"[a-z]|an|the|of|on|in|for|per|by|over|and|with|to|values?|numbers?|metrics?|measures?|results?|scores?|curves?|"
    r"lines?|plots?|history|performance|progress|axis|axes|models?|networks?|digits?|images?|mnist|sets?|data|epochs?"
)
PASSES = re.compile(r"epochs?|pass|passes|rounds?|iterations?")

# What may separate thousands in a count, where no other number is meant; LaTeX has "{,}" and "\,".
BETWEEN_THOUSANDS = " \u00a0\u2000-\u200a\u202f\u205f.,'\u2019_"
IN_LATEX = re.compile(r"\{,\}|\{\.\}|\\[,;: ]|\\thinspace ?")

TRUE_WORD = (
    r"(?<![a-z'\u2019])(?:y_?true|true|(?:ground[ -]?)?truth|actual(?:ly)?|real|targets?|t|expected|correct|should be|"
    r"this is|y(?!\u0302))(?![a-z_])"
)
SAYS = r"pred(?:ict\w*)?|guess\w*|outputs?|got|answers?|answered|says|said"
PREDICTED_WORD = (
    rf"(?:(?<![a-z'\u2019])(?:y_?pred|y_?hat|p|(?:model|network)(?: (?:{SAYS}))?|{SAYS})(?![a-z])|"
    r"\\hat\{?y\}?|y\u0302|\u0177)"
)
# Whole titles in which the words between two labels say which is which.
DIGIT = r"(?:an? )?(\d)"
TRUE_FIRST = rf"{DIGIT} (?:is |was |got )?(?:read|seen|taken|mistaken|classified) (?:as|for) {DIGIT}"
PREDICTED_FIRST = rf"{DIGIT}[, (]+(?:should be|should have been|instead of) {DIGIT}"
WRONG_WORD = r"(?:wrong|wrongly|incorrect|incorrectly|false|mistakes?|errors?)(?!\w)"
CROSSES = "\u2715\u2716\u2717\u2718\u274c"
LABEL_WORD = r"(?<![a-z])labels?(?![a-z])"
NUMBER = r"\d+(?:\.\d+)?"
FILLED = (
    r"(?:[\s:=#(\[.\"'$>\u2192-]|(?:digit|label|class|is|was|as|an?)(?![a-z]))*"  # between a keyword and its number
)
# Between two words, or two numbers, of a list.
SEPARATED = r"[\s.)\]]*(?:label|digit|class)?[\s.)\]]*(?:[/|,:;&>\u2192\u2013-]+|vs\.?|versus|and)[\s(\[]*"


def are_exchanged(training: str, validation: str) -> bool:
    """Whether the labels of two curves would read right the other way round, and do not as they are.

    >>> are_exchanged("validation", "training"), are_exchanged("training", "evaluated on the validation set")
    (True, False)
    """
    (trains, validates, silent), (others_train, others_validate, other_silent) = map(_part, (training, validation))
    if trains or others_validate or (silent and other_silent):
        return False
    return (validates or silent) and (others_train or other_silent)


def measures(label: str) -> set[str]:
    """Which of "accuracy" and "loss" a label names, under whatever name."""
    words = _plain(label).split()
    return {name for name, known in (("accuracy", ACCURACY), ("loss", LOSS)) if any(map(known.fullmatch, words))}


def is_silent(label: str) -> bool:
    """Whether a label has nothing but words that say of no curve which measure it is of, such as "value"."""
    return all(any(known.fullmatch(word) for known in (SILENT, TRAINING, VALIDATION)) for word in _plain(label).split())


def says_passes(label: str) -> bool:
    """Whether a label is about epochs, under whatever name."""
    return any(map(PASSES.fullmatch, _plain(label).split()))


def says_count(text: str, count: int) -> bool:
    """Whether a text has this count, its thousands set apart in whatever way: "1 234", "1.234" and LaTeX among them.

    >>> says_count("1 234", 1234), says_count("1 234", 12), says_count("12%", 12), says_count("-12", 12)
    (True, False, False, False)
    """
    plain, apart = _numbers_of(text)
    return count in plain or str(count) in apart


def other_counts(text: str, count: int) -> set[int]:
    """The whole numbers of a text that has this count, but the count itself and shares in percent.

    >>> other_counts("12 (40 %) of 30", 12)
    {30}
    """
    plain, apart = _numbers_of(text)
    return set() if str(count) in apart else set(plain) - {count}


def _numbers_of(text: str) -> tuple[list[int], list[str]]:
    """The whole numbers of a text, and those whose thousands are set apart, without signs and percents."""
    text = IN_LATEX.sub(",", text[:LONGEST])
    text = re.sub(r"\d[\d.,]*\s?\\?%|(?<![\w.)\]%])[-\u2212\u00b1]\d[\d.,]*", " | ", text)
    found = re.findall(rf"(?<![\d.,])[1-9]\d{{0,2}}(?:[{BETWEEN_THOUSANDS}]\d{{3}})+(?!\d)", text)
    return whole_numbers(text), [re.sub(r"\D", "", number) for number in found]


def is_exchanged(words: str, true: int, predicted: int) -> bool:
    """Whether the words that say which is which are clearly the other way round from the labels of a digit.

    >>> is_exchanged("true 9, predicted 5", 5, 9), is_exchanged("prediction for true 5: 9", 5, 9)
    (True, False)
    """
    if true == predicted:
        return False
    text = words[:LONGEST].lower()
    for sentence, order in ((TRUE_FIRST, (true, predicted)), (PREDICTED_FIRST, (predicted, true))):
        if match := re.fullmatch(rf"\W*{sentence}\W*", text):
            return (int(match[2]), int(match[1])) == order
    for pairs in _ways(text):
        said = {(word, number) for word, number in pairs if number in (true, predicted)}
        if {word for word, _ in said} == {"true", "predicted"}:
            return said == {("true", predicted), ("predicted", true)}
    return False


def calls_both_alike(words: str, true: int, predicted: int) -> bool:
    """Whether one and the same word stands before both labels, and no other one that says which is which.

    >>> calls_both_alike("true 5, true 9", 5, 9), calls_both_alike("true 5, predicted 9", 5, 9)
    (True, False)
    """
    text = words[:LONGEST].lower()
    keywords = {match[0] for match in re.finditer(rf"{TRUE_WORD}|{PREDICTED_WORD}|{LABEL_WORD}", text)}
    if true == predicted or len(keywords) != 1:
        return False
    word = keywords.pop()
    before = {int(number) for number in re.findall(rf"{re.escape(word)}{FILLED}(\d{{1,15}})", text)}
    return {true, predicted} <= before and not re.fullmatch(LABEL_WORD, word)


def says_wrong(text: str) -> bool:
    """Whether a text calls a prediction wrong, in a word or by a cross.

    >>> says_wrong("incorrect"), says_wrong("not wrong")
    (True, False)
    """
    text = re.sub(rf"{NOT}{WRONG_WORD}", "", text[:LONGEST].lower())
    return re.search(rf"(?<!\w){WRONG_WORD}|[{CROSSES}]", text) is not None


def tokens(text: str) -> set[str]:
    """The words and the signs of a text, in small letters, without numbers."""
    return set(re.findall(r"[^\W\d_]+|[^\w\s]", text[:LONGEST].lower()))


def _part(label: str) -> tuple[bool, bool, bool]:
    """Whether a label is about training, whether about validation, and whether it names a measure at most."""
    text = _plain(label)
    text = re.sub(rf"{NOT}({TRAINING.pattern})\b", "unseen", text)
    text = re.sub(rf"{NOT}({VALIDATION.pattern})\b", "seen", text)
    words = text.split()
    silent = all(any(known.fullmatch(word) for known in (SILENT, ACCURACY, LOSS)) for word in words)
    return any(map(TRAINING.fullmatch, words)), any(map(VALIDATION.fullmatch, words)), silent


def _plain(label: str) -> str:
    """Its words in small letters, with single blanks between them: "val_acc" and "valAcc" are two."""
    return " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|[\W\d_]+", " ", label[:LONGEST]).lower().split())


def _ways(words: str) -> Iterator[list[tuple[str, int]]]:
    """Ways to read which number belongs to which word ("true" or "predicted"), the clearest first."""
    true = TRUE_WORD if re.search(TRUE_WORD, words) else LABEL_WORD
    word = rf"(?:(?P<predicted>{PREDICTED_WORD})(?:\s*{LABEL_WORD})?|(?P<true>{true}))"
    found = re.compile(rf"{word}|(?P<number>{NUMBER})")
    yield [_pair(match) for match in re.finditer(rf"{word}{FILLED}(?P<number>{NUMBER})", words)]  # "true: 5"
    clauses = [list(found.finditer(clause)) for clause in re.split(r"[,;|/\n]", words)]
    yield [  # "the digit is predicted to be 9, and 5 is true"
        (_kind(keyword), number)
        for clause in clauses
        if len(clause) == 2 and (keywords := [match for match in clause if not match["number"]])
        for keyword in keywords[:1]
        for match in clause
        if match["number"]
        for number in whole_numbers(match["number"])
    ]
    yield [_pair(match) for match in re.finditer(rf"(?P<number>{NUMBER})[\s(]*{word}", words)]  # "5 (true)"
    yield _listed(words, found)


def _listed(words: str, found: re.Pattern[str]) -> list[tuple[str, int]]:
    """The pairs of two words that two numbers follow in their order, as in "true/pred: 5/9"; none elsewhere."""
    four = list(dropwhile(lambda match: match["number"], found.finditer(words)))[:4]
    if [bool(match["number"]) for match in four] != [False, False, True, True]:
        return []
    gaps = [words[one.end() : other.start()] for one, other in ((four[0], four[1]), (four[2], four[3]))]
    apart = all(map(str.isspace, gaps)) or all(re.fullmatch(SEPARATED, gap) for gap in gaps)
    numbers = [whole_numbers(match["number"])[:1] for match in four[2:]]
    return [(_kind(four[i]), number) for i in (0, 1) for number in numbers[i]] if apart else []


def _pair(match: re.Match[str]) -> tuple[str, int]:
    return _kind(match), (whole_numbers(match["number"]) or [-1])[0]


def _kind(match: re.Match[str]) -> str:
    return "predicted" if match["predicted"] else "true"
