"""The filter of system calls: what a submission has no use for is refused by the kernel, which is where bugs are.

libseccomp (Debian and Ubuntu: libseccomp2) makes it and puts it on all threads of this process for good; processes that
are started later have it too. A worker does it itself, so that one that is forked has it as well. The filter refuses
calls that look into other processes, make namespaces or file systems, reach keyrings, talk to the kernel or the host by
sockets other than those of files and of the internet (of which the sandbox has none), or load programs into the kernel.
"""

import ctypes
import errno
from collections.abc import Sequence

REFUSED = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp"),
    *("add_key", "request_key", "keyctl"),
    *("shmget", "msgget", "semget"),  # what lies in them is counted nowhere
    *("unshare", "setns", "chroot", "pivot_root", "mount", "umount", "umount2", "mount_setattr"),
    *("open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("bpf", "userfaultfd", "perf_event_open", "fanotify_init", "open_by_handle_at", "name_to_handle_at"),
    *("kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot"),
    *("swapon", "swapoff", "acct", "quotactl", "syslog", "iopl", "ioperm", "lookup_dcookie", "memfd_secret"),
)
NAMESPACES = (0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)  # <linux/sched.h>
FAMILIES = 46  # of sockets, <linux/socket.h>; of these unix, IPv4 and IPv6 are left
KEPT_FAMILIES = (1, 2, 10)
SET_DUMPABLE = 4  # <linux/prctl.h>; a process that is not can hide what it has open
TYPES_FOR_OTHERS = (0x5412, 0x541C)  # ioctls that put text into a terminal: TIOCSTI, TIOCLINUX
LOW = 0xFFFFFFFF  # the kernel looks at 32 bits of an argument that is an int; the others may be anything
# <seccomp.h>
ALLOW, REFUSE, MASKED_EQUAL = 0x7FFF0000, 0x00050000, 7
SYNCHRONISE_THREADS, SPECULATE = 4, 7  # attributes; without the second, older kernels slow the process down


class _Comparison(ctypes.Structure):
    """A condition on one argument of a call: that `argument & mask == value`."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


def filter_calls() -> int:
    """Have the kernel refuse the calls from now on; returns how many rules it got, 0 where there is no libseccomp."""
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return 0
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(ALLOW))
    added = sum(_refuse(library, rules, name) for name in REFUSED)
    added += sum(_refuse(library, rules, "clone", (0, flag, flag)) for flag in NAMESPACES)
    added += _refuse(library, rules, "clone3", error=errno.ENOSYS)  # its flags cannot be seen; libc then takes clone
    others = [family for family in range(FAMILIES) if family not in KEPT_FAMILIES]
    added += sum(_refuse(library, rules, "socket", (0, LOW, family)) for family in others)
    added += sum(_refuse(library, rules, "ioctl", (1, LOW, request)) for request in TYPES_FOR_OTHERS)
    added += _refuse(library, rules, "prctl", (0, LOW, SET_DUMPABLE))
    for attribute in (SYNCHRONISE_THREADS, SPECULATE):
        library.seccomp_attr_set(rules, attribute, 1)
    loaded = library.seccomp_load(rules) == 0
    library.seccomp_release(rules)
    return added if loaded else 0


def _refuse(
    library: ctypes.CDLL, rules: ctypes.c_void_p, name: str, condition: Sequence[int] = (), error: int = errno.EPERM
) -> bool:
    """Add a rule; a call that this processor or this libseccomp does not have needs none."""
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number < 0:
        return False
    if not condition:
        return bool(library.seccomp_rule_add_array(rules, REFUSE | error, number, 0, None) == 0)
    argument, mask, value = condition
    compared = _Comparison(argument, MASKED_EQUAL, mask, value)
    return bool(library.seccomp_rule_add_array(rules, REFUSE | error, number, 1, ctypes.byref(compared)) == 0)
