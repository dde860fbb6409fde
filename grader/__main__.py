"""`python -m grader`, or this file itself: the command line.

Nothing is imported from the folder that it is started in, nor from the kit's: a student's `random.py` there would
take the place of Python's own. Only `sys` and `os` are imported before that is settled: Python has them already.
"""

import os
import sys

GRADER = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100,PTH120  pathlib is not imported yet


def leave_folders() -> None:
    """Take out of Python's path the folder we are in, and those of the kit, here and for processes that we start."""
    left = {os.path.realpath(GRADER), os.path.dirname(os.path.realpath(GRADER))}  # noqa: PTH120
    try:
        here = os.getcwd()  # noqa: PTH109
    except OSError:  # it was removed: nothing can be imported from there
        here = GRADER
    left.add(os.path.realpath(here))

    def stays(folder: str) -> bool:
        return os.path.isabs(folder) and os.path.realpath(folder) not in left  # noqa: PTH117

    sys.path[:] = filter(stays, sys.path)
    os.environ["PYTHONSAFEPATH"] = "1"
    if "PYTHONPATH" in os.environ:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(stays, os.environ["PYTHONPATH"].split(os.pathsep)))


def bring_grader() -> None:
    """Make our own package importable, wherever it is."""
    if "grader" in sys.modules:
        return
    from importlib import util

    spec = util.spec_from_file_location(
        "grader",
        os.path.join(GRADER, "__init__.py"),  # noqa: PTH118
        submodule_search_locations=[GRADER],
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{GRADER} is not the grader's folder. Restore it with git.")
    module = util.module_from_spec(spec)
    sys.modules["grader"] = module
    spec.loader.exec_module(module)


def run() -> None:
    """Run the command line."""
    if sys.flags.optimize:  # `-O` and PYTHONOPTIMIZE leave out what asserts: everything would pass
        from grader.cli.surroundings import start_again

        start_again(os.path.abspath(__file__))  # noqa: PTH100
    from grader.cli.main import main

    main()


leave_folders()
bring_grader()
if __name__ == "__main__":  # processes that a class is graded in run this file too, and need none of the rest
    # Those find this file by its path: by its name, they would look for it where they must not.
    sys.modules["__main__"].__spec__ = None
    try:
        run()
    except KeyboardInterrupt:  # while Python reads our files
        sys.exit(130)
