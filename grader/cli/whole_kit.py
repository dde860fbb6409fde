"""The commands of the whole kit, for teachers and authors: the students' kit has neither them nor this file."""

from grader.cli.authoring_commands import (
    calibrate_command,
    check_command,
    mutants_command,
    prove_bugs_command,
    stubs_command,
)
from grader.cli.class_commands import adjust_command, class_command
from grader.cli.evidence_commands import benchmark_command
from grader.cli.exam_commands import grade_bugs_command
from grader.cli.gradescope_commands import gradescope_group
from grader.cli.handout_commands import course_command, handout_command
from grader.cli.push_commands import push_group

COMMANDS = [
    class_command,
    adjust_command,
    grade_bugs_command,
    push_group,
    gradescope_group,
    course_command,
    handout_command,
    check_command,
    mutants_command,
    prove_bugs_command,
    calibrate_command,
    stubs_command,
    benchmark_command,
]
