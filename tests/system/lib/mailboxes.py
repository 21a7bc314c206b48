# SPDX-License-Identifier: ISC
"""mailboxes.py CASES <ARCHIVE: what became of messages, by the mailboxes as an
archive of tar.  A line of CASES is "case", a message's id, what was done
(target, call, count, fault), status, whether it was reached, the parts of it
that were handed in, those that were accepted, how often each may arrive at
most, and what should not be ("-": nothing).  Prints what is wrong, and sums."""
import re
import sys
import tarfile

LINE = "a line of text\n"
# By part: which mailbox it goes to; reports are about b, and go to a's.
BOXES = {"a": "carol@example.test", "b": "many@example.net"}


def text_of(ident, lines):
    """The message with that id; nothing of it is for sendmail to mend."""
    return ("Date: x\nFrom: a@b\nMessage-ID: <c>\nSubject: %s\n\n%send of %s "
            "after %d\n" % (ident, LINE * lines, ident, lines)).encode()


def operands(ident):
    """For sendmail: an alias, or one that takes it and one that does not."""
    return ["root"] if ident.endswith("a") else \
        ["-V", ident, "-f", BOXES["a"], BOXES["b"], "refused@example.test"]


def whole(ident, text):
    end = re.search(r"^end of %s after (\d+)\r?\n\Z" % ident, text, re.M)
    return end and len(re.findall("^a line of text\r?$", text, re.M)) == \
        int(end.group(1))


def read_mail():
    """(id, "text" or "report") -> how often it is there; ids of damaged."""
    counts = {}
    damaged = []
    with tarfile.open(fileobj=sys.stdin.buffer, mode="r|*") as tar:
        for member in tar:
            if not member.isfile() or "/new/" not in member.name:
                continue
            text = tar.extractfile(member).read().decode(errors="replace")
            found = re.search(r"^Subject: (case-\d+-[ab])\r?$", text, re.M)
            report = re.search(r"^Original-Envelope-Id: (\S+)", text, re.M)
            if found is None and report is None:
                continue
            ident = (report or found).group(1)
            box = BOXES["a" if report else ident[-1]]
            if not report and not whole(ident, text):
                damaged.append(ident)
            if "/%s/" % box in "/" + member.name:
                key = ident, "report" if report else "text"
                counts[key] = counts.get(key, 0) + 1
    return counts, damaged


def wanted(asked, accepted):
    """What a case may bring: part and kind, and whether that is owed."""
    for part in asked:
        yield part, "text", part in accepted
    if "b" in asked:
        yield "b", "report", "b" in accepted


def main():
    counts, damaged = read_mail()
    sums = {}
    for line in open(sys.argv[1]):
        _, ident, *what, hit, asked, accepted, most, bad = line.split()
        s = sums.setdefault((what[0], what[3]), [0] * 6)
        s[0] += 1
        s[1] += hit == "reached"
        if bad != "-":
            print("wrong", bad, ident, *what)
        for part, kind, owed in wanted(asked, accepted):
            n = counts.get((ident + "-" + part, kind), 0)
            s[2] += owed
            s[3] += n
            s[4] += max(n - 1, 0)
            s[5] += n > 0 and not owed
            if owed and n == 0:
                print("lost", part, kind, ident, *what)
            if n > int(most):
                print("repeated", n, part, kind, ident, *what)
    for ident in damaged:
        print("damaged", ident)
    for key, s in sorted(sums.items()):
        print("sum %-14s %-7s cases %5d reached %4d owed %5d arrived %5d "
              "repeated %4d unasked %4d" % (*key, *s))


if __name__ == "__main__":
    main()
