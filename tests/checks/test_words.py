"""Tests of what the words of a figure say: right words in whatever style are not called wrong, and wrong ones are."""

import pytest

from grader.checks.figures import words


@pytest.mark.parametrize(
    ("training", "validation"),
    [
        ("Training values", "Validation values"),
        ("accuracy value (train)", "accuracy value (validation)"),
        ("evaluated on the training set", "evaluated on the validation set"),
        ("images trained on", "images not trained on"),
        ("seen", "held-out part of the training set"),
        ("fit", "held out (never trained on)"),
        ("train_loss", "val_loss"),
        ("trainAcc", "valAcc"),
        ("train", "test"),
        ("loss", "val_loss"),
        ("training (without the validation set)", "validation"),
        ("all but the held-out fifth of the training set", "a fifth of the training set"),
        ("training", "validation (after training)"),
        ("blue", "orange"),
    ],
)
def test_labels_are_exchanged_if_they_read_right_the_other_way_round_only(training: str, validation: str) -> None:
    assert not words.are_exchanged(training, validation)


@pytest.mark.parametrize(
    ("training", "validation"),
    [
        ("validation", "training"),
        ("Validation values", "Training values"),
        ("val_accuracy", "accuracy"),
        ("loss", "train_loss"),
        ("test", "train"),
        ("valAcc", "trainAcc"),
        ("images not trained on", "images trained on"),
        ("held out", "fit"),
        ("val", "Loss (train)"),
    ],
)
def test_exchanged_labels_are_found(training: str, validation: str) -> None:
    assert words.are_exchanged(training, validation)


@pytest.mark.parametrize(
    ("label", "named"),
    {
        "Cross-entropy": {"loss"},
        "share of images recognised": {"accuracy"},
        "val_acc": {"accuracy"},
        "acc.": {"accuracy"},
        "error": {"loss"},
        "accuracy and loss": {"accuracy", "loss"},
        "passes over the training set, accumulated": set(),
        "glossy": set(),
    }.items(),
)
def test_measures_are_read_from_whole_words(label: str, named: set[str]) -> None:
    assert words.measures(label) == named


@pytest.mark.parametrize(
    ("label", "silent"), {"value": True, "": True, "y of training": True, "Genauigkeit": False}.items()
)
def test_a_silent_label_says_nothing_of_a_measure(label: str, silent: bool) -> None:
    assert words.is_silent(label) == silent


@pytest.mark.parametrize(
    "text",
    [
        *("1234", "1,234", "1 234", "1.234", "1'234", "1\u2019234", "1\u00a0234", "1\u2009234", "1_234", "1234.0"),
        *("$1{,}234$", r"$1\,234$", r"$1\ 234$", "n = 1 234", "1 234 (12.5 %)", "1.234\n12,5 %", "12,5 %\n1.234"),
    ],
)
def test_a_count_may_have_its_thousands_apart(text: str) -> None:
    assert words.says_count(text, 1234)


@pytest.mark.parametrize(
    ("text", "count"),
    [("0.500", 500), ("1.23", 123), ("1 23", 123), ("1.2345", 12345), ("12 345", 2345), ("1\n234", 1234), ("", 0)],
)
def test_other_texts_are_no_count(text: str, count: int) -> None:
    assert not words.says_count(text, count)


RIGHT = [
    *("prediction for true 5: 9", "Output for the true digit 5 is 9", "pred. (true 5) is 9", "pred. (true 5) 9"),
    *("predicted label of this 5: 9", "true/pred: 5/9", "pred vs. true: 9 vs. 5", "true:pred = 5:9"),
    *("Output true 5: 9", "9 (was 5)", "5 true 9 predicted", "pred. 9; it isn't. True 5"),
    *("T5 P9", "t5p9", "y_true=5 y_pred=9", "9 predicted, 5 true", "5 (true) 9 (predicted)"),
    *("label 5 / prediction 9", "Predicted label: 9\nTrue label: 5", "Model output 9; real 5", "5 \u2192 9", "5/9"),
    *("#9: true 5, predicted 9 (5 %)", "true 5.0, predicted 9.0", "Pred: 9 (True: 5)"),
    *("the network predicted: 9, the true digit of this image: 5", "$y=5$, $\\hat{y}=9$", "y=5, y\u0302=9"),
    *("expected 5, got 9", "says 9, should be 5", "9, should be 5", "was 5, predicted 9", "5 read as 9"),
    *("This is a 5, but the network said 9", "9 instead of 5", "true 5 instead of 9", "a 5 taken for a 9"),
    *(
        "the model expected 9, true 5",
        "correct answer: 5, got 9",
        "the correct answer is 5, not 9",
        "answer: 5, guess: 9",
    ),
    *("Model says this is a 9. Actual: 5", "the network should have said 5, not 9", "label=5 model=9", "5 (not 9)"),
]
EXCHANGED = [
    *("true 9, predicted 5", "Actual 9 Pred 5", "true/pred: 9/5", "pred vs. true: 5 vs. 9", "T9 P5", "t9p5"),
    *("5 predicted, 9 true", "9 (true) 5 (predicted)", "label 9 / prediction 5", "Predicted label: 5\nTrue label: 9"),
    *("Pred: 5 (True: 9)", "true 9.0, predicted 5.0", "#3: true 9, predicted 5", "#9: true 9, predicted 5"),
    *("true label / predicted label: 9 / 5", "true pred 9 5", "ground truth 9, guess 5", "y_true=9 y_pred=5"),
    *("the network predicted: 5, the true digit of this image: 9", "$y=9$, $\\hat{y}=5$", "y=9, y\u0302=5"),
    *("expected 9, got 5", "actual 9, model 5", "correct 9, answer 5", "9 read as 5", "5 (should be 9)"),
    *("This is a 9, but the network said 5", "5 instead of 9", "label=9 model=5", "a 9 taken for a 5"),
]


@pytest.mark.parametrize("title", RIGHT)
def test_a_right_title_is_not_called_exchanged(title: str) -> None:
    assert not words.is_exchanged(title, true=5, predicted=9)


@pytest.mark.parametrize("title", EXCHANGED)
def test_an_exchanged_title_is_found(title: str) -> None:
    assert words.is_exchanged(title, true=5, predicted=9)


@pytest.mark.parametrize("title", RIGHT)
def test_a_right_title_calls_its_labels_by_other_words(title: str) -> None:
    assert not words.calls_both_alike(title, true=5, predicted=9)


@pytest.mark.parametrize("title", ["true 5, true 9", "predicted 5, predicted 9", "pred: 9 pred: 5"])
def test_one_word_for_both_labels_is_found(title: str) -> None:
    assert words.calls_both_alike(title, true=5, predicted=9)


@pytest.mark.parametrize("text", ["5%", "5 %", "-5", "\u22125", r"$5\%$"])
def test_a_share_or_a_negative_number_is_not_a_count(text: str) -> None:
    assert not words.says_count(text, 5)


@pytest.mark.parametrize(
    ("text", "others"),
    {
        "12": set(),
        "12\n40 %": set(),
        "12 (40.5%)": set(),
        "n=12": set(),
        "1 234": set(),
        "0.4\n12": set(),
        "12 of 30": {30},
        "12 7": {7},
    }.items(),
)
def test_other_numbers_than_the_count_and_its_share_are_told(text: str, others: set[int]) -> None:
    assert words.other_counts(text, 1234 if text == "1 234" else 12) == others


@pytest.mark.parametrize(
    ("text", "wrong"),
    {"wrong": True, "\u2717 5": True, "Incorrect": True, "not wrong": False, "right": False, "": False}.items(),
)
def test_a_verdict_is_read_from_words_and_crosses(text: str, wrong: bool) -> None:
    assert words.says_wrong(text) == wrong


@pytest.mark.hostile
@pytest.mark.parametrize("word", ["label ", "true is ", "not a b ", "1 234 ", "t/p "])
def test_a_book_is_looked_at_as_far_as_a_label_goes(word: str) -> None:
    book = word * 200_000

    assert not words.is_exchanged(book, true=5, predicted=9)
    assert not words.are_exchanged(book, book)
    assert not words.says_count(book, 9)
    assert words.measures(book) == set()
