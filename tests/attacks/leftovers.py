"""Promise: nothing of a submission is there for the next one: no file, no process, no module, no random stream."""

from .attack import Attack, answer

_HERE = "def double(x): raise RuntimeError('tried')\n"
_DETACH = """
import os, time
if os.fork() == 0:
    try:
        os.setsid()
    except OSError:
        pass
    if os.fork() == 0:
        end = time.time() + 25
        while time.time() < end:
            time.sleep(0.05)
            try:
                os.kill($GRADER, 0)
            except ProcessLookupError:
                open("$CANARY", "w").write("the grader has gone")
                break
            except OSError:
                pass
            for path in ("$RESULTS", "/tmp/late-$MARK", "$SUPPORT/late-$MARK"):
                try:
                    open(path, "a").write("late")
                except OSError:
                    pass
    os._exit(0)
"""

ATTACKS: tuple[Attack, ...] = (
    answer(
        "leaves files in the shared folders",
        """
        import os
        for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/run/lock", os.path.expanduser("~"), "/tmp/..", "."):
            for name in ("left-$MARK", ".left-$MARK"):
                try:
                    open(os.path.join(folder, name), "w").write("for the next one")
                except OSError:
                    pass
            try:
                os.makedirs(os.path.join(folder, "left-dir-$MARK", "deep", "deeper"), mode=0o300)
                os.chmod(os.path.join(folder, "left-dir-$MARK"), 0)
            except OSError:
                pass
        """
        + _HERE,
        says="tried",
        quick=True,
    ),
    answer(
        "leaves files in a folder that everybody may write",
        """
        import os
        try:
            os.makedirs("$DROP/left/deep", mode=0o300)
            open("$DROP/left/deep/file", "w").write("for the next one")
            os.chmod("$DROP/left", 0)
            open("$DROP/left-$MARK", "w").write("for the next one")
            os.mkfifo("$DROP/pipe")
        except OSError:
            pass
        """
        + _HERE,
        says="tried",
        quick=True,
    ),
    answer(
        "leaves shared memory, queues and semaphores",
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        libc.shmget(0x4A11, 4096, 0o1666)
        libc.msgget(0x4A11, 0o1666)
        libc.semget(0x4A11, 1, 0o1666)
        try:
            from multiprocessing import shared_memory
            kept = shared_memory.SharedMemory(name="left-$MARK", create=True, size=4096)
        except Exception:
            pass
        """
        + _HERE,
        says="tried",
    ),
    answer("leaves a child that waits for the grader to end", _DETACH + _HERE, says="tried", quick=True),
    answer(
        "leaves a child from a function",
        "def double(x):\n" + "\n".join("    " + line for line in _DETACH.splitlines()),
        says="target",
    ),
    answer(
        "leaves a thread that goes on",
        """
        import threading, time
        def go():
            for _ in range(300):
                time.sleep(0.05)
                try:
                    open("/tmp/late-$MARK", "a").write("late")
                except OSError:
                    pass
        threading.Thread(target=go, daemon=False).start()
        """
        + _HERE,
        says="tried",
    ),
    answer(
        "spoils modules and random streams for the next one",
        """
        import random, sys, builtins, package
        torch.manual_seed(0); random.seed(0)
        builtins.halve = builtins.double = lambda x: x * 2
        package.left = sys.left = "left-$MARK"
        torch.set_default_dtype(torch.float64); torch.set_grad_enabled(False); torch.set_num_threads(4)
        """
        + _HERE,
        says="tried",
        tampers=True,
    ),
    answer(
        "looks for what the last one left",
        """
        import builtins, os, sys, package
        left = [n for n in ("left", "double") if hasattr(package, n) or hasattr(sys, n) or hasattr(builtins, n)]
        for folder in (".", "/tmp", "/dev/shm"):
            try:
                left += [name for name in os.listdir(folder) if "left-$MARK" in name]
            except OSError:
                pass
        def double(x): raise RuntimeError(("FOUND " if left else "nothing left ") + str(left))
        """,
        says="nothing left",
    ),
    answer(
        "leaves a thousand folders deep",
        """
        import os
        for _ in range(1500):
            try:
                os.mkdir("d"); os.chdir("d")
            except OSError:
                break
        """
        + _HERE,
        says="tried|disk|running",
    ),
    answer(
        "leaves 20,000 files",
        """
        for i in range(20_000):
            try:
                open(f"f{i}", "w").close()
            except OSError:
                break
        """
        + _HERE,
        says="tried|disk|running",
    ),
    answer(
        "leaves names that are no text",
        """
        import os
        for name in (b"\\xff\\xfe", b"\\n\\x1b[2J", b"x" * 255, "\u202e".encode()):
            try:
                open(name, "w").write("x"); os.mkdir(name + b"d" if len(name) < 200 else b"long", 0)
            except OSError:
                pass
        """
        + _HERE,
        says="tried",
    ),
)
