"""Promise: processes, threads, memory, disk and output are bounded; what is over a limit is ended, and said.

Each bomb is bounded in itself, so that a machine with 4 GB survives where the sandbox does not hold it.
"""

from textwrap import dedent, indent
from typing import Any

from .attack import Attack, added, answer


def both(name: str, source: str, says: str, **settings: Any) -> tuple[Attack, Attack]:
    """The same in a cell of its own, and in a function."""
    source, says = dedent(source).strip(), f"{says}|still running|come back"  # its time may be up first
    lines = indent(source, "    ")
    quick = bool(settings.pop("quick", False))
    return (
        added(f"{name}, in a cell", source, says=says, quick=quick, tampers=True, **settings),
        answer(f"{name}, in a function", f"def double(x):\n{lines}\n", says=says, **settings),
    )


ATTACKS: tuple[Attack, ...] = (
    *both(
        "forks 400 processes",
        "import os, time\nmade = 0\nfor _ in range(400):\n"
        "    if os.fork() == 0:\n        time.sleep(8)\n        os._exit(0)\n    made += 1\n"
        "raise RuntimeError(f'FOUND {made} forks')",
        "BlockingIOError|processes|ended",
    ),
    *both(
        "forks seven generations",
        "import os, time\nfor _ in range(9): os.fork()\ntime.sleep(5)\nos._exit(0)",
        "BlockingIOError|processes|ended|total",
    ),
    *both(
        "starts 400 threads",
        """
        import threading, time
        made = [threading.Thread(target=time.sleep, args=(8,), daemon=True) for _ in range(400)]
        for one in made: one.start()
        raise RuntimeError(f'FOUND {len(made)} threads')
        """,
        "RuntimeError: can't start new thread|processes|ended|memory",
        quick=True,
    ),
    *both(
        "takes memory by torch",
        "kept = [torch.ones(32 << 20) for _ in range(20)]\nraise RuntimeError('FOUND 2.5 GB')",
        "memory|allocate",
        quick=True,
    ),
    *both(
        "takes memory by numpy",
        "import numpy\nkept = [numpy.ones(16 << 20) for _ in range(20)]\nraise RuntimeError('FOUND 2.5 GB')",
        "memory|allocate|MemoryError",
    ),
    *both(
        "takes memory by Python",
        "kept = []\nfor i in range(2500): kept.append(bytearray(1 << 20))\nraise RuntimeError('FOUND 2.5 GB')",
        "memory|MemoryError",
    ),
    *both(
        "takes memory by a doubling text",
        "x = 'x' * 1024\nwhile len(x) < 3 << 30: x = x + x\nraise RuntimeError('FOUND 3 GB')",
        "memory|MemoryError",
    ),
    *both(
        "takes memory by mmap",
        """
        import mmap
        kept = [mmap.mmap(-1, 64 << 20) for _ in range(40)]
        for one in kept:
            for at in range(0, 64 << 20, 4096): one[at] = 1
        raise RuntimeError('FOUND 2.5 GB')
        """,
        "memory|MemoryError|PermissionError|OSError",
    ),
    *both(
        "takes shared memory",
        """
        from multiprocessing import shared_memory
        kept = [shared_memory.SharedMemory(create=True, size=64 << 20) for _ in range(30)]
        for one in kept: one.buf[:] = bytes(64 << 20)
        raise RuntimeError('FOUND 2 GB')
        """,
        "Error|memory|disk|exist",
    ),
    *both(
        "takes shared memory by torch",
        "kept = [torch.ones(16 << 20).share_memory_() for _ in range(30)]\nraise RuntimeError('FOUND 2 GB')",
        "Error|memory|disk|allowed",
    ),
    *both(
        "takes memory by a file in memory",
        """
        import os
        fd = os.memfd_create('x')
        for _ in range(30): os.write(fd, bytes(64 << 20))
        raise RuntimeError('FOUND 2 GB')
        """,
        "Error",
    ),
    *both(
        "takes memory in ten processes together",
        """
        import os, time
        for _ in range(10):
            if os.fork() == 0:
                kept = bytearray(os.urandom(1)) * (200 << 20)
                time.sleep(6)
                os._exit(0)
        time.sleep(1.5)
        raise RuntimeError('FOUND 2 GB')
        """,
        "memory|ended",
        quick=True,
    ),
    *both(
        "fills the disk with one file",
        """
        with open('big', 'wb') as file:
            for _ in range(400): file.write(bytes(1 << 20))
        raise RuntimeError('FOUND 400 MB')
        """,
        "File too large|No space|disk|OSError|more than",
        quick=True,
    ),
    *both(
        "fills the disk with many files",
        """
        import time
        for i in range(20):
            with open(f'f{i}', 'wb') as file: file.write(bytes(20 << 20))
            time.sleep(0.05)
        time.sleep(0.5)
        raise RuntimeError('FOUND 400 MB')
        """,
        "No space|disk",
    ),
    *both(
        "fills the disk in a folder that cannot be listed",
        """
        import os, time
        os.mkdir('closed')
        os.chmod('closed', 0o300)
        for i in range(20):
            with open(f'closed/f{i}', 'wb') as file: file.write(bytes(20 << 20))
            time.sleep(0.05)
        time.sleep(0.5)
        raise RuntimeError('FOUND 400 MB')
        """,
        "No space|disk",
    ),
    *both(
        "fills the disk with files that have no name",
        """
        import os, time
        kept = []
        for i in range(20):
            fd = os.open('gone', os.O_RDWR | os.O_CREAT)
            os.unlink('gone')
            os.write(fd, bytes(20 << 20))
            kept.append(fd)
            time.sleep(0.05)
        time.sleep(0.5)
        raise RuntimeError('FOUND 400 MB')
        """,
        "No space|disk",
    ),
    *both(
        "fills the disk under names that are too long for a path",
        """
        import os, time
        for _ in range(20):
            os.mkdir('d' * 250)
            os.chdir('d' * 250)
        for i in range(20):
            with open(f'f{i}', 'wb') as file: file.write(bytes(20 << 20))
            time.sleep(0.05)
        time.sleep(0.5)
        raise RuntimeError('FOUND 400 MB')
        """,
        "No space|disk",
    ),
    *both(
        "fills the disk with files that are only mapped",
        """
        import ctypes, os, time
        map_file = ctypes.CDLL(None).mmap  # mmap.mmap would keep a descriptor
        map_file.argtypes = [ctypes.c_size_t] * 6
        for i in range(20):
            with open('gone', 'w+b') as file:
                file.write(bytes(20 << 20))
                file.flush()
                map_file(0, 4096, 1, 2, file.fileno(), 0)
            os.unlink('gone')
            time.sleep(0.05)
        time.sleep(0.5)
        raise RuntimeError('FOUND 400 MB')
        """,
        "No space|disk",
    ),
    *both(
        "fills the disk with files that are on their way through a socket",
        """
        import os, socket, time
        one, other = socket.socketpair()
        for i in range(20):
            with open('gone', 'wb') as file:
                os.unlink('gone')
                file.write(bytes(20 << 20))
                file.flush()
                socket.send_fds(one, [b'x'], [file.fileno()])
            time.sleep(0.05)
        time.sleep(0.5)
        raise RuntimeError('FOUND 400 MB')
        """,
        "No space|disk|PermissionError",
    ),
    *both(
        "fills the disk in a folder that keeps moving",
        """
        import os, time
        for name in ('a', 'b', 'a/d'): os.mkdir(name)
        inside = os.open('a/d', os.O_RDONLY)
        if os.fork() == 0:
            end = time.time() + 6
            while time.time() < end:
                os.rename('a/d', 'b/d')
                os.rename('b/d', 'a/d')
            os._exit(0)
        os.fchdir(inside)
        for i in range(20):
            with open(f'f{i}', 'wb') as file: file.write(bytes(20 << 20))
            time.sleep(0.05)
        time.sleep(0.5)
        raise RuntimeError('FOUND 400 MB')
        """,
        "No space|disk",
    ),
    *both(
        "takes memory in the buffers of sockets",
        """
        import os, socket, time
        for _ in range(20):
            if os.fork() == 0:
                kept = []
                for _ in range(100):
                    pair = socket.socketpair()
                    for one in pair:
                        one.setblocking(False)
                        try:
                            while True: one.send(bytes(1 << 15))
                        except BlockingIOError: pass
                    kept.append(pair)
                time.sleep(6)
                os._exit(0)
        time.sleep(2.5)
        raise RuntimeError('FOUND 800 MB')
        """,
        "memory|ended",
    ),
    *both(
        "fills the shared folders",
        """
        import os, time
        wrote = 0
        for i in range(20):
            for folder in ('/dev/shm', '/tmp', '/var/tmp'):
                try:
                    with open(f'{folder}/fill-$MARK-{i}', 'wb') as file: wrote += file.write(bytes(10 << 20))
                except OSError: pass
            time.sleep(0.05)
        time.sleep(0.5)
        raise RuntimeError(('FOUND ' if wrote > 300 << 20 else 'wrote ') + str(wrote >> 20) + ' MB')
        """,
        "wrote|disk",
    ),
    *both(
        "fills the disk with a hole",
        """
        import os
        fd = os.open('hole', os.O_RDWR | os.O_CREAT)
        os.ftruncate(fd, 1 << 40)
        raise RuntimeError('FOUND a terabyte')
        """,
        "File too large|Errno|more than",
    ),
    *both(
        "makes a million names",
        "import os\nfor i in range(200_000): os.mkdir(f'd{i}')\nraise RuntimeError('FOUND 200,000')",
        "No space|disk|left out|used up its",
    ),
    *both(
        "opens every descriptor",
        "import os\nkept = [os.open('/dev/null', 0) for _ in range(5000)]\nraise RuntimeError('FOUND 5000')",
        "Too many open files",
    ),
    *both(
        "prints without end",
        """
        import sys, time
        end = time.time() + 15
        while time.time() < end: sys.stdout.write('x' * 100_000); sys.stderr.write('y' * 100_000)
        """,
        "come back|memory",
    ),
    *both(
        "shows outputs without end",
        """
        import time
        from IPython.display import display, HTML
        end = time.time() + 15
        while time.time() < end: display(HTML('x' * 10_000))
        """,
        "come back",
    ),
    *both(
        "warns and logs without end",
        """
        import logging, time, warnings
        end = time.time() + 15
        while time.time() < end: logging.error('x' * 10_000); warnings.warn('y' * 1000)
        """,
        "come back|Warning|memory",
    ),
    *both("raises an error of 100 MB", "raise ValueError('x' * (100 << 20))", "ValueError"),
    *both(
        "burns processor time in ten processes",
        """
        import os, time
        end = time.time() + 4
        for _ in range(10):
            if os.fork() == 0:
                while time.time() < end: pass
                os._exit(0)
        while time.time() < end + 9: pass
        """,
        "come back|processor",
    ),
    added(
        "leaves 120 sleeping processes",
        """
        import os, time
        try:
            for _ in range(120):
                if os.fork() == 0:
                    time.sleep(12)
                    os._exit(0)
        except OSError: pass
        """,
        says="total",
        tampers=True,
    ),
    added(
        "names a thousand things that are large",
        "\n".join(f"x{i} = bytearray(1 << 20)" for i in range(600)),
        says="total",
        tampers=True,
    ),
    answer(
        "takes processor time by a million calls of the check",
        """
        class Many:
            def __len__(self): return 1 << 60
            def __getitem__(self, i): return i
        def make_thing():
            thing = torch.nn.Linear(2, 3)
            thing.parts = Many()
            return thing
        """,
        function="make_thing",
        says="there are not 3 parts|thing",
    ),
)
