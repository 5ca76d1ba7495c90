"""The page in a real browser, headless: it draws, sorts and filters, offline, and whatever a name is stays text."""

import contextlib
import random
import shutil

import pytest
from made_up import a_class, submission

from autograder.classroom.report import render

CHROME = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HOSTILE = '<script>window.owned = 1</script><img src=x onerror="window.owned = 1">'
LARGEST_BYTES = 5_000_000  # of the report on ten thousand


@pytest.fixture(scope="module")
def browser():
    if CHROME is None:
        pytest.skip("no Chromium here: on Debian, `apt install chromium`")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROME, args=["--no-sandbox"])
        yield running
        running.close()


@contextlib.contextmanager
def shown(browser, folder, results, width=1280):
    """The report on `results` in a page; nothing may be said on its console."""
    (folder / "report.html").write_text(render(results), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((folder / "report.html").as_uri())
    yield page
    assert said == []
    context.close()


def column(page, table, number):
    return page.locator(f"#{table} tbody tr td:nth-child({number})").all_inner_texts()


@pytest.fixture
def hostile():
    row = submission(7000, random.Random(1), students=(HOSTILE,), source=f"{HOSTILE}/hw12.ipynb")
    late = submission(
        7001, random.Random(2), state="unreadable", reason=f"No notebook in {HOSTILE}.", students=("Zoë",)
    )
    return a_class(120, extra=[row, late])


def test_it_draws_and_says_nothing_on_the_console(browser, tmp_path, hostile):
    with shown(browser, tmp_path, hostile) as page:
        assert page.locator("h2").all_inner_texts()[0] == "Totals"
        assert page.get_by_role("img", name="Distribution of totals").is_visible()
        assert len(column(page, "by-test", 1)) == 5


def test_a_name_that_is_a_script_stays_text(browser, tmp_path, hostile):
    with shown(browser, tmp_path, hostile) as page:
        page.locator("#all-filter").fill("<script>")
        assert column(page, "all", 1) == [HOSTILE]
        assert HOSTILE in column(page, "looked-at", 3)[0]
        assert page.evaluate("window.owned") is None


def test_a_heading_sorts_by_its_column_and_turns_round(browser, tmp_path):
    with shown(browser, tmp_path, a_class(80)) as page:
        page.get_by_role("button", name="points").last.click()
        scores = [float(score) for score in column(page, "all", 2)]
        assert scores == sorted(scores)
        page.get_by_role("button", name="points").last.press("Enter")
        assert [float(score) for score in column(page, "all", 2)] == sorted(scores, reverse=True)
        page.locator("#by-test").get_by_role("button", name="passed").click()
        shares = [float(share.strip("%\n ")) for share in column(page, "by-test", 4)]
        assert shares == sorted(shares)


def test_a_long_table_is_drawn_a_page_at_a_time_and_filtered_as_a_whole(browser, tmp_path):
    with shown(browser, tmp_path, a_class(350)) as page:
        assert len(column(page, "all", 1)) == 100
        page.locator("#all-more").click()
        assert len(column(page, "all", 1)) == 200
        page.locator("#all-filter").fill("student 34")
        assert set(column(page, "all", 1)) == {"Student 34", *(f"Student 34{digit}" for digit in range(10))}
        assert page.locator("#all-count").inner_text() == "11 of 11 shown."


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(browser, tmp_path, hostile, width):
    with shown(browser, tmp_path, hostile, width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_ten_thousand_fit_and_are_drawn(browser, tmp_path):
    results = a_class(10_000, with_answers=False)
    text = render(results)
    assert len(text.encode()) < LARGEST_BYTES
    with shown(browser, tmp_path, results) as page:
        assert page.locator("#all-count").inner_text() == "100 of 10000 shown."


def test_nothing_is_fetched_and_only_its_own_script_may_run():
    text = render(a_class(3))
    assert "default-src 'none'" in text
    assert "http://" not in text
    assert "https://" not in text


def test_a_class_in_which_nobody_was_graded_has_a_page():
    row = submission(1, random.Random(1), state="unreadable", reason="No notebook in it.")
    assert "No notebook in it." in render(a_class(0, extra=[row]))


def test_examples_carry_no_name():
    results = a_class(30)
    section = render(results).split('id="misconceptions"')[1].split("</section>")[0]
    assert "Student" not in section
