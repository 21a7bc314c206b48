# SPDX-License-Identifier: ISC
"""Files, directories, units and system users."""

import glob
import os
import re

from commands import differ

# What configure makes of them without arguments.
DIRECTORIES = {
    'NAMES_CONF_DIR': '/etc/postern', 'NAMES_ETC_DIR': '/etc',
    'NAMES_DATA_DIR': '/usr/share/postern',
    'NAMES_LIB_DIR': '/var/lib/postern',
    'NAMES_SPOOL_DIR': '/var/spool/postern',
    'NAMES_RUN_DIR': '/run/postern', 'NAMES_SBIN_DIR': '/usr/sbin',
    'NAMES_PRIVATE_DIR': '/usr/libexec/postern',
}
DEFAULTS = ('AC_PREFIX_DEFAULT([/usr])', '[sysconfdir=/etc]',
            '[localstatedir=/var]', '[runstatedir=/run]')
# A page is theirs, so its name is not in its FILES.
OWN_PAGE = ('/usr/sbin/postern-login', '/usr/sbin/postern-queue')
OURS = re.compile(r'/etc/postern/|/(run|var/lib|var/spool|usr/libexec)/'
                  r'postern\b|/usr/share/(pam-configs|postern|doc/postern)')
PUT = {'@sysconfdir@': '/etc', '@runstatedir@': '/run',
       '@localstatedir@': '/var'}


def names(c):
    known = c.sources.string_macros('libcore/base/names.h', DIRECTORIES)
    return known


def tmpfiles(c):
    """The directories and files that are made at boot."""
    text = c.read('etc/tmpfiles.d/postern.conf.in')
    for word, value in PUT.items():
        text = text.replace(word, value)
    return set(re.findall(r'^[df] (\S+)', text, flags=re.M))


def installed(c):
    """Where the files below etc/ go."""
    out = {'/usr/share/pam-configs/' + os.path.basename(p)
           for p in glob.glob(c.top + '/etc/pam-configs/*')}
    out |= {'/usr/share/postern/providers.d/' + os.path.basename(p)
            for p in glob.glob(c.top + '/etc/providers.d/*')}
    if os.path.isdir(c.top + '/etc/providers.d'):
        out |= {'/usr/share/postern/providers.d', '/etc/postern/providers.d'}
    return out


def written(c):
    """Files that the code makes below such directories, by their names."""
    out = set()
    for string in c.sources.strings():
        out |= set(re.findall(r'\0/([\w.-]+)', string))
        if re.fullmatch(r'[\w./-]*\w\.\w+|drop/\w+|\.[a-z]+|[a-z-]+|\0?/[\w./-]+'
                        r'|\.?[a-z]+', string):
            out.add(string.strip('\0').strip('/'))
    return out


def pages_paths(c):
    """Each path in the pages that the reader is told of as a file."""
    for page in c.pages.values():
        for line in page.lines:
            for word in line.words('Pa'):
                if word.startswith('/'):
                    yield page.name, line.number, word


def known_path(path, known, leaves):
    path = path.rstrip('/')
    if path in known:
        return True
    folder, name = os.path.split(path)
    if name.isupper():  # ADDRESS, NUMBER
        return known_path(folder, known, leaves)
    return (folder in known and name in leaves) or (
        path.endswith('.lock') and path[:-len('.lock')] in known)


def paths(c):
    strings = {v for v in names(c).values() if v.startswith('/')}
    known = strings | tmpfiles(c) | installed(c)
    leaves = written(c)
    said = set()
    for name, number, path in pages_paths(c):
        said.add(path.rstrip('/'))
        if OURS.match(path) and not known_path(path, known, leaves):
            yield '%s:%d: the code knows no %s' % (name, number, path)
    for path in sorted((strings | tmpfiles(c)) - said - set(OWN_PAGE)):
        if path not in DIRECTORIES.values() and not any(
                s.startswith(path) for s in said):
            yield 'no page has %s' % path
    ac = c.read('configure.ac')
    for words in DEFAULTS:
        if words not in ac:
            yield 'configure.ac: the directories are others: no ' + words


def units(c):
    code = {os.path.basename(p)[:-3]
            for p in glob.glob(c.top + '/etc/systemd/*.in')}
    said = set()
    for page in c.pages.values():
        for line in page.lines:
            said |= set(re.findall(
                r'\bpostern-[a-z]+@?\.(?:service|socket)\b', line.text))
    # One is started by its socket, under a name of its own.
    yield from differ('the pages', 'unit', said,
                      {u for u in code if '@' not in u})
    for unit in re.findall(r'\bpostern-[a-z]+@?\.(?:service|socket)\b',
                           c.read('README')):
        if unit not in code:
            yield 'README: there is no unit ' + unit


def users(c):
    code = set(re.findall(r'^u\s+(\S+)', c.read('etc/sysusers.d/postern.conf'),
                          flags=re.M))
    said = {w.replace("'s", '') for page in c.pages.values()
            for line in page.lines for w in line.words('Sy')
            if w.startswith('postern-')}
    yield from differ('the pages', 'system user', said, code)
    macros = {v for n, v in names(c).items() if n.endswith('_USER')}
    yield from differ('names.h', 'system user', macros, code)


def check(c):
    yield from paths(c)
    yield from units(c)
    yield from users(c)
