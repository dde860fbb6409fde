"""A class: many submissions from strangers, graded with one command into one gradebook."""
