"""The four files of MNIST: read from a folder of yours, from the cache, or fetched into the cache.

    train_images, train_labels, test_images, test_labels = read()

Whatever a file comes from, it is used only if what it unpacks to is MNIST, byte for byte (SHA-256).
"""

import gzip
import hashlib
import importlib.util
import os
import zlib
from dataclasses import dataclass
from io import BytesIO
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hw12.progress import bar

MIRRORS = (  # the second is asked where the first fails
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
TIMEOUTS_S = (10, 30)  # to connect, and between two pieces: a student waits less than a minute to learn it is offline
CHUNK_BYTES = 1 << 16  # of a download: small enough for a smooth bar on a slow line
GZIP_MAGIC = b"\x1f\x8b"
FOLDER_VARIABLE = "HW12_DATA"


@dataclass(frozen=True)
class IdxFile:
    """One file of bytes in the IDX format: 0, 0, 8 (uint8), number of axes; their sizes as big-endian int32; data."""

    name: str
    shape: tuple[int, ...]
    sha256: str  # of the file unpacked: mirrors pack it differently

    @property
    def header_bytes(self) -> int:
        return 4 + 4 * len(self.shape)

    @property
    def size_bytes(self) -> int:
        return self.header_bytes + prod(self.shape)


FILES = (
    IdxFile(
        "train-images-idx3-ubyte",
        (60_000, 28, 28),
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    IdxFile(
        "train-labels-idx1-ubyte",
        (60_000,),
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    IdxFile(
        "t10k-images-idx3-ubyte",
        (10_000, 28, 28),
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    IdxFile(
        "t10k-labels-idx1-ubyte",
        (10_000,),
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)


def read() -> list[NDArray[np.uint8]]:
    """Returns the arrays of FILES, in that order.

    The folder that the environment variable HW12_DATA names is used alone where it is set (each file as it is or as
    .gz); otherwise the cache folder, which is filled from MIRRORS where a file is not there.

    Raises ValueError where a file is missing, damaged or another one's content, and where it cannot be fetched.
    """
    where = os.environ.get(FOLDER_VARIABLE)
    if where:
        return [_read_from(_own_folder(where), file) for file in FILES]
    mirrors = list(MIRRORS)
    return [_read_or_fetch(cache_folder(), file, mirrors) for file in FILES]


def cache_folder() -> Path:
    """Returns the folder that downloads are kept in: `hw12` where PyTorch and others keep theirs."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "hw12"


def _own_folder(where: str) -> Path:
    if not Path(where).is_dir():
        names = ", ".join(file.name for file in FILES)
        raise ValueError(
            f"{FOLDER_VARIABLE} is {where!r}, which is no folder: set it to the one that holds {names}, or unset it "
            "to have them downloaded."
        )
    return Path(where)


def _read_from(folder: Path, file: IdxFile) -> NDArray[np.uint8]:
    plain, packed = folder / file.name, folder / f"{file.name}.gz"
    path = plain if plain.is_file() else packed
    if not path.is_file():
        raise ValueError(
            f"{folder} holds neither {file.name} nor {file.name}.gz: {FOLDER_VARIABLE} must name a folder with all "
            "four files of MNIST; put it there, or unset the variable to have all of them downloaded."
        )
    try:
        content = path.read_bytes()
        content = content if path is plain else _unpacked(content)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}; copy it anew.") from error
    except _Damaged as damage:
        raise ValueError(f"{path} {damage}; copy it anew.") from None
    return _array(content, path, file)


def _array(content: bytes, path: Path, file: IdxFile) -> NDArray[np.uint8]:
    fault = _fault(content, file)
    if fault:
        raise ValueError(f"{path} {fault}; copy it anew.")
    return np.frombuffer(content, dtype=np.uint8, offset=file.header_bytes).reshape(file.shape)


def _fault(content: bytes, file: IdxFile) -> str | None:
    """Returns what is wrong with the unpacked `content`, to be read after the file's name; None where it is right."""
    found = hashlib.sha256(content).hexdigest()
    if found == file.sha256:
        return None
    for other in FILES:
        if found == other.sha256:
            return f"holds the content of {other.name}: expected that of {file.name}"
    if len(content) != file.size_bytes:
        return f"is damaged: expected {file.size_bytes:,} bytes unpacked, found {_count(content, file)}"
    return f"is damaged, or of another data set than MNIST: its SHA-256 is {found[:12]}..., not {file.sha256[:12]}..."


def _count(content: bytes, file: IdxFile) -> str:
    return f"{len(content):,}" if len(content) <= file.size_bytes else f"more than {file.size_bytes:,}"


class _Damaged(Exception):
    """Packed bytes that do not unpack."""


def _unpacked(content: bytes) -> bytes:
    """Returns what `content`, a gzip file, unpacks to: no more than a byte too many. Raises _Damaged.

    Other bytes are returned as they are: some servers unpack on the way, and whether it is MNIST the hash decides.
    """
    if not content.startswith(GZIP_MAGIC):
        return content
    largest_bytes = max(file.size_bytes for file in FILES)  # so that another one of the four is told by its content
    try:
        with gzip.open(BytesIO(content)) as unpacked:
            return unpacked.read(largest_bytes + 1)
    except (gzip.BadGzipFile, zlib.error, EOFError):
        raise _Damaged("is damaged: it does not unpack to its end") from None


def _read_or_fetch(folder: Path, file: IdxFile, mirrors: list[str]) -> NDArray[np.uint8]:
    path = folder / file.name
    content = path.read_bytes() if path.is_file() else b""
    if _fault(content, file):
        _fetch(folder, file, mirrors)
        content = path.read_bytes()
    return _array(content, path, file)


def _fetch(folder: Path, file: IdxFile, mirrors: list[str]) -> None:
    """Puts `file` into `folder`: whole, checked and unpacked, or not at all. A mirror that fails goes to the end."""
    if importlib.util.find_spec("pooch") is None:
        raise ValueError(
            f"Downloading MNIST needs the package pooch: `pip install pooch`, or use data '5k', or name a folder with "
            f"the four files in the environment variable {FOLDER_VARIABLE}."
        )
    failures = []
    for mirror in list(mirrors):
        failure = _fetch_from(mirror, folder, file)
        if failure is None:
            return
        failures.append(f"{mirror} {failure}")
        mirrors.append(mirrors.pop(mirrors.index(mirror)))
    raise ValueError(
        f"{file.name} of MNIST could not be downloaded ({'; '.join(failures)}): use data '5k', the digits that come "
        f"with the homework, or try again when online (finished files stay in {folder}), or put the four files in a "
        f"folder and name it in the environment variable {FOLDER_VARIABLE}."
    )


def _fetch_from(mirror: str, folder: Path, file: IdxFile) -> str | None:
    """Returns why `mirror` could not give `file`, to be read after its address; None where it did."""
    import requests  # it comes with pooch; imported here, since most runs download nothing

    try:
        _download(f"{mirror}{file.name}.gz", folder, file)
    except requests.HTTPError as error:
        return str(error).partition(" for url")[0]
    except requests.RequestException as error:
        return f"cannot be reached or broke off ({type(error).__name__})"
    except _Damaged:
        return "sent something that does not unpack"
    except OSError as error:
        raise ValueError(
            f"MNIST cannot be kept in {folder} ({error.strerror or error}): make room there, name another cache "
            f"folder in XDG_CACHE_HOME, or name a folder with the four files in {FOLDER_VARIABLE}."
        ) from error
    except ValueError:
        return "sent something else than MNIST"
    return None


def _download(url: str, folder: Path, file: IdxFile) -> None:
    """Pooch writes to a name of its own, compares the hash, and only then moves the whole file to its name."""
    import pooch

    def unpacked(url: str, output: str, _pooch: object) -> None:
        packed = BytesIO()
        with bar(
            desc=file.name, total=file.size_bytes, unit="B", unit_scale=True
        ) as shown:  # the server corrects the total
            pooch.HTTPDownloader(progressbar=shown, chunk_size=CHUNK_BYTES, timeout=TIMEOUTS_S)(url, packed, None)
        Path(output).write_bytes(_unpacked(packed.getvalue()))

    pooch.get_logger().setLevel("WARNING")  # it would say in long lines what the bar shows
    pooch.retrieve(url, known_hash=file.sha256, fname=file.name, path=folder, downloader=unpacked)
