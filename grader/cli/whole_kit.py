"""The commands of the whole kit, for teachers and authors: the students' kit has neither them nor this file."""

COMMANDS = {
    "class": "class_commands:class_command",
    "adjust": "class_commands:adjust_command",
    "grade-bugs": "exam_commands:grade_bugs_command",
    "push": "push_commands:push_group",
    "gradescope": "gradescope_commands:gradescope_group",
    "course": "handout_commands:course_command",
    "handout": "handout_commands:handout_command",
    "check": "authoring_commands:check_command",
    "mutants": "authoring_commands:mutants_command",
    "prove-bugs": "authoring_commands:prove_bugs_command",
    "calibrate": "authoring_commands:calibrate_command",
    "stubs": "authoring_commands:stubs_command",
    "benchmark": "evidence_commands:benchmark_command",
}
