"""The worker's own side: it is started by its path, and imports nothing of the grader."""
