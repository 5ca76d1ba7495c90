"""What the notebook of lab 1 imports: regression problems with chosen singular values, and a plot."""

from lab1.plots import plot_components
from lab1.regression import Problem, components, make_problem

__all__ = ["Problem", "components", "make_problem", "plot_components"]
