"""Layers that confine one submission's processes, each a small function with a probe that tries it at run time.

How it works: the zygote (one thread, nothing secret loaded) calls spawn(box, main). A fork of it puts on the box's
layers in the order in which they allow each other, says so, and runs main(); what it forks inherits all of them. The
grader polls a Watch; at the end destroy() returns only when every process of the box is dead, and clean() removes
its files. The package knows nothing of notebooks, tests or grades. Its files, in the order in which they work:

box             what one submission's processes may touch and use, and the names of the layers
readable        what a Python process needs to read to go on importing
shared_folders  folders that every user may write, such as /tmp
system_calls    system calls by name, and their numbers
rlimits         layer: what one process may use
uid             layer: a user id that nothing else on the machine has
privileges      layers no_new_privs and capabilities: no right of root's, and none to be gained
cgroup          layer: bounds on the processes and the memory of the whole box
namespaces      layers: process ids, a root folder, a network and message queues of the box's own
landlock        layer: the files that may be read and written, by name
bpf             puts a filter of system calls together
seccomp         layer: the system calls that a box may make
spawn           forks one process and puts the layers on it
probes          tries each layer on this machine; which layers together are sufficient
members         which processes belong to a box
holdings        files and socket buffers that these processes hold
watch           the limits of the box as a whole, polled
sweep           the end of a box: every process dead, every file removed

Which promise is kept by which layer:
- hidden files cannot be read: Landlock; or a uid of its own; or a private root (mount_namespace)
- nothing outside `work` is written: Landlock; or a private root; with a uid alone the folders that everybody may write
  (/tmp, /dev/shm) can be: Watch counts that uid's files there, and clean() removes them (`Box.shared`)
- no file's rights and times are changed but one's own: a uid; or a private root; else seccomp, since Landlock cannot
- no right of root's: capabilities; or a uid, which has none; or a grader that has none
- no network, no other program, no signal to the grader, no reading of another process: seccomp, even where all have one
  uid
- memory: RLIMIT_DATA for one process (seccomp refuses the mappings that it does not count), cgroup or Watch for all
- number of processes: a cgroup; or RLIMIT_NPROC, which counts a uid's processes and does not bind root
- all die together: nobody leaves the process group (seccomp), and one signal reaches a group whole; cgroup, uid and pid
  namespace beside it
Not covered: a fault in the kernel; what leaks through timing and caches; how fast the machine is for others meanwhile.
An inherited descriptor is within a box's reach whatever the layers say: pass only what the worker is to have, and no
datagram socket (sendmsg could name another address).
"""

from autograder.engine.confinement import readable
from autograder.engine.confinement.box import LAYERS, Box, BoxLimits, ConfinementError
from autograder.engine.confinement.members import Member, members
from autograder.engine.confinement.probes import SUFFICIENT_SETS, Probe, hides, missing, opened_hidden, probe
from autograder.engine.confinement.shared_folders import may_write_shared_folders, shared_folders
from autograder.engine.confinement.spawn import spawn
from autograder.engine.confinement.sweep import clean, destroy
from autograder.engine.confinement.uid import claim_uid, claim_uid_for
from autograder.engine.confinement.watch import Exceeded, Watch

__all__ = [
    "LAYERS",
    "SUFFICIENT_SETS",
    "Box",
    "BoxLimits",
    "ConfinementError",
    "Exceeded",
    "Member",
    "Probe",
    "Watch",
    "claim_uid",
    "claim_uid_for",
    "clean",
    "destroy",
    "hides",
    "may_write_shared_folders",
    "members",
    "missing",
    "opened_hidden",
    "probe",
    "readable",
    "shared_folders",
    "spawn",
]
