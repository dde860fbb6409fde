"""The claims that `python -m grader check` holds the kit to, for anyone who writes an exercise."""
