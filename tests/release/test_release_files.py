"""What may go to students: plain files inside the master's folder, and the images that they are shown."""

import os
import re
import shutil

import pytest
from tiny_homework import understood

from autograder.release.master import MasterError

# (what is spoiled, a text in the line that the message names, what it says)
BAD = {
    "a file that is missing": (
        ("[package, figures]", "[package, figures, tables]"),
        "files:",
        r"the file tables, which does not exist",
    ),
    "a figure that is missing": (
        ("figures/line.png", "figures/curve.png"),
        "figures/curve.png",
        r"the file figures/curve.png, which does not exist",
    ),
    "a figure without alt text": (
        ("![A line through the origin]", "![]"),
        "figures/line.png",
        r"the image figures/line.png without alt text",
    ),
    "a file outside the folder": (
        ("[package, figures]", "[package, ../autograder]"),
        "files:",
        r"the path '../autograder'; expected a path inside",
    ),
    "an image tag without alt text": (
        ("![A line through the origin](figures/line.png)", "<img src='figures/line.png'>"),
        "figures/line.png",
        r"the image figures/line.png without alt text",
    ),
    "files that are null": (("files: [package, figures]", "files: null"), "files:", r"`files: null`; expected a list"),
    "files that are a number": (("files: [package, figures]", "files: 7"), "files:", r"`files: 7`; expected a list"),
    "a file that is a number": (("[package, figures]", "[package, 1]"), "files:", r"1 in `files`; expected a list"),
    "a file without a name": (("[package, figures]", "[package, '']"), "files:", r"'' in `files`; expected a list"),
    "requirements that are null": (
        ("requirements: requirements.txt", "requirements: null"),
        "requirements:",
        r"`requirements: null`; expected one path",
    ),
    "requirements that are a list": (
        ("requirements: requirements.txt", "requirements: [requirements.txt]"),
        "requirements:",
        r"`requirements: \['requirements.txt'\]`; expected one path",
    ),
    "an image that students do not get": (
        ("files: [package, figures]", "files: [package]"),
        "figures/line.png",
        r"the image figures/line.png, which students do not get; expected an image in a folder of `files`",
    ),
    "an image that leaves its folder": (
        ("(figures/line.png)", "(package/../figures/line.png)"),
        "figures/line.png",
        r"the image package/../figures/line.png, which students do not get",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_released_is_refused_at_its_line(spoiled, name):
    replacement, where, message = BAD[name]
    path = spoiled(replacement)
    line = next(n for n, text in enumerate(path.read_text().split("\n"), 1) if where in text)
    with pytest.raises(MasterError, match=rf"line {line}: found {message}"):
        understood(path)


@pytest.mark.parametrize(
    "path",
    [".", "./figures", "autograder", "tests", "tests/public.py", "made", "staff", "hw12.md", "handin", "handin.json"],
)
def test_a_path_that_must_not_be_released_is_refused(spoiled, path):
    master = spoiled(("[package, figures]", f"[package, figures, {path}]"))
    for name in ("autograder", "tests", "made", "staff", "handin"):
        (master.parent / name).mkdir()
    (master.parent / "handin.json").touch()
    (master.parent / "tests" / "public.py").touch()
    with pytest.raises(MasterError, match=re.escape(f"the path {path!r}")):
        understood(master)


@pytest.mark.parametrize("name", [".notes", "notes~", "__pycache__"])
def test_a_name_that_nobody_means_to_release_is_refused(spoiled, name):
    master = spoiled(("[package, figures]", f"[package, figures, {name}]"))
    (master.parent / name).mkdir()
    with pytest.raises(MasterError, match=rf"the path '{name}'; expected a name without a dot before it"):
        understood(master)


def test_an_image_that_an_editor_left_behind_is_refused(spoiled):
    master = spoiled(("(figures/line.png)", "(figures/.line.png)"))
    shutil.copy(master.parent / "figures" / "line.png", master.parent / "figures" / ".line.png")
    with pytest.raises(MasterError, match=r"the image figures/.line.png, which is not released"):
        understood(master)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda path: path.symlink_to("nowhere"), "a link"),
        (lambda path: path.symlink_to(".."), "a link"),
        (os.mkfifo, "no plain file"),
    ],
)
def test_what_cannot_be_copied_as_it_stands_is_refused(spoiled, make, kind):
    master = spoiled()
    make(master.parent / "package" / "odd")
    with pytest.raises(MasterError, match=rf"line \d+: found package/odd, which is {kind}; expected plain files"):
        understood(master)
