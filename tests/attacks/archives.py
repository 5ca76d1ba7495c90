"""Promise: a file that was handed in is read, never unpacked, never followed, and never costs more than it may."""

import io
import json
import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path

from .attack import ALL, Attack, Make, handed_in

NAME = "hw12.ipynb"


def _zip(folder: Path, entries: dict[str, bytes], links: dict[str, str] | None = None) -> Path:
    path = folder / "handed_in.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        for name, target in (links or {}).items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, target)
    return path


def _bomb(folder: Path, solved: Path) -> Path:
    """1 GB of zeros in a megabyte, beside the notebook."""
    path = folder / "handed_in.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(solved, NAME)
        with archive.open("zeros.bin", "w", force_zip64=True) as file:
            for _ in range(1100):
                file.write(bytes(1 << 20))
    return path


def _lying_bomb(folder: Path, solved: Path) -> Path:
    """A notebook of 300 MB that says that it has 1,000 bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(300)) + packer.flush()
    name = NAME.encode()
    header = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 0x21, 0, len(packed), 1000, len(name), 0)
    local = b"PK\x03\x04" + header + name + packed
    central = b"PK\x01\x02" + struct.pack("<H", 20) + header + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local), 0)
    path = folder / "handed_in.zip"
    path.write_bytes(local + central + end)
    return path


def _nested(folder: Path, solved: Path) -> Path:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write(solved, NAME)
    return _zip(folder, {"inner.zip": inner.getvalue()})


def _climbs(folder: Path, solved: Path) -> Path:
    return _zip(folder, {NAME: solved.read_bytes(), "../../climbed-out": b"x", "/tmp/absolute-$MARK": b"x"})


def _link_inside(folder: Path, solved: Path) -> Path:
    return _zip(folder, {"a.txt": b"x"}, {NAME: str(solved)})


def _link_itself(folder: Path, solved: Path) -> Path:
    path = folder / NAME
    path.symlink_to(solved)
    return path


def _link_in_folder(folder: Path, solved: Path) -> Path:
    (folder / "in").mkdir()
    (folder / "in" / NAME).symlink_to(solved)
    return folder / "in"


def _pipe(folder: Path, solved: Path) -> Path:
    os.mkfifo(folder / NAME)
    return folder / NAME


def _notebook(content: bytes) -> Make:
    def make(folder: Path, solved: Path) -> Path:
        (folder / NAME).write_bytes(content)
        return folder / NAME

    return make


def _solved_plus(**change: object) -> Make:
    def make(folder: Path, solved: Path) -> Path:
        notebook = json.loads(solved.read_text())
        notebook.update(change)
        (folder / NAME).write_text(json.dumps(notebook))
        return folder / NAME

    return make


def _many_entries(folder: Path, solved: Path) -> Path:
    return _zip(folder, {NAME: solved.read_bytes(), **{f"f{i}": b"" for i in range(5000)}})


def _device_named(folder: Path, solved: Path) -> Path:
    return _zip(folder, {NAME: solved.read_bytes(), "\x1b[2J\u202e<script>.txt": b"x", "con:\\..\\x": b"x"})


def _claims_tags(folder: Path, solved: Path) -> Path:
    """Every cell says that it is never to be run, or read only."""
    notebook = json.loads(solved.read_text())
    for cell in notebook["cells"]:
        cell["metadata"] = {"tags": ["otter_ignore", "otter_assign_solution_cell"], "deletable": False}
    (folder / NAME).write_text(json.dumps(notebook))
    return folder / NAME


def _hostile_outputs(folder: Path, solved: Path) -> Path:
    notebook = json.loads(solved.read_text())
    text = "\x1b[2J<script>\u202e" + "x" * 10_000
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": text, "text": [text] * 10}] * 2
            cell["outputs"].append({"output_type": "error", "ename": text, "evalue": text, "traceback": [text]})
    (folder / NAME).write_text(json.dumps(notebook))
    return folder / NAME


_DEEP = b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b', "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
_NUMBER = b'{"cells": [], "metadata": {"x": ' + b"9" * 2_000_000 + b'}, "nbformat": 4, "nbformat_minor": 5}'

ATTACKS: tuple[Attack, ...] = (
    handed_in("a zip bomb beside the notebook", _bomb, 0, "zip", quick=True),
    handed_in("a zip whose notebook is larger than it says", _lying_bomb, 0, "zip"),
    handed_in("a zip in a zip", _nested, 0, "zip"),
    handed_in("a zip that climbs out of its folder", _climbs, 0, "zip", quick=True),
    handed_in("a zip whose notebook is a link", _link_inside, 0, "link", quick=True),
    handed_in("a link instead of a notebook", _link_itself, 0, "is a link"),
    handed_in("a folder whose notebook is a link", _link_in_folder, 0, "link"),
    handed_in("a pipe instead of a notebook", _pipe, 0, "no plain file"),
    handed_in("a zip with 5,000 files", _many_entries, 0, "more than 2000 files|2,000"),
    handed_in("a zip with hostile names", _device_named, 0, "zip|path|name"),
    handed_in("a notebook nested 200,000 deep", _notebook(_DEEP), 0, "Not run"),
    handed_in("a notebook with a number of two million digits", _notebook(_NUMBER), 0, "Not run|not defined"),
    handed_in("a notebook of binary", _notebook(bytes(range(256)) * 100), 0, "Not run"),
    handed_in(
        "a notebook with 10,000 cells",
        _solved_plus(cells=[{"cell_type": "code", "source": "1", "metadata": {}}] * 10_000),
        0,
        "cells",
    ),
    handed_in("a notebook whose cells are no list", _solved_plus(cells="all"), 0, "Not run"),
    handed_in(
        "a notebook that says that it is another's",
        _solved_plus(metadata={"otter": {"assignment_name": "\x1b[2J<b>other"}}),
        0,
        "assignment|Not run",
    ),
    handed_in("a notebook that claims that no cell is to be run", _claims_tags, ALL, "total"),
    handed_in("a notebook with hostile outputs", _hostile_outputs, ALL, "total", quick=True),
)
