"""The one reader of code cells: which names a cell binds and uses, which of them are still holes, where its magics are.

    >>> cell = read_cell("here = !ls\\nif True:\\n    def area(r): return r * PI\\narea.unit = 'm2'")
    >>> sorted(cell.binds), sorted(cell.uses)
    (['area', 'here'], ['PI'])

Grading, the build's rules, `experiment.py`, the sentence below a NameError and "saved or not" all read cells here, so
that they agree. A cell is read from its text alone: nothing is run, IPython need not be installed, and no text makes
the reader raise. It does not know notebooks, questions or tests.

magics.py  takes out what IPython understands and Python does not; line numbers stay
names.py   which names a statement binds, and how; which names a cell uses
reader.py  `read_cell`: the two together, and line by line where a cell is not Python
"""

from .names import How, bound_by, has_star_import
from .reader import Binding, CellText, ParseFault, read_cell

__all__ = ["Binding", "CellText", "How", "ParseFault", "bound_by", "has_star_import", "read_cell"]
