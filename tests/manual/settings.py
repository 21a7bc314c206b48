# SPDX-License-Identifier: ISC
"""Settings: sections, keys, defaults, servers, mechanisms, examples."""

import os
import re
import subprocess

from commands import differ
from mdoc import text

SECTIONS = {'login': 'login DOMAIN', 'relay': 'relay NAME', 'mail': 'mail'}
UNITS = dict(K=1 << 10, M=1 << 20, G=1 << 30)
TIMES = dict(s=1, m=60, h=3600, d=86400)


def keys(c):
    """What stands about each key: {section: {key: text}}."""
    out = {}
    for section, title in SECTIONS.items():
        out[section] = {}
        for line, body in c.pages['postern.conf.5'].items(title):
            for key in line.words('Ic'):
                out[section][key] = text(body)
    return out


def default_of(words):
    """The value that a text calls the default, or None."""
    for form in (r'default is "?([^"\s]+?)"?[.,:;](?:\s|$)',
                 r'(\S+) by default'):
        found = re.search(form, words)
        if found:
            return found.group(1)
    return None


def normal(value, like):
    """As the program writes it, in bytes or seconds."""
    rate = re.fullmatch(r'(\d+)/(\d+)([smhd])', value)
    if rate:
        return '%s/%ds' % (rate.group(1),
                           int(rate.group(2)) * TIMES[rate.group(3)])
    size = re.fullmatch(r'(\d+)([KMG])', value)
    if size and like.endswith('B'):
        return '%dB' % (int(size.group(1)) * UNITS[size.group(2)])
    time = re.fullmatch(r'(\d+)([smhd])', value)
    if time:
        return '%ds' % (int(time.group(1)) * TIMES[time.group(2)])
    return value


def defaults(c, pages):
    code = {(s, k): v for s, k, v in c.facts['default']}
    for section, known in pages.items():
        for key, words in known.items():
            said = default_of(words)
            value = code.pop((section, key), None)
            where = 'postern.conf.5, %s: %s' % (section, key)
            if said is None and value is not None:
                yield '%s: the default %s is not said' % (where, value)
            elif said is not None and value is None:
                yield '%s: the default %s is not in the code' % (where, said)
            elif said is not None and normal(said, value) != value:
                yield '%s: the default is %s, not %s' % (where, value, said)
    for section, key in code:
        yield 'postern.conf.5, %s: %s is missing' % (section, key)


def servers(c):
    page = set()
    for line in c.pages['postern.conf.5'].section('Servers'):
        row = re.match(r'([a-z0-9]+)://HOST (\d+) (TLS|STARTTLS|STLS)\b.* '
                       r'(login|relay)$', line.text)
        if row:
            page.add((row.group(1), row.group(2), row.group(3) == 'TLS',
                      row.group(4)))
    code = {(n, port, how == 'IMPLICIT',
             'relay' if what == 'SMTP' else 'login')
            for n, what, how, port in re.findall(
                r'\{"(\w+)", ENDPOINT_(\w+), ENDPOINT_(\w+), (\d+)\}',
                c.sources.below('libcore/base/endpoint.c'))}
    yield from differ('postern.conf.5, Servers', 'row', page, code)


def mechanisms(c):
    page = set()
    for title in SECTIONS.values():
        for line, body in c.pages['postern.conf.5'].items(title):
            if 'mechanisms' in line.words('Ic'):
                page |= {w for x in body for w in x.words('Cm')}
    code = set(re.findall(r'\.name = "([A-Z0-9-]+)"',
                          c.sources.below('libcore/sasl/mechanism.c')))
    yield from differ('postern.conf.5', 'mechanism', page, code)


def literals(page):
    """What stands between Bd and Ed."""
    out, here = [], None
    for line in page.lines:
        if line.macro == 'Bd':
            here = []
        elif line.macro == 'Ed':
            out.append('\n'.join(here) + '\n')
            here = None
        elif here is not None:
            here.append(line.text)
    return out


def examples(c):
    """Settings in the manual, README and etc/ are settings."""
    found = [('postern.conf.5', x) for x in
             literals(c.pages['postern.conf.5'])
             if re.match(r'(login|relay|mail)\b.*\{', x)]
    found += [('README', re.sub('^    ', '', x, flags=re.M)) for x in
              re.findall(r'(?:^    (?:login|relay|mail)\b.*\{\n'
                         r'(?:^    .*\n)*)', c.read('README'), flags=re.M)]
    found.append(('etc/postern.conf', c.read('etc/postern.conf')))
    if len(found) < 5:
        yield 'only %d examples of settings are found' % len(found)
    os.symlink(os.path.join(os.path.abspath(c.top), 'etc/providers.d'),
               os.path.join(c.scratch, 'providers.d'))
    for name, example in found:
        path = os.path.join(c.scratch, 'example.conf')
        with open(path, 'w', encoding='utf-8') as f:
            f.write(example)
        done = subprocess.run([c.program, path], capture_output=True,
                              text=True)
        if done.returncode != 0:
            yield '%s: an example: %s' % (name, done.stderr.strip())


def providers(c):
    """The keys of a provider file, and which files there are."""
    page = c.pages['postern-providers.5']
    for section, title in (('provider', 'provider TITLE'), ('login', 'login'),
                           ('relay', 'relay')):
        said = [w for line, _ in page.items(title) for w in line.words('Ic')]
        yield from differ('postern-providers.5, ' + section, 'key', said,
                          [k for f, s, k in c.facts['key']
                           if (f, s) == ('provider', section)])
    names = [w for _, body in page.items('FILES') for x in body
             for w in x.words('Sy')]
    yield from differ('postern-providers.5', 'provider', names,
                      [f[:-len('.conf')] for f in os.listdir(
                          os.path.join(c.top, 'etc/providers.d'))])


def check(c):
    pages = keys(c)
    for section, known in pages.items():
        yield from differ('postern.conf.5, ' + section, 'key', known,
                          [k for f, s, k in c.facts['key']
                           if (f, s) == ('postern.conf', section)])
    yield from providers(c)
    yield from defaults(c, pages)
    yield from servers(c)
    yield from mechanisms(c)
    yield from examples(c)
