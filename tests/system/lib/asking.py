# SPDX-License-Identifier: ISC
"""Asks PAM about logins inside the host's root, and reports what came of it.

For tests that ask often and at the same time.  Each check prints a line as
lib/test.sh's do, which counts them.
"""
import os
import re
import subprocess
import sys
import threading
import time

ANSWER = "/usr/local/bin/pam-answer"
# What goes to syslog, and what a daemon in the foreground writes.
LOGS = ["/var/log/levels", "/var/log/postern-login.log"]
LEVELS = "debug|info|warning|error|alert"
STORED = "/var/lib/postern/login"
printing = threading.Lock()


def check(name, problems):
    """Prints one check; problems is a list of what was not as expected."""
    with printing:
        print("%s - %s" % ("NOT OK" if problems else "ok", name))
        for problem in problems:
            print("    | " + problem)
        sys.stdout.flush()


class Answer:
    """What PAM said of a login."""

    def __init__(self, code, lines, seconds):
        self.code = code
        self.person = "\n".join(line[len("message: "):] for line in lines
                                if line.startswith("message: "))
        self.seconds = seconds


def ask(user, password, service="imap-only", timeout=120, prefix=()):
    """Authenticates; the code is TIMEOUT when PAM did not return."""
    start = time.monotonic()
    try:
        done = subprocess.run(
            [*prefix, ANSWER, service, user], input=password,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=timeout, check=False)
        lines = done.stdout.decode("utf-8", "replace").splitlines()
    except subprocess.TimeoutExpired:
        lines = ["TIMEOUT"]
    return Answer(lines[-1] if lines else "NOTHING", lines,
                  time.monotonic() - start)


class Log:
    """The host's log from now on, lines that speak of one login."""

    def __init__(self):
        self.at = {path: os.path.getsize(path) for path in LOGS
                   if os.path.exists(path)}

    def lines(self, about):
        found = []
        for path in filter(os.path.exists, LOGS):
            with open(path, encoding="utf-8", errors="replace") as log:
                log.seek(self.at.get(path, 0))
                found += [line.rstrip("\n") for line in log if about in line]
        return found

    @staticmethod
    def level(line):
        """The level of a line, in the words of sys/log.c."""
        return re.search(r"\b(%s)\b" % LEVELS, line).group(1)

    def wait(self, about, pattern, seconds=60):
        """The first line that matches, or None when none comes."""
        end = time.monotonic() + seconds
        while True:
            for line in self.lines(about):
                if re.search(pattern, line):
                    return line
            if time.monotonic() > end:
                return None
            time.sleep(0.02)


def wait_until(seconds, what):
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def processes(name):
    """The pids of the processes whose program has this name."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/comm" % pid, encoding="ascii") as comm:
                if comm.read().strip() == name[:15]:
                    found.append(int(pid))
        except OSError:
            pass
    return found
