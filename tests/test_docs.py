"""The pages keep what they promise: links lead somewhere, pages stay short, and the commands that they name exist."""

import re
import shlex
from pathlib import Path

import click
import pytest

from grader.cli.main import command
from grader.util.version import VERSION
from tests.conftest import ROOT

DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS]
LONGEST_PAGE = 200  # lines
LONGEST_LINE = 120  # characters
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?<=\n\n)(?: {4,}(?![-*] ).*\n)+")  # after a blank line; the paragraph of a list has less
LINK = re.compile(r"\]\(([^)\s]+)\)")
# What follows three spaces or more explains a command.
COMMAND = re.compile(r"^(?:python -m )?(?P<program>nox -s|grader) (?P<words>.*?)(?: {3,}.*)?$")
# These sessions hand what follows `--` to pytest.
PYTEST_SESSIONS = {"tests", "styles", "golden", "hostile", "fuzz", "coverage"}
# These sessions run a command of another name; all others run the one of their own.
COMMANDS_OF_SESSIONS = {"solutions": ["grade"]}

page_by_page = pytest.mark.parametrize("page", [pytest.param(page, id=str(page.relative_to(ROOT))) for page in PAGES])


def prose(page: Path) -> str:
    """The text of a page without its blocks of code."""
    return INDENTED.sub("\n", FENCED.sub("", page.read_text(encoding="utf-8")))


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


def sessions() -> set[str]:
    """The names of the sessions in the noxfile, which is only read: decorated functions, and what is offered."""
    text = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    decorated = re.findall(r'^@nox\.session(?:\(name="(\w+)"\))?\ndef (\w+)', text, re.MULTILINE)
    return {name or function for name, function in decorated} | set(
        re.findall(r'^offer\(\s*"([\w-]+)"', text, re.MULTILINE)
    )


def command_lines(page: Path) -> list[tuple[str, list[str]]]:
    """Every `nox -s` and `python -m grader` of a page, in a block of code or a sentence, with the words after it."""
    text = page.read_text(encoding="utf-8")
    blocks = "".join(FENCED.findall(text) + INDENTED.findall(text))
    lines = [part.strip() for line in blocks.splitlines() for part in line.split("&&")]
    spans = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose(page))]
    # Such as `grade --fresh-seed N`: a command of the grader that is named by itself.
    bare = [
        f"grader {span}" for span in spans if re.match(r"[a-z]+ --", span) and span.split()[0] in subcommands(command)
    ]
    matches = [match for line in lines + spans + bare if (match := COMMAND.match(line))]
    return [(match["program"], shlex.split(match["words"], comments=True)) for match in matches]


def complaint(words: list[str]) -> str | None:
    """The grader's objection to a command or an option, or None; values are not looked at, for N stands for many."""
    found: click.Command = command
    while isinstance(found, click.Group) and words and not words[0].startswith("-"):
        name, *words = words
        known = subcommands(found)
        if name not in known:
            return f"There is no command {name}."
        found = known[name]
    try:
        found.make_parser(click.Context(found, **found.context_settings)).parse_args(words)
    except click.UsageError as error:
        return error.format_message()
    return None


def complaint_about_session(words: list[str]) -> str | None:
    """The objection to what follows `nox -s`, or None."""
    session, *rest = words
    if session not in sessions():
        return f"There is no session {session}."
    if rest and rest[0] != "--":
        return f"Put -- before {rest[0]}."
    rest = [word for word in rest[1:] if (session, word) != ("grade", "--strict")]
    if session in PYTEST_SESSIONS:
        missing = [word for word in rest if word.startswith("tests/") and not (ROOT / word).exists()]
        return f"There is no {missing[0]}." if missing else None
    if not rest:
        return None
    return complaint(COMMANDS_OF_SESSIONS.get(session, [session]) + rest)


@page_by_page
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(prose(page)):
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if link.startswith(("http://", "https://")):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


@page_by_page
def test_no_page_is_long(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    # Rows of tables cannot be broken, nor can code.
    wide = [line for line in prose(page).splitlines() if len(line) > LONGEST_LINE and not line.lstrip().startswith("|")]

    assert len(lines) <= LONGEST_PAGE
    assert wide == []


@page_by_page
def test_every_command_line_names_what_exists(page: Path) -> None:
    objections = {
        "nox -s": complaint_about_session,
        "grader": complaint,
    }
    wrong = {
        f"{program} {shlex.join(words)}": said
        for program, words in command_lines(page)
        if (said := objections[program](words))
    }

    assert wrong == {}


@page_by_page
def test_every_file_of_the_kit_that_it_names_is_there(page: Path) -> None:
    named = re.findall(r"`((?:docs|exercises|grader|solutions|tests)/[\w./-]*)`", prose(page))

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_table_of_contents_has_every_page() -> None:
    contents = ROOT / "docs" / "README.md"
    linked = {(contents.parent / link.partition("#")[0]).resolve() for link in LINK.findall(prose(contents))}

    assert [str(page) for page in DOCS if page != contents and page not in linked] == []


def test_the_readme_leads_to_the_table_of_contents() -> None:
    assert "(docs/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def subcommands(group: click.Group) -> dict[str, click.Command]:
    """The commands of a group, those that are imported late as well."""
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: each for name, each in found.items() if each is not None}


def commands_of(group: click.Group, name: str = "") -> dict[str, click.Command]:
    """All commands that are shown, by their whole names; those of a group instead of the group."""
    found: dict[str, click.Command] = {}
    for word, each in subcommands(group).items():
        whole = f"{name} {word}".strip()
        if not each.hidden:
            found |= commands_of(each, whole) if isinstance(each, click.Group) else {whole: each}
    return found


@pytest.mark.parametrize("name", sorted(commands_of(command)))
def test_the_reference_has_every_command_with_its_options(name: str) -> None:
    page = (ROOT / "docs" / "reference" / "options.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {name}$(.*?)^## |^\| `{name}\b(.*?)$", page, re.MULTILINE | re.DOTALL)
    params = commands_of(command)[name].params
    options = [parameter.opts[0] for parameter in params if isinstance(parameter, click.Option)]

    assert section is not None
    assert [option for option in options if not re.search(rf"`{option}\b", section[0])] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("python -m grader grade exercises --only metrics", None, id="a command"),
        pytest.param("python -m grader gradescope build a.zip --only metrics", None, id="a command of a command"),
        pytest.param("python -m grader adjust a.gradebook ada -3 --reason late", None, id="points below zero"),
        pytest.param("python -m grader marks", "There is no command marks.", id="no command"),
        pytest.param("python -m grader grade --fresh N", "No such option", id="no option"),
        pytest.param("nox -s grade -- metrics --strict   explained", None, id="a session"),
        pytest.param("nox -s marks", "There is no session marks.", id="no session"),
        pytest.param("nox -s check -- --fast", "No such option", id="no option of a session"),
        pytest.param("nox -s grade metrics", "Put -- before metrics.", id="no dashes"),
        pytest.param("nox -s tests -- tests/no/such.py", "There is no tests/no/such.py.", id="no test"),
        pytest.param("`grade --fresh N`", "No such option", id="a command named by itself"),
    ],
)
def test_a_wrong_command_line_is_noticed(line: str, said: str | None, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Do this:\n\n    {line}\n" if line[0] != "`" else f"Do {line}.\n", encoding="utf-8")
    ((program, words),) = command_lines(page)

    found = complaint_about_session(words) if program == "nox -s" else complaint(words)

    assert (found or "").startswith(said or "") if said else found is None


def test_a_link_that_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n\n[here](#a-page) [there](#nowhere)\n", encoding="utf-8")

    with pytest.raises(AssertionError, match="nowhere"):
        test_every_link_leads_somewhere(page)


def test_the_changelog_has_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert VERSION in headings[:2]  # what is not released yet may be above it
