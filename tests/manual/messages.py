# SPDX-License-Identifier: ISC
"""DIAGNOSTICS: their words are those of the code, and no complaint of a
daemon is missing there."""

import re

from mdoc import text

# What other programs say.
FOREIGN = ('service start limit hit', 'permission denied', 'failed with result')
# In DIAGNOSTICS, a path, a number and a word in capitals stand for a value.
VALUE = r"(?<!\w)/[a-z][\w./-]*|\b[A-Z][A-Z:]*\b|\b\d+\b|\.\.\.|[|]"
# Who writes which page's log.
LOGS = {'postern-login.8': ('pam_imap/daemon/', 'libcore/flow/'),
        'postern-queue.8': ('sendmail-shim/postern-queue/',),
        'pam_imap.8': ('pam_imap/module', 'pam_imap/phases', 'pam_imap/ask',
                       'pam_imap/whose', 'pam_imap/reach',
                       'pam_imap/transport')}
CALLS = (r'log_event\(\s*(?:[^"();]*\?\s*)?LOG_LEVEL_(?:ALERT|ERROR|WARN)\b',
         r'module_log\(\s*m,\s*LOG_(?:ERR|WARNING|ALERT|CRIT)\b')


def words(string):
    return re.sub(r'[^a-z0-9]+', ' ', string.lower().replace("'", '')).strip()


def entries(page):
    """Each text in a list of diagnostics."""
    kinds = []
    for line in page.section('DIAGNOSTICS'):
        if line.macro == 'Bl':
            kinds.append('-diag' in line.text)
        elif line.macro == 'El':
            kinds.pop()
        elif line.macro == 'It' and kinds[-1]:
            for macro, word in line.parts:
                if macro == 'It' and word.strip(' ,'):
                    yield line.number, word


def fragments(entry):
    """The fixed words of an entry."""
    for part in re.split(VALUE + r'|[:;()<>"]', entry):
        part = words(part)
        if len(part) > 4 and not any(w in part for w in FOREIGN):
            yield part


class Texts:
    """The code's texts, cut where a value is put in."""

    def __init__(self, strings):
        parts = set()
        for string in strings:
            # A value behind a letter makes a plural, or nothing.
            for text_ in (string, re.sub('([a-z])\0(?![a-z])', r'\1s', string),
                          re.sub('([a-z])\0(?![a-z])', r'\1', string)):
                parts |= {words(p) for p in text_.split('\0')}
        self.parts = parts - {''}
        self.all = ' | '.join([''] + sorted(self.parts) + [''])

    def have(self, part):
        """Whether the code says so, in one or with texts put into others."""
        if ' %s ' % part in self.all:
            return True
        cut = part.split()
        return any(' %s |' % ' '.join(cut[:i]) in self.all and
                   self.go_on(cut[i:]) for i in range(1, len(cut)))

    def go_on(self, cut):
        if '| %s ' % ' '.join(cut) in self.all:
            return True
        return any(' '.join(cut[:i]) in self.parts and self.go_on(cut[i:])
                   for i in range(1, len(cut)))


def in_code(c):
    """Every fixed word of an entry is in the code's texts."""
    texts = Texts(c.sources.strings())
    for page in c.pages.values():
        for number, entry in entries(page):
            for part in fragments(entry):
                if not texts.have(part):
                    yield '%s:%d: "%s": the code never says "%s"' % (
                        page.name, number, entry, part)


def join(strings):
    """What stands in quotes; a name between them is a value."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|([A-Z_]+)', strings)
    return ''.join('%s' if name else string for string, name in found)


def calls(c, prefixes):
    """The formats of complaints in a program's log."""
    for path, source in sorted(c.sources.text.items()):
        if not path.startswith(prefixes):
            continue
        for form in CALLS:
            for found in re.finditer(form, source):
                rest = source[found.end():]
                call = re.match(r'[^"]*?((?:"(?:[^"\\]|\\.)*"|\s|[A-Z_]+)+)',
                                rest)
                if call:
                    yield path, join(call.group(1))


def in_manual(c):
    """Every complaint has its entry, or stands in its text."""
    for name, prefixes in LOGS.items():
        page = c.pages[name]
        said = ' %s ' % words(text(page.section('DIAGNOSTICS')))
        found = 0
        for path, call in calls(c, prefixes):
            found += 1
            if 'no memory' in call:
                continue
            # What is in parentheses is the cure, or more about it.
            for part in re.split(r'%(?:ll|z)?[a-z]',
                                 re.sub(r'\(.*?\)', '%s', call)):
                part = words(part)
                if part and ' %s ' % part not in said:
                    yield '%s, DIAGNOSTICS: "%s" of %s is missing ("%s")' % (
                        name, call, path, part)
                    break
        if found < 3:
            yield '%s: only %d complaints are found' % (name, found)


def check(c):
    for page in c.pages.values():
        if not list(page.items('DIAGNOSTICS')):
            yield page.name + ': no DIAGNOSTICS'
    yield from in_code(c)
    yield from in_manual(c)
