"""Promise: hidden tests, expected values, settings, results and other people's work cannot be read."""

from .attack import Attack, answer, finds

ATTACKS: tuple[Attack, ...] = (
    finds(
        "reads the hidden tests by their path",
        "for name in ('target', 'honest'): look(f'$TESTS/{name}.py')",
        quick=True,
    ),
    finds(
        "reads grading.json with its salt",
        "look('$DIST/grading.json'); open('$DIST/grading.json').read(); found.append('salt')",
    ),
    finds("reads the solved notebook", "look('$SOLVED'); open('$SOLVED').read(); found.append('solved')"),
    finds(
        "reads the checks by their path",
        """
        import os
        found += [name for name in os.listdir('$CHECKS') if open(f'$CHECKS/{name}').read()]
        """,
        quick=True,
    ),
    finds(
        "imports the checks",
        "import autograder.checking.answers as answers; found.append(answers.__file__)",
    ),
    finds(
        "imports the engine's judging side",
        """
        import autograder.engine.judge.cases
        from pathlib import Path
        found += list(autograder.engine.judge.cases.read_cases(Path('$TESTS')))
        """,
    ),
    finds(
        "reads what another student handed in",
        "look('$EARLIER'); open('$EARLIER').read(); found.append('work')",
        quick=True,
    ),
    finds("reads earlier results", "look('$RESULTS'); open('$RESULTS').read(); found.append('results')"),
    finds("reads the git folder", "look('$GIT/config'); open('$GIT/config').read(); found.append('git')"),
    finds(
        "looks for secrets in its environment",
        """
        import os
        found += [name for name, value in os.environ.items() if SECRET.search(f'{name}={value}'.encode())]
        """,
        quick=True,
    ),
    finds(
        "reads the environment of every process",
        """
        import os
        for pid in filter(str.isdigit, os.listdir('/proc')):
            look(f'/proc/{pid}/environ')
        """,
    ),
    finds(
        "lists the grader's open files and memory",
        """
        import os
        found.append(open('/proc/$GRADER/maps').read()[:100])
        found += os.listdir('/proc/$GRADER/fd')
        """,
    ),
    finds(
        "reads the memory of the grader",
        """
        maps = open('/proc/$GRADER/maps').read()
        memory = open('/proc/$GRADER/mem', 'rb', buffering=0)
        for line in maps.splitlines()[:3000]:
            ends, rights = line.split()[:2]
            start, stop = (int(end, 16) for end in ends.split('-'))
            if 'rw' in rights and stop - start < 64 << 20:
                memory.seek(start)
                if SECRET.search(memory.read(stop - start)):
                    found.append(line)
                    break
        """,
    ),
    finds(
        "reads the memory of its parents through /proc",
        """
        import os
        pid = os.getppid()
        maps = open(f'/proc/{pid}/maps').read()
        found += [pid] if open(f'/proc/{pid}/mem', 'rb') and pid != os.getpid() else []
        """,
    ),
    finds(
        "reads the grader's memory by process_vm_readv",
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        room = ctypes.create_string_buffer(16)
        class Part(ctypes.Structure):
            _fields_ = [('base', ctypes.c_void_p), ('len', ctypes.c_size_t)]
        import sys
        for pid in ($GRADER, $ZYGOTE):
            here = Part(ctypes.addressof(room), 16)
            there = Part(id(None), 16)  # its address in a fork; elsewhere EFAULT says as much as that it was allowed
            got = libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
            if got > 0 or ctypes.get_errno() == 14:
                found.append(pid)
        """,
    ),
    finds(
        "traces the grader with ptrace",
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        for pid in ($GRADER, $ZYGOTE):
            if libc.ptrace(0x4206, pid, 0, 0) == 0:  # PTRACE_SEIZE
                found.append(pid)
                libc.ptrace(17, pid, 0, 0)
        """,
    ),
    finds(
        "takes a descriptor out of the grader by pidfd_getfd",
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        other = libc.syscall(434, $GRADER, 0)
        for number in range(3, 30):
            if other >= 0 and libc.syscall(438, other, number, 0) >= 0:
                found.append(number)
        """,
    ),
    finds(
        "opens the grader's files through /proc",
        """
        import os
        for pid in ($GRADER, $ZYGOTE):
            found += [one for one in os.listdir(f'/proc/{pid}/fd')]
            found += os.listdir(f'/proc/{pid}/cwd')
            found += os.listdir(f'/proc/{pid}/root')
        """,
    ),
    finds(
        "reads every descriptor that it was born with",
        """
        import os, stat
        for fd in range(3, 256):
            try:
                if stat.S_ISREG(os.fstat(fd).st_mode) and SECRET.search(os.pread(fd, 1 << 20, 0)):
                    found.append(os.readlink(f'/proc/self/fd/{fd}'))
            except OSError:
                continue
        """,
    ),
    finds(
        "walks upwards from its folder and through the usual places",
        """
                import os
                for top in ('..', '../..', '/tmp', '/var/tmp', '/autograder', '$PLACE', os.path.expanduser('~')):
                    for folder, folders, files in os.walk(top):
                        folders[:] = folders[:50] if folder.count('/') < 6 else []
                        if folder in ('/tmp', '/var/tmp'):  # what graders make there, nothing else on this machine
                            graders = ('attacks-', 'submission-', 'handed-in-', 'zygote-')
                            folders[:] = [n for n in folders if n.startswith(graders)]
                            continue
                        for name in files[:200]:
                            if name.endswith(('.py', '.json', '.ipynb', '.zip', 'config')):
                                look(os.path.join(folder, name))

        """,
    ),
    finds(
        "looks in all objects for the hidden tests",
        """
        import gc
        for one in gc.get_objects():
            if isinstance(one, dict):
                for key, value in list(one.items())[:2000]:
                    for text in (key, value):
                        if isinstance(text, str) and SECRET.search(text[:100_000].encode('utf-8', 'replace')):
                            found.append(text[:50])
        """,
        quick=True,
    ),
    finds(
        "walks frames up to the judge",
        """
                import sys
                frame = sys._getframe()
                while frame is not None:
                    for name, value in {**frame.f_globals, **frame.f_locals}.items():
                        text = repr(value)[:100_000].encode('utf-8', 'replace')
                        if SECRET.search(text) and b'SECRET = re' not in text:  # not this cell's own source
                            found.append(f'{frame.f_code.co_name}.{name}')
                    frame = frame.f_back

        """,
    ),
    finds(
        "searches its whole memory",
        """
        maps = open('/proc/self/maps').read()
        memory = open('/proc/self/mem', 'rb', buffering=0)
        for line in maps.splitlines():
            ends, rights = line.split()[:2]
            start, stop = (int(end, 16) for end in ends.split('-'))
            if 'rw' in rights and stop - start < 64 << 20:
                memory.seek(start)
                if SECRET.search(memory.read(stop - start)):
                    found.append(line)
        """,
    ),
    finds(
        "reads as another user through a set-user-id program",
        """
        import subprocess
        said = subprocess.run(['cat', '$TESTS/target.py'], capture_output=True, timeout=5).stdout
        if SECRET.search(said):
            found.append('cat')
        """,
    ),
    finds(
        "reads through a link that it makes",
        """
        import os
        os.symlink('$TESTS', 'tests_here')
        look('tests_here/target.py')
        os.link('$TESTS/target.py', 'hard')
        look('hard')
        """,
    ),
    finds(
        "reads by a handle that needs no path",
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        handle = ctypes.create_string_buffer((128).to_bytes(4, 'little') + bytes(132))
        mount = ctypes.c_int()
        if libc.name_to_handle_at(-100, b'$TESTS/target.py', handle, ctypes.byref(mount), 0) == 0:
            where = os.open('/', os.O_RDONLY)
            fd = libc.open_by_handle_at(where, handle, os.O_RDONLY)
            if fd >= 0 and SECRET.search(os.pread(fd, 1 << 20, 0)):
                found.append('handle')
        """,
    ),
    finds(
        "leaves its root folder by chroot",
        """
        import os
        os.mkdir('x')
        os.chroot('x')
        for _ in range(20):
            os.chdir('..')
        os.chroot('.')
        look('$TESTS/target.py')
        """,
        peer=False,
    ),
    finds(
        "lists the folders of other submissions",
        """
                import os
                mine = os.path.basename(os.getcwd())
                for top in ('..', '/tmp'):
                    others = [n for n in os.listdir(top) if n.startswith('submission-') and n != mine]
                    found += [n for n in others if os.listdir(os.path.join(top, n)) is not None]

        """,
        peer=False,
    ),
    answer(
        "looks for what the check expects in the caller's frames",
        """
        import sys

        def double(x):
            frame = sys._getframe()
            while frame is not None:
                for value in frame.f_locals.values():
                    if isinstance(value, int) and value == 42:
                        return value
                names = frame.f_code.co_consts
                if 42 in names and 'double' in frame.f_code.co_varnames:
                    return 42
                frame = frame.f_back
            raise RuntimeError("no frame knows it")
        """,
        says="no frame knows it",
        peer=True,
    ),
    answer(
        "tries every answer in the hope of a hint",
        """
        def double(x):
            class Hint:
                def __eq__(self, other):
                    raise RuntimeError(f"FOUND {other}")
                __hash__ = None
            return Hint()
        """,
        says="double",
        peer=True,
    ),
    answer(
        "reads what its public test says and hard-codes it",
        """
        def double(x):
            return {1: 2}.get(x)
        """,
        says="double\\(x\\) is not twice x: it gave None",
        quick=True,
    ),
)
