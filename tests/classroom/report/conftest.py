"""What tests of the report share: a browser, and the page of a class that never was."""

import shutil
from pathlib import Path

import pytest
from made_up import made_up

from autograder.classroom.report import render

CHROMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")  # no longer: as long as Playwright is on, this thread has an event loop that runs
def chrome():
    """A headless Chromium, started once for a file."""
    found = next(filter(None, map(shutil.which, CHROMES)), None)
    if found is None:
        pytest.skip("there is no Chromium here (on Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"], timeout=30_000)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory) -> Path:
    """The report on 250 submissions, hostile names among them, as a file."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(made_up(250)), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def small_report(tmp_path_factory) -> Path:
    """One with a bit of everything, for what takes long."""
    path = tmp_path_factory.mktemp("small") / "report.html"
    path.write_text(render(made_up(45)), encoding="utf-8")
    return path


@pytest.fixture
def opened(chrome, report):
    """Opens the report in a window of its own; fails where the browser complained of, or asked for, anything."""
    complaints: list[str] = []
    contexts = []

    def open_report(width: int = 1280, path: Path = report, scheme: str = "light"):
        contexts.append(chrome.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: complaints.append(asked.url) if asked.url != path.as_uri() else None)
        page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(path.as_uri())
        return page

    yield open_report
    for context in contexts:
        context.close()
    assert complaints == []
