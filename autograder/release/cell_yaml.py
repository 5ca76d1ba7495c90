"""The YAML of raw cells and test configs: every key is known, occurs once, and has a value of the right type."""

import difflib
import math
from collections.abc import Hashable
from typing import Any

import yaml

from autograder.release.master import MasterCell, MasterError


class _EachKeyOnce(yaml.SafeLoader):
    """YAML whose later `hidden: false` does not silently replace an earlier `hidden: true`."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"`{key.value}` stands twice", key.start_mark)
            if isinstance(key.value, str):
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(cell: MasterCell) -> dict[str, Any]:
    """The mapping in the YAML of `cell`, {} when it holds nothing. Raises MasterError if it is none."""
    return mapping(cell, cell.source, 0)


def mapping(cell: MasterCell, text: str, offset: int) -> dict[str, Any]:
    """The mapping in `text`, which begins at line `offset` of `cell`. Raises MasterError if it is none."""
    try:
        content = yaml.load(text, _EachKeyOnce)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date such as 2026-13-45
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "unreadable"
        raise MasterError(
            cell.place(offset + (mark.line if mark else 0)),
            f"text that is not YAML ({problem})",
            "`key: value` lines, each key once",
        ) from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise MasterError(cell.place(offset), f"{type(content).__name__} in place of settings", "`key: value` lines")
    return content


def refuse_unknown(cell: MasterCell, config: dict[str, Any], known: set[str], of: str = "") -> None:
    """Raises MasterError for the first key of `config` that is not in `known`."""
    for key in config:
        if key not in known:
            close = difflib.get_close_matches(str(key), known, 1)
            wanted = f"`{close[0]}`" if close else "one of " + ", ".join(sorted(known))
            raise MasterError(cell.place_of(str(key)), f"the unknown key `{of + '.' if of else ''}{key}`", wanted)


def expect(cell: MasterCell, key: str, value: object, kind: type | tuple[type, ...], wanted: str) -> None:
    """Raises MasterError unless `value` is of `kind`; true and false are no numbers."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise MasterError(cell.place_of(key.split(".")[-1]), f"`{key}: {_as_yaml(value)}`", wanted)


def expect_number(cell: MasterCell, key: str, value: object) -> None:
    """Raises MasterError unless `value` is a finite number: with .nan every comparison of points would pass."""
    expect(cell, key, value, (int, float), "a number")
    if not math.isfinite(float(str(value))):
        raise MasterError(cell.place_of(key), f"`{key}: {value}`", "a number that is finite")


def expect_words(cell: MasterCell, key: str, value: object, wanted: str) -> None:
    """Raises MasterError unless `value` is a list of texts, none of them empty."""
    expect(cell, key, value, list, wanted)
    assert isinstance(value, list)
    for item in value:
        if not isinstance(item, str) or not item.strip():
            raise MasterError(cell.place_of(key.split(".")[-1]), f"{item!r} in `{key}`", wanted)


def _as_yaml(value: object) -> object:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else value
