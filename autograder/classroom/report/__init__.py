"""The report on a class: one HTML page that needs nothing but itself.

    render(results)  ->  the text of report.html

page              puts it together: head, summary, sections, and what the browser may run
overview          sections on the class as a whole: totals, questions, tests
people            sections on single submissions: what to look at, misconceptions, time and memory, pairs
roll              all submissions in one table, a page at a time
items             item analysis: what each test says about the class, and about itself
misconceptions    what checks recognised, by how many students, with examples that name nobody
pairs             near-identical answers, by an index of rare fingerprints
fingerprints      source code as tokens, and their fingerprints by winnowing
charts            histogram and bars as SVG
markup            HTML that is always escaped, and tables that sort
report.css        the one style sheet
report.js         the one script: sorting, filtering, paging

The page is for staff and names students. Its texts come from notebooks and file names, so that nothing gets into it but
through `markup`, and its Content-Security-Policy lets the browser run one script and one style sheet: those of this
package. It knows no gradebook: it renders the rows of `class_results`.
"""

from autograder.classroom.report.page import render

__all__ = ["render"]
