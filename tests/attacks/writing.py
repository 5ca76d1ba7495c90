"""Promise: nothing outside its own folder is written, renamed, removed or given other rights."""

from textwrap import dedent
from typing import Any

from .attack import Attack, answer

_TRIES = """
import os, shutil
refused = []

def attempt(work, *arguments):
    try:
        work(*arguments)
    except OSError as error:
        refused.append(type(error).__name__)

def write(path):
    with open(path, "w") as file:
        file.write("written by a submission")

def double(x):
    raise RuntimeError(f"refused: {sorted(set(refused))}")
"""


def writes(name: str, source: str, **settings: Any) -> Attack:
    """An attack that tries to change files, and says what it was refused."""
    return answer(
        name, _TRIES + dedent(source), **{"says": "Your code raised RuntimeError: refused", "peer": True, **settings}
    )


ATTACKS: tuple[Attack, ...] = (
    writes("overwrites a file of the grader", "attempt(write, '$CANARY')", quick=True),
    writes(
        "overwrites the hidden tests",
        "for name in ('target', 'early'): attempt(write, f'$TESTS/{name}.py')",
        peer=False,
    ),
    writes("overwrites grading.json", "attempt(write, '$DIST/grading.json')", quick=True, peer=False),
    writes("overwrites the checks", "attempt(write, '$CHECKS/answers.py')", peer=False),
    writes(
        "overwrites the support package for the next submission",
        "attempt(write, '$SUPPORT/package/__init__.py'); attempt(write, '$SUPPORT/hw12.ipynb')",
        quick=True,
        peer=False,
    ),
    writes(
        "leaves a module for Python's own library",
        """
        import sysconfig
        attempt(write, '$SUPPORT/torch.py')
        attempt(write, os.path.join(sysconfig.get_path('purelib'), 'evil_$MARK.pth'))
        """,
        peer=False,
    ),
    writes("overwrites earlier results", "attempt(write, '$RESULTS')"),
    writes("changes another student's work", "attempt(write, '$EARLIER')"),
    writes(
        "removes files and folders",
        """
        attempt(os.remove, '$CANARY'); attempt(os.remove, '$EARLIER'); attempt(os.rename, '$CANARY', 'mine')
        attempt(shutil.rmtree, '$PLACE/others')
        """,
    ),
    writes("truncates a file", "attempt(os.truncate, '$CANARY', 0)"),
    writes(
        "changes rights and times",
        """
        attempt(os.chmod, '$CANARY', 0o777)
        attempt(os.utime, '$CANARY', (0, 0))
        attempt(os.chown, '$CANARY', os.getuid(), os.getgid())
        """,
    ),
    writes(
        "changes rights and times of what it may read, by a descriptor and by its folder",
        """
        path = '$SUPPORT/hw12.ipynb'
        file, folder = os.open(path, os.O_RDONLY), os.open('$SUPPORT', os.O_RDONLY)
        attempt(os.fchmod, file, 0o666); attempt(os.fchmod, folder, 0o777)
        attempt(os.utime, file, (0, 0)); attempt(os.utime, path); attempt(os.utime, folder)
        attempt(lambda: os.chmod('hw12.ipynb', 0o666, dir_fd=folder))
        attempt(lambda: os.setxattr(path, 'user.mark', b'x'))
        """,
        peer=False,
        quick=True,
    ),
    writes(
        "empties a file that it may read",
        """
        for flags in (os.O_RDONLY | os.O_TRUNC, os.O_ACCMODE | os.O_TRUNC, os.O_WRONLY | os.O_TRUNC):
            attempt(lambda: os.close(os.open('$SUPPORT/hw12.ipynb', flags)))
        attempt(os.truncate, '$SUPPORT/hw12.ipynb', 0)
        """,
        peer=False,
    ),
    writes(
        "changes the rights of a device",
        """
        path = '/dev/urandom'
        before = os.stat(path).st_mode & 0o7777
        attempt(os.chmod, path, before ^ 0o010)
        attempt(lambda: os.fchmod(os.open(path, os.O_RDONLY), before ^ 0o010))
        changed = os.stat(path).st_mode & 0o7777 != before
        attempt(os.chmod, path, before)
        attempt(write, '$CANARY')
        if changed:
            def double(x): raise RuntimeError('FOUND the device changed')
        """,
        peer=False,
    ),
    writes("writes through a link", "os.symlink('$CANARY', 'link'); attempt(write, 'link')"),
    writes("writes through a hard link", "attempt(os.link, '$CANARY', 'hard'); attempt(write, 'hard')", peer=False),
    writes(
        "writes through /proc",
        """
        attempt(write, '/proc/$GRADER/oom_score_adj')
        attempt(write, '/proc/$GRADER/cwd/made-$MARK')
        attempt(write, '/proc/self/root$CANARY')
        """,
        peer=False,
    ),
    writes(
        "writes into the grader's memory", "def poke(): open('/proc/$GRADER/mem', 'r+b')\nattempt(poke)", peer=False
    ),
    writes(
        "makes a device of the disk",
        """
        import stat
        attempt(os.mknod, 'disk', 0o600 | stat.S_IFBLK, os.makedev(254, 0))
        def read(): open('disk', 'rb').read(1); print(1)
        attempt(read)
        """,
        peer=False,
    ),
    writes(
        "makes a program that runs as its owner",
        """
        attempt(shutil.copy, '/bin/sh', 'sh'); attempt(os.chmod, 'sh', 0o4755)
        if os.path.exists('sh') and os.stat('sh').st_mode & 0o4000: raise SystemExit('FOUND')
        """,
        peer=False,
    ),
)
