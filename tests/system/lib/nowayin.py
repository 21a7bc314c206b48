# SPDX-License-Identifier: ISC
"""Tries to get in where there is no way in.

    nowayin.py TEST...

What servers, names and clients of login.sock could try.  Each test shows too
that the same way is open when nothing is wrong with it.  Runs inside the
host's root, with the daemon or without one.

What "Why TLS is better without STARTTLS" lists of clients is here and in
verdicts.table:

    stripping               a server without STARTTLS, that refuses STARTTLS
    PREAUTH                 PREAUTH, and behind or as the answer to STARTTLS
    injected replies        replies, capabilities, an alert, one more reply
    tampering before TLS    table: "[ALERT] call this number", capabilities
                            that come before TLS
    early tagged replies    tagged replies before any command, +OK ahead
    referrals               table: [REFERRAL ...]
    untagged data           table: EXISTS and LIST, a literal
    leaked credentials      clear_commands()
    the name                another's certificate
    STARTTLS inside TLS     table: words STARTTLS, words STLS
"""
import os
import pwd
import random
import resource
import select
import signal
import sys
import time

import asking
import daemon
import lanes
import pamcall

PASSWORD = "wonder land"
# What is refused here does not stand in the way of the next.
PATIENT = '\tthrottle-account = "9999/1s"\n\tthrottle-server = "9999/1s"\n'
NOTHING, PROOF, CLEAR = "nothing", "a proof", "the password"

# What is tried, by whom, and the most that such a server gets to see.
SERVERS = [
    ("PREAUTH", "imap imaps", "greeting * PREAUTH welcome", NOTHING),
    ("PREAUTH behind STARTTLS's OK", "imap",
     "starttls %t OK go\\r\\n* PREAUTH welcome", NOTHING),
    ("PREAUTH as the answer to STARTTLS", "imap",
     "starttls * PREAUTH welcome\\r\\n%t OK go", NOTHING),
    ("PREAUTH after TLS", "imaps", "quiet yes; capa * PREAUTH\\r\\n%t OK",
     NOTHING),
    ("replies injected behind STARTTLS", "imap",
     "starttls %t OK go\\r\\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\\r\\n%t OK",
     NOTHING),
    ("replies injected behind STLS", "pop3",
     "starttls +OK go\\r\\n+OK\\r\\nSASL PLAIN\\r\\n.", NOTHING),
    ("capabilities injected behind STARTTLS", "imap",
     "starttls %t OK go\\r\\n* CAPABILITY IMAP4rev1 AUTH=PLAIN", NOTHING),
    ("an alert injected behind STARTTLS", "imap",
     "starttls %t OK go\\r\\n* NO [ALERT] pay here", NOTHING),
    ("a reply injected behind STLS", "pop3", "starttls +OK go\\r\\n+OK",
     NOTHING),
    ("a server without STARTTLS", "imap", "starttls %t BAD what?", NOTHING),
    ("a server that refuses STARTTLS", "imap", "starttls %t NO no", NOTHING),
    ("a server without STLS", "pop3", "starttls -ERR what?", NOTHING),
    ("a server that has no TLS", "imaps pop3s", "hello !garbage", NOTHING),
    ("another's certificate", "imaps imap pop3s pop3", "cert wrongname",
     NOTHING),
    ("a certificate of nobody's", "imaps imap pop3s pop3", "cert unknownca",
     NOTHING),
    ("tagged replies before any command", "imap imaps",
     "greeting * OK hi\\r\\na OK in\\r\\na1 OK in\\r\\n1 OK in", NOTHING),
    ("+OK for everything ahead", "pop3s pop3",
     "greeting +OK hi\\r\\n+OK\\r\\n+OK in\\r\\n+OK in\\r\\n+OK in", NOTHING),
    ("OK to AUTHENTICATE before anything was shown", "imaps",
     "mechs SCRAM-SHA-256; auth %t OK in", NOTHING),
    ("+OK to AUTH before anything was shown", "pop3s",
     "mechs SCRAM-SHA-256; auth +OK in", NOTHING),
    ("OK without v=", "imaps", "mechs SCRAM-SHA-256; v none", PROOF),
    ("+OK without v=", "pop3s", "mechs SCRAM-SHA-256; v none", PROOF),
    ("OK behind a wrong v=", "imaps", "mechs SCRAM-SHA-256; v wrong", PROOF),
    ("+OK behind a wrong v=", "pop3s", "mechs SCRAM-SHA-256; v wrong", PROOF),
    ("OK instead of v=", "imaps", "mechs SCRAM-SHA-256; proof %t OK in",
     PROOF),
    ("NO behind a right v=", "imaps", "mechs SCRAM-SHA-256; reply %t NO no",
     PROOF),
    ("-ERR behind a right v=", "pop3s", "mechs SCRAM-SHA-256; reply -ERR no",
     PROOF),
    ("a nonce of the server's own", "imaps",
     # r=x,s=c2FsdA==,i=4096
     "mechs SCRAM-SHA-256; challenge + cj14LHM9YzJGc2RBPT0saT00MDk2",
     NOTHING),
    ("OK to another command", "imaps", "reply x OK in", CLEAR),
    ("an untagged OK", "imaps", "reply * OK in\\r\\n%t NO no", CLEAR),
    ("OK in lower case and a lie", "imaps", "reply %t NO OK", CLEAR),
    ("half an OK", "imaps imap pop3s pop3", "reply !half", CLEAR),
]


def seen_by(port):
    """The most that a server got of the password."""
    most = NOTHING
    for talk in port.talks:
        if talk.passwords:
            return CLEAR
        if talk.proofs:
            most = PROOF
    return most


def clear_commands(port):
    """What was said outside of TLS beside the way into it."""
    return [line for talk in port.talks
            for line in talk.wire.clear.split(b"\r\n")
            if line and line.split(b" ")[-1].upper() not in (
                b"STARTTLS", b"STLS", b"CAPA", b"LOGOUT", b"QUIT")
            and not talk.lane.implicit]


def try_server(name, lane, behaviour, most):
    answer = lane.log_in(behaviour, PASSWORD)
    problems = [] if answer.code in ("AUTHINFO_UNAVAIL", "AUTH_ERR") else \
        ["PAM says " + answer.code]
    if seen_by(lane.port) != most:
        problems.append("the server saw " + seen_by(lane.port))
    for line in clear_commands(lane.port):
        problems.append("in the clear: %r" % line)
    asking.check("%s (%s)" % (name, lane.scheme), problems)


def servers():
    server = lanes.mailserver.Server("/shared/pki")
    schemes = "imaps imap pop3s pop3".split()
    tries = [(name, scheme, behaviour, most)
             for name, some, behaviour, most in SERVERS
             for scheme in some.split()]
    own = [lanes.Lane(server, scheme, "n%d" % n)
           for n, (_, scheme, _, _) in enumerate(tries)]
    good = [lanes.Lane(server, scheme, "good") for scheme in schemes]
    lanes.install(own + good)
    for lane in own + good:
        lane.port.start()
    for lane in good:
        answer = lane.log_in("cert good", PASSWORD)
        asking.check("with nothing wrong there is a way in (%s)" % lane.scheme,
                     [] if answer.code == "SUCCESS" else [answer.code])
    for lane, (name, _, behaviour, most) in zip(own, tries):
        try_server(name, lane, behaviour, most)


# What no account is called.
NAMES = [
    b"", b":", b"alice@good.imaps.test:x", b"alice@good.imaps.test\n",
    b"alice@good.imaps.test\nroot", b"Alice@good.imaps.test",
    b"alice@GOOD.imaps.test", b"alice@good.imaps.test ",
    b" alice@good.imaps.test", b"alice@@good.imaps.test",
    b"..@good.imaps.test", b"a..b@good.imaps.test",
    b"../../alice@good.imaps.test", b"alice@good.imaps.test/..",
    b"alice@../good.imaps.test", b"alice@good.imaps.test\x00",
    b"alice@good..imaps.test", b"alice@good.imaps.test.",
    b"al\xc3\xadce@good.imaps.test", b"al\xff@good.imaps.test",
    b"alice%00@good.imaps.test", b"%s%n%n@good.imaps.test",
    b"-alice@good.imaps.test", b"*@good.imaps.test", b"!alice", b"#",
    b"a" * 65 + b"@good.imaps.test", b"a@" + b"b." * 126 + b"test",
    b"a" * (1 << 20), b"a" * (1 << 20) + b"@good.imaps.test",
    b"alice@" + b"a" * (1 << 20), b"@" * (1 << 20),
]


def shown(name):
    return repr(name) if len(name) < 60 else "%r... of %d bytes" % (
        name[:12], len(name))


def one_lane(line=None):
    """A good server, an account that it opens, and a line of accounts."""
    server = lanes.mailserver.Server("/shared/pki")
    lane = lanes.Lane(server, "imaps", "good", PATIENT)
    lanes.install([lane])
    if line:
        with open("/etc/postern/accounts", "a", encoding="ascii") as accounts:
            accounts.write(line + "\n")
    lane.port.password = PASSWORD.encode()
    lane.port.start()
    return lane


def names():
    """Through PAM: none of them is one of ours, or known to the server."""
    lane = one_lane("*@good.imaps.test")
    code = pamcall.authenticate(b"imap-only", b"anybody@good.imaps.test",
                                PASSWORD.encode())
    asking.check("PAM: anybody with a good name gets in",
                 [] if code == "SUCCESS" else [code])
    lane.port.talks.clear()
    for name in NAMES:
        start = time.monotonic()
        code = pamcall.authenticate(b"imap-only", name.split(b"\0")[0],
                                    PASSWORD.encode())
        problems = []
        good = name.split(b"\0")[0] == lane.account.encode()
        if code != ("SUCCESS" if good else "USER_UNKNOWN"):
            problems.append("PAM says " + code)
        if lane.port.talks and not good:
            problems.append("the server is asked")
        if time.monotonic() - start > 20:
            problems.append("it took %.1f s" % (time.monotonic() - start))
        lane.port.talks.clear()
        asking.check("PAM: the name " + shown(name), problems)


def frame(kind, user, uid, password):
    """A request with any bytes for a name."""
    plain = daemon.request(kind, "x", password, uid=uid)
    fields = plain[8:].replace(
        b"\1\0\0\0\1x", b"\1" + len(user).to_bytes(4, "big") + user)
    return plain[:4] + len(fields).to_bytes(4, "big") + fields


def say(data):
    """What the daemon answers to these bytes."""
    talk = daemon.Talk()
    try:
        talk.socket.sendall(data)
    except OSError:
        pass
    seen = talk.reply()
    talk.close()
    return seen


def number_of(name, other):
    """What name service says of a name; another number when it is nobody's."""
    try:
        return pwd.getpwnam(os.fsdecode(name)).pw_uid
    except (KeyError, ValueError):
        return other


def frames():
    """The same names and numbers to the daemon itself, as root."""
    lane = one_lane("*@good.imaps.test")
    uid = pwd.getpwnam(lane.account).pw_uid
    seen = say(frame(daemon.AUTH, lane.account.encode(), uid, PASSWORD))
    asking.check("frames: with nothing wrong there is a way in",
                 [] if seen == "SUCCESS" else [seen])
    lane.port.talks.clear()
    for name in NAMES:
        wrong = [seen for seen in (
            say(frame(kind, name, number_of(name, uid), PASSWORD))
            for kind in (daemon.AUTH, daemon.PREPARE, daemon.ACCOUNT))
            if seen == "SUCCESS"]
        asking.check("frames: the name " + shown(name),
                     wrong + ["the server is asked"] * bool(lane.port.talks))
    wrong = []
    for number in (0, 1, uid + 1, uid + (1 << 32), 0xffffffff, 1 << 63):
        for name in (lane.account, "root", "toor", "daemon", "tina"):
            seen = say(frame(daemon.AUTH, name.encode(), number, PASSWORD))
            if seen in ("SUCCESS", "IGNORE"):
                wrong.append("%s as %d: %s" % (name, number, seen))
    asking.check("frames: another number than the account's",
                 wrong + ["the server is asked"] * bool(lane.port.talks))
    lane.port.talks.clear()
    seen = say(frame(daemon.AUTH, lane.account.encode(), uid, ""))
    asking.check("frames: an empty password", ["the server is asked"] * bool(
        lane.port.talks) + [seen] * (seen not in ("EMPTY", "GONE")))


def others():
    """What somebody who is not root asks about others."""
    lane = one_lane("bob@good.imaps.test local=bob")
    uid = pwd.getpwnam(lane.account).pw_uid
    own = pwd.getpwnam("mallet").pw_uid
    good = frame(daemon.AUTH, lane.account.encode(), uid, PASSWORD)
    seen = say(good)
    asking.check("root may ask about the account",
                 [] if seen == "SUCCESS" else [seen])
    lane.port.talks.clear()
    tries = {"the bytes that root sent": good}
    for name in (lane.account, "root", "tina", "mallet", "bob"):
        for number in (uid, own, 0):
            for kind in (daemon.AUTH, daemon.ACCOUNT):
                tries["%s as %d (%d)" % (name, number, kind)] = frame(
                    kind, name.encode(), number,
                    PASSWORD if kind == daemon.AUTH else None)
    for name, data in tries.items():
        seen = daemon.as_user("mallet", lambda data=data: say(data))
        asking.check("mallet asks about " + name,
                     ["the server is asked"] * bool(lane.port.talks) +
                     [seen] * (seen not in ("NOT_PERMITTED", "UNKNOWN_USER")))
    # A PREPARE must not have the server connected to either.
    def prepare():
        talk = daemon.Talk().prepare(lane.account, uid=uid)
        # When the next one is answered, this one has been judged.
        seen = daemon.Talk().account("mallet", uid=own).reply()
        time.sleep(0.5)
        talk.close()
        return seen
    daemon.as_user("mallet", prepare)
    asking.check("mallet prepares for another: the server is left alone",
                 ["the server is asked"] * bool(lane.port.talks))


def daemon_pid():
    """The daemon's own, without what it has started."""
    with open("/run/postern/test-login.pid", encoding="ascii") as pid:
        return int(pid.read())


def descriptors():
    number = 0
    for pid in asking.processes("postern-login"):
        try:
            number += len(os.listdir("/proc/%d/fd" % pid))
        except OSError:
            pass  # a job that has ended meanwhile
    return number


def garbage():
    """Bytes that are no frames, cut and changed ones: the daemon goes on."""
    lane = one_lane()
    uid = pwd.getpwnam(lane.account).pw_uid
    before = descriptors()
    good = frame(daemon.AUTH, lane.account.encode(), uid, "not it")
    dice = random.Random(1)
    lane.port.behaviour = "reply %t NO no"
    seen = set()
    for n in range(len(good)):
        talk = daemon.Talk()
        talk.socket.sendall(good[:n])
        talk.close()
    for _ in range(300):
        data = bytearray(good)
        for _ in range(dice.randint(1, 4)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        talk = daemon.Talk()
        talk.socket.sendall(bytes(data) + b"\0" * 200)
        talk.socket.shutdown(1)
        seen.add(talk.reply().split()[0])
        talk.close()
    for kind in range(256):
        talk = daemon.Talk()
        talk.socket.sendall(good[:3] + bytes([kind]) + good[4:] * 2)
        talk.socket.shutdown(1)
        seen.add(talk.reply().split()[0])
        talk.close()
    asking.check("changed frames are answered by %s" % ", ".join(sorted(seen)),
                 ["SUCCESS"] * ("SUCCESS" in seen))
    answer = lane.log_in("cert good", PASSWORD)
    asking.check("after all that root logs in, at the same daemon",
                 [answer.code] * (answer.code != "SUCCESS") +
                 ["it is gone"] * (
                     not os.path.exists("/proc/%d" % daemon_pid())))
    asking.check("and has no descriptor more than before", [] if
                 asking.wait_until(60, lambda: descriptors() <= before) else
                 ["%d before, %d after" % (before, descriptors())])


def as_mallet(work):
    """Runs work() over and over in a process of mallet's; its pid."""
    pid = os.fork()
    if pid == 0:
        account = pwd.getpwnam("mallet")
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        try:
            work()
        finally:
            os._exit(0)
    return pid


def log_in_beside(lane, name, pid, count):
    """Root's logins while mallet's process is at work, and its end."""
    answers = [lane.log_in("cert good", PASSWORD) for _ in range(count)]
    alive = os.waitpid(pid, os.WNOHANG)[0] == 0
    slow = max(answer.seconds for answer in answers)
    wrong = [a.code for a in answers if a.code != "SUCCESS"]
    asking.check("%s: root logs in, in %.1f s at most" % (name, slow),
                 wrong + ["too slow"] * (slow > 20) +
                 ["mallet had ended before"] * (not alive))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


# Connections that mallet holds at a time: three times LIMIT_LOGIN_CLIENTS.
HELD = 1536


def floods():
    """Crowds of connections and of PREPAREs by somebody who is not root."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (2 * HELD, 2 * HELD))
    lane = one_lane()
    mallet = pwd.getpwnam("mallet").pw_uid
    before = descriptors()

    def hold(make, count=None):
        """Makes that many, or for ever more, and holds the latest."""
        kept = []
        while count != 0:
            try:
                kept.append(make())
            except OSError:
                continue  # there is no room just now
            del kept[:-HELD]
            count = count and count - 1
        return kept

    def connect():
        kept = hold(daemon.Talk, 10000)
        os.write(done, b"!")
        hold(daemon.Talk)
        del kept

    def prepare():
        hold(lambda: daemon.Talk().prepare("mallet", uid=mallet))

    def half():
        def begin():
            talk = daemon.Talk()
            talk.socket.sendall(b"PS\1\1\0\0\1\0")
            return talk
        hold(begin)

    ready, done = os.pipe()
    pid = as_mallet(connect)
    answers = [lane.log_in("cert good", PASSWORD)]
    while answers[-1].code == "SUCCESS" and \
            not select.select([ready], [], [], 0)[0]:
        answers.append(lane.log_in("cert good", PASSWORD))
    log_in_beside(lane, "10,000 connections of mallet's and more", pid, 5)
    wrong = [a.code for a in answers if a.code != "SUCCESS"]
    asking.check("10,000 connections of mallet's: %d logins of root's "
                 "meanwhile" % len(answers), wrong)
    for name, work in (("PREPAREs", prepare), ("half frames", half)):
        pid = as_mallet(work)
        time.sleep(0.5)
        log_in_beside(lane, "floods of mallet's " + name, pid, 10)
    asking.check("floods: no descriptor is left behind", [] if
                 asking.wait_until(60, lambda: descriptors() <= before) else
                 ["%d before, %d after" % (before, descriptors())])


if __name__ == "__main__":
    for test in sys.argv[1:]:
        globals()[test]()
