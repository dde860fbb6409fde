"""Questions: each is whole, its number is what code computes, and an answer gets what it deserves."""

import numpy as np
import pytest

from grader.course.syllabus import Syllabus
from grader.learning.questions import NotAnAnswer, Question, questions

QUESTIONS = questions()
NUMBERS = [question for question in QUESTIONS if not question.choices]
CHOICES = [question for question in QUESTIONS if question.choices]


def of(exercise: str) -> Question:
    return next(question for question in QUESTIONS if question.after == exercise)


def test_there_is_one_behind_each_exercise_in_the_order_of_the_course(course: Syllabus) -> None:
    assert [question.after for question in QUESTIONS] == [exercise.id for exercise in course.exercises]
    assert len(QUESTIONS) == 30


@pytest.mark.parametrize("question", NUMBERS, ids=lambda question: str(question.after))
def test_a_number_is_what_its_expression_computes(question: Question) -> None:
    computed = float(eval(question.expression, {"np": np}))  # noqa: S307  ours, from the kit's own file

    assert question.judge(repr(computed)).is_right
    assert abs(computed - float(question.right)) <= max(question.tolerance, 1e-12)
    assert not question.judge(repr(computed + 2 * question.tolerance + 1)).is_right


@pytest.mark.parametrize("question", CHOICES, ids=lambda question: str(question.after))
def test_each_wrong_choice_says_what_is_wrong_about_it(question: Question) -> None:
    judged = [question.judge(str(number)) for number in range(1, len(question.choices) + 1)]

    assert sum(answer.is_right for answer in judged) == 1
    assert all(answer.is_right or answer.why.endswith(".") for answer in judged)
    assert len(question.choices) == 4
    assert question.choices[[answer.is_right for answer in judged].index(True)] == question.right


def test_the_right_choice_is_not_always_in_the_same_place() -> None:
    places = {question.choices.index(str(question.right)) for question in CHOICES}

    assert places == {0, 1, 2, 3}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question.after))
def test_it_is_short_enough_to_be_read(question: Question) -> None:
    assert len(question.text) <= 320
    assert 100 <= len(question.explanation) <= 420
    assert not question.explanation.startswith(" ")


@pytest.mark.parametrize("text", ["78,500", "78500", " 78500 ", "78_500", "78500.0"])
def test_numbers_are_read_as_people_write_them(text: str) -> None:
    assert of("models.build_dense").judge(text).is_right


@pytest.mark.parametrize("text", ["0.18", "0,18", ".182"])
def test_a_number_may_be_rounded(text: str) -> None:
    assert of("metrics.f_score").judge(text).is_right


@pytest.mark.parametrize(
    ("exercise", "text", "said"),
    [
        pytest.param("metrics.f_score", "much", "much is not a number", id="a word"),
        pytest.param("metrics.f_score", "", "Nothing is not a number", id="nothing"),
        pytest.param("metrics.f_score", "nan", "nan is not a number", id="nan"),
        pytest.param("metrics.recall", "5", "5 is not one of the choices. Answer with 1 to 4.", id="no such choice"),
        pytest.param("metrics.recall", "0", "0 is not one of the choices", id="zero"),
        pytest.param("metrics.recall", "it rises", "it rises is not one of the choices", id="a text"),
    ],
)
def test_what_is_no_answer_gets_a_sentence(exercise: str, text: str, said: str) -> None:
    with pytest.raises(NotAnAnswer, match=said):
        of(exercise).judge(text)
