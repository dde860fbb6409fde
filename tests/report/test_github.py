"""The report in a step of GitHub Actions: its files in the documented forms, and no command of a submission's."""

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from grader.course.syllabus import Syllabus
from grader.report import github
from grader.report.advice import next_to_do
from grader.report.feedback import Feedback
from grader.report.github import LARGEST_SUMMARY, NotAStep, step_of, summary
from grader.report.report import CheckResult, Report, judge
from tests.support.commands import run
from tests.support.reports import mixed, stubs

# The form that GitHub documents: a name, properties with a comma between them, a message.
COMMAND = re.compile(r"::(error|warning) ((?:\w+=[^,:\r\n]*)(?:,\w+=[^,:\r\n]*)*)::([^\r\n]*)")
ANY_COMMAND = re.compile(
    r"^\s*::[\w-]+( .*)?::|##\["
)  # as the runner looks for them, its older form anywhere in a line
HOSTILE = (
    "::error file=x::y\n  ::set-output name=score::100\n##[add-mask]a %0A::stop-commands::t\n</pre></details>\n\n# big"
)


def unescaped(text: str) -> str:
    """As the runner reads a value."""
    for code, sign in {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}.items():
        text = text.replace(code, sign)
    return text


def failing(course: Syllabus, text: str, exercise: str = "metrics.recall") -> Report:
    check = CheckResult("check_fails", "It holds: 50 %, say.", "failed", Feedback("wrong_value", reason=text), text)
    return Report("mine", (judge(course.by_id[exercise], [check], 1),))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    names = {"GITHUB_STEP_SUMMARY": "summary.md", "GITHUB_OUTPUT": "output", "GITHUB_WORKSPACE": "repository"}
    return {name: str(tmp_path / file) for name, file in names.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "repository" / "my, work: 100%"
    made.mkdir(parents=True)
    (made / "metrics.py").write_text("\n\ndef recall(tp, fn): ...\n", encoding="utf-8")
    return made


class Tags(HTMLParser):
    """The tags of a text, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        self.tags.append(tag)


def test_an_annotation_has_the_documented_form(course: Syllabus, environment: dict[str, str], folder: Path) -> None:
    (line,) = step_of(environment).annotations(failing(course, HOSTILE), folder)

    command = COMMAND.fullmatch(line)
    assert command is not None
    properties = dict(pair.split("=", 1) for pair in command[2].split(","))
    assert {name: unescaped(value) for name, value in properties.items()} == {
        "file": "my, work: 100%/metrics.py",
        "line": "3",
        "title": "metrics.recall: failed",
    }
    assert unescaped(command[3]).startswith("It holds: 50 %, say.\n::error file=x::y\n")


@pytest.mark.parametrize("sign", ["\r", "\n", "\u2028", "\x85", "\x0b", "\x1c"])
def test_no_sign_begins_another_line(sign: str, course: Syllabus, environment: dict[str, str], folder: Path) -> None:
    (line,) = step_of(environment).annotations(failing(course, f"a{sign}::error::b"), folder)

    assert len(line.splitlines()) == 1


def test_a_blocked_exercise_is_a_warning(course: Syllabus, environment: dict[str, str], folder: Path) -> None:
    report = failing(course, "It is wrong.")
    report = replace(report, outcomes=(replace(report.outcomes[0], status="blocked"),))

    (line,) = step_of(environment).annotations(report, folder)

    assert line.startswith("::warning file=")


def test_the_score_is_an_output_behind_a_word_nobody_knows(course: Syllabus, environment: dict[str, str]) -> None:
    output = Path(environment["GITHUB_OUTPUT"])
    output.write_text("other=1\n", encoding="utf-8")
    steps = [step_of(environment), step_of(environment)]

    steps[0].write_score(mixed(course))

    assert re.fullmatch(rf"other=1\nscore<<(.{{32,}})\n{mixed(course).score}\n\1\n", output.read_text(encoding="utf-8"))
    assert steps[0].token != steps[1].token


def test_the_summary_says_score_next_step_and_every_exercise(course: Syllabus, folder: Path) -> None:
    report = mixed(course)
    following = next_to_do(report)
    assert following is not None

    text = summary(report, folder.parent, folder)

    assert text.startswith(f"## {report.score} of {report.points} points and {report.bonus} of ")
    assert f"Next: **{following.exercise.id}**" in text
    for outcome in report.outcomes:
        points = f"{outcome.score}/{outcome.exercise.points}{' bonus' if outcome.exercise.bonus else ''}"
        assert f"| {outcome.exercise.id} | {points} | {outcome.status} |" in text
    assert "97.12 %, 0.12 points above 97 %, seeds 0-2" in text
    assert 'x-axis "epoch" 1 --> 3' in text
    assert "line [0.8500, 0.9400, 0.9700]\n    line [0.9000, 0.9500, 0.9600]" in text


def test_nothing_of_a_submission_is_html_or_markdown(course: Syllabus, folder: Path) -> None:
    text = summary(mixed(course, text=f"{HOSTILE}\n\n<script>x</script> ![x](y)"), folder.parent, folder)

    read = MarkdownIt("commonmark").enable("table").parse(text)

    headings = [read[place + 1].content for place, token in enumerate(read) if token.type == "heading_open"]
    assert "# big" in text
    assert [heading for heading in headings if "big" in heading] == []
    assert len(headings) == 1 + sum(outcome.gate is not None for outcome in mixed(course).outcomes)
    assert not any(child.type == "image" for token in read for child in token.children or ())
    tags = {tag for token in read if token.type == "html_block" for tag in Tags(token.content).tags}
    assert tags == {"details", "summary", "pre", "p"}


def test_a_full_summary_is_not_made_longer(course: Syllabus, environment: dict[str, str], folder: Path) -> None:
    file = Path(environment["GITHUB_STEP_SUMMARY"])
    whole = summary(mixed(course), folder.parent, folder)
    for room in (len(whole.encode()), len(whole.encode()) - 1, 3_000, 200, 0):
        file.write_bytes(b"x" * (LARGEST_SUMMARY - room))

        step_of(environment).write_summary(mixed(course), folder)

        assert file.stat().st_size <= LARGEST_SUMMARY
        written = file.read_text(encoding="utf-8").lstrip("x")
        assert whole.startswith(written.removesuffix(github.LEFT_OUT))


def test_stubs_have_a_table_and_no_annotation(course: Syllabus, environment: dict[str, str], folder: Path) -> None:
    assert step_of(environment).annotations(stubs(course), folder) == []
    assert summary(stubs(course), folder, folder).count("| todo |") == len(course.exercises)


@pytest.mark.parametrize("name", ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_WORKSPACE"])
def test_outside_of_a_step_it_says_so(name: str, environment: dict[str, str]) -> None:
    with pytest.raises(NotAStep, match=f"lacks {name}. Give --github in a step of GitHub Actions only"):
        step_of({**environment, name: ""})


@pytest.mark.hostile
def test_what_a_submission_prints_is_no_command(submission: Callable[..., Path], environment: dict[str, str]) -> None:
    folder = submission(metrics=f"def recall(tp, fn):\n    print({HOSTILE!r})\n    raise ValueError({HOSTILE!r})\n")

    done = run("grade", folder, "metrics.recall", "--github", environment=environment)

    lines = done.stdout.decode().splitlines()
    begins = next(place for place, line in enumerate(lines) if line.startswith("::stop-commands::"))
    token = lines[begins].removeprefix("::stop-commands::")
    ends = lines.index(f"::{token}::")
    commands = [line for line in lines[:begins] + lines[ends + 1 :] if ANY_COMMAND.search(line)]
    assert done.stdout.decode().count(token) == 2
    assert len(commands) == 1
    assert COMMAND.fullmatch(commands[0])
    assert "::set-output" in "\n".join(lines[begins:ends])  # it was printed, to no effect
    assert "score<<" in Path(environment["GITHUB_OUTPUT"]).read_text(encoding="utf-8")
    assert token not in Path(environment["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")


def test_without_a_step_the_command_ends_before_it_grades() -> None:
    done = run("grade", "exercises", "--github", environment=dict.fromkeys(("GITHUB_OUTPUT", "GITHUB_WORKSPACE")))

    assert done.returncode == 2
    assert b"--github: The environment lacks" in done.stderr
    assert done.stdout == b""
