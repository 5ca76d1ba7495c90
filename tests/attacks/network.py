"""Promise: no network, no other program, no descriptor from elsewhere."""

from .attack import Attack, finds

ATTACKS: tuple[Attack, ...] = (
    finds(
        "connects over TCP",
        """
        import socket
        with socket.create_connection(('127.0.0.1', $TCP), timeout=2) as one: one.sendall(b'$MARK'); found.append('tcp')
        """,
        quick=True,
    ),
    finds(
        "connects over TCP, version 6",
        "import socket\nsocket.create_connection(('::1', $TCP), timeout=2); found.append('tcp6')",
    ),
    finds(
        "sends over UDP",
        """
        import socket
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'$MARK', ('127.0.0.1', $UDP)); found.append('udp')
        """,
    ),
    finds(
        "asks a name server",
        """
        import socket
        query = b'\\x00\\x01\\x01\\x00\\x00\\x01' + bytes(6) + b'\\x06pelica\\x00\\x00\\x01\\x00\\x01'
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(query, ('127.0.0.1', $UDP)); found.append('dns')
        """,
    ),
    finds(
        "looks a name up",
        "import socket\nsocket.getaddrinfo('localhost', 80)\nsocket.socket().close(); found.append('names')",
    ),
    finds(
        "connects to a Unix socket by its path",
        "import socket\none = socket.socket(socket.AF_UNIX)\none.connect('$SOCK'); found.append('unix')",
        quick=True,
    ),
    finds(
        "connects to a Unix socket without a path",
        "import socket\none = socket.socket(socket.AF_UNIX)\none.connect('\\0$ABSTRACT'); found.append('abstract')",
    ),
    finds(
        "opens a raw socket",
        "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP); found.append('raw')",
    ),
    finds(
        "opens a packet socket",
        "import socket\nsocket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x0300); found.append('packet')",
    ),
    finds(
        "opens a netlink socket",
        "import socket\nsocket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0); found.append('netlink')",
    ),
    finds("opens a vsock", "import socket\nsocket.socket(40, socket.SOCK_STREAM); found.append('vsock')"),
    finds(
        "listens",
        "import socket\none = socket.socket()\none.bind(('127.0.0.1', 0)); one.listen(); found.append('listens')",
    ),
    finds(
        "sends from a socket pair to somebody else",
        """
        import socket
        a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        a.sendto(b'$MARK', '$DGRAM'); found.append('datagram')
        """,
    ),
    finds(
        "sends a message on its own socket to another address",
        """
        import socket
        a, b = socket.socketpair()
        a.sendmsg([b'$MARK'], [], 0, '$DGRAM')
        found.append('sendmsg') if False else None
        """,
    ),
    finds(
        "runs a program",
        "import subprocess\nsubprocess.run(['/bin/true'], check=True, timeout=5); found.append('exec')",
        quick=True,
    ),
    finds("runs a shell", "import os\nfound.append('sh') if os.system('exit 7') == 7 << 8 else None"),
    finds(
        "spawns by posix_spawn",
        """
        import os
        pid = os.posix_spawn('/bin/true', ['true'], {})
        found.append('spawn') if os.waitpid(pid, 0)[1] == 0 else None
        """,
    ),
    finds(
        "runs a magic of the shell",
        """
        get_ipython().system('touch $CANARY.touched')
        import os
        found.append('!') if os.path.exists('$CANARY.touched') else None
        """,
    ),
    finds(
        "downloads a data set",
        "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:$TCP/x', timeout=2); found.append('http')",
    ),
    finds(
        "sets up io_uring",
        """
        import ctypes
        libc = ctypes.CDLL(None)
        room = ctypes.create_string_buffer(256)
        found.append('io_uring') if libc.syscall(425, 4, room) >= 0 else None
        """,
        peer=False,
    ),
    finds(
        "loads a program into the kernel",
        """
        import ctypes
        libc = ctypes.CDLL(None)
        room = ctypes.create_string_buffer(b'\\x01' + bytes(127))
        found.append('bpf') if libc.syscall(321, 0, room, 72) >= 0 else None
        """,
        peer=False,
    ),
    finds(
        "makes a user namespace of its own",
        "import ctypes\nlibc = ctypes.CDLL(None)\nfound.append('namespace') if libc.unshare(0x10000000) == 0 else None",
        peer=False,
    ),
    finds(
        "calls the kernel by its 32-bit door",
        """
        import ctypes, mmap
        libc = ctypes.CDLL(None, use_errno=True)
        found.append('x32') if libc.syscall(0x40000000 | 41, 2, 1, 0) >= 0 else None
        """,
        peer=False,
        says="nothing was there|ended the whole",
    ),
)
