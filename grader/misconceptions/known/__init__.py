"""The known mistakes, one file for each module of the course."""
