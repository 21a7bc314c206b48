# SPDX-License-Identifier: ISC
"""Reads manual pages in mdoc as far as these comparisons need it."""

import glob
import os
import re

# Macros whose words stand in the text as they are; Ns joins two of them.
PLAIN = set('Ar Cm Ic Pa Li Sy Em Dv Nm Sx No Ta It Dl D1 Ql Nd Xr An Op Oo '
            'Oc Po Pc Ns Fl Dq Sq Pq Bq Brq Aq Va Ev Er Fn'.split())
QUOTES = {'Dq': '""', 'Sq': "''", 'Ql': "''", 'Pq': '()', 'Bq': '[]',
          'Op': '[]'}
ESCAPES = {r'\(dq': '"', r'\(aq': "'", r'\&': '', r'\e': '\\', r'\-': '-',
           r'\ ': ' '}


def plain(text):
    for escape, char in ESCAPES.items():
        text = text.replace(escape, char)
    return text


def arguments(line):
    """The words of a macro's line, (text, whether it was quoted)."""
    found = re.findall(r'"((?:[^"]|"")*)"|(\S+)', line)
    return [(q, True) if q else (w, False) for q, w in found]


class Line:
    """A line of a page: its macro (or none), words by macro, and text."""

    def __init__(self, number, raw):
        self.number, self.raw = number, raw
        self.macro = ''
        self.parts = []  # (macro, word)
        if not raw.startswith('.'):
            self.text = plain(raw)
            return
        words = arguments(raw[1:])
        self.macro = words[0][0]
        self._read(words)

    def _read(self, words):
        text, macro, join, close = '', '', True, ''
        for word, quoted in words:
            if not quoted and word in PLAIN:
                if word == 'Ns':
                    join = True
                    continue
                macro = word
                if macro in QUOTES:
                    text += ('' if join else ' ') + QUOTES[macro][0]
                    close, join = QUOTES[macro][1], True
                continue
            word = plain(word)
            if not macro:
                macro = word
                continue
            if not quoted and re.fullmatch('[.,:;)]', word):
                text, close = text + close + word, ''
                continue
            if macro == 'Fl':
                word = '-' + word
            self.parts.append((macro, word))
            text += ('' if join else ' ') + word
            join = word == '(' and not quoted
        self.text = text + close

    def words(self, *macros):
        return [w for m, w in self.parts if m in macros]


class Page:
    def __init__(self, path):
        self.name = os.path.basename(path)
        self.path = path
        with open(path, encoding='ascii') as f:
            raw = f.read()
        raw = re.sub(r'^\.\\".*\n', '', raw, flags=re.M)
        self.lines = [Line(i + 1, s) for i, s in enumerate(raw.split('\n'))]

    def section(self, title):
        """The lines of the section or subsection of that title."""
        out, level = [], None
        for line in self.lines:
            if line.macro in ('Sh', 'Ss'):
                if level is not None and (line.macro == 'Sh' or level == 'Ss'):
                    return out
                if level is None and head(line) == title:
                    level = line.macro
                    continue
            if level is not None:
                out.append(line)
        return out

    def titles(self):
        return [head(x) for x in self.lines if x.macro == 'Sh']

    def items(self, title):
        return items(self.section(title))


def head(line):
    return ' '.join(w for _, w in line.parts).strip() or line.text


def items(lines):
    """The items of all lists: (line of the item, text behind it)."""
    out, here = [], None
    for line in lines:
        if line.macro == 'It':
            here = (line, [])
            out.append(here)
        elif line.macro in ('El', 'Sh', 'Ss'):
            here = None
        elif here is not None:
            here[1].append(line)
    return out


def text(lines):
    """All the words in one line."""
    return re.sub(r'\s+', ' ', ' '.join(x.text for x in lines)).strip()


def load(folder):
    pages = [Page(p) for p in sorted(glob.glob(folder + '/*.[1-8]'))]
    return {p.name: p for p in pages}
