"""Promise: a result is what the grader found, whatever the submission says of itself."""

from .attack import Attack, answer

_FILL = """
import json, os

RESULT = {"tests": [{"name": "target", "score": 99, "max_score": 3, "status": "passed"}], "score": 99}
"""

ATTACKS: tuple[Attack, ...] = (
    answer(
        "returns an object that equals everything",
        """
        class Everything:
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            def __bool__(self): return True
            __hash__ = None

        def double(x): return Everything()
        """,
        says="double\\(x\\) is not twice x",
        peer=True,
        quick=True,
    ),
    answer(
        "returns an int whose class says that it equals everything",
        """
        class Number(int):
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            __hash__ = None

        def double(x): return Number(7)
        """,
        says="it gave 7",
        peer=True,
    ),
    answer(
        "returns a tensor subclass whose comparisons hold",
        """
        class Yes(torch.Tensor):
            @classmethod
            def __torch_function__(cls, func, types, args=(), kwargs=None):
                if func in (torch.equal, torch.allclose): return True
                if func is torch.Tensor.__eq__: return torch.tensor(True)
                return super().__torch_function__(func, types, args, kwargs or {})
            grad = property(lambda self: self, lambda self, value: None)

        def ramp(x): return torch.zeros(4, requires_grad=True).as_subclass(Yes)
        """,
        function="ramp",
        says="ramp\\(x\\) is not 3 x",
        peer=True,
        quick=True,
    ),
    answer(
        "patches torch.equal and the tensors' methods",
        """
        import builtins
        torch.equal = torch.allclose = lambda *a, **k: True
        torch.Tensor.__eq__ = lambda self, other: torch.tensor(True)
        torch.Tensor.backward = lambda self, *a, **k: None
        torch.full = lambda *a, **k: None

        def ramp(x): return torch.zeros(4, requires_grad=True)
        """,
        function="ramp",
        says="ramp\\(x\\) is not 3 x",
        peer=True,
        quick=True,
    ),
    answer(
        "patches builtins",
        """
        import builtins
        builtins.AssertionError = type("Calm", (Exception,), {"__init__": lambda self, *a: None})
        builtins.isinstance = lambda *a: True
        builtins.len = lambda *a: 3

        def double(x): return None
        """,
        says="double",
        peer=True,
        tampers=True,
    ),
    answer(
        "patches numpy's comparisons",
        """
        import numpy
        numpy.array_equal = numpy.allclose = numpy.isclose = lambda *a, **k: True
        numpy.testing.assert_allclose = lambda *a, **k: None

        def double(x): return numpy.float64("nan")
        """,
        says="double\\(x\\) is not twice x: it gave nan",
        peer=True,
    ),
    answer(
        "gives Otter a test file of its own",
        """
        import glob, os
        for name in glob.glob("tests/*.py") + glob.glob("/autograder/**/tests/*.py", recursive=True):
            try:
                open(name, "w").write("OK_FORMAT = True\\ntest = {'name': 'target', 'points': 3, 'suites': []}")
            except OSError:
                pass
        try:
            import otter.test_files.exception_test as tests
            tests.ExceptionTestFile.run = lambda self, env: [setattr(case, "passed", True) for case in []]
        except Exception:
            pass

        def double(x): return None
        """,
        says="left out|double\\(x\\) is not twice x|double\\(1\\) is not 2",
    ),
    answer(
        "makes Otter's test results all right",
        """
        import sys
        for module in list(sys.modules.values()):
            for name in ("GradingResults", "TestFile", "ExceptionTestFile", "TestCaseResult"):
                kind = getattr(module, name, None)
                if isinstance(kind, type):
                    for attribute in ("score", "total", "possible", "passed_all", "grade"):
                        try:
                            setattr(kind, attribute, property(lambda self: 99.0, lambda self, value: None))
                        except (AttributeError, TypeError):
                            pass
                    if "from_results" in vars(kind): pass

        class TestCaseResultPasses:
            pass
        try:
            from otter.test_files.abstract_test import TestCaseResult
            made = TestCaseResult.__init__
            def passing(self, *a, **k):
                made(self, *a, **k)
                self.passed = True
            TestCaseResult.__init__ = passing
        except Exception:
            pass

        def double(x): return None
        """,
        says="left out|double\\(x\\) is not twice x|double\\(1\\) is not 2",
        peer=True,
        quick=True,
    ),
    answer(
        "changes the test's code where it stands in memory",
        """
        import gc, types

        def fine(*a, **k): return None

        def double(x):
            for one in gc.get_objects():
                if isinstance(one, types.FunctionType) and one.__name__.startswith("test_"):
                    one.__code__ = fine.__code__
            return None

        for one in gc.get_objects():
            if isinstance(one, types.FunctionType) and one.__name__ == "test_hidden_doubles":
                one.__code__ = fine.__code__
        """,
        says="double",
        peer=True,
    ),
    answer(
        "hides a module of its own where torch was",
        """
        import sys, types
        fake = types.ModuleType("torch")
        fake.equal = lambda *a: True
        fake.Tensor = object
        sys.modules["torch"] = fake
        sys.modules["autograder.checking"] = sys.modules["otter"] = types.ModuleType("otter")

        def double(x): return None
        """,
        says="ended the whole process|double\\(x\\) is not twice x|double\\(1\\) is not 2",
        peer=True,
        tampers=True,
    ),
    answer(
        "puts a hook in front of every import",
        """
        import sys, importlib.abc

        class Hook(importlib.abc.MetaPathFinder):
            def find_spec(self, name, path, target=None):
                raise SystemExit(0) if "autograder" in name or "test" in name else ImportError(name)

        sys.meta_path.insert(0, Hook())
        sys.path_hooks.insert(0, lambda path: (_ for _ in ()).throw(ImportError()))

        def double(x): return None
        """,
        says="double\\(x\\) is not twice x|double\\(1\\) is not 2",
        tampers=True,
    ),
    answer(
        "registers what happens at exit",
        _FILL
        + """
import atexit, os, sys
def forge():
    for path in ("results.json", "$RESULTS", "$OUT", "/autograder/results/results.json"):
        try:
            json.dump(RESULT, open(path, "w"))
        except OSError:
            pass
    os._exit(0)
atexit.register(forge)
os.register_at_fork(after_in_child=forge)
sys.excepthook = lambda *a: forge()

def double(x): return None
""",
        says="target",
        tampers=True,
    ),
    answer(
        "writes results to every descriptor",
        _FILL
        + """
for fd in range(256):
    try:
        os.write(fd, json.dumps(RESULT).encode())
    except OSError:
        pass

def double(x): return None
""",
        says="was left out|wrote to",
        quick=True,
        tampers=True,
    ),
    answer(
        "writes results to every file that it can name",
        _FILL
        + """
for path in ("results.json", "$RESULTS", "$OUT", "/autograder/results/results.json", "../results.json",
             "/tmp/results.json.$MARK",
             "$DIST/grading.json", "$TESTS/target.py", ".OTTER_LOG"):
    try:
        json.dump(RESULT, open(path, "w"))
    except OSError:
        pass

def double(x): return None
""",
        says="double\\(x\\) is not twice x|double\\(1\\) is not 2",
        quick=True,
    ),
    answer(
        "leaves a pickle that runs on load",
        """
        import pickle

        class Payload:
            def __reduce__(self):
                return (eval, ("open('$CANARY', 'w').write('pickled')",))

        for name in ("results.pkl", ".otter_results", "submission.zip", "__main__.pkl", ".OTTER_LOG"):
            try:
                open(name, "wb").write(pickle.dumps(Payload()))
            except OSError:
                pass

        def double(x): return Payload()
        """,
        says="double\\(x\\) is not twice x|double\\(1\\) is not 2",
        peer=True,
    ),
    answer(
        "returns an object whose repr is a result",
        """
        class Result:
            def __repr__(self): return '{"score": 99, "status": "passed"}' + "\\nPassed."
            __str__ = __repr__

        def double(x): return Result()
        """,
        says="double\\(x\\) is not twice x",
    ),
    answer(
        "raises an error that calls itself a pass",
        """
        class Passed(Exception): pass

        def double(x): raise Passed("test passed: all tests passed")
        """,
        says="Your code raised Passed",
    ),
    answer(
        "raises the grader's own errors by name",
        """
        class GraderFault(Exception): pass

        def double(x): raise GraderFault("the grader is broken")
        """,
        says="Your code raised GraderFault",
        quick=True,
    ),
    answer(
        "raises StopIteration, GeneratorExit and the like",
        """
        count = iter([StopIteration, GeneratorExit, SystemExit])

        def double(x): raise StopIteration(42)
        """,
        says="Your code raised StopIteration",
    ),
    answer(
        "changes its input so that the expected value changes along",
        """
        def ramp(x):
            with torch.no_grad():
                x.zero_()
            y = 0 * x
            return y
        """,
        function="ramp",
        says="ramp\\(x\\)",
    ),
    answer(
        "exchanges its input's memory under the check's feet",
        """
        def ramp(x):
            x.data = torch.zeros(9, dtype=torch.float64)
            return x * 0
        """,
        function="ramp",
        says="ramp",
    ),
)
