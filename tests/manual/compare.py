# SPDX-License-Identifier: ISC
"""Compares the manual pages with the code, in both directions.

compare.py TOP FACTS SCRATCH: the sources, the program tests/manual/facts, and
a directory that may be written."""

import os
import re
import subprocess
import sys

import commands
import form
import mdoc
import messages
import numbers_said
import places
import settings
import source


class Context:
    def __init__(self, top, program, scratch):
        self.top, self.program, self.scratch = top, program, scratch
        self.pages = mdoc.load(os.path.join(top, 'man'))
        self.sources = source.Sources(top)
        self.facts = self._facts()

    def read(self, path):
        with open(os.path.join(self.top, path), encoding='utf-8') as f:
            return f.read()

    def _facts(self):
        """What the program prints, by the first word of each line."""
        words = set(re.findall(r'"(--[a-z]+)"', self.sources.below('admin/')))
        for page in self.pages.values():
            for line in page.lines:
                for flag in line.words('Fl'):
                    words.add('--' + flag.lstrip('-'))
        done = subprocess.run(
            [self.program, '-', os.path.join(self.scratch, 'minimal.conf')] +
            sorted(w for w in words if w != '--'),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            check=True)
        out = {}
        for line in done.stdout.splitlines():
            kind, *rest = line.split('\t')
            out.setdefault(kind, []).append(rest)
        return out


def main():
    c = Context(*sys.argv[1:])
    if len(c.pages) < 11:
        raise SystemExit('only %d pages found' % len(c.pages))
    bad = []
    for part in (commands, settings, places, messages, numbers_said, form):
        bad += part.check(c)
    for line in bad:
        print(line)
    print('%d pages, %d complaints' % (len(c.pages), len(bad)))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
