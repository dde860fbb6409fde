"""What goes wrong in every plot."""

from grader.misconceptions.known.evaluation.evaluation_shared import _drawn
from grader.misconceptions.known.evaluation.plot_confusion_matrix import _of_matrix, heatmap
from grader.misconceptions.known.evaluation.plot_history import _of_history, curves
from grader.misconceptions.known.evaluation.plot_predictions import _of_images, gallery

EXERCISE = ""  # where one is planted, the function that it is planted as
PLOTS = ("plot_history", "plot_confusion_matrix", "plot_predictions")


# All three plots.


def _of_any(call):
    function = call.function
    return {"plot_history": _of_history, "plot_confusion_matrix": _of_matrix}.get(function, _of_images)(call)


plot_mistake = _drawn(_of_any)


def drawn(exercise, *args):
    """The plot that is asked for."""
    return {"plot_history": curves, "plot_confusion_matrix": heatmap, "plot_predictions": gallery}[exercise](*args)


@plot_mistake(*PLOTS)
def returned_no_figure(*args):
    """You return nothing: a figure that you only show or save is lost. The contract asks for the Figure itself."""
    drawn(EXERCISE, *args)


@plot_mistake(*PLOTS)
def returned_the_axes(*args):
    """You return axes. The contract asks for the Figure that they belong to."""
    return drawn(EXERCISE, *args).axes[0]


@plot_mistake(*PLOTS)
def returned_figure_and_axes(*args):
    """You return the Figure together with something else. The contract asks for the Figure alone."""
    figure = drawn(EXERCISE, *args)
    return figure, figure.axes


@plot_mistake(*PLOTS)
def returned_several_figures(*args):
    """You return several figures. The contract asks for one, with all axes in it."""
    return [drawn(EXERCISE, *args), drawn(EXERCISE, *args)]


@plot_mistake(*PLOTS)
def returned_pyplot(*args):
    """You return plt, which is a module. The contract asks for the Figure: plt.gcf() gives the one that plt drew."""
    import matplotlib.pyplot as plt

    drawn(EXERCISE, *args)
    return plt


@plot_mistake(*PLOTS)
def changed_what_it_was_given(*args):
    """Your plot changes the data that it receives, so later code sees different values. Work on a copy."""
    figure = drawn(EXERCISE, *args)
    args[0].clear() if isinstance(args[0], dict) else args[0].fill(0)
    return figure
