# SPDX-License-Identifier: ISC
"""Starts queue-put, which is setgid, as oddly as its caller can.

    setgid.py TEST...

Runs as root inside the host's root, without a runner, and starts queue-put as
mallet.  Whatever is done to it, it says 0 for a whole message that is accepted
as mallet's, and else nothing is there.
"""
import os
import pwd
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time

from asking import check
from submit_frames import DATA, TEXT, WHOLE, frame, message

PUT = "/usr/libexec/postern/queue-put"
DROP = "/var/spool/postern/drop"
MALLET = pwd.getpwnam("mallet")
LARGE = message(text=b"x" * 60000 + b"\n")
BEGUN = WHOLE[:-8] + frame(DATA, (TEXT, b"x"))


def lies(place):
    return sorted(name for name in os.listdir(os.path.join(DROP, place))
                  if not name.startswith("."))


def become_mallet():
    os.initgroups("mallet", MALLET.pw_gid)
    os.setresgid(*[MALLET.pw_gid] * 3)
    os.setresuid(*[MALLET.pw_uid] * 3)


def start(before=lambda: None, words=(PUT,), **more):
    """Starts it as mallet, who does something before."""
    def prepare():
        become_mallet()
        before()
    return subprocess.Popen(list(words), preexec_fn=prepare, **more)


def put(before=lambda: None, frames=WHOLE, words=(PUT,), **more):
    """Has it take these frames; its exit status."""
    with tempfile.TemporaryFile() as file:
        file.write(frames)
        file.seek(0)
        with start(before, words, stdin=more.pop("stdin", file),
                   stdout=more.pop("stdout", subprocess.DEVNULL),
                   stderr=subprocess.DEVNULL, **more) as one:
            return one.wait(120)


def whole(name):
    """What is wrong with an accepted message."""
    path = os.path.join(DROP, "new", name)
    with open(path, "rb") as file:
        head, _, text = file.read().partition(b"\nend 0:\n")
    size = [line for line in head.split(b"\n") if line.startswith(b"size ")]
    st = os.stat(path)
    return [problem for problem in (
        size != [b"size 20:%020d" % len(text)] and "%s, %d bytes" % (
            size, len(text)),
        st.st_uid != MALLET.pw_uid and "its owner is %d" % st.st_uid,
        st.st_mode & 0o7777 != 0o640 and "mode %o" % st.st_mode) if problem]


def judge(name, status, may=(0,), left_by_kill=False):
    """One run has ended so: as it may, and the spool says the same."""
    new = lies("new")
    problems = [problem for one in new for problem in whole(one)]
    if status not in may:
        problems.append("exit %d" % status)
    if len(new) != (status == 0):
        problems.append("exit %d, and there are %s" % (status, new))
    if not left_by_kill:
        problems += ["left: " + one for one in lies("tmp")]
    check(name, problems)
    for place in "new", "tmp":
        for one in lies(place):
            os.unlink(os.path.join(DROP, place, one))


KILLED = (-signal.SIGKILL, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGABRT,
          127)
FAILS = (0, 70, 71, 75)


def limits():
    """Limits of the caller's, from none to almost enough."""
    for name, values, may in (
            ("NOFILE", range(11), FAILS + KILLED),
            ("FSIZE", (0, 1, 100, 200, 50000, 70000), FAILS),
            ("AS", (1 << 20, 3 << 20, 4 << 20, 6 << 20), FAILS + KILLED),
            ("DATA", (0, 1 << 16, 1 << 18), FAILS + KILLED),
            ("STACK", (1 << 14, 1 << 16), FAILS + KILLED),
            ("NPROC", (0, 1), FAILS), ("CPU", (0,), FAILS + KILLED),
            ("MEMLOCK", (0,), (0,)), ("SIGPENDING", (0,), (0,)),
            ("CORE", (resource.RLIM_INFINITY,), (0,))):
        number = getattr(resource, "RLIMIT_" + name)
        for value in values:
            def before():
                resource.setrlimit(number, (value, value))
            try:
                status = put(before, LARGE)
            except (subprocess.SubprocessError, OSError):
                continue  # too little to start anything at all
            judge("with %s=%d" % (name, value), status, may,
                  left_by_kill=status < 0)


def descriptors():
    """Each of the first three closed, or something that it is not."""
    for mask in range(8):
        def before():
            for fd in range(3):
                if mask & 1 << fd:
                    os.close(fd)
        judge("without descriptors %s" % [fd for fd in range(3)
                                          if mask & 1 << fd],
              put(before), (75,) if mask & 1 else (0,))
    with open("/dev/full", "wb") as full:
        judge("an answer that nobody can take", put(stdout=full))
    with open("/etc/passwd", "rb") as unwritable:
        judge("an answer into what is open for reading", put(stdout=unwritable))
    directory = os.open("/tmp", os.O_RDONLY | os.O_DIRECTORY)
    judge("a directory for a message", put(stdin=directory), (71, 75))
    os.close(directory)
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    with ours, theirs:
        ours.sendall(WHOLE)
        judge("a socket, whose other end is root's", put(stdin=theirs))


def signals():
    """Every signal, in the middle of a message."""
    deadly = {signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL,
              signal.SIGFPE, signal.SIGABRT, signal.SIGTRAP, signal.SIGSYS}
    others = set(range(1, 65)) - {32, 33} - deadly - {
        signal.SIGSTOP, signal.SIGCHLD, signal.SIGCONT}
    with start(stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as one:
        one.stdin.write(WHOLE[:-8])
        one.stdin.flush()
        wait_begun()
        for number in sorted(others):
            one.send_signal(number)
        one.send_signal(signal.SIGSTOP)
        one.send_signal(signal.SIGCONT)
        one.stdin.write(WHOLE[-8:])
        one.stdin.close()
        judge("signals do not stop it half-way", one.wait(120))
    for number in sorted(deadly):
        with start(stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as one:
            one.stdin.write(BEGUN)
            one.stdin.flush()
            wait_begun()
            one.send_signal(number)
            judge("%s accepts nothing" % signal.Signals(number).name,
                  one.wait(120), (-number,), left_by_kill=True)
    check("nobody has a picture of its memory", [
        name for name in os.listdir("/") + os.listdir("/tmp")
        if name.startswith("core")])


def wait_begun():
    end = time.monotonic() + 60
    while not lies("tmp") and time.monotonic() < end:
        time.sleep(0.02)


# What programs and libraries that trust their caller read or write by.
ENVIRONMENT = {
    "LD_PRELOAD": "/tmp/evil.so", "LD_AUDIT": "/tmp/evil.so",
    "LD_LIBRARY_PATH": "/tmp", "LD_DEBUG": "all", "LD_PROFILE": "libc.so.6",
    "LD_DEBUG_OUTPUT": "/tmp/evil-out", "LD_PROFILE_OUTPUT": "/tmp",
    "MALLOC_TRACE": "/tmp/evil-out", "GCONV_PATH": "/tmp", "NLSPATH": "/tmp/%N",
    "LOCPATH": "/tmp", "TZDIR": "/tmp", "TZ": ":/tmp/evil", "TMPDIR": "/tmp",
    "HOSTALIASES": "/tmp/evil", "RES_OPTIONS": "debug", "LANGUAGE": "../tmp",
    "GLIBC_TUNABLES": "glibc.malloc.check=3", "IFS": "x", "PATH": "/tmp",
    "LISTEN_FDS": "1", "LISTEN_PID": "1", "NOTIFY_SOCKET": "/tmp/evil",
    "X": "y" * 100000,
}


def put_with_timers():
    """Alarms in the middle of a message; again, with the first one later, when
    it came before queue-put did, whose caller it ended."""
    for tries in range(1, 101):
        first = 0.02 * tries

        def before():
            signal.setitimer(signal.ITIMER_REAL, first, 0.001)
        with start(before, stdin=subprocess.PIPE, bufsize=0,
                   stdout=subprocess.DEVNULL) as one:
            try:
                one.stdin.write(WHOLE[:-8])
                time.sleep(first + 0.02)
                one.stdin.write(WHOLE[-8:])
            except BrokenPipeError:
                pass
            one.stdin.close()
            status = one.wait(120)
        if status != -signal.SIGALRM:
            break
    return status


def places():
    """Where it is started, as what, and with what around it."""
    gone = tempfile.mkdtemp()
    os.chmod(gone, 0o777)
    before = set(os.listdir("/tmp"))

    def into():
        os.chdir(gone)
    status = put(into)
    judge("from a directory of its caller's", status)
    done = subprocess.run(
        ["setpriv", "--reuid=mallet", "--regid=mallet", "--init-groups", "sh",
         "-c", 'd=$(mktemp -d); cd "$d"; rmdir "$d"; exec %s' % PUT],
        input=WHOLE, stdout=subprocess.DEVNULL, check=False)
    judge("from a directory that is gone", done.returncode)
    os.rmdir(gone)
    judge("with an environment to trust", put(env=ENVIRONMENT))
    made = set(os.listdir("/tmp")) - before
    check("nothing is written by the environment's leave", [
        name for name in made if "evil" in name or "profile" in name])
    judge("with another name", put(words=["../../etc/shadow"],
                                   executable=PUT))
    judge("with options", put(words=[PUT, "-C", "/etc/shadow", "--", "x" * 1000]))
    judge("with timers that run", put_with_timers())
    judge("with all signals blocked", put(lambda: signal.pthread_sigmask(
        signal.SIG_BLOCK, range(1, 32))))

    def mask():
        os.umask(0o777)
    judge("with a mask of its caller's", put(mask))


def table():
    """Nobody can start anything any more: sendmail does not lie."""
    def before():
        resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
    status = put(before, b"Subject: s\n\nx\n",
                 ("/usr/sbin/sendmail", "carol@example.test"))
    judge("sendmail in a full process table", status, (71, 75))
    judge("queue-put in a full process table", put(before))


TESTS = {test.__name__: test for test in (
    limits, descriptors, signals, places, table)}

for word in sys.argv[1:]:
    TESTS[word]()
