"""What `python -m grader check` holds the kit to, for whoever writes an exercise."""
