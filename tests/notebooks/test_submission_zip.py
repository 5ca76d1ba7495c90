"""Zips as they are handed in, and as nobody should hand them in."""

import io
import json
import stat
import struct
import zipfile
from dataclasses import replace

import pytest
from notebook_samples import notebook, peak_bytes, written

from autograder.notebooks.submission import Cell, ReadLimits, SubmissionError, read_submission

BOOK = json.dumps(notebook("x")).encode()
READ = (Cell("code", "x"),)
LIMITS = ReadLimits()


def zipped(*files, method=zipfile.ZIP_DEFLATED, comment=b""):
    """A zip of `files`: names (the notebook), pairs of name and content, or of ZipInfo and content."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for file in files:
            name, content = file if isinstance(file, tuple) else (file, BOOK)
            archive.writestr(name, content, None if isinstance(name, zipfile.ZipInfo) else method)
        archive.comment = comment
    return stream.getvalue()


def read(folder, content, limits=LIMITS, name="homework.zip"):
    return read_submission(written(folder, content, name), "homework", limits)


def refused(folder, content, match, limits=LIMITS):
    with pytest.raises(SubmissionError, match=match) as caught:
        read(folder, content, limits)
    assert str(caught.value).isprintable()
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("name", ["homework.ipynb", "mine.ipynb", "folder/homework.ipynb"])
def test_the_notebook_of_a_zip(tmp_path, method, name):
    made = read(tmp_path, zipped(name, ("__zip_filename__", "homework.zip"), (".OTTER_LOG", "x"), method=method))
    assert (made.cells, made.name) == (READ, name.rsplit("/")[-1])


def test_what_a_mac_adds_is_passed_over(tmp_path):
    assert read(tmp_path, zipped("hw/mine.ipynb", "__MACOSX/x.ipynb", ".ipynb_checkpoints/mine.ipynb")).cells == READ


def test_a_zip_with_a_comment(tmp_path):
    assert read(tmp_path, zipped("homework.ipynb", comment=b"made by me" * 100)).cells == READ


def test_a_zip_by_another_name_and_in_a_folder(tmp_path):
    assert read(tmp_path, zipped("homework.ipynb"), name="homework.ipynb").cells == READ
    (tmp_path / "homework.ipynb").rename(tmp_path / "homework.zip")
    assert read_submission(tmp_path, "homework").cells == READ


@pytest.mark.parametrize(
    ("files", "match"),
    [
        ((), "holds no notebook, nothing; expected homework.ipynb"),
        ((("a.py", "x"),), 'holds no notebook, only "a.py"; expected homework.ipynb'),
        (("a.ipynb", "b.ipynb"), 'holds 2 notebooks, "a.ipynb", "b.ipynb"'),
        (("a/b/homework.ipynb",), "holds its notebook too deep"),
        (("/homework.ipynb",), 'holds "/homework.ipynb", a path out of its own folder'),
        (("a/../../homework.ipynb",), "a path out of its own folder"),
        (("homework.ipynb", ("..\\evil.txt", "x")), "a path out of its own folder"),
        (("homework.ipynb", ("C:/evil.txt", "x")), "a path out of its own folder"),
        ((("inner.zip", zipped("homework.ipynb")),), 'holds another zip, "inner.zip"; expected the notebook in it'),
        (tuple(f"{n}.ipynb" for n in range(30)), "holds more than 20 files; expected the notebook and a few beside it"),
    ],
)
def test_a_zip_without_the_one_notebook(tmp_path, files, match):
    refused(tmp_path, zipped(*files), match, replace(LIMITS, entries=20))


def test_a_link_in_a_zip(tmp_path):
    link = zipfile.ZipInfo("homework.ipynb")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    refused(tmp_path, zipped((link, "/etc/passwd")), 'holds "homework.ipynb", a link; expected the file itself')


@pytest.mark.parametrize("name", [b"\0omework.ipynb", b""])
def test_an_entry_without_a_name(tmp_path, name):
    content = zipped("homework.ipynb", method=zipfile.ZIP_STORED)
    start = content.index(b"PK\x01\x02")
    directory = bytearray(content[start:]).replace(b"homework.ipynb", name)
    directory[28:30] = struct.pack("<H", len(name))
    end = directory.index(b"PK\x05\x06")
    directory[end + 12 : end + 16] = struct.pack("<L", end)
    refused(tmp_path, content[:start] + bytes(directory), 'holds "", a path out of its own folder')


def test_an_entry_that_is_there_twice(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped("homework.ipynb", "homework.ipynb")
    refused(tmp_path, content, 'holds "homework.ipynb" twice; expected each file once')


def test_an_encrypted_zip(tmp_path):
    content = bytearray(zipped("homework.ipynb"))
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag in the directory
    refused(tmp_path, bytes(content), r"is encrypted .*expected a zip without a password")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression(tmp_path, method):
    refused(
        tmp_path, zipped("homework.ipynb", method=method), "packed by an unusual method; expected stored or deflated"
    )


def test_a_zip_that_unpacks_to_hundreds_of_times_its_size(tmp_path):
    refused(
        tmp_path, zipped("homework.ipynb", ("zeros.bin", bytes(30_000_000))), "unpacks to more than 250 times its size"
    )


def test_a_zip_that_declares_more_than_is_unpacked(tmp_path):
    limits = replace(LIMITS, unpacked_bytes=2_000_000)
    refused(tmp_path, zipped("homework.ipynb", ("a", bytes(3_000_000)), method=0), "unpacks to more than 2 MB", limits)


def test_a_notebook_that_is_larger_than_its_entry_declares(tmp_path):
    content = bytearray(zipped(("homework.ipynb", BOOK + b" " * 10_000)))
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<L", 100)
    with pytest.raises(SubmissionError, match=r"damaged zip|ends in the middle"):
        read(tmp_path, bytes(content))


def test_a_notebook_in_a_zip_that_is_too_large(tmp_path):
    refused(
        tmp_path, zipped("homework.ipynb"), "larger than 0 MB: clear its outputs", replace(LIMITS, notebook_bytes=50)
    )


def test_of_a_notebook_that_is_too_large_little_is_unpacked(tmp_path):
    content = zipped(("homework.ipynb", bytes(20_000_000)))
    limits = replace(LIMITS, notebook_bytes=1_000_000, ratio=5_000)
    assert peak_bytes(refused, tmp_path, content, "larger than 1 MB: clear its outputs", limits) < 5_000_000


def test_a_zip_that_is_too_large(tmp_path):
    refused(
        tmp_path,
        zipped("homework.ipynb"),
        "larger than 0 MB: hand in the notebook and nothing",
        replace(LIMITS, archive_bytes=50),
    )


def test_a_directory_of_a_million_entries_is_refused_before_it_is_read(tmp_path):
    entry = zipped("homework.ipynb")
    start = entry.index(b"PK\x01\x02")
    directory = entry[start : start + 46 + 14] * 400_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), start, 0)
    content = entry[:start] + directory + end
    assert peak_bytes(refused, tmp_path, content, "holds more than 2000 files") < 3_000_000


def test_a_zip_in_the_format_for_huge_zips(tmp_path):
    content = zipped("homework.ipynb")
    end = content.rindex(b"PK\x05\x06")
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    refused(tmp_path, content[:end] + locator + content[end:], "holds more than 2000 files")


@pytest.mark.parametrize("cut", [1, 10, 22, 60, 100])
def test_a_truncated_zip(tmp_path, cut):
    refused(tmp_path, zipped("homework.ipynb")[:-cut], "is no zip, or its end is missing|is a damaged zip")


def test_a_directory_that_is_larger_than_the_file(tmp_path):
    content = bytearray(zipped("homework.ipynb"))
    content[-10:-6] = struct.pack("<L", 1_000_000)
    refused(tmp_path, bytes(content), "is a damaged zip")


def test_an_entry_that_begins_before_the_file_does(tmp_path):
    content = bytearray(zipped("homework.ipynb"))
    content[-6:-2] = struct.pack("<L", 1_000_000)
    refused(tmp_path, bytes(content), "is a damaged zip")


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all" * 10, b"PK\x03\x04" * 30])
def test_what_only_is_called_a_zip(tmp_path, content):
    refused(tmp_path, content, "is no zip, or its end is missing")


def test_damage_inside_of_the_notebooks_bytes(tmp_path):
    content = bytearray(zipped("homework.ipynb", method=zipfile.ZIP_STORED))
    content[content.index(b'"nbformat"') + 3] ^= 1
    refused(tmp_path, bytes(content), "is a damaged zip: zip the notebook again")
