"""The report as a person has it: in Chromium, from a file, at the widths of a phone and of a desk."""

from importlib import resources

import pytest


def first_column(page, table: str, count: int) -> list[str]:
    return page.locator(f"{table} tbody th").all_inner_texts()[:count]


def cells(page, table: str, column: int) -> list[str]:
    return page.locator(f"{table} tbody tr > :nth-child({column})").all_inner_texts()


def said(page) -> str:
    return page.locator("#roll-said").inner_text()


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_every_section_is_shown_and_nothing_is_wider_than_the_window(opened, width):
    page = opened(width)
    headings = page.locator("h2").all_inner_texts()
    assert headings == page.locator("nav a").all_inner_texts()
    assert len(headings) == 8
    assert page.locator("svg[role=img]").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_against_its_rules(opened, small_report, width, scheme):
    page = opened(width, small_report, scheme)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    shown = [(one["id"], one["help"], one["nodes"][0]["html"]) for one in found["violations"]]
    assert shown == []
    assert len(found["passes"]) > 20  # it did look


def test_axe_would_find_a_missing_label(opened, small_report):
    page = opened(path=small_report)
    page.evaluate("document.querySelector('#roll-words').parentElement.replaceWith(document.createElement('input'))")
    page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    assert "label" in [one["id"] for one in page.evaluate("axe.run({runOnly: ['label']})")["violations"]]


def test_tests_sort_by_what_they_mean_first_the_greatest(opened):
    page = opened()
    heading = page.locator("#tests th", has_text="Discrimination")
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    values = cells(page, "#tests", 4)
    numbers = [float(value) for value in values if value != "–"]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) > 5
    assert values[-1] == "–"  # what has none is last, either way
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    values = cells(page, "#tests", 4)
    assert [float(value) for value in values if value != "–"] == sorted(numbers)
    assert values[-1] == "–"


def test_headings_sort_by_keyboard(opened):
    page = opened()
    page.locator("#questions th button").nth(1).focus()
    page.keyboard.press("Enter")
    assert cells(page, "#questions", 2) == ["12", "10", "8", "6", "6", "4"]
    page.keyboard.press("Space")
    assert cells(page, "#questions", 2) == ["4", "6", "6", "8", "10", "12"]


def test_submissions_sort_over_all_pages(opened):
    page = opened()
    assert said(page) == "1 to 100 of 250"
    page.locator("#roll-table th button", has_text="Points").click()
    page.get_by_role("button", name="Show all").click()
    assert said(page) == "1 to 250 of 250"
    values = cells(page, "#roll-table", 2)
    numbers = [float(value) for value in values if value != "–"]
    assert numbers == sorted(numbers, reverse=True)
    assert len(values) == 250
    assert set(values[len(numbers) :]) == {"–"}


def test_submissions_filter_by_name_and_by_state(opened):
    page = opened()
    page.get_by_label("Name or file contains").fill("LOVELACE")
    names = cells(page, "#roll-table", 1)
    assert names
    assert all("Lovelace" in name for name in names)
    assert said(page) == f"1 to {len(names)} of {len(names)} that fit, of 250"
    page.get_by_label("Name or file contains").fill("")
    page.get_by_label("State").select_option("unreadable")
    states = cells(page, "#roll-table", 3)
    assert states
    assert all(state.startswith("unreadable") for state in states)
    page.get_by_label("Name or file contains").fill("nobody of that name")
    assert said(page) == "none of 250 fits"


def test_pages_go_on_and_back(opened):
    page = opened()
    first = first_column(page, "#roll-table", 3)
    assert page.get_by_role("button", name="Previous 100").is_disabled()
    page.get_by_role("button", name="Next 100").click()
    page.get_by_role("button", name="Next 100").click()
    assert said(page) == "201 to 250 of 250"
    assert page.get_by_role("button", name="Next 100").is_disabled()
    page.get_by_role("button", name="Previous 100").click()
    page.get_by_role("button", name="Previous 100").click()
    assert first_column(page, "#roll-table", 3) == first


def test_what_is_written_out_is_what_the_script_shows(opened):
    page = opened()
    before = page.locator("#roll-table tbody").inner_html()
    page.get_by_label("Name or file contains").fill(" ")
    assert page.locator("#roll-table tbody").inner_html() == before


def test_a_name_that_is_a_script_stays_text(opened):
    page = opened()
    scripts = page.locator("script").count()
    page.get_by_label("Name or file contains").fill("<script>")
    assert cells(page, "#roll-table", 1)[0].startswith("<script>alert(1)</script>")
    assert page.locator("script").count() == scripts == 2


def test_a_script_that_got_in_would_not_run(chrome, report, tmp_path):
    whole = report.read_text(encoding="utf-8")
    spoiled = tmp_path / "spoiled.html"
    spoiled.write_text(whole.replace("</main>", "<script>document.title = 'run'</script></main>"), encoding="utf-8")
    page = chrome.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(spoiled.as_uri())
    assert page.title() == "hw12: report"
    assert "Content Security Policy" in complaints[0]
    page.close()


def test_paper_has_no_buttons_and_is_white(opened):
    page = opened(scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert not page.get_by_role("button", name="Next 100").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
