# SPDX-License-Identifier: ISC
"""Reads from the sources what no table hands out: strings and numbers."""

import glob
import re

FOLDERS = ('libcore', 'pam_imap', 'nss_imap', 'sendmail-shim', 'admin')
STRING = r'"(?:[^"\\\n]|\\.)*"'
# Between two strings that C makes one of: blanks, and names as PRIu64.
BETWEEN = r'(?:\s|\b(?:PRI[a-z0-9]+|[A-Z_]+)\b)*'
FORMAT = r'%[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|z|j)?[a-zA-Z]'
CHARS = {'n': '\n', 't': '\t', 'r': '\r', '0': '\0'}


def unescape(string):
    return re.sub(r'\\(.)', lambda m: CHARS.get(m.group(1), m.group(1)),
                  string)


class Sources:
    def __init__(self, top):
        self.top = top
        self.text = {}
        for folder in FOLDERS:
            for path in glob.glob('%s/%s/**/*.[ch]' % (top, folder),
                                  recursive=True):
                with open(path, encoding='utf-8') as f:
                    text = f.read()
                self.text[path[len(top) + 1:]] = re.sub(
                    r'/\*.*?\*/', ' ', text, flags=re.S)
        if len(self.text) < 100:
            raise SystemExit('only %d sources found' % len(self.text))

    def below(self, *prefixes):
        return '\n'.join(t for p, t in sorted(self.text.items())
                         if p.startswith(prefixes))

    def strings(self, *prefixes):
        """All strings, those that stand behind each other as one; where a
        value is put in stands a NUL."""
        found = []
        text = self.below(*prefixes) if prefixes else self.below('')
        text = re.sub(r'^[ \t]*#[ \t]*include.*$', '', text, flags=re.M)
        for run in re.findall('%s(?:%s%s)*' % (STRING, BETWEEN, STRING),
                              text):
            # What a name stands for is not looked up: a gap as well.
            run = re.sub(r'"%s"' % BETWEEN, lambda m: '' if
                         not re.search('[A-Z]', m.group(0)) else '\0', run)
            run = unescape(run[1:-1])
            found.append(re.sub(FORMAT, '\0', run.replace('%%', '%')))
        return found

    def numbers(self):
        """Every macro that is a number: {name: {value}}."""
        raw = {}
        for text in self.text.values():
            for name, value in re.findall(
                    r'^#[ \t]*define[ \t]+([A-Z][A-Z0-9_]*)[ \t]+(\S.*)$',
                    text.replace('\\\n', ' '), flags=re.M):
                raw.setdefault(name, set()).add(value)
        return {n: {number(v, raw) for v in values} - {None}
                for n, values in raw.items()}

    def string_macros(self, path, given):
        """Macros of strings in a header; given: those that are known."""
        known = dict(given)
        for name, value in re.findall(
                r'^#define ([A-Z_]+) (.*".*)$', self.text[path], flags=re.M):
            words = re.findall(r'"([^"]*)"|([A-Z_]+)', value)
            known[name] = ''.join(s if not m else known[m] for s, m in words)
        return known


def number(value, raw):
    value = re.sub(r'\b(0x[0-9a-fA-F]+|\d+)[uUlL]+\b', r'\1', value)
    for _ in range(8):
        names = re.findall(r'\b[A-Za-z_]\w*\b', value)
        if not names:
            break
        for name in names:
            if name.startswith('x') or len(raw.get(name, ())) != 1:
                return None
            value = re.sub(r'\b%s\b' % name, '(%s)' % re.sub(
                r'\b(\d+)[uUlL]+\b', r'\1', min(raw[name])), value)
    if not re.fullmatch(r'[\d\s()+*/<-]+|0x[0-9a-f]+', value):
        return None
    try:
        return eval(value.replace('/', '//'))  # digits and operators only
    except (SyntaxError, ZeroDivisionError):
        return None
