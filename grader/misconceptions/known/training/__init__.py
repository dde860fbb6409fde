"""Mistakes in training: settings that do not fit, wrong pixels and labels, too little training."""

# In this order they are looked through: the first that is seen is told.
FILES = (
    "compile_model",
    "trainings",
)
