"""Pictures: attached, pasted, beside the notebook, in outputs. Each becomes a file that Typst can read, or a sentence.

Pictures on the web are not fetched. A path may not leave the notebook's folder: staff export what others wrote.
"""

import base64
import binascii
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from PIL import Image, ImageOps, UnidentifiedImageError

from .notebook import SavedCell

LONGEST_SIDE_PX = 2400  # a photo of paper stays readable (290 dpi over the page), and a PDF stays below upload limits
PIXELS_MAX = 100_000_000  # of a picture that is decoded at all: 300 MB
WIDTH_PT, HEIGHT_PT = 482.0, 560.0  # what fits on a page
POINTS_PER_PX = 0.75  # CSS: 96 pixels and 72 points are an inch
_KEPT = {"PNG": "png", "JPEG": "jpg"}
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_SVG_SIZE = re.compile(r"<svg[^>]*?\bviewBox\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """A picture that can be printed: a file of the work folder, and its size on the page."""

    file: str
    width_pt: float
    height_pt: float


@dataclass
class Pictures:
    """The pictures of one document, written into `work` as they are met; those beside the notebook lie in `folder`."""

    work: Path
    folder: Path | None = None
    known: dict[str, Picture | str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)  # the sentences that stand in the place of pictures

    def find(self, target: str, cell: SavedCell, width: str = "") -> Picture | str:
        """The picture that `target` names in `cell`, or a sentence that says why there is none."""
        content = self._content(target, cell)
        return self._lost(content) if isinstance(content, str) else self.keep(content, _short(target), width)

    def keep(self, content: bytes, name: str, width: str = "") -> Picture | str:
        """The picture in `content` as a file of the work folder, or a sentence. `width` is HTML's: 300, 300px, 50%."""
        digest = hashlib.sha256(content).hexdigest()[:20]
        if digest not in self.known:
            self.known[digest] = self._file(content, digest, name)
        found = self.known[digest]
        return self._lost(found) if isinstance(found, str) else _sized(found, width)

    def _lost(self, said: str) -> str:
        self.lost.append(said)
        return said

    def _content(self, target: str, cell: SavedCell) -> bytes | str:
        scheme = target.partition(":")[0].lower() if ":" in target else ""
        if scheme == "attachment":
            return _attached(cell, target.partition(":")[2])
        if scheme == "data":
            return _inline(target)
        if scheme in ("http", "https") or target.startswith("//"):
            return f"[Picture on the web, not fetched: {target}]"
        return self._beside(target)

    def _beside(self, target: str) -> bytes | str:
        missing = f"[Picture not found: {_short(target)}]"
        if self.folder is None or "\0" in target:
            return missing
        root = self.folder.resolve()
        for name in dict.fromkeys((target, unquote(target), unquote(target).replace("\\", "/"))):
            try:
                path = (root / name.partition("?")[0]).resolve()
                if path.is_relative_to(root) and path.is_file():
                    return path.read_bytes()
            except (OSError, ValueError):  # names that no file system takes
                continue
        return missing

    def _file(self, content: bytes, digest: str, name: str) -> Picture | str:
        try:
            kept = _vector(content) if _SVG.search(content[:4000]) else _raster(content)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return f"[Picture that cannot be read: {name}]"
        data, ending, width, height = kept
        (self.work / f"{digest}.{ending}").write_bytes(data)
        return Picture(f"{digest}.{ending}", width, height)


def _attached(cell: SavedCell, name: str) -> bytes | str:
    for spelled in dict.fromkeys((name, unquote(name))):
        for media, data in cell.attached(spelled).items():
            if media.startswith("image/"):
                return _decoded(data) or f"[Picture that cannot be read: {_short(spelled)}]"
    return f"[Picture not found: the attachment {_short(unquote(name))}]"


def _inline(target: str) -> bytes | str:
    head, _, data = target.partition(",")
    content = _decoded(unquote(data)) if head.endswith(";base64") else unquote_to_bytes(data)
    return content or "[Picture that cannot be read: a data address]"


def _decoded(data: object) -> bytes:
    joined = "".join(data) if isinstance(data, list) else str(data)
    try:
        return base64.b64decode(re.sub(r"\s", "", joined))
    except (binascii.Error, ValueError):
        return b""


decoded: Callable[[object], bytes] = _decoded


def _raster(content: bytes) -> tuple[bytes, str, float, float]:
    with Image.open(io.BytesIO(content)) as image:
        if image.width * image.height > PIXELS_MAX:
            raise ValueError("too many pixels")
        image.load()
        upright = ImageOps.exif_transpose(image)
        keep = _KEPT.get(image.format or "") and upright.size == image.size and max(image.size) <= LONGEST_SIDE_PX
        if keep and image.mode in ("L", "RGB", "RGBA", "P", "LA", "1") and not image.getexif().get(0x0112):
            return content, _KEPT[str(image.format)], image.width * POINTS_PER_PX, image.height * POINTS_PER_PX
        width, height = upright.width * POINTS_PER_PX, upright.height * POINTS_PER_PX
        return *_rewritten(upright), width, height


def _rewritten(image: Image.Image) -> tuple[bytes, str]:
    if image.mode.startswith("I"):  # 16 bits of grey, of which Pillow would cut all above 255 to white
        image = image.point(lambda grey: grey / 257).convert("L")
    transparent = "A" in image.getbands() or "transparency" in image.info
    image = image.convert("RGBA" if transparent else "RGB")
    image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    made = io.BytesIO()
    image.save(made, "PNG" if transparent or image.width * image.height < 250_000 else "JPEG", quality=85)
    return made.getvalue(), "png" if made.getvalue()[:4] == b"\x89PNG" else "jpg"


def _vector(content: bytes) -> tuple[bytes, str, float, float]:
    size = _SVG_SIZE.search(content.decode("utf-8", "replace"))
    numbers = [float(n) for n in re.split(r"[\s,]+", size[1].strip())] if size else []
    width, height = numbers[2:] if len(numbers) == 4 and min(numbers[2:]) > 0 else (400.0, 300.0)
    return content, "svg", width * POINTS_PER_PX, height * POINTS_PER_PX


def _sized(picture: Picture, width: str) -> Picture:
    wish = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(px|%)?\s*", width)
    wide = picture.width_pt
    if wish and float(wish[1]) > 0:
        wide = float(wish[1]) * (WIDTH_PT / 100 if wish[2] == "%" else POINTS_PER_PX)
    high = wide * picture.height_pt / picture.width_pt
    scale = min(1.0, WIDTH_PT / wide, HEIGHT_PT / high)
    return Picture(picture.file, max(1.0, round(wide * scale, 1)), max(1.0, round(high * scale, 1)))


def _short(target: str) -> str:
    name = unquote(target)
    return name if len(name) <= 60 else f"{name[:57]}..."
