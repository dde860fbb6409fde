"""Mistakes in models: wrong settings of a layer, too many or too few layers, images of another shape, no model."""

# In this order they are looked through: the first that is seen is told.
FILES = (
    "activations_and_layers",
    "convolutions",
    "build_residual_cnn",
    "inputs_and_returns",
)
