"""Written work as PDF: the table of written questions, the blank template, Gradescope's outline, the solved notebook.

The template lies in the student release, since a student whose computer fails can write on it by hand and hand that in.
The outline lies in dist/: it is typed into Gradescope once, by staff.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from autograder.handin.export.notebook import read_cells
from autograder.handin.export.questions import Homework, as_json, describe
from autograder.handin.export.whole_notebook import notebook_pdf
from autograder.handin.export.written import outline, template_pdf
from autograder.release.assignment import Assignment

TABLE, OUTLINE = "written.json", "written-outline.txt"


def write_written(assignment: Assignment, release: Path, dist: Path) -> None:
    """Writes table and template into `release`, the outline into `dist`; nothing where tests grade everything."""
    stem = assignment.master.path.stem
    homework = written_questions(assignment, release / f"{stem}.ipynb")
    if not homework.questions:
        return
    (release / TABLE).write_text(as_json(homework), encoding="utf-8")
    (release / f"{stem}_template.pdf").write_bytes(template_pdf(homework, release))
    (dist / OUTLINE).write_text(outline_text(homework), encoding="utf-8")


def written_questions(assignment: Assignment, released: Path) -> Homework:
    """The written questions of `assignment` as the notebook at `released` asks them."""
    content = released.read_bytes()
    tags = [cell["metadata"].get("tags", []) for cell in json.loads(content)["cells"]]
    manual = [question for question in assignment.questions if question.manual]
    return describe(
        str(assignment.config["name"]),
        read_cells(content),
        tags,
        {question.name: question.pages for question in manual},
        {question.name: float(question.points or 0) for question in manual},
    )


def outline_text(homework: Homework) -> str:
    """A line for each question: its name, points and pages, as Gradescope's outline editor asks for them."""
    lines = [f"{'question':<16}{'points':>7}  pages"]
    for question, first in outline(homework):
        last = first + question.pages - 1
        lines.append(f"{question.name:<16}{question.points:>7g}  {first}" + (f"-{last}" if last > first else ""))
    total = sum(question.points for question in homework.questions)
    pages = sum(question.pages for question in homework.questions)
    return "\n".join([*lines, f"{'all':<16}{total:>7g}  {pages} pages, extra ones behind them"]) + "\n"


def write_solved_pdf(notebook: Path, folder: Path) -> None:
    """Prints the solved `notebook`, model answers and rubrics included, beside it; `folder` holds its figures."""
    title = f"{notebook.stem}, solved: for staff only"
    notebook.with_suffix(".pdf").write_bytes(notebook_pdf(notebook.read_bytes(), title, folder))


def page_texts(pdf: bytes) -> Iterator[str]:
    """The text of each page, as a reader would copy it."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.get_textpage().get_text_bounded().replace("\r\n", "\n")
