"""The support package of homework 12: networks, data and plots, so that the notebook holds only ideas.

`hw12.Notebook` needs otter-grader, `hw12.submit` the tools that make a PDF; both are imported on first use, so that
everything else works without them.
"""

from typing import TYPE_CHECKING

from hw12.holes import is_blank, ready

if TYPE_CHECKING:
    from hw12.notebook import Notebook
    from hw12.submission import submit

__all__ = ["Notebook", "is_blank", "ready", "submit"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name == "Notebook":
        from hw12.notebook import Notebook

        return Notebook
    if name == "submit":
        from hw12.submission import submit

        return submit
    raise AttributeError(f"module 'hw12' has no attribute {name!r}")
