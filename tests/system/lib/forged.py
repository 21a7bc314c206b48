#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Asks for names while the registry's owner is somebody hostile.

    forged.py registry      plants one forged registry after the other, as
                            postern-login, and asks NSS and PAM about it
    forged.py names         asks for names that are none

Run as root in the host.  A line is printed for each thing that must not be:
a number 0, below or outside the range, another's name or number, a home
directory that holds more than a path, a login that is permitted.  The last
line says how many questions were asked.
"""
import ctypes
import grp
import os
import pwd
import shutil
import sys

USERS = "/var/lib/postern/users"
FIRST, LAST = 2000300000, 2147350000
EVIL = "evil@example.org"
GOOD = "dave@example.org"
A, B = 2000300100, 2000300200


def local(path):
    """Names and numbers of /etc/passwd or /etc/group, read as they are."""
    with open(path) as f:
        fields = [line.split(":") for line in f]
    return {field[0]: int(field[2]) for field in fields if len(field) > 2}


USERS_HERE, GROUPS_HERE = local("/etc/passwd"), local("/etc/group")
LOCAL = {name: USERS_HERE[name] for name in ("root", "tina", "daemon")}
# Fits the longest record and its links; a target holds less than 4096 bytes.
LONG = "x" * 4000

asked = 0
bad = []


def complain(case, text):
    bad.append("%s: %s" % (case, text))


def lookup(function, key):
    """What NSS answers; None for nothing."""
    global asked
    asked += 1
    try:
        return function(key)
    except (KeyError, ValueError, OverflowError):
        return None


def check_user(case, entry, key):
    """An entry must be a local one, or ours and all that was asked for."""
    if entry is None:
        return
    if USERS_HERE.get(entry.pw_name) == entry.pw_uid:
        return
    mine = (FIRST <= entry.pw_uid <= LAST and entry.pw_gid == entry.pw_uid
            and "@" in entry.pw_name and entry.pw_name == entry.pw_name.lower()
            and entry.pw_dir.startswith("/")
            and entry.pw_shell.startswith("/")
            and not any(c in entry.pw_dir + entry.pw_shell + entry.pw_name
                        for c in ":\n\0")
            and key in (entry.pw_name, entry.pw_uid))
    if not mine:
        complain(case, "asked for %r: %r" % (key, tuple(entry)))
        return
    for back in (lookup(pwd.getpwnam, entry.pw_name),
                 lookup(pwd.getpwuid, entry.pw_uid)):
        if back is None or (back.pw_name, back.pw_uid) != (
                entry.pw_name, entry.pw_uid):
            # A computed account has no number before it is registered.
            if back is None and not os.path.lexists(
                    "%s/by-uid/%d" % (USERS, entry.pw_uid)):
                continue
            complain(case, "%r is %r elsewhere" % (tuple(entry), back))


def check_group(case, entry, key):
    if entry is None or GROUPS_HERE.get(entry.gr_name) == entry.gr_gid:
        return
    if not (FIRST <= entry.gr_gid <= LAST and not entry.gr_mem
            and key in (entry.gr_name, entry.gr_gid)):
        complain(case, "asked for %r: %r" % (key, tuple(entry)))


def ask_all(case, names, numbers):
    for name in names:
        check_user(case, lookup(pwd.getpwnam, name), name)
        check_group(case, lookup(grp.getgrnam, name), name)
        groups = os.getgrouplist(name, 65534)
        if any(g < 1000 for g in groups):
            complain(case, "%s is in the groups %r" % (name, groups))
    for number in numbers:
        check_user(case, lookup(pwd.getpwuid, number), number)
        check_group(case, lookup(grp.getgrgid, number), number)
    for entry in pwd.getpwall():
        if "@" in entry.pw_name or entry.pw_uid >= FIRST:
            check_user(case, entry, entry.pw_name)
    for name, uid in LOCAL.items():
        if pwd.getpwnam(name).pw_uid != uid or pwd.getpwuid(uid)[0] != name:
            complain(case, "%s is somebody else" % name)


# The PAM client: just enough of it to ask the account phase.
pam = ctypes.CDLL("libpam.so.0")
CONVERSE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p,
                            ctypes.c_void_p, ctypes.c_void_p)


class Conversation(ctypes.Structure):
    _fields_ = [("converse", CONVERSE), ("data", ctypes.c_void_p)]


def refuse(count, messages, responses, data):
    return 19  # PAM_CONV_ERR


def ask_pam(name, phases=("pam_acct_mgmt",)):
    """Whether any of the phases says yes; nobody answers a prompt."""
    global asked
    conversation = Conversation(CONVERSE(refuse), None)
    handle = ctypes.c_void_p()
    asked += 1
    if pam.pam_start(b"imap-only", name, ctypes.byref(conversation),
                     ctypes.byref(handle)) != 0:
        return False
    said = [getattr(pam, phase)(handle, 0) for phase in phases]
    pam.pam_end(handle, 0)
    return 0 in said


def plant(links):
    """Makes the registry anew, written by its owner."""
    for path in (USERS + "/by-uid", USERS + "/by-name"):
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.unlink(path)
    owner = pwd.getpwnam("postern-login")
    pid = os.fork()
    if pid == 0:
        os.setgroups([])
        os.setresgid(owner.pw_gid, owner.pw_gid, owner.pw_gid)
        os.setresuid(owner.pw_uid, owner.pw_uid, owner.pw_uid)
        os.mkdir(USERS + "/by-uid")
        os.mkdir(USERS + "/by-name")
        for path, target in links:
            make(USERS + "/" + path, target)
        os._exit(0)
    if os.waitpid(pid, 0)[1] != 0:
        complain(repr(links), "could not be planted")


def make(path, target):
    if callable(target):
        target(path)
    else:
        os.symlink(target, path)


def record(number, home="/home/e", shell="/bin/sh"):
    return "%s:%s:%s" % (number, home, shell)


def both(number, name=EVIL, text=None, key=None):
    """Links that name each other, with this number."""
    return [("by-uid/%s" % (key if key is not None else number), name),
            ("by-name/" + name, record(number if text is None else text))]


def replaced_by(what):
    """by-name itself is something else."""
    def swap(path):
        os.rmdir(os.path.dirname(path))
        what(os.path.dirname(path))
    return [("by-name/x", swap)]


def big_file(path):
    with open(path, "w") as f:
        f.truncate(1 << 40)


def cases():
    for n in (0, 1, 999, 1000, LOCAL["tina"], 60001, 61184, 65534, 65535,
              FIRST - 1, LAST + 1, 2147483647, 2147483648, 4294967294,
              4294967295, 4294967296, 1 << 64):
        yield "number %d" % n, both(n)
    for text in ("", "-1", "+5", " %d" % A, "%d " % A, "0x7739", "%dx" % A,
                 "00000000000000000", "0%d" % A, "%d\n" % A, "1e9"):
        yield "number %r" % text, both(A, text=text)
    yield "no leading zero in the key", both(A, key="0%d" % A)
    for name in ("root", "tina", "..", ".", "a:b@example.org", "A@example.org",
                 "a@b", "x\ny@example.org", "../../../etc/passwd", LONG[:250],
                 "a..b@example.org"):
        yield "%r has a number" % name, [("by-uid/%d" % A, name)] + (
            [("by-name/" + name, record(A))]
            if "/" not in name and name not in (".", "..") else [])
    yield "another's number", both(A, GOOD) + [
        ("by-name/" + EVIL, record(A))]
    yield "two names for a number", [
        ("by-uid/%d" % A, EVIL), ("by-name/" + EVIL, record(A)),
        ("by-name/" + GOOD, record(A))]
    yield "two numbers for a name", both(A) + [("by-uid/%d" % B, EVIL)]
    for home in ("", "relative", "/x:0:0::/root", "/x\nroot::0:0::/:/bin/sh",
                 "/" + LONG, "/\x7f", "/\x01"):
        yield "home %.20r" % home, [("by-uid/%d" % A, EVIL),
                                    ("by-name/" + EVIL, record(A, home))]
    for shell in ("", "sh", "/bin/sh\n", "/bin/sh:x", "/" + LONG[:2000]):
        yield "shell %.20r" % shell, [
            ("by-uid/%d" % A, EVIL),
            ("by-name/" + EVIL, record(A, "/home/e", shell))]
    for text in ("", ":", "::", "%d" % A, "%d:/h" % A, LONG, "loop"):
        if text:
            yield "record %.20r" % text, [("by-uid/%d" % A, EVIL),
                                          ("by-name/" + EVIL, text)]
    yield "loops", [("by-name/" + EVIL, EVIL), ("by-uid/%d" % A, "%d" % A)]
    for what, of in (("a FIFO", os.mkfifo), ("a directory", os.mkdir),
                     ("a file of 1 TiB", big_file)):
        yield what + " for a record", [("by-uid/%d" % A, EVIL),
                                       ("by-name/" + EVIL, of)]
        yield what + " for a number", [("by-uid/%d" % A, of),
                                       ("by-name/" + EVIL, record(A))]
        yield what + " for by-name", replaced_by(of)
    yield "by-name is a loop", replaced_by(
        lambda path: os.symlink("by-name", path))
    yield "by-name is /etc", replaced_by(
        lambda path: os.symlink("/etc", path))


def registry():
    honest = both(A)
    plant(honest)
    ask_all("honest", [EVIL], [A])
    if lookup(pwd.getpwnam, EVIL) is None or lookup(pwd.getpwuid, A) is None:
        complain("honest", "not found")
    if not ask_pam(EVIL.encode()):
        complain("honest", "the account phase refuses it")
    numbers = [0, 1, 999, 1000, A, B, FIRST - 1, LAST + 1, 2147483647,
               4294967294] + list(LOCAL.values())
    for case, links in cases():
        plant(links)
        ask_all(case, [EVIL, GOOD, "root", "tina"], numbers)
        evil = lookup(pwd.getpwnam, EVIL)
        if ask_pam(EVIL.encode()) and not (
                evil is not None and lookup(pwd.getpwuid, evil.pw_uid)):
            complain(case, "the account phase permits it")
        if any(ask_pam(name.encode()) for name in LOCAL):
            complain(case, "the account phase permits a local user")
    plant([])


NAMES = ["", "@", "a", "a@", "@example.org", "a@b", "a@@example.org",
         "a:b@example.org", "a@example.org:x", "a\nb@example.org",
         "a@example.org\n", "a@example.org\nroot", "..@example.org",
         "a..b@example.org", ".a@example.org", "a/../b@example.org",
         "../../../../etc/passwd", "A@example.org", "a@Example.org",
         "Dave@example.org", "dave@EXAMPLE.ORG", " dave@example.org",
         "dave@example.org ", "dave@example.org.", "dave@example..org",
         "dave@-example.org", "d%s@example.org", "*@example.org",
         "!dave@example.org", "dave+\x01@example.org", "d\xe4ve@example.org",
         "-@example.org", "x" * 65 + "@example.org",
         "x" * (1 << 20) + "@example.org", "x@" + "y" * (1 << 20),
         "x@" + "y." * (1 << 19) + "org", "@" * (1 << 20)]


def names():
    for name in NAMES:
        if lookup(pwd.getpwnam, name) or lookup(grp.getgrnam, name):
            complain("%.40r" % name, "NSS knows it")
        raw = name.encode("latin-1")
        if ask_pam(raw, ("pam_authenticate", "pam_acct_mgmt",
                         "pam_chauthtok")):
            complain("%.40r" % name, "PAM lets it in")


def main():
    {"registry": registry, "names": names}[sys.argv[1]]()
    for line in bad:
        print(line)
    print("%d questions" % asked)


main()
