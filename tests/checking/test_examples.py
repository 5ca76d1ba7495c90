"""What the library of checks shows in its docstrings is so, and each of its public functions shows something."""

import doctest
import importlib
import inspect
from pathlib import Path

import pytest

import autograder.checking
from autograder.checking.randomness import use_seed

FOLDER = Path(autograder.checking.__file__).parent
MODULES = ["autograder.checking", *(f"autograder.checking.{path.stem}" for path in sorted(FOLDER.glob("[a-z]*.py")))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_show(name):
    with use_seed(0):
        failed, tried = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert tried > 0
    assert failed == 0


@pytest.mark.parametrize("name", MODULES[1:])
def test_each_public_function_has_an_example(name):
    module = importlib.import_module(name)
    public = {key: value for key, value in vars(module).items() if inspect.isfunction(value) and key[0] != "_"}
    own = {key: value for key, value in public.items() if value.__module__ == name}
    assert [key for key, value in own.items() if ">>>" not in (value.__doc__ or "")] == []
