"""Checks of exercises/models.py. Oracle: the table of designs, whose parameters you can add up by hand.

A design is compared layer by layer, as it is applied: Sequential or functional, an activation as an argument or as a
layer, Flatten or a Reshape that does the same are one and the same design. The model is looked at and never run.
"""
