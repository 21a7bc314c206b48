# SPDX-License-Identifier: ISC
"""callers_replay.py CALLERS OUT: calls sendmail as each of the programs in
this folder was seen to, while nobody sends; writes what came of it as JSON."""

import json
import os
import pwd
import socket
import subprocess
import sys

NEW = "/var/spool/postern/drop/new"
SOCKET = "/run/postern/queue.sock"


def stand_in():
    """Somebody at the runner's socket, or root's sendmail would start one."""
    if os.path.exists(SOCKET):
        os.unlink(SOCKET)
    s = socket.socket(socket.AF_UNIX)
    s.bind(SOCKET)
    os.chmod(SOCKET, 0o666)
    s.listen(1000)
    return s


def users(folder):
    """Name of a caller to its user's."""
    with open(os.path.join(folder, "users")) as f:
        return dict(line.split() for line in f if line[0] != "#")


def call(argv, text, user):
    """Exit status and standard error."""
    p = pwd.getpwnam(user)
    done = subprocess.run(
        argv, stdin=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        cwd="/", env={"PATH": "/usr/bin:/bin", "HOME": p.pw_dir,
                      "LOGNAME": user, "USER": user},
        user=p.pw_uid, group=p.pw_gid, extra_groups=[], timeout=60)
    return done.returncode, done.stdout.decode(errors="replace")


def envelope(name):
    """Sender and recipients of a message that waits."""
    with open(os.path.join(NEW, name), "rb") as f:
        lines = f.read().split(b"\n")
    field = {b"sender": [], b"recipient": []}
    for line in lines:
        tag, _, rest = line.partition(b" ")
        if tag in field:
            field[tag].append(rest.partition(b":")[2].decode())
        if tag == b"END":
            break
    return field[b"sender"], field[b"recipient"]


def main(folder, out):
    who = users(folder)
    stand_in_socket = stand_in()
    seen = {}
    for name in sorted(n[:-5] for n in os.listdir(folder)
                       if n.endswith(".argv")):
        before = set(os.listdir(NEW))
        path = os.path.join(folder, name)
        with open(path + ".argv") as f:
            argv = f.read().splitlines()
        with open(path + ".stdin", "rb") as text:
            status, said = call(argv, text, who.get(name, "root"))
        files = sorted(set(os.listdir(NEW)) - before)
        seen[name] = {"status": status, "said": said, "ids": files,
                      "user": who.get(name, "root")}
        if len(files) == 1:
            seen[name]["sender"], seen[name]["to"] = envelope(files[0])
    stand_in_socket.close()
    os.unlink(SOCKET)
    with open(out, "w") as f:
        json.dump(seen, f, indent=1)


main(*sys.argv[1:])
