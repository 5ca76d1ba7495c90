"""The page as text: what is in it, what never is, how large it gets."""

import base64
import dataclasses
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from made_up import HOSTILE, made_up

from autograder.classroom.class_results import ClassResults
from autograder.classroom.report import render
from autograder.classroom.report.markup import data, element
from autograder.classroom.report.people import MOST_TROUBLES, troubles

EMPTY = ClassResults("hw12", "", {}, "", {}, {}, ())


class Elements(HTMLParser):
    """Counts elements, keeps the text."""

    def __init__(self, page: str):
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def everywhere(text: str, results: ClassResults) -> ClassResults:
    """The class with `text` in every place that comes from outside."""
    rows = tuple(
        dataclasses.replace(
            row,
            key=f"{text}{number}",
            students=(text,),
            reason=text,
            layers=(text,),
            notes=((text, text),),
            cases=tuple(
                dataclasses.replace(case, message=text, hint=case.hint and text, name=f"{text}{case.name}")
                for case in row.cases
            ),
            answers={question: f"{source}\n{text}" for question, source in row.answers.items()},
        )
        for number, row in enumerate(results.submissions)
    )
    return dataclasses.replace(
        results, assignment=text, autograder=text, made=text, versions={text: text}, submissions=rows
    )


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</script><b>", "<!--<script>", "&lt;i&gt;"]
)
def test_no_text_becomes_markup_wherever_it_stands(text):
    plain = Elements(render(everywhere("name", made_up(60))))
    hostile = Elements(render(everywhere(text, made_up(60))))
    assert hostile.names == plain.names
    assert hostile.attributes == plain.attributes
    assert text in hostile.text


def test_what_no_page_can_hold_is_replaced():
    page = render(everywhere("a\x00\ud800\x1b\ufffeb", made_up(20)))
    assert "a\ufffd\ufffd\ufffd\ufffdb" in page
    page.encode("utf-8")


def test_json_ends_no_element_and_comes_back_whole():
    written = data("x", ["</script><!--", "\u2028&", ["a\x00b\ud800"]])
    assert re.fullmatch(r'<script type="application/json" id="x">[^<>&\u2028]*</script>', written)
    assert json.loads(written.partition(">")[2][:-9]) == ["</script><!--", "\u2028&", ["a\ufffdb\ufffd"]]


def test_attributes_are_escaped():
    assert element("p", title='"><b>') == '<p title="&quot;&gt;&lt;b&gt;"></p>'


def test_the_policy_allows_the_one_script_and_the_one_style_and_nothing_else():
    page = render(made_up(10))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1].replace("&#x27;", "'")
    run = [re.search(pattern, page, re.DOTALL)[1] for pattern in (r"<script>(.*?)</script>", r"<style>(.*?)</style>")]
    script, style = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run)
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not {name for name in Elements(page).attributes if name.startswith("on") or name in {"style", "src"}}


def test_the_same_results_make_the_same_page():
    assert render(made_up(50)) == render(made_up(50))


@pytest.mark.parametrize("results", [EMPTY, made_up(1), made_up(2, seed=3)], ids=["empty", "one", "two"])
def test_a_class_of_hardly_anybody_has_a_page(results):
    text = Elements(render(results)).text
    assert "All submissions" in text
    assert f"of {len(results.submissions)}" in text or not results.submissions


def test_nobody_graded_is_said():
    rows = tuple(dataclasses.replace(row, state="unreadable", cases=()) for row in made_up(5).submissions)
    text = Elements(render(dataclasses.replace(made_up(5), submissions=rows))).text
    assert "Nothing was graded yet." in text
    assert "The file ends" in text or rows[0].reason in text


def test_ten_thousand_submissions_stay_under_five_megabytes():
    results = made_up(10_000, statements=1)
    widest = tuple(
        dataclasses.replace(row, key=f"{row.key}-{'x' * 200}", students=(row.students * 4)[:4])
        for row in results.submissions
    )
    page = render(dataclasses.replace(results, submissions=widest))
    assert len(page.encode()) < 5e6
    assert page.count("hw12.ipynb-xx") >= 10_000


def test_troubles_are_named_in_words():
    text = Elements(render(made_up(300))).text
    for words in (
        "out of time",
        "out of memory",
        "unreadable",
        "could not judge",
        "set aside",
        "A cell opened a socket",
    ):
        assert words in text
    assert HOSTILE[0] in text


def test_backticks_of_a_message_hold_code_where_they_are_pairs():
    case = dataclasses.replace(
        made_up(1).submissions[0].cases[1], verdict="failed", hint="Is `a < b` so?", message="A ` b"
    )
    row = dataclasses.replace(made_up(1).submissions[0], state="graded", counts=True, cases=(case,))
    page = render(dataclasses.replace(made_up(1), submissions=(row,)))
    assert '<p class="hint">Is <code>a &lt; b</code> so?</p>' in page
    assert "<p>A ` b</p>" in page


def test_older_attempts_keep_no_trouble_out_of_the_table():
    graded, *_ = (row for row in made_up(20).submissions if row.state == "graded" and row.counts)
    old = dataclasses.replace(graded, state="set aside", reason="An older attempt.", counts=False)
    rows = [dataclasses.replace(old, key=f"old {n}") for n in range(MOST_TROUBLES)]
    broken = dataclasses.replace(graded, key="broken", state="set aside", reason="It broke two workers.")
    shown = troubles(dataclasses.replace(made_up(1), submissions=(*rows, broken)))
    assert shown.index("It broke two workers.") < shown.index("An older attempt.")
