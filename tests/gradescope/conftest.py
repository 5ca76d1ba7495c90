"""What tests of Gradescope's side share: the small homework of the engine's tests, and a judge of results.json."""

import json
import sys
from pathlib import Path

import jsonschema
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "engine"))  # small_homework lies there

_SCHEMA = json.loads(Path(__file__).with_name("results_schema.json").read_text())


@pytest.fixture(scope="session")
def as_specified():
    """as_specified(content) returns it after a look at the specification; what it breaks is an error."""
    jsonschema.Draft202012Validator.check_schema(_SCHEMA)
    validator = jsonschema.Draft202012Validator(_SCHEMA)

    def look(content):
        validator.validate(content)
        assert len(json.dumps(content)) < 500_000
        return content

    return look
