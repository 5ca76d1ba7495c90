"""The support package of homework 12: networks, data and plots, so that the notebook holds only ideas.

`hw12.Notebook` needs otter-grader and is imported on first use: everything else works without it.
"""

from typing import TYPE_CHECKING

from hw12.holes import is_blank, ready

if TYPE_CHECKING:
    from hw12.notebook import Notebook

__all__ = ["Notebook", "is_blank", "ready"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name == "Notebook":
        from hw12.notebook import Notebook

        return Notebook
    raise AttributeError(f"module 'hw12' has no attribute {name!r}")
