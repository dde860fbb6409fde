"""Where the kit is on this disk, and in it the students' stubs and the reference."""

from pathlib import Path

KIT = Path(__file__).parents[2]
EXERCISES = KIT / "exercises"
SOLUTIONS = KIT / "solutions"  # is not there where the reference was not handed out
