"""A bounded run of the fuzzer, and random JSON by hypothesis.

The long run: `python tests/notebooks/fuzz_reader.py 100000`.
"""

import contextlib
import json

from fuzz_reader import LIMITS, fuzz
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notebook_samples import HOLE_1, hw12_plan, py, tiny, tiny_plan, written

from autograder.notebooks.bound_names import bindings
from autograder.notebooks.submission import SubmissionError, read_submission

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["code", "markdown"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["cell_type", "source", "metadata", "tags", "cells"]), inner, max_size=5)
    ),
    max_leaves=12,
)
FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_thousands_of_damaged_files_are_read_or_refused(tmp_path):
    report = fuzz(3_000, 0, tmp_path)
    assert sum(report.kinds.values()) == 3_000
    assert report.kinds["read"] > 700
    assert len(report.kinds) > 20


@FEW
@given(cells=VALUES, metadata=VALUES)
def test_any_json_is_read_or_refused(tmp_path, cells, metadata):
    path = written(tmp_path, {"nbformat": 4, "cells": cells, "metadata": metadata})
    with contextlib.suppress(SubmissionError):
        hw12_plan(*read_submission(path, "homework", LIMITS).cells)


@FEW
@given(content=st.binary(max_size=200), name=st.sampled_from(["homework.ipynb", "homework.zip"]))
def test_any_bytes_are_read_or_refused(tmp_path, content, name):
    with contextlib.suppress(SubmissionError):
        read_submission(written(tmp_path, content, name), "homework", LIMITS)


@FEW
@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from([*"pq=:(),.%!?\n\"'{}[] ", "def ", "class ", "import ", "    "])).map("".join)
)
def test_any_text_is_a_cell(source):
    assert all(isinstance(name, str) for name in bindings(source).names())
    tiny_plan(tiny((HOLE_1, py(source))))
    json.dumps(sorted(bindings(source).names()))
