# SPDX-License-Identifier: ISC
"""Acts out each case of verdicts.table and compares what came of it.

    verdicts.py TABLE WAY LANE...

WAY is a word for the checks' names: how the module reaches postern-login.  A
lane is a URL scheme, or one with "+offline" behind it, for stored passwords;
lanes work through their cases beside each other.  Runs inside the host's root.
"""
import os
import re
import sys
import threading

import asking

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "wire"))
import mailserver  # noqa: E402

SCHEMES = ["imaps", "imap", "pop3s", "pop3"]
GROUPS = {"ALL": SCHEMES, "IMAP": SCHEMES[:2], "POP3": SCHEMES[2:]}
OFFLINE = "Your mail server cannot be reached; signed in with the stored " \
    "password."
SECTION = """login "%s" {
	server = "%s://fake.example.test:%d"
	ca-file = "/etc/postern/ca.pem"
%s}
"""


class Row:
    """A row of DESIGN.md's table; the cases follow it."""

    def __init__(self, answer):
        self.code, self.level, self.stored = answer.split()


class Case:
    """One server and what has to come of it."""

    def __init__(self, row, line, first):
        columns = [column.strip() for column in line.split(" |")]
        self.row = row
        self.first = first  # of its row
        self.schemes = sum((GROUPS.get(word, [word])
                            for word in columns[0].split()), [])
        self.behaviour, self.log, self.person = columns[1:]
        mailserver.parse(self.behaviour)


def read_table(path):
    cases, row, first = [], None, True
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            word, _, rest = line.rstrip("\n").partition("\t")
            if not line.strip() or line.startswith("#") or word == "row":
                continue
            if word == "answer":
                row, first = Row(rest), True
            else:
                cases.append(Case(row, line, first))
                first = False
    return cases


class Lane:
    """One scheme, with or without stored passwords, and its account."""

    def __init__(self, server, name):
        self.scheme, _, self.offline = name.partition("+")
        self.domain = name.replace("+", ".") + ".test"
        self.account = "alice@" + self.domain
        self.port = server.lane(self.scheme)
        self.tries = 0

    def section(self):
        more = '\toffline = "7d"\n' if self.offline else ""
        return SECTION % (self.domain, self.scheme, self.port.port, more)

    def log_in(self, behaviour, password):
        self.port.behaviour = behaviour
        self.port.password = password.encode()
        return asking.ask(self.account, password.encode())

    def entry(self):
        try:
            with open(os.path.join(asking.STORED, self.account), "rb") as f:
                return f.read()
        except FileNotFoundError:
            return None

    def fresh(self):
        """A password that nothing knows yet."""
        self.tries += 1
        return "word %d" % self.tries

    def store(self):
        """The stored password, by a login."""
        password = self.fresh()
        before = self.entry()
        answer = self.log_in("cert good", password)
        asking.wait_until(10, lambda: self.entry() not in (None, before))
        return password, answer.code == "SUCCESS" and \
            self.entry() not in (None, before)

    def judge(self, case, answer, code, person, log):
        """What was not as the table has it."""
        problems = []
        if answer.code != code:
            problems.append("PAM says %s, not %s" % (answer.code, code))
        if not re.search(person or "^$", answer.person):
            problems.append("the person reads: " + answer.person)
        line = log.wait("login: " + self.account, case.log)
        if not line:
            problems += ["nothing in the log matches " + case.log] + \
                log.lines(self.account)
        elif line.split()[0] != case.row.level:
            problems.append("the level is not %s: %s" %
                            (case.row.level, line))
        return problems

    def online(self, case):
        log = asking.Log()
        answer = self.log_in(case.behaviour, self.fresh())
        problems = self.judge(case, answer, case.row.code, case.person, log)
        if self.entry() is not None:
            problems.append("a password is stored")
        return problems

    def typed(self, case):
        """The stored password is typed."""
        password, stored = self.store()
        if not stored:
            return ["a successful login stores nothing"]
        before, log, kind = self.entry(), asking.Log(), case.row.stored
        answer = self.log_in(case.behaviour, password)
        allowed = kind == "allowed"
        problems = self.judge(
            case, answer, "SUCCESS" if allowed else case.row.code,
            re.escape(OFFLINE) if allowed else case.person, log)
        if kind == "refreshed" and not asking.wait_until(
                10, lambda: self.entry() not in (None, before)):
            problems.append("not stored again")
        if kind == "dropped" and not asking.wait_until(
                10, lambda: self.entry() is None):
            problems.append("not dropped")
        if kind in ("allowed", "never") and self.entry() is None:
            problems.append("the stored password is gone")
        return problems

    def another(self, case):
        """Another password than the stored one."""
        _, stored = self.store()
        if not stored:
            return ["a successful login stores nothing"]
        log = asking.Log()
        answer = self.log_in(case.behaviour, self.fresh())
        problems = self.judge(case, answer, case.row.code, case.person, log)
        if self.entry() is None:
            problems.append("the stored password is gone")
        return problems

    def run(self, cases, way):
        for case in cases:
            if self.scheme not in case.schemes:
                continue
            name = "%s: %s: %s" % (way, self.scheme, case.behaviour)
            if not self.offline:
                asking.check(name, self.online(case))
                continue
            asking.check(name + ": the stored password is " +
                         case.row.stored, self.typed(case))
            if case.first:
                asking.check(name + ": another than the stored one",
                             self.another(case))


def install(lanes):
    with open("/etc/postern/postern.conf", "w", encoding="ascii") as out:
        out.write("".join(lane.section() for lane in lanes))
    with open("/etc/postern/accounts", "w", encoding="ascii") as out:
        out.write("defaults range=2000300000-2147350000 "
                  "home=/home/%d/%u shell=/bin/bash\n")
        out.write("".join(lane.account + "\n" for lane in lanes))


def main():
    cases = read_table(sys.argv[1])
    server = mailserver.Server("/shared/pki")
    lanes = [Lane(server, name) for name in sys.argv[3:]]
    install(lanes)
    threads = [threading.Thread(target=lane.run, args=(cases, sys.argv[2]))
               for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
