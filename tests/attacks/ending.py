"""Promise: the submission may end itself; the grader, other submissions and the answers before and after go on."""

from textwrap import dedent, indent
from typing import Any

from .attack import ALL, Attack, added, answer


def ends(name: str, source: str, says: str, **settings: Any) -> tuple[Attack, Attack]:
    """The same in a cell of its own, and in a function."""
    source = dedent(source).strip()
    lines = indent(source, "    ")
    quick = bool(settings.pop("quick", False))
    return (
        added(f"{name}, in a cell", source, says=settings.pop("cell_says", says), quick=quick, **settings),
        answer(f"{name}, in a function", f"def double(x):\n{lines}\n", says=says, **settings),
    )


ATTACKS: tuple[Attack, ...] = (
    *ends("ends with os._exit", "import os\nos._exit(0)", "ended the whole process", quick=True),
    *ends("ends with sys.exit", "import sys\nsys.exit(0)", "exit|SystemExit"),
    *ends(
        "ends with exit()",
        "exit()",
        "double\\(x\\) is not twice x: it gave None",
        cell_says="exit\\(\\) was skipped",
        quick=True,
    ),
    *ends("raises KeyboardInterrupt", "raise KeyboardInterrupt", "KeyboardInterrupt"),
    *ends("raises a bare BaseException", "class Odd(BaseException): pass\nraise Odd('odd')", "Odd"),
    *ends("crashes by writing to address 0", "import ctypes\nctypes.memset(0, 1, 1)", "crash|ended the whole"),
    *ends("aborts", "import os\nos.abort()", "crash|ended the whole"),
    *ends("returns into a broken stack", "import ctypes\nctypes.CFUNCTYPE(None)(8)()", "crash|ended the whole"),
    *ends(
        "kills the grader and the zygote",
        "import os, signal\n"
        "for pid in ($GRADER, $ZYGOTE, $VICTIM):\n"
        "    for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):\n"
        "        try: os.kill(pid, number)\n"
        "        except OSError as error: print(error)\n"
        "raise RuntimeError('tried')",
        "tried",
        quick=True,
    ),
    *ends(
        "kills its own parents",
        "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nos.killpg(0, signal.SIGKILL)",
        "PermissionError|ended the whole",
    ),
    *ends(
        "signals by every other system call",
        "import ctypes, os\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "for pid in ($GRADER, $ZYGOTE, $VICTIM):\n"
        "    fd = libc.syscall(434, pid, 0)\n"
        "    libc.syscall(424, fd, 9, 0, 0)\n"
        "    libc.syscall(200, pid, 9); libc.syscall(234, pid, pid, 9)\n"
        "    info = ctypes.create_string_buffer(128)\n"
        "    libc.syscall(129, pid, 9, info)\n"
        "    r, w = os.pipe()\n"
        "    libc.fcntl(r, 8, pid); libc.fcntl(r, 10, 9)\n"
        "raise RuntimeError('tried')",
        "tried",
    ),
    *ends(
        "has the grader's limits lowered",
        "import resource\nfor pid in ($GRADER, $ZYGOTE, $VICTIM): resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1))",
        "PermissionError|ProcessLookupError",
    ),
    *ends("closes every descriptor", "import os\nos.closerange(0, 256)", "ended the whole process|did not|left out"),
    *ends(
        "shuts the socket down and goes on",
        "import socket, time\n"
        "for fd in range(3, 64):\n"
        "    try: socket.socket(fileno=fd).shutdown(2)\n"
        "    except OSError: pass\n"
        "time.sleep(30)",
        "ended the whole process|left out|did not come back",
    ),
    *ends("runs for ever", "while True: pass", "did not come back within", cell_says="still running after", quick=True),
    *ends(
        "sleeps for ever and refuses to die",
        "import signal, time\n"
        "for number in range(1, 64):\n"
        "    try: signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "while True: time.sleep(1)",
        "did not come back within",
        cell_says="still running after",
    ),
    *ends(
        "runs for ever in compiled code",
        "import re\nre.match(r'(a+)+$$', 'a' * 60 + 'b')",
        "did not come back within",
        cell_says="still running after",
    ),
    *ends(
        "recurses for ever",
        "import sys\nsys.setrecursionlimit(10**9)\ndef deep(x): return deep(x) + 1\ndeep(1)",
        "crash|RecursionError|ended the whole|memory|running|come back",
    ),
    *ends("recurses a thousand deep", "def deep(x): return deep(x) + 1\ndeep(1)", "RecursionError"),
    answer(
        "runs for ever in __del__",
        """
        class Endless:
            def __del__(self):
                while True: pass
        def double(x):
            Endless()
            return 42
        """,
        says="did not come back within",
        quick=True,
    ),
    added(
        "runs for ever in __del__ when everything ends",
        """
        class Endless:
            def __del__(self):
                while True: pass
        kept = Endless()
        """,
        says="total",
    ),
    answer(
        "runs for ever in a backward hook",
        """
        def ramp(x):
            y = 3 * x
            def hook(gradient):
                while True: pass
            y.register_hook(hook)
            return y
        """,
        function="ramp",
        says="did not come back within",
        quick=True,
    ),
    answer(
        "ends the process in a backward pass",
        """
        import os
        class Bye(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x): return 3 * x
            @staticmethod
            def backward(ctx, g): os._exit(3)
        def ramp(x): return Bye.apply(x)
        """,
        function="ramp",
        says="ended the whole process",
    ),
    answer(
        "runs for ever while its repr is asked for",
        """
        class Slow:
            def __repr__(self):
                while True: pass
        def double(x): return Slow()
        """,
        says="did not come back within",
    ),
    answer(
        "runs for ever while its error is put into words",
        """
        class Slow(Exception):
            def __str__(self):
                while True: pass
        def double(x): raise Slow()
        """,
        says="did not come back within",
    ),
    added(
        "ends only the second time",
        "import os\nif os.path.exists('again'): os._exit(0)",
        "import os\nopen('again', 'w').close()\nos._exit(0)",
        says="left out",
    ),
    added(
        "has 1,200 cells that end only the second time",
        *["import os\nif os.path.exists('again'): os._exit(0)\n"] * 1200,
        "import os\nopen('again', 'w').close()\nos._exit(0)",
        says="left out",
        tampers=True,
    ),
    added(
        "ends in six cells one after the other",
        *["import os; os._exit(0)"] * 8,
        says="left out|Not run",
        earns=ALL,
        tampers=True,
    ),
    added(
        "hangs at the next fork",
        "import os, time\nos.register_at_fork(before=lambda: time.sleep(30))",
        says="total",
        tampers=True,
    ),
    added(
        "patches the shell so that no cell ends",
        "import time\nget_ipython().__class__.run_graded = lambda self, source: time.sleep(30)",
        says="left out|total",
        tampers=True,
    ),
)
