# SPDX-License-Identifier: ISC
"""The form of each page: what it must have, where it refers to, how it is
set."""

import os
import re
import shutil
import subprocess

SECTIONS = ('NAME', 'DESCRIPTION', 'FILES', 'EXAMPLES', 'DIAGNOSTICS',
            'SEE ALSO')
WIDTH = 80


def title(page):
    return re.sub(r'\.(\d)$', r'(\1)', page.name)


def sections(page):
    for name in SECTIONS:
        if name not in page.titles():
            yield '%s: there is no %s' % (page.name, name)
    stem, number = page.name.rsplit('.', 1)
    dt = [x for x in page.lines if x.macro == 'Dt']
    if [w for x in dt for _, w in x.parts] != [stem.upper(), number]:
        yield '%s: its Dt is another' % page.name


def diagnostics(page):
    """No macro is meant in the head of a diagnostic: it would be printed."""
    diag = False
    for line in page.lines:
        if line.macro == 'Bl':
            diag = '-diag' in line.text
        elif diag and line.macro == 'It':
            rest = re.sub(r'"[^"]*"', '', line.raw[len('.It'):])
            if rest.strip(' ,'):
                yield '%s:%d: not in quotes: %s' % (page.name, line.number,
                                                    rest.strip())


def references(c, page):
    """Pages of ours are there, and nothing else is called like them."""
    own = {title(p) for p in c.pages.values()}
    for line in page.lines:
        words = [w for m, w in line.parts if m == 'Xr']
        for name, number in zip(words[::2], words[1::2]):
            ours = re.match(r'postern|pam_imap|nss_imap|sendmail$|mailq$|'
                            r'newaliases$', name)
            if ours and '%s(%s)' % (name, number) not in own:
                yield '%s:%d: there is no %s(%s)' % (
                    page.name, line.number, name, number)
    if title(page) in [' '.join(w for _, w in x.parts)
                       for x in page.section('SEE ALSO')]:
        yield page.name + ': SEE ALSO names the page itself'


def listed(c):
    """Every page is installed, and named by README."""
    fragment, readme = c.read('man/man.am'), c.read('README')
    for page in c.pages.values():
        if 'man/' + page.name not in fragment:
            yield 'man/man.am: %s is missing' % page.name
        if title(page) not in readme:
            yield 'README: %s is missing' % title(page)
    for name in re.findall(r'man/([\w.-]+\.\d)', fragment):
        if name not in c.pages:
            yield 'man/man.am: there is no ' + name


def mandoc(arguments, path):
    return subprocess.run(['mandoc', *arguments, path], capture_output=True,
                          text=True, check=False)


def typeset(page):
    """mandoc finds nothing, and nothing is wider than a terminal."""
    for line in mandoc(['-Tlint', '-Wstyle'], page.path).stdout.splitlines():
        # Which other pages this machine has says nothing about ours.
        if 'referenced manual not found' not in line:
            yield 'mandoc: ' + os.path.basename(line)
    shown = mandoc(['-Tascii', '-Owidth=%d' % WIDTH], page.path).stdout
    for line in re.sub('.\b', '', shown).splitlines():
        if len(line) > WIDTH:
            yield '%s: wider than %d: %s' % (page.name, WIDTH, line.strip())


def check(c):
    for page in c.pages.values():
        yield from sections(page)
        yield from diagnostics(page)
        yield from references(c, page)
    yield from listed(c)
    if shutil.which('mandoc') is None:
        print('mandoc is not here: the form of the pages is not looked at')
        return
    for page in c.pages.values():
        yield from typeset(page)
