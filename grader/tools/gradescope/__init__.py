"""The bundle that Gradescope runs."""
