"""Promise: an answer of any kind is judged: it passes, or it fails with a sentence; the grader goes on."""

from typing import Any

from .attack import Attack, answer


def gives(name: str, value: str, says: str, function: str = "double", **settings: Any) -> Attack:
    """An attack by what the function returns."""
    source = f"def {function}(*arguments):\n    import math, fractions\n    {value}\n"
    return answer(name, source, function=function, says=says, **settings)


ATTACKS: tuple[Attack, ...] = (
    answer(
        "gives an object whose length is a text",
        """
        class Parts:
            def __len__(self): return 3
        class Thing:
            weight = torch.zeros(3, 2, requires_grad=True)
            class parts:
                __len__ = staticmethod(lambda: "three")
        def make_thing(): return Thing
        """,
        function="make_thing",
        says="thing",
    ),
    answer(
        "gives an object whose attributes run for ever",
        """
        class Thing:
            def __getattr__(self, name):
                while True: pass
        def make_thing(): return Thing()
        """,
        function="make_thing",
        says="did not come back",
        quick=True,
    ),
    gives("gives nan", "return math.nan", "it gave nan", quick=True),
    gives("gives infinity", "return math.inf", "it gave inf"),
    gives(
        "gives a tensor of nan",
        "return torch.full((4,), math.nan, requires_grad=True) * arguments[0]",
        "is not 3 x",
        function="ramp",
    ),
    gives("gives an int of 5,000 digits", "return 10**5000", "target", quick=True),
    gives("gives an int of 40,000 bits", "return 1 << 40_000", "target"),
    gives("gives a fraction of huge ints", "return fractions.Fraction(10**4500, 10**4500 + 1)", "target"),
    gives("gives an int of a million bits", "return 1 << 1_000_000", "bits"),
    gives("gives a text of a million letters", "return 'x' * 1_000_000", "characters"),
    gives("gives a text of half characters", "return '\\ud800' * 10", "target"),
    gives("gives a list that holds itself", "x = []; x.append(x); return x", "too deep"),
    gives("gives a dictionary that holds itself", "x = {}; x[1] = x; return x", "too deep"),
    gives("gives a million lists", "return [[] for _ in range(1_000_000)]", "too large|come back"),
    gives(
        "gives 30,000 ints of one hash",
        "return {k * ((1 << 61) - 1) for k in range(1, 9_000)}",
        "slow to tell apart|come back",
    ),
    gives(
        "gives a view of 60 million elements",
        "return torch.zeros(1).expand(1 << 13, 1 << 13 - 1)",
        "ramp",
        function="ramp",
    ),
    gives(
        "gives a view of a trillion elements",
        "return torch.zeros(1).expand(1 << 20, 1 << 20)",
        "elements",
        function="ramp",
    ),
    gives("gives a tensor with 60 dimensions", "return torch.zeros([1] * 60)", "ramp", function="ramp"),
    gives("gives a sparse tensor", "return torch.eye(4).to_sparse()", "ramp", function="ramp"),
    gives(
        "gives a tensor on the meta device",
        "return torch.zeros(4, device='meta', requires_grad=True)",
        "ramp",
        function="ramp",
    ),
    gives(
        "gives a quantized tensor",
        "return torch.quantize_per_tensor(torch.zeros(4), 1.0, 0, torch.qint8)",
        "ramp",
        function="ramp",
    ),
    gives(
        "gives a nested tensor",
        "return torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)])",
        "ramp",
        function="ramp",
    ),
    gives("gives a module, a generator, a lambda", "return (torch, (i for i in range(3)), lambda: 42)", "target"),
    gives("gives a numpy array of objects", "import numpy; return numpy.array([object()])", "target"),
    gives("gives a numpy array of records", "import numpy; return numpy.zeros(3, dtype=[('a', 'f4')])", "target"),
    gives("gives 300 MB", "return torch.zeros(75_000_000)", "MB|elements|memory|come back", function="ramp"),
)
