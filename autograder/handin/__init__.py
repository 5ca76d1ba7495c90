"""What every release carries: checks that answer in a sentence, and the two files that a student hands in.

    import handin

    grader = handin.Notebook("name.ipynb")
    grader.check("q1")
    handin.submit()

The build copies this folder beside the student's notebook; the tool uses it as `autograder.handin`. It therefore
imports itself relatively and nothing else of the project. It does not know which homework it serves (`handin.json`
says that) and it grades nothing. `Notebook` needs otter-grader and `submit` the tools that make a PDF; both are
imported on first use, so that everything else works without them.

doctor.py              is everything that the notebook needs here? `python -m handin.doctor`
homework.py            which homework this is
colab.py               Google Colab: packages, the notebook in the browser, downloads
holes.py               which answers are still blank, as values and as they are written
cells                  the one reader of code cells: names that they bind and use, magics
notebook.py            `grader`: Otter's notebook, whose checks answer in a sentence
public_checks.py       what the public checks said, and all of them run on a zip
notebook_functions.py  functions of a saved notebook, without running the notebook
name_errors.py         a NameError says which cell to run
running_notebook.py    which notebook this is, and which definitions that were run are not saved
notebook_limits.py     what the grader would refuse
submission.py          `submit`: the zip, the PDF, and a receipt
upload.py              files to upload: never half written, and opened again
export                 the notebook as PDF
"""

from typing import TYPE_CHECKING

from .holes import is_blank, ready

if TYPE_CHECKING:
    from .notebook import Notebook
    from .submission import submit

__all__ = ["Notebook", "is_blank", "ready", "submit"]


def __getattr__(name: str) -> object:
    if name == "Notebook":
        from .notebook import Notebook

        return Notebook
    if name == "submit":
        from .submission import submit

        return submit
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
