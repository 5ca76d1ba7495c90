"""Zips that are the same bytes every time: sorted, stored, with fixed times and modes."""

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can say
_SCRIPT, _FILE = 0o100755, 0o100644


def write_zip(path: Path, members: Mapping[str, bytes], scripts: frozenset[str] = frozenset()) -> None:
    """Writes `members` (name -> content) to `path`; those in `scripts` are executable.

    Stored, not deflated: compressed bytes depend on the zlib that happens to be there.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # Unix, so that the modes below count
            entry.external_attr = (_SCRIPT if name in scripts else _FILE) << 16
            archive.writestr(entry, members[name])


def write_checksum(path: Path) -> None:
    """Writes the SHA-256 of the file at `path` beside it, as `sha256sum --check` reads it."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(f"{path.name}.sha256").write_text(f"{digest}  {path.name}\n", encoding="utf-8")


def read_zip(path: Path) -> dict[str, bytes]:
    """The files in the zip at `path`, by name."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files below `folder`, by their path in it, written with `/`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
