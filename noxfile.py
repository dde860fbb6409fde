"""The front door: `nox -s grade` and its siblings. Arguments after `--` go to the command behind a session."""

import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"  # the first whose `nox.project` reads dependency groups
nox.options.default_venv_backend = "none"  # the sessions share an environment, see `prepare`
nox.options.sessions = ["grade"]

ROOT = Path(__file__).parent
GRADER = ROOT / "grader" / "__main__.py"
PROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
# One environment for all sessions: TensorFlow fills 2 GB, and no session needs another version of anything.
ENVIRONMENT = ROOT / ".nox" / f"kata-{sys.version_info.major}.{sys.version_info.minor}"
COMPILED = ENVIRONMENT / "compiled.txt"  # as old as the last time that the grader was compiled
PYTHON = str(ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))
MODULES = [file.stem for file in (ROOT / "exercises").glob("*.py")]
# Exit statuses, as grader/util/exit_status.py has them; 1 is Python's own, when it fails before the grader runs.
PASSED, WRONG_USAGE, LEFT_TO_DO = 0, 2, 4
ANSWERED = (PASSED, WRONG_USAGE, LEFT_TO_DO)  # of a question: its answer may be a polite no, which is not a failure
# What a shell says to Python that is about output and files; everything else could change what runs.
KEPT = ("PYTHONIOENCODING", "PYTHONUTF8", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
LEFT_OUT = {name: None for name in os.environ if name.startswith("PYTHON") and name not in KEPT}


def prepare(session: nox.Session, *groups: str) -> None:
    """Install what the session needs, and compile the grader, unless an earlier one has."""
    install(session, *groups)
    # The process that runs a submission's code writes no bytecode: it would compile its own modules at every start.
    modules = (ROOT / "grader").rglob("*.py")
    if not COMPILED.exists() or any(module.stat().st_mtime > COMPILED.stat().st_mtime for module in modules):
        # 1: a folder that may not be written, in which everything works as well, a little later.
        session.run(PYTHON, "-P", "-m", "compileall", "-qq", "grader", success_codes=(0, 1), silent=True)
        COMPILED.touch()


def install(session: nox.Session, *groups: str) -> None:
    """Install what a session needs, unless an earlier one has."""
    requirements = [*PROJECT["project"]["dependencies"], *nox.project.dependency_groups(PROJECT, *groups)]
    wanted = "\n".join(requirements)
    stamp = ENVIRONMENT / f"installed-{'-'.join(groups) or 'grader'}.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    # Bytecode is written now, once: without it TensorFlow takes three times as long to import, every time.
    if importlib.util.find_spec("uv"):  # a fifth of the time that pip takes
        uv = (sys.executable, "-P", "-m", "uv")  # -P: nothing from this folder, which may have a student's random.py
        session.run(*uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(ENVIRONMENT))
        session.run(*uv, "pip", "install", "--python", PYTHON, "--compile-bytecode", *requirements)
    else:
        session.run(sys.executable, "-P", "-m", "venv", str(ENVIRONMENT))
        session.run(PYTHON, "-P", "-m", "pip", "install", "--compile", *requirements)
    session.run(PYTHON, "-P", "-c", "import matplotlib.font_manager", silent=True)  # makes its list of fonts, once
    stamp.write_text(wanted, encoding="utf-8")


def grader(session: nox.Session, *arguments: str, success_codes: tuple[int, ...] = (PASSED,)) -> None:
    """Do what `python -m grader` does, in the environment; by its path, so that Python imports nothing from here."""
    session.run(PYTHON, "-P", str(GRADER), *arguments, success_codes=success_codes, env=LEFT_OUT)


@nox.session
def grade(session: nox.Session) -> None:
    """Grade your exercises; `-- metrics` only one module, `-- --strict` fails unless all points are earned."""
    prepare(session)
    arguments = [argument for argument in session.posargs if argument != "--strict"]
    strict = len(arguments) < len(session.posargs)
    grader(session, "grade", *arguments, success_codes=(PASSED,) if strict else (PASSED, LEFT_TO_DO))


@nox.session
def watch(session: nox.Session) -> None:
    """Grade on every save; `-- --poll` for a network drive."""
    prepare(session)
    grader(session, "watch", *session.posargs)


def offer(
    name: str, description: str, *first: str, groups: Sequence[str] = (), green: Sequence[int] = (PASSED,)
) -> None:
    """Make a session of a command of the grader.

    Args:
        name: of the session.
        description: for `nox --list`.
        first: the command with its first arguments, if it is not called like the session.
        groups: of dependencies that it needs.
        green: exit statuses with which the session is green.
    """

    def session(session: nox.Session) -> None:
        prepare(session, *groups)
        grader(session, *(first or [name]), *session.posargs, success_codes=tuple(green))

    session.__doc__ = description
    nox.session(name=name)(session)


offer("next", "Show the one thing to do next, without running anything.", green=ANSWERED)
offer("list", "List all exercises with points and states, without running anything.", green=ANSWERED)
offer("hint", "Show a hint; `-- metrics.precision`, or `-- metrics.precision 2` for more.", green=ANSWERED)
offer("solution", "Show the model answer to an exercise that you have passed; `-- metrics.precision`.", green=ANSWERED)
offer("reset", "Make an exercise a stub again and back up your version; `-- metrics.precision`.", green=ANSWERED)
# Green only if there is a script: then an editor's debugger starts it.
offer("debug", "Write the failing call of an exercise as a script for a debugger; `-- metrics.precision`.")
offer(
    "find-the-bug", "Find a planted mistake and repair it; `-- --level 3`, or `-- --exam` for points.", green=ANSWERED
)
offer("quiz", "Answer questions without code; `-- metrics` only those about one module.", green=ANSWERED)
offer("progress", "See your progress by day and by module.", green=ANSWERED)
offer(
    "draw",
    "Draw digits on a page and see what your models answer; `-- --keep` keeps them as your own test set.",
    groups=["draw"],
    green=ANSWERED,
)
offer("reproduce", "Train the five published systems; `-- dense counts` only these two.")


@nox.session
def notebook(session: nox.Session) -> None:
    """Open the notebooks in JupyterLab; `-- --no-browser` only prints the address."""
    prepare(session, "notebook")
    arguments = session.posargs or ["--ServerApp.default_url=/lab/tree/preprocessing.ipynb"]
    session.run(PYTHON, "-P", "-m", "jupyterlab", "--notebook-dir", str(ROOT / "notebooks"), *arguments, env=LEFT_OUT)


def without_dashes(arguments: Sequence[str]) -> str | None:
    """The command that was meant where nox was given an exercise without `--`; nox would take it for a session.

    Args:
        arguments: of nox.
    """
    for place, argument in enumerate(arguments[:-2]):
        if argument == "--":
            return None
        if argument in ("-s", "-e", "--session", "--sessions"):
            session, *rest = arguments[place + 1 :]
            words = rest[: rest.index("--")] if "--" in rest else rest
            # Exercises, and with a hint its level; sessions are called otherwise.
            if any(word.partition(".")[0] in MODULES or word.isdigit() for word in words):
                return f"nox -s {session} -- {' '.join(word for word in rest if word != '--')}"
    return None


if (meant := without_dashes(sys.argv[1:])) is not None:
    print(f"Put -- between the session and its arguments: {meant}", file=sys.stderr)  # noqa: T201  nox shows no more
    raise SystemExit(WRONG_USAGE)


# What follows is for teachers and authors: the students' kit ends here.

NAMED_SEPARATELY = (
    "--ignore=tests/grading/test_styles.py",
    "--ignore=tests/grading/test_golden.py",
    "-m",
    "not hostile and not slow and not browser",
)
MEASURES = bool(os.environ.get("DIGIT_KATA_COVERAGE"))  # then `coverage` can say what the tests ran
MEASURED = ROOT / "build" / "coverage"  # what measured tests leave, until it is read
BRANCHES = 90  # percent of the grader's branches that the tests have to take; lines say nothing of the other way round
SOLUTIONS = ("grade", "solutions", "--all-points")
offer("solutions", "Grade the reference: green only with all points and bonus points.", *SOLUTIONS)
offer("adjust", 'Add or remove points by hand; `-- GRADEBOOK STUDENT 2 --reason "..." --author "..."`.')
offer(
    "grade-bugs",
    "Judge the exam of planted bugs and add its points; `-- HAND_INS --gradebook GRADEBOOK`.",
    green=(PASSED, LEFT_TO_DO),
)
offer("course", "Show the course that `course.toml` defines; `-- --course FILE` for another file.", green=ANSWERED)
offer("handout", "Make the students' kit; `-- OUT` is a folder or a .zip.")
offer(
    "push",
    "Write grades and reports into Moodle or Canvas; `-- moodle GRADEBOOK ADDRESS` shows them, `--yes` writes.",
    groups=["lms"],
)
offer(
    "benchmark",
    "Time preprocessing over 60,000 images; `-- FOLDER` for another submission.",
    groups=["benchmark", "draw"],
    green=(PASSED, LEFT_TO_DO),
)
offer("check", "Check that exercises are complete; `-- --quick` grades nothing, `-- --only metrics` takes one module.")
offer("prove-bugs", "Verify every bug of `find-the-bug`: checks fail it, an input shows it, its repair passes.")
offer("mutants", "Verify that checks notice small changes of the solutions; `-- --only metrics` only one module.")
offer("calibrate", "Train many seeds of many designs to verify the accuracy gates; takes hours.")
offer("stubs", "Write `exercises/` and `notebooks/` from `solutions/`; asks before it overwrites work.")


@nox.session(name="class")
def class_(session: nox.Session) -> None:
    """Grade a class; `-- FOLDER --roster roster.csv`. Later runs grade only what has changed."""
    spread = any(argument.partition("=")[0] == "--scheduler" for argument in session.posargs)
    prepare(session, "lms", *(["cluster"] if spread else []))
    grader(session, "class", *session.posargs, success_codes=(PASSED, LEFT_TO_DO))


@nox.session
def tests(session: nox.Session) -> None:
    """Test the kit itself, without what has a session of its own, as `slow` has; `-- tests` runs all of them."""
    shutil.rmtree(MEASURED, ignore_errors=True)
    run_tests(session, *([] if session.posargs else NAMED_SEPARATELY))


@nox.session
def styles(session: nox.Session) -> None:
    """Verify that right answers in other styles pass; `-- -k plot` only some of them."""
    run_tests(session, "tests/grading/test_styles.py")


@nox.session
def fresh(session: nox.Session) -> None:
    """Verify that right answers pass the fresh inputs of 500 seeds; `-- --seeds 20 --first-seed 40` for other seeds.

    Trainings have no fresh inputs: they run with 20 permutations of the labels.
    """
    files = ("tests/grading/test_styles.py", "tests/grading/test_fresh_seeds.py")
    run_tests(session, *files, "--seeds", "500", "--renamings", "20")


@nox.session
def golden(session: nox.Session) -> None:
    """Grade golden submissions: each report must equal the stored one."""
    run_tests(session, "tests/grading/test_golden.py")


@nox.session
def slow(session: nox.Session) -> None:
    """Run the tests that train, or run many programs or gradings."""
    run_tests(session, "-m", "slow")


@nox.session
def browser(session: nox.Session) -> None:
    """Run the tests that open pages in Chromium."""
    run_tests(session, "-m", "browser")


@nox.session
def hostile(session: nox.Session) -> None:
    """Attack the grader, and everything that reads or shows the output of submissions."""
    run_tests(session, "-m", "hostile")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Read generated inputs: forty times as many as in `tests`, counted at the end."""
    run_tests(session, "-m", "fuzz", "--hypothesis-profile=fuzz", "-n", "0")


@nox.session
def coverage(session: nox.Session) -> None:
    """List branches of the grader that no test takes, from data of DIGIT_KATA_COVERAGE=1 or by running all tests."""
    if not list(MEASURED.glob("data.*")):
        run_tests(session, measured=True)
    prepare(session, "tests", "benchmark")
    for step in ("combine --quiet", "report", "json --quiet -o build/coverage/report.json"):
        session.run(PYTHON, "-m", "coverage", *step.split())
    totals = json.loads((MEASURED / "report.json").read_text(encoding="utf-8"))["totals"]
    share = 100 * totals["covered_branches"] / totals["num_branches"]
    said = f"{totals['covered_branches']} of {totals['num_branches']} branches were taken: {share:.1f} %"
    if share < BRANCHES:
        session.error(f"{said}; {BRANCHES} % are required. Under Missing, 7->9 is the branch from line 7 to line 9.")
    session.log(f"{said}.")


def run_tests(session: nox.Session, *chosen: str, measured: bool = MEASURES) -> None:
    """Run pytest with the chosen and the given arguments; measurements are added to earlier ones."""
    prepare(session, "tests", "benchmark")
    MEASURED.mkdir(parents=True, exist_ok=True)
    measuring = ("-m", "coverage", "run") if measured else ()
    # Who has nothing left takes half of what waits for the other: the last tests are not the shortest.
    asked = (*chosen, *session.posargs)
    workers = () if "-n" in asked else ("-n", "2", "--dist", "worksteal")
    # Without a folder pytest would run the quick ones alone, see tests/conftest.py.
    folder = () if any((ROOT / word.partition("::")[0]).exists() for word in asked) else ("tests",)
    session.run(PYTHON, *measuring, "-m", "pytest", *workers, *asked, *folder)


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff and mypy over everything, import-linter over the packages of the grader, codespell over README and docs."""
    prepare(session, "lint", "tests", "benchmark")  # mypy looks into what tests import
    session.run(PYTHON, "-m", "ruff", "check", ".")
    session.run(PYTHON, "-m", "ruff", "format", "--check", ".")
    session.run(PYTHON, "-m", "mypy")
    session.run(str(Path(PYTHON).with_name("lint-imports")))
    # Its own list of misspellings, and ours of words that make a sentence hard to read.
    words = ("--dictionary", "-", "--dictionary", ".codespell/plain-english.txt")
    session.run(PYTHON, "-m", "codespell_lib", *words, "README.md", "docs", "--skip", "*.svg,*.json")
