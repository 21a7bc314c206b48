# SPDX-License-Identifier: ISC
"""faults.py STEP CELLS TARGET...: runs each target undisturbed, and then once
for every STEPth of: a call of it (one of the kind, counted), a fault of that
call.  Prints mailboxes.py's lines; the status is - where the runner was stopped
in the end."""
import os
import pwd
import re
import subprocess
import sys
import time

import cells
import mailboxes

FAULTS = {"kill": "signal=KILL", "EIO": "error=EIO",
          "ENOSPC": "error=ENOSPC", "EINTR": "error=EINTR", "short": ""}
# What must not even repeat a message.
HARMLESS = ("short", "EINTR")
# What a short write may happen to.
WRITES = ("write", "pwrite64", "sendto", "sendmsg", "writev")
SHORT = "/usr/local/bin/short-writes"
ACCOUNT = "mallet"
UID = pwd.getpwnam(ACCOUNT).pw_uid
# A placeholder and what takes its place have one length, so that files and
# frames can be made of those of another case.
BLANK = "case-000000"
CAPTURE = """#!/usr/bin/python3
import os
data = b""
while not data.endswith(b"PS\\1\\4\\0\\0\\0\\0"):
    data += os.read(0, 65536)
open("%s/frames", "wb").write(data)
raise SystemExit(75)
""" % cells.WORK


# Text for a few frames, and for more than one write.
LINES = 3000


def name_of(case):
    return "case-%06d" % case


def disturbed(fault, call, count, account):
    """The words that a program is started by, to run as that account."""
    if fault == "short":
        pw = pwd.getpwnam(account)
        return [SHORT, cells.TRACE, str(pw.pw_uid), str(pw.pw_gid), call,
                str(count)]
    words = ["/usr/bin/strace", "-qq", "-A", "-o", cells.TRACE]
    if fault != "-":
        words += ["-e", "trace=" + call, "-e",
                  "inject=%s:%s:when=%d" % (call, FAULTS[fault], count)]
    return words + (["-u", account] if account == ACCOUNT else [])


def quietly(command, text):
    return subprocess.run(command, input=text, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode


def do_sendmail(case, how):
    ident = name_of(case) + "-b"
    status = quietly([*how, "/usr/sbin/sendmail", *mailboxes.operands(ident)],
                     mailboxes.text_of(ident, LINES))
    wait_queue_put()
    return status, "b", "b" if status == 0 else "-"


def wait_queue_put():
    """One whose sendmail was killed goes on by itself."""
    end = time.monotonic() + 120
    while cells.files("drop/tmp") and time.monotonic() < end:
        if not cells.at_work(cells.PUT):
            break
        time.sleep(0.01)


def do_queue_put(case, how):
    frames = FRAMES.replace(BLANK.encode(), name_of(case).encode())
    status = quietly([*how, cells.PUT], frames)
    return status, "b", "b" if status == 0 else "-"


def put_both(case):
    for part, content in SPOOLED.items():
        stamp = "%016x-%016x" % (time.time_ns() // 1000,
                                 int.from_bytes(os.urandom(8), "big"))
        cells.put(stamp, content.replace(BLANK.encode(),
                                         name_of(case).encode()), UID)


def do_runner(case, how):
    put_both(case)
    cells.wrap_relay([])
    return cells.live([*how, cells.RUNNER, "--foreground"]), "ab", "ab"


def do_relay_send(case, how):
    put_both(case)
    cells.wrap_relay(how)
    return cells.live([cells.RUNNER, "--foreground"]), "ab", "ab"


# What to do, and as whom the program is started.
TARGETS = {"sendmail": (do_sendmail, ACCOUNT),
           "queue-put": (do_queue_put, ACCOUNT),
           "postern-queue": (do_runner, "root"),
           "relay-send": (do_relay_send, "postern-queue")}


def prepare():
    """Takes down what queue-put reads, and what it leaves in the spool."""
    global FRAMES, SPOOLED
    SPOOLED = {}
    as_user = ["setpriv", "--reuid=" + ACCOUNT, "--regid=" + ACCOUNT,
               "--init-groups", "/usr/sbin/sendmail"]
    for part in "ab":
        ident = BLANK + "-" + part
        text = mailboxes.text_of(ident, LINES)
        subprocess.run(as_user + mailboxes.operands(ident), input=text,
                       check=True)
        [path] = cells.files("drop/new")
        with open(path, "rb") as f:
            SPOOLED[part] = f.read()
        os.unlink(path)
    with open(cells.WORK + "/capture", "w") as f:
        f.write(CAPTURE)
    os.chmod(cells.WORK + "/capture", 0o755)
    cells.run("mount", "--bind", cells.WORK + "/capture", cells.PUT)
    quietly(as_user + mailboxes.operands(ident), text)
    cells.run("umount", cells.PUT)
    with open(cells.WORK + "/frames", "rb") as f:
        FRAMES = f.read()


def one(case, target, call="-", count=0, fault="-"):
    """One case; what strace wrote."""
    do, account = TARGETS[target]
    cells.clear()
    status, asked, accepted = do(case, disturbed(fault, call, count, account))
    cells.wait_lock()
    hit = cells.reached()
    bad = cells.keep() + (["hung"] if status == "hung" else [])
    print("case", name_of(case), target, call, count, fault,
          "-" if status is None else status, "reached" if hit else "-", asked,
          accepted, 1 if unharmed(fault, status) else 1 + hit,
          ",".join(bad) or "-", flush=True)
    return cells.text_of(cells.TRACE)


def unharmed(fault, status):
    """Whether it must go on as if nothing were; a crash in libc is one."""
    return fault in HARMLESS and status in (None, 0)


def calls_of(trace):
    """(call, count) for each line, but the execve() that starts it."""
    seen = {}
    out = []
    for call in re.findall(r"^([a-z_0-9]+)\(", trace, re.M):
        seen[call] = seen.get(call, 0) + 1
        if call != "execve":
            out.append((call, seen[call]))
    return out


def cell(body):
    """Runs body in a cell of its own."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            cells.enter()
            prepare()
            body()
            status = 0
        finally:
            sys.stdout.flush()
            os._exit(status)
    return pid


def ended(pids):
    return all([os.waitpid(pid, 0)[1] == 0 for pid in pids])


def undisturbed(targets):
    def body():
        with open(cells.PILE + "/calls", "w") as f:
            for i, target in enumerate(targets):
                for call, count in calls_of(one(i, target)):
                    print(target, call, count, file=f)
    if not ended([cell(body)]):
        raise SystemExit("the undisturbed runs failed")


def jobs(first, step):
    """(case, target, call, count, fault) for every STEPth."""
    with open(cells.PILE + "/calls") as f:
        calls = [line.split() for line in f]
    every = [(target, call, int(count), fault)
             for target, call, count in calls for fault in FAULTS
             if fault != "short" or call in WRITES]
    return [(first + i, *job) for i, job in enumerate(every[::step])]


def main():
    step, workers, targets = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    for place in cells.PLACES:
        os.makedirs("%s/%s" % (cells.PILE, place), exist_ok=True)
    undisturbed(targets)
    todo = jobs(len(targets), step)
    pids = [cell(lambda: [one(*job) for job in todo[i::workers]])
            for i in range(workers)]
    if not ended(pids):
        raise SystemExit("a cell failed")


main()
