"""Says whether everything that the notebook needs is here, and what to do where something is not.

    python -m handin.doctor          in the folder that holds the notebook

A line for each thing; status 0 where nothing is wrong, 1 otherwise. Needs nothing but Python: it can also say that
PyTorch is missing.
"""

from __future__ import annotations  # a Python too old to read them is told so, too

import hashlib
import importlib
import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from .homework import NAME, Release, read_release, this_release

PYTHON = (3, 11)  # the first that all packages of requirements.txt are made for
FREE_MB = 200  # checkpoints, data that is fetched, and two files to hand in
_FIX = "pip install -r requirements.txt, in this environment"
_IMPORTED = ("IPython", "PIL", "fontTools", "matplotlib", "numpy", "otter", "pypandoc", "torch", "tqdm", "typst")
_RANGE = re.compile(r"^(?P<name>[\w.-]+)(?P<bounds>[<>=].*)?$")


class Trouble(Exception):
    """What is wrong, and what to do, in a sentence."""


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    what: str
    fine: bool
    says: str


def examine(folder: Path) -> Iterator[Finding]:
    """Looks at one thing after the other in the folder of the notebook."""
    looks: list[tuple[str, Callable[[Path], str]]] = [
        ("Python", _python),
        ("folder", _folder),
        ("names", _names),
        ("packages", _packages),
        *([("PyTorch", _torch)] if _asks_for_torch(folder) else []),
        ("PDF", _pdf),
        ("data", _data),
        ("disk", _disk),
    ]
    for what, look in looks:
        try:
            yield Finding(what, True, look(folder))
        except Trouble as trouble:
            yield Finding(what, False, str(trouble))
        except Exception as error:  # noqa: BLE001 - a broken package can raise anything, and the rest is still looked at
            yield Finding(what, False, f"{type(error).__name__}: {error}; if all above is ok, {_FIX}.")


def _python(_: Path) -> str:
    here = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON:
        raise Trouble(f"this is Python {here}; 3.11 or newer is needed: make the environment with a newer one.")
    return f"{here}, {sys.executable}"


def _folder(folder: Path) -> str:
    release = _release(folder)
    missing = [name for name in (release.notebook, *release.parts) if not (folder / name).exists()]
    if missing:
        raise Trouble(f"{', '.join(missing)} not found in {folder}: unpack the whole homework, and run this there.")
    return str(folder)


def _release(folder: Path) -> Release:
    """The release in `folder`, and no other one: it is `folder` that is looked at."""
    if not (folder / NAME).is_file():
        raise Trouble(f"{NAME} not found in {folder}: unpack the whole homework, and run this there.")
    try:
        return read_release(folder / NAME)
    except ValueError as error:
        raise Trouble(f"{error}: unpack the whole homework again.") from error


def _names(folder: Path) -> str:
    known = {*getattr(sys, "stdlib_module_names", ()), *_IMPORTED}
    hiding = sorted(path.name for path in folder.glob("*") if _module(path) in known)
    if hiding:
        raise Trouble(f"{', '.join(hiding)} here is found in place of the module of that name: call it something else.")
    return "no file here hides a module"


def _module(path: Path) -> str:
    return path.stem if path.suffix == ".py" else path.name if (path / "__init__.py").is_file() else ""


def _packages(folder: Path) -> str:
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name, bounds in _required(folder / "requirements.txt"):
        try:
            here = version(name)
        except PackageNotFoundError:
            raise Trouble(f"{name} is not installed: {_FIX}.") from None
        if not all(_within(here, bound) for bound in bounds):
            raise Trouble(f"{name} is {here}; {','.join(bounds)} is needed: {_FIX}.")
        found.append(name)
    return f"{len(found)} of {len(found)} in the versions that are asked for"


def _required(path: Path) -> Iterator[tuple[str, list[str]]]:
    if not path.is_file():
        raise Trouble(f"there is no requirements.txt in {path.parent}: unpack the whole homework, and run this there.")
    for line in path.read_text(encoding="utf-8").splitlines():
        match = _RANGE.match(line.partition("#")[0].strip())
        if match:
            yield match["name"], [bound.strip() for bound in (match["bounds"] or "").split(",") if bound.strip()]


def _asks_for_torch(folder: Path) -> bool:
    path = folder / "requirements.txt"
    return path.is_file() and any(name == "torch" for name, _ in _required(path))


def _within(here: str, bound: str) -> bool:
    """Whether the version `here` keeps to one `bound`, such as ">=2.4" or "<3"."""
    operator, wanted = re.match(r"([<>=]+)(.*)", bound).groups()  # type: ignore[union-attr]
    mine, theirs = _numbers(here), _numbers(wanted)
    length = max(len(mine), len(theirs))
    mine, theirs = mine + (0,) * (length - len(mine)), theirs + (0,) * (length - len(theirs))
    return {"<": mine < theirs, ">": mine > theirs, "<=": mine <= theirs, ">=": mine >= theirs, "==": mine == theirs}[
        operator
    ]


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.match(r"[\d.]*", text).group().split(".") if part)  # type: ignore[union-attr]


def _torch(_: Path) -> str:
    if importlib.util.find_spec("torch") is None:
        raise Trouble(f"it is not installed: {_FIX}.")
    try:
        import torch

        x = torch.ones(3, requires_grad=True)
        (x * x).sum().backward()
        right = x.grad is not None and x.grad.tolist() == [2.0, 2.0, 2.0]
    except (ImportError, OSError, RuntimeError) as error:
        raise Trouble(f"it does not start ({error}): pip install --force-reinstall torch.") from error
    if not right:
        raise Trouble("it computes a wrong gradient: pip install --force-reinstall torch.")
    return f"{torch.__version__} differentiates, {torch.get_num_threads()} threads"


def _pdf(folder: Path) -> str:
    for name in ("pypandoc", "typst", "pypdfium2", "fontTools"):
        if importlib.util.find_spec(name) is None:
            made = this_release(folder).pdf_name
            raise Trouble(f"{name}, which makes {made}, is not installed: {_FIX}.")
    from importlib.metadata import version

    pypandoc = importlib.import_module("pypandoc")
    try:
        return f"pandoc {pypandoc.get_pandoc_version()}, typst {version('typst')}"
    except OSError as error:
        raise Trouble(f"pandoc does not start ({error}): pip install --force-reinstall pypandoc-binary.") from error


def _data(folder: Path) -> str:
    """Every binary file that was released has the content that it had: a download or a disk can spoil it."""
    digests = _release(folder).data
    for name, digest in digests.items():
        path = folder / name
        if not path.is_file():
            raise Trouble(f"{path} is not there: unpack the whole homework again.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise Trouble(f"{path.name} is damaged: unpack the whole homework again.")
    return f"{len(digests)} of {len(digests)} files are whole"


def _disk(folder: Path) -> str:
    if not os.access(folder, os.W_OK):
        raise Trouble(f"nothing can be written in {folder}: move the homework to a folder of your own.")
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < FREE_MB:
        raise Trouble(f"{free_mb} MB are free, {FREE_MB} MB are needed: make room.")
    return f"{free_mb:,} MB free"


def main() -> int:
    """Prints the report on the present folder; returns the exit status."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a path's letters may not be those of the console
    findings = list(examine(Path.cwd()))
    for finding in findings:
        print(f"{'ok   ' if finding.fine else 'WRONG'}  {finding.what:<9} {finding.says}")
    wrong = sum(not finding.fine for finding in findings)
    print(f"\n{'Nothing is wrong.' if not wrong else f'{wrong} of {len(findings)} things need you; start at the top.'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
