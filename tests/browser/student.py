"""What the student does in the browser."""

import contextlib
import re
import time
from pathlib import Path

from playwright.sync_api import Locator, Page

from .jupyter import Lab

RUN_S = 420.0  # every cell of the notebook on one busy core
CELL_S = 120.0  # one cell, submitting included
QUESTION = "q4_sample"
ANSWER = "    return m + v.sqrt() * torch.randn_like(m)"
_NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden)"


class Student:
    """One person at one page."""

    def __init__(self, page: Page, lab: Lab, pictures: Path) -> None:
        self._page, self._lab, self._pictures = page, lab, pictures

    def open(self, notebook: str) -> None:
        """Opens the notebook and waits until it can be worked with."""
        self._page.goto(self._lab.page(notebook))
        self._page.wait_for_selector(f"{_NOTEBOOK} .jp-Cell", timeout=CELL_S * 1000)
        self._page.get_by_role("button", name="No", exact=True).click()  # news of Jupyter's
        self._idle(CELL_S)

    def run_all(self) -> None:
        """Run, Run All Cells; until the kernel has nothing more to do."""
        self._menu("Run", "Run All Cells")
        self._idle(RUN_S)

    def answer(self, source: str, hole: str, answer: str) -> None:
        """Types `answer` over the line `hole` of the cell that holds `source`, and runs the cell."""
        cell = self.cell(source)
        cell.locator(".cm-content").click()
        self._page.keyboard.press("Control+End")
        line = cell.locator(".cm-line", has_text=re.compile(rf"^\s*{re.escape(hole)}\s*$"))
        line.first.click()
        self._page.keyboard.press("Home")
        self._page.keyboard.press("Home")  # before the indentation too
        self._page.keyboard.press("Shift+End")
        self._page.keyboard.insert_text(answer)
        self._run()

    def run(self, source: str) -> str:
        """Runs the cell that holds `source`; returns what it shows."""
        self.cell(source).locator(".cm-content").click()
        self._run()
        return self.output(source)

    def output(self, source: str) -> str:
        """What the cell that holds `source` shows."""
        shown = self.cell(source).locator(".jp-OutputArea-output").first
        shown.wait_for(timeout=CELL_S * 1000)  # what is off the screen is drawn when it is scrolled to
        return self.cell(source).locator(".jp-Cell-outputArea").inner_text()

    def save(self) -> None:
        """Control-S, until the file on disk is the new one."""
        self._page.keyboard.press("Escape")
        self._page.keyboard.press("Control+s")
        self._page.wait_for_function(
            "() => !document.querySelector('.lm-TabBar-tab.lm-mod-current.jp-mod-dirty')", timeout=CELL_S * 1000
        )

    def cell(self, source: str) -> Locator:
        """The cell that holds `source`, scrolled to."""
        found = self._page.locator(
            f"{_NOTEBOOK} .jp-Cell", has=self._page.locator(".cm-content", has_text=source)
        ).first
        found.scroll_into_view_if_needed(timeout=CELL_S * 1000)
        return found

    def picture(self, name: str, of: Locator | None = None) -> None:
        """What is seen now, or one cell of it."""
        path = str(self._pictures / f"{name}.png")
        if of is None:
            self._page.screenshot(path=path)
        else:
            of.screenshot(path=path)

    def troubles(self) -> list[str]:
        """Tracebacks and warnings that any cell shows."""
        errors = self._page.locator(f"{_NOTEBOOK} [data-mime-type='application/vnd.jupyter.stderr']")
        return [str(errors.nth(index).text_content()) for index in range(errors.count())]

    def _run(self) -> None:
        self._page.keyboard.press("Control+Enter")
        time.sleep(0.5)  # until the kernel knows of it
        self._idle(CELL_S)

    def _menu(self, name: str, entry: str) -> None:
        self._page.get_by_role("menuitem", name=name, exact=True).first.click()
        self._page.get_by_role("menuitem", name=entry, exact=True).click()
        time.sleep(1.0)

    def _idle(self, wall_s: float) -> None:
        """Waits until the kernel has been idle twice, a moment apart."""
        end, seen = time.monotonic() + wall_s, 0
        while time.monotonic() < end:
            seen = seen + 1 if self._state() == "idle" else 0
            if seen == 2:
                return
            time.sleep(1.0)
        raise TimeoutError(f"the kernel was busy for more than {wall_s:g} seconds")

    def _state(self) -> str:
        with contextlib.suppress(OSError):  # the server answers 500 while it starts a kernel
            return self._lab.kernel_state()
        return ""
