"""Nothing that answers may lie in the student release: searched in every place where a text can hide.

Searched: text, names of files, a notebook's cells, metadata, outputs and JSON keys, metadata of images (in files,
in attachments, in outputs), alt texts and captions. Not searched: the pixels of an image and the numbers of a
data file; a picture that shows its own answer has to be seen by a person.
"""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.release.assignment import Assignment
from autograder.release.files import HANDIN, images
from autograder.release.secrets import Secret, answers, compact, hidden_names, normalise, secrets, spellings
from autograder.release.written import page_texts

_PNG = b"\x89PNG\r\n\x1a\n"
_PICTURE_CHUNKS = {b"IHDR", b"PLTE", b"IDAT"}
_UNPACKED_CAP = 1_000_000  # bytes of one packed text: enough to find a secret in, too few to fill the memory
_CAPTION = re.compile(r"(?m)^[*_]*Figure\b.*$")
_STAFFS = r"(?:from|import)\s+({names})\b|\b({names})[./](?!handin\b)\w"  # handin is what students get of the tool


@dataclass(frozen=True)
class Leak:
    """A secret that was found in the release."""

    kind: str
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind} in {self.where}: {self.text[:80]!r}"


def find_leaks(assignment: Assignment, release: Path) -> list[Leak]:
    """Every secret of `assignment` and of its checks that lies below `release`, once a place.

    handin is not searched: it is the tool's own, the same bytes for every homework, and a homework's author could not
    change a line of it that happens to read like an answer.
    """
    found = [*_telltale_images(assignment, release)]
    hidden = [(name, re.compile(rf"\b{re.escape(name)}\b")) for name in hidden_names(assignment)]
    literals = [(answer, answer.forms()) for answer in answers(assignment)]
    known = secrets(assignment)
    checks = assignment.release["grading"].get("checks")
    staffs = re.compile(_STAFFS.format(names="|".join(filter(None, ("autograder", checks)))))
    within_lines = [secret for secret in known if not secret.whole_line]
    whole_lines = {secret.text: secret for secret in known if secret.whole_line}
    for where, text in texts(release, skip=HANDIN):
        found += [Leak("name of a hidden test", where, n) for n, form in hidden if n in text and form.search(text)]
        squeezed = compact(text)
        said = [a for a, form in literals if a.name in squeezed and form.search(squeezed)]
        found += [Leak("answer", where, f"{a.name} = {a.value}") for a in said]
        found += [Leak("autograder", where, match[0]) for match in staffs.finditer(text)]
        found += _lines_found(within_lines, whole_lines, where, text)
    return list(dict.fromkeys(found))


def _lines_found(within_lines: list[Secret], whole_lines: dict[str, Secret], where: str, text: str) -> Iterator[Leak]:
    lines = text.split("\n")
    joined = "\n".join(map(normalise, lines))
    said = {spelling for line in lines for spelling in spellings(line)}
    for secret in (whole_lines[line] for line in sorted(whole_lines.keys() & said)):
        yield Leak(secret.kind, where, secret.text)
    for secret in within_lines:
        if secret.text in joined:
            yield Leak(secret.kind, where, secret.text)


def texts(folder: Path, skip: str = "") -> Iterator[tuple[str, str]]:
    """(where, text) of everything below `folder`, except in its subfolder `skip`, that can be read as text."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] == skip:
            continue
        yield f"the name of {name}", name
        if path.is_file():
            yield from ((f"{name}{inner}", text) for inner, text in _texts_of(path.suffix, path.read_bytes()))


def _texts_of(suffix: str, content: bytes) -> Iterator[tuple[str, str]]:
    if content.startswith(_PNG):
        yield from ((" (image metadata)", text) for text in png_texts(content))
    elif suffix == ".pdf":
        yield from ((f" (page {number})", text) for number, text in enumerate(page_texts(content), 1))
    elif suffix == ".ttf":  # shapes of letters, and their licence
        return
    elif suffix == ".ipynb":
        try:
            yield from _texts_of_json(json.loads(content), "")
        except (ValueError, RecursionError):  # no notebook after all: a text like any other
            yield "", content.decode("utf-8", errors="replace")
    else:
        yield "", content.decode("utf-8", errors="replace")


def _texts_of_json(value: object, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{where} (JSON key)", str(key)
            yield from _texts_of_json(inner, f"{where} > {key}")
            if isinstance(inner, str | int | float):  # an answer may be spelled as a mapping
                yield f"{where} (JSON mapping)", f"{key}: {inner}"
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        yield from _texts_of_json("".join(value), where)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts_of_json(inner, f"{where}[{index}]")
    elif isinstance(value, str):
        yield where, value
        yield from ((f"{where} (image metadata)", text) for text in _base64_png_texts(value))


def _base64_png_texts(value: str) -> list[str]:
    if not value.startswith("iVBORw0KGgo"):  # base64 of a PNG's first bytes
        return []
    try:
        return list(png_texts(base64.b64decode(value)))
    except binascii.Error:
        return []


def png_texts(content: bytes) -> Iterator[str]:
    """What a PNG says besides its picture: every other chunk, and what stands after the last, packed texts unpacked.

    Source: PNG specification 1.2 (1999), sections 3.2 and 4.2.3.
    """
    position, kind = len(_PNG), b""
    while position + 8 <= len(content) and kind != b"IEND":
        length, kind = (
            int.from_bytes(content[position : position + 4], "big"),
            content[position + 4 : position + 8],
        )
        if kind not in _PICTURE_CHUNKS:
            yield from _texts_of_bytes(content[position + 8 : position + 8 + length])
        position += length + 12  # length, kind and checksum are 4 bytes each
    yield from _texts_of_bytes(content[position:])


def _texts_of_bytes(body: bytes) -> Iterator[str]:
    for part in (body, *_unpacked(body)):
        if part:
            yield part.replace(b"\0", b"\n").decode("utf-8", errors="replace")


def _unpacked(body: bytes) -> Iterator[bytes]:
    """What is packed in `body`, wherever it begins: a zlib stream's first two bytes (RFC 1950, 1996, section 2.2)."""
    for start in range(len(body) - 1):
        method, check = body[start], body[start + 1]
        if method & 0x0F == 8 and method >> 4 <= 7 and (method * 256 + check) % 31 == 0:
            try:
                yield zlib.decompressobj().decompress(body[start:], _UNPACKED_CAP)
            except zlib.error:
                continue


def _telltale_images(assignment: Assignment, release: Path) -> Iterator[Leak]:
    """What an image's name, alt text, caption or metadata gives away, by the words that its question names."""
    for question in assignment.questions:
        captions = [c for cell in question.prompt if cell.kind == "markdown" for c in _CAPTION.findall(cell.source)]
        for cell, path, alt in images(question.prompt):
            metadata = list(png_texts((release / path).read_bytes())) if (release / path).is_file() else []
            for word in question.telltales:
                said = [text for text in (path, alt, *captions, *metadata) if word.lower() in text.lower()]
                if said:
                    yield Leak(
                        f"telltale word {word!r} of {question.name}",
                        f"the image {path} ({cell.place()})",
                        said[0],
                    )
