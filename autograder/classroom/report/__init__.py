"""The report on a class: one HTML page that needs nothing but itself.

    render(results)  ->  the text of report.html

`page` puts it together from its sections (`overview`, `people`, `roll`); `items`, `mistakes` and `pairs` count,
`markup`, `tables` and `charts` write. The page is for staff and names students. Its texts come from notebooks and
file names, so that nothing gets into it but through `markup`, and its Content-Security-Policy lets the browser run
one script and one style sheet: those of this package.
"""

from autograder.classroom.report.page import render

__all__ = ["render"]
