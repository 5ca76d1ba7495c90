"""How this machine reaches its package registries, handed on to a root folder; nothing of it is written down."""

import ast
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_HANDED_ON = re.compile(r"(PIP|UV)_\w+|\w*_(proxy|PROXY)|\w*(CERT|CA_BUNDLE)\w*")
_PATH = re.compile(r"(?:file://)?(/[^\s,'\"]+)")
_INDEX = "/simple"  # of a local index; the packages that it names lie beside it
_FOLDERS_OF_ALL = {"/etc/ssl/certs"}  # each root has its own; a certificate in it is handed on by its path


@dataclass(frozen=True)
class Registries:
    """What a command in a root needs to install packages as this machine does."""

    environment: dict[str, str]
    paths: tuple[Path, ...]  # of this machine, that the environment names: certificates, folders of packages


def registries() -> Registries:
    """Read from this machine's environment and pip's configuration."""
    found = {name: value for name, value in os.environ.items() if _HANDED_ON.fullmatch(name)}
    found |= _pip_settings()
    named = {path for value in found.values() for path in _PATH.findall(value)} - _FOLDERS_OF_ALL
    paths = sorted(Path(path.removesuffix(_INDEX)) for path in named if Path(path).exists())
    return Registries(found, tuple(_outermost(paths)))


def _pip_settings() -> dict[str, str]:
    """pip's configuration files as the environment variables that say the same."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    settings = {}
    for line in said.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if section in {"global", "install"}:
            settings[f"PIP_{name.upper().replace('-', '_')}"] = " ".join(str(ast.literal_eval(value)).split())
    return settings


def _outermost(paths: list[Path]) -> list[Path]:
    return [path for path in paths if not any(other in path.parents for other in paths)]


def apt_settings() -> str:
    """This machine's settings of how apt fetches, as a file of apt's."""
    return subprocess.run(["apt-config", "dump", "Acquire"], capture_output=True, text=True, check=True).stdout


def apt_sources() -> list[tuple[str, str, str]]:
    """(mirror, suite, component) of each package list that apt reads here. Raises LookupError where there is none."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = dict.fromkeys(tuple(line.split()) for line in said.splitlines())
    sources = [(line[0], line[1], line[2]) for line in found if len(line) == 3 and line[0].startswith("http")]
    if not sources:
        raise LookupError("apt names no mirror here: run `apt-get update`, or set one up in /etc/apt/sources.list")
    return sources
