"""Downloads of a class made by hand from their documented layouts, as folders or zips."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, bytes]


def notebook(*cells: str) -> bytes:
    """A notebook with these code cells."""
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": c} for c in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}).encode()


def zipped(files: Files) -> bytes:
    """The files as a zip."""
    import io

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def as_zip(path: Path, files: Files) -> Path:
    """The download as a zip at `path`."""
    path.write_bytes(zipped(files))
    return path


def as_folder(path: Path, files: Files) -> Path:
    """The download as a folder at `path`."""
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


METADATA = """---
submission_101:
  :submitters:
  - :name: Ada Lovelace
    :sid: '1815'
    :email: ada@example.org
  :created_at: 2026-03-01 17:02:11.000000000 Z
  :score: 0.0
  :status: processed
  :results:
    tests: []
  :history: []
submission_102:
  :submitters:
  - :name: 李 小龙
    :sid: '1940'
    :email: li@example.org
  - :name: Grace O'Hopper
    :sid: '1906'
    :email: grace@example.org
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-03-01 17:02:11.000000000 Z
submission_103:
  :submitters:
  - :name: Nobody There
    :sid: '7'
    :email: nobody@example.org
"""


def gradescope(one: bytes, two: bytes) -> dict[str, bytes]:
    """An export: one student, a group of two, one whose folder is missing, and a folder that the metadata lacks."""
    return {
        "assignment_5_export/submission_metadata.yml": METADATA.encode(),
        "assignment_5_export/submission_101/small.ipynb": one,
        "assignment_5_export/submission_101/data/notes.txt": b"notes",
        "assignment_5_export/submission_102/small_submission.zip": zipped({"small.ipynb": two}),
        "assignment_5_export/submission_104/small.ipynb": one,
        "__MACOSX/assignment_5_export/._submission_metadata.yml": b"\0",
    }


def canvas(one: bytes, two: bytes) -> dict[str, bytes]:
    """A download: an attempt, a late second one of another student beside a picture, a zip, and one without a name."""
    return {
        "lovelaceada_11_501_small.ipynb": one,
        "ohoppergrace_LATE_12_502_small-1.ipynb": two,
        "ohoppergrace_LATE_12_99_small.ipynb": one,
        "ohoppergrace_LATE_12_503_plot.png": b"png",
        "李小龙_13_504_small_submission.zip": zipped({"small.ipynb": two}),
        "LATE_anon_Ab3dE_505_small.ipynb": one,
    }


def moodle(one: bytes, two: bytes) -> dict[str, bytes]:
    """A download: a folder of old and one of new, one of a group, and one with typed text alone."""
    return {
        "Ada Lovelace_21_assignsubmission_file_/small.ipynb": one,
        "Ada Lovelace_21_assignsubmission_comments_/comments.html": b"<p>hello</p>",
        "Ada Lovelace_21_assignsubmission_onlinetext_/onlinetext.html": b"<p>hello</p>",
        "李 小龙_22_assignsubmission_file/small_submission.zip": zipped({"small.ipynb": two}),
        "Group Seven_23_assignsubmission_file/small.ipynb": one,
        "Grace O'Hopper_24_assignsubmission_onlinetext/onlinetext.html": b"<p>forgot</p>",
    }
