"""Which homework this is, as the build wrote it into `handin.json` in the folder of the release.

Nothing else reads that file, and no other file of the package names a homework. Like the doctor, it is read by a Python
that is too old for the rest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

NAME = "handin.json"
UNNAMED = "homework"
_BESIDE_THE_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Release:
    """What students were given: `parts` lie beside the notebook, `data` maps binary files to their SHA-256."""

    name: str
    notebook: str
    parts: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)

    @property
    def zip_name(self) -> str:
        """The file that tests grade."""
        return f"{self.name}_submission.zip"

    @property
    def pdf_name(self) -> str:
        """The file that people grade."""
        return f"{self.name}_written.pdf"

    def as_json(self) -> str:
        """The text of `handin.json`."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def read_release(path: Path) -> Release:
    """The release that the file at `path` describes. Raises OSError, and ValueError if it describes none."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Release(str(said["name"]), str(said["notebook"]), tuple(said["parts"]), dict(said["data"]))
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{path.name} does not say which homework this is") from None


def this_release(folder: Path = Path()) -> Release:
    """The release in `folder`, in the current folder, or beside this package: the first with a readable `handin.json`.

    Where there is none, the homework is called as the only notebook in `folder`: a student who lost that file can still
    hand in.
    """
    for place in (folder, Path(), _BESIDE_THE_PACKAGE):
        try:
            return read_release(place / NAME)
        except (OSError, ValueError):
            continue
    notebooks = sorted(folder.glob("*.ipynb"))
    name = notebooks[0].stem if len(notebooks) == 1 else UNNAMED
    return Release(name, f"{name}.ipynb")
