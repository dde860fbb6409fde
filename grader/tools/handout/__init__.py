"""The students' kit: stubs and the grader, without solutions and without what only teachers and authors need."""
