"""A planted leak of each kind is found, wherever a text can hide; a clean release has none."""

import base64
import json
import shutil
import struct
import zlib
from pathlib import Path

import pytest
from tiny_homework import understood

from autograder.release.assignment import Assignment
from autograder.release.leaks import find_leaks, png_texts
from autograder.release.secrets import Answer, compact, normalise, telling
from autograder.release.split import split

CHECK_LINE = "    deviation = (observed - expected).abs().max() / scale_of_the_question"


STAFF_LINE = "    slopes = measured_slopes(learners, tasks, seed=0, repetitions=5)"


@pytest.fixture
def released(tiny_split, tmp_path) -> Path:
    return shutil.copytree(tiny_split[1] / "student_release", tmp_path / "student_release")


@pytest.fixture
def with_staff(spoiled) -> Assignment:
    """The tiny homework, with checks and a module of staff's beside it."""
    master = spoiled(("stand_ins: {handin", "checks: tiny_checks, stand_ins: {handin"))
    (master.parent / "tiny_checks").mkdir()
    (master.parent / "tiny_checks" / "__init__.py").touch()
    (master.parent / "tiny_checks" / "doubling.py").write_text(f"def judged(double):\n{CHECK_LINE}\n")
    (master.parent / "staff").mkdir()
    (master.parent / "staff" / "measure.py").write_text(
        f'LABELS = "one label of a row", "the other label"\n{STAFF_LINE}\n'
    )
    return understood(master)


def test_the_labels_of_staff_are_no_secret(with_staff, released):
    plant_text(released, 'LABELS = "one label of a row", "the other label"')
    assert find_leaks(with_staff, released) == []


def test_a_line_that_stands_in_handin_too_is_no_leak(with_staff, released):
    """Every release carries that package, the same bytes; a homework's author cannot change it."""
    lines = (released / "handin" / "submission.py").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith("    saved, receipt ="))
    (with_staff.master.path.parent / "staff" / "measure.py").write_text(f"{line}\n{STAFF_LINE}\n")
    assert find_leaks(with_staff, released) == []
    plant_text(released, line)
    assert [leak.kind for leak in find_leaks(with_staff, released)] == ["staff's own code"]


def plant_text(release: Path, text: str) -> None:
    (release / "README.md").write_text(f"# Read me\n\n{text}\n")


def plant_in_notebook(release: Path, change) -> None:
    path = release / "hw12.ipynb"
    notebook = json.loads(path.read_text())
    change(notebook)
    path.write_text(json.dumps(notebook))


def plant_png_text(release: Path, text: str, packed: bool = False) -> bytes:
    path = release / "figures" / "line.png"
    body = b"Title\0\0" + zlib.compress(text.encode()) if packed else b"Title\0" + text.encode()
    kind = b"zTXt" if packed else b"tEXt"
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    content = path.read_bytes()
    path.write_bytes(content[:33] + chunk + content[33:])  # after the header chunk
    return path.read_bytes()


def plant_chunk(release: Path, kind: bytes, body: bytes, at: int = 33) -> None:
    path = release / "figures" / "line.png"
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    content = path.read_bytes()
    path.write_bytes(content[:at] + chunk + content[at:])


def packed(text: str, window: int) -> bytes:
    packer = zlib.compressobj(wbits=window)
    return packer.compress(text.encode()) + packer.flush()


def append_to_png(release: Path, content: bytes) -> None:
    path = release / "figures" / "line.png"
    path.write_bytes(path.read_bytes() + content)


def attach(notebook, content: bytes) -> None:
    notebook["cells"][0]["attachments"] = {"a.png": {"image/png": base64.b64encode(content).decode()}}


PLANTS = {
    "a solution line in a text": ("solution", lambda r: plant_text(r, "    twice_of_it = x + x")),
    "a solution line in a cell": (
        "solution",
        lambda r: plant_in_notebook(r, lambda n: n["cells"][2].update(source=["twice_of_it = x + x\n", "pass"])),
    ),
    "a solution line in cell metadata": (
        "solution",
        lambda r: plant_in_notebook(r, lambda n: n["cells"][0]["metadata"].update(was="twice_of_it = x + x")),
    ),
    "a solution line in an output": (
        "solution",
        lambda r: plant_in_notebook(
            r,
            lambda n: n["cells"][1].update(
                outputs=[{"output_type": "stream", "name": "stdout", "text": ["twice_of_it = x + x\n"]}]
            ),
        ),
    ),
    "a model answer": (
        "rubric or model answer",
        lambda r: plant_text(r, "A number added to itself is counted exactly two times over."),
    ),
    "a rubric line": ("rubric or model answer", lambda r: plant_text(r, "- 1 point: addition is named as the reason.")),
    "the name of a hidden test": ("name of a hidden test", lambda r: plant_text(r, "see test_hidden_doubles")),
    "a hidden test as a JSON key": (
        "name of a hidden test",
        lambda r: plant_in_notebook(r, lambda n: n["metadata"].update(test_hidden_doubles=1)),
    ),
    "a hidden test as a file name": (
        "name of a hidden test",
        lambda r: (r / "tests" / "test_hidden_doubles.py").write_text(""),
    ),
    "the body of a hidden test": (
        "hidden test",
        lambda r: plant_text(r, "assert double(21) == 42 and favourite_animal == 'axolotl'"),
    ),
    "the message of a hidden test": (
        "message of a hidden test",
        lambda r: plant_text(r, "Remember that twice means two times."),
    ),
    "an answer as an assignment": ("answer", lambda r: plant_text(r, "favourite_animal='axolotl'")),
    "an answer in a mapping": ("answer", lambda r: plant_text(r, "{'favourite_animal' : \"axolotl\", 'b': 2}")),
    "an answer in notebook metadata": (
        "answer",
        lambda r: plant_in_notebook(r, lambda n: n["metadata"].update(favourite_animal="axolotl")),
    ),
    "an answer in a name": ("answer", lambda r: (r / "favourite_animal=axolotl.txt").write_text("")),
    "a line of the checks": ("checks", lambda r: plant_text(r, CHECK_LINE)),
    "an import of the autograder": ("autograder", lambda r: plant_text(r, "from autograder.checking import doubling")),
    "a telltale word in image metadata": ("telltale", lambda r: plant_png_text(r, "a twofold line")),
    "a telltale word in packed image metadata": (
        "telltale",
        lambda r: plant_png_text(r, "a twofold line", packed=True),
    ),
    **{
        f"a short solution line {how}": ("solution", lambda r, text=text: plant_text(r, text))
        for how, text in {
            "as a comment": "# twice_of_it = x + x",
            "as a deep comment": "    #> twice_of_it = x + x",
            "as a quotation": "> twice_of_it = x + x",
            "in a list": "- twice_of_it = x + x",
            "in a list of dots": "• `twice_of_it = x + x`",
            "with a comment of its own": "twice_of_it = x + x  # as asked",
            "quoted in a sentence": "End with `twice_of_it = x + x`, and all is well.",
        }.items()
    },
    "an answer with a type": ("answer", lambda r: plant_text(r, "favourite_animal: str = 'axolotl'")),
    "an answer with a longer type": ("answer", lambda r: plant_text(r, "favourite_animal : str | None = 'axolotl'")),
    "an answer under a key": ("answer", lambda r: plant_text(r, "answers['favourite_animal'] = 'axolotl'")),
    "the salt": ("salt", lambda r: plant_text(r, "seed from 'the salt of the tiny homework' on")),
    "a line of staff's own code": ("staff's own code", lambda r: plant_text(r, STAFF_LINE)),
    "a telltale word in a chunk that nobody knows": (
        "telltale",
        lambda r: plant_chunk(r, b"juNk", b"\0a twofold line\0"),
    ),
    "a telltale word after the picture": ("telltale", lambda r: append_to_png(r, b"PK\0a twofold line")),
    **{
        f"a telltale word packed with a window of 2^{window}": (
            "telltale",
            lambda r, window=window: plant_chunk(r, b"zTXt", b"T\0\0" + packed("a twofold line", window)),
        )
        for window in (9, 12, 15)
    },
    "a solution line between zero bytes of a picture": (
        "solution",
        lambda r: plant_chunk(r, b"tEXt", b"Comment\0twice_of_it = x + x"),
    ),
    "an answer in a notebook that is none": (
        "answer",
        lambda r: (r / "package" / "broken.ipynb").write_text("{favourite_animal = 'axolotl'"),
    ),
    "a model answer in an attachment's metadata": (
        "rubric or model answer",
        lambda r: plant_in_notebook(
            r, lambda n: attach(n, plant_png_text(r, "A number added to itself is counted exactly two times over."))
        ),
    ),
}


def test_a_clean_release_has_no_leak(tiny_split):
    assignment, made = tiny_split
    assert find_leaks(assignment, made / "student_release") == []


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_leak_is_found(with_staff, released, name):
    kind, plant = PLANTS[name]
    plant(released)
    kinds = [leak.kind for leak in find_leaks(with_staff, released)]
    assert any(found.startswith(kind) for found in kinds), kinds


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("![A line through the origin]", "![A twofold line]"),
        ("*Figure 1: a line.*", "*Figure 1: the Twofold of it.*"),
    ],
)
def test_an_image_that_tells_in_words_is_found(spoiled, tmp_path, old, new):
    assignment = understood(spoiled((old, new)))
    out = tmp_path / "out"
    out.mkdir()
    split(assignment, out)
    (leak,) = find_leaks(assignment, out / "student_release")
    assert leak.kind == "telltale word 'twofold' of doubling"


def test_a_solution_outside_its_region_would_be_found_after_the_split(spoiled, tmp_path):
    assignment = understood(spoiled(("## Why?", "## Why?\n\nHint: `twice_of_it = x + x`, quoted.")))
    out = tmp_path / "out"
    out.mkdir()
    split(assignment, out)
    # the line is public now, said by the master itself: not a leak; a differently quoted answer still is
    assert find_leaks(assignment, out / "student_release") == []


@pytest.mark.parametrize(
    ("solution", "said"),
    [
        ('favourite_animal: str = "axolotl"', "favourite_animal = 'axolotl'"),
        ('answers = {}\nanswers["pet"] = "axolotl"', "pet: axolotl"),
        ('pet = animal = "axolotl"', "animal: axolotl"),
        ('answers = dict(a={"pet": "axolotl"})', "'pet' = 'axolotl'"),
    ],
)
def test_an_answer_counts_however_the_solution_assigns_it(spoiled, tmp_path, solution, said):
    spelt = 'favourite_animal = "axolotl"  # SOLUTION'
    master = spoiled((spelt, f"favourite_animal = 0  # SOLUTION\n# BEGIN SOLUTION\n{solution}\n# END SOLUTION"))
    (tmp_path / "release").mkdir()
    plant_text(tmp_path / "release", said)
    assert "answer" in [leak.kind for leak in find_leaks(understood(master), tmp_path / "release")]


@pytest.mark.parametrize("text", ["a = 0.5", "a: 0.5", '{"a": 0.5}', "'a'  :  0.5,"])
def test_an_answer_is_found_in_every_spelling(text):
    assert Answer("here", "a", "0.5").forms().search(compact(text))


@pytest.mark.parametrize("text", ["ba = 0.5", "a = 0.51", "a == 0.5", "a 0.5", "a: the first of them = 0.5"])
def test_what_only_looks_like_an_answer_is_passed_over(text):
    assert not Answer("here", "a", "0.5").forms().search(compact(text))


@pytest.mark.parametrize("line", ["else:", "return z", ")", "pass", "try:", "    return rec"])
def test_an_everyday_line_tells_nothing(line):
    assert not telling(normalise(line))


def test_png_texts_reads_nothing_from_a_bare_picture(tiny_split):
    assert list(png_texts((tiny_split[1] / "student_release" / "figures" / "line.png").read_bytes())) == []
