"""The report on a class, one page that opens offline: `render`.

figures         what is counted: totals, shares, items, misconceptions, time
winnowing       answers that are nearly the same, as pairs to look at
charts          drawings in SVG, each with its numbers beside it
tables          tables that can be sorted and filtered, small enough for ten thousand rows
document        the page: order, words, look
"""

from autograder.classroom.report.document import render

__all__ = ["render"]
