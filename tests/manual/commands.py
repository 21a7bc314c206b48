# SPDX-License-Identifier: ISC
"""Commands, options, arguments, keys and exit statuses."""

import re

from mdoc import items, text

# Which sources end with which statuses: files whose EX_ words are meant.
STATUS = {
    'postern.8': ('admin/',),
    'sendmail.8': ('sendmail-shim/sendmail/', 'libcore/queue/submit.c',
                   'sendmail-shim/mailq/flush.c'),
    'mailq.1': ('sendmail-shim/mailq/mailq.c', 'sendmail-shim/sendmail/main.c'),
    'postern-login.8': ('pam_imap/daemon/postern-login.c',),
    'postern-queue.8': ('sendmail-shim/postern-queue/',),
}
# Of those, what belongs to other names of the same program.
OTHERS = {'mailq.1': set()}
SYSEXITS = dict(OK=0, USAGE=64, DATAERR=65, NOINPUT=66, NOUSER=67, NOHOST=68,
                UNAVAILABLE=69, SOFTWARE=70, OSERR=71, OSFILE=72,
                CANTCREAT=73, IOERR=74, TEMPFAIL=75, PROTOCOL=76, NOPERM=77,
                CONFIG=78)


def differ(where, what, page, code):
    """Complains of each word that only one of both has."""
    for word in sorted(set(page) - set(code), key=str):
        yield '%s: %s %s is not in the code' % (where, what, word)
    for word in sorted(set(code) - set(page), key=str):
        yield '%s: %s %s of the code is missing' % (where, what, word)


def blocks(page):
    """The synopsis, one list of lines for each form."""
    out = []
    for line in page.section('SYNOPSIS'):
        if line.macro == 'Nm':
            out.append([])
        if out:
            out[-1].append(line)
    return out


def alternatives(words):
    """'queue', 'hold', '|', 'release': both commands."""
    words = [w for w in ' '.join(words).split() if w]
    if words and words[0] in ('queue', 'user'):
        return [words[0] + ' ' + w for w in words[1:] if w != '|']
    return words


def postern(c):
    page = c.pages['postern.8']
    bits = {int(b): w for w, b in c.facts['word']}
    code = {}
    for name, operands, options in c.facts['command']:
        name = name.replace('postern ', '', 1)
        if not operands.startswith('COMMAND'):
            code[name] = {w for b, w in bits.items() if int(options) & b}
            shown = set(re.findall(r'--[a-z]+', operands))
            if shown != code[name]:
                yield 'postern %s: its usage names %s, it takes %s' % (
                    name, sorted(shown), sorted(code[name]))
    synopsis, lone = {}, set()
    for block in blocks(page):
        commands = [w for line in block if line.macro == 'Cm'
                    for w in alternatives(line.words('Cm'))]
        flags = {w.replace('-', '--', 1) if not w.startswith('--') else w
                 for line in block for w in line.words('Fl')
                 if w.strip('-|')}
        if not commands:
            lone |= flags
        for name in commands:
            synopsis[name] = flags
    yield from differ('postern.8, SYNOPSIS', 'command', synopsis, code)
    for name in sorted(set(synopsis) & set(code)):
        yield from differ('postern.8, SYNOPSIS of ' + name, 'option',
                          synopsis[name], code[name])
    described = set()
    for line, _ in page.items('DESCRIPTION'):
        described |= set(alternatives(line.words('Cm')))
    yield from differ('postern.8, DESCRIPTION', 'command', described, code)
    main = set(re.findall(r'"(--[a-z]+)"', c.sources.below('admin/postern.c')))
    yield from differ('postern.8, SYNOPSIS', 'option', lone, main)
    words = text(page.section('DESCRIPTION'))
    for word in bits.values():
        if word not in words:
            yield 'postern.8, DESCRIPTION: option %s is missing' % word


def daemons(c):
    for name, path in (
            ('postern-login', 'pam_imap/daemon/postern-login.c'),
            ('postern-queue', 'sendmail-shim/postern-queue/main.c'),
            ('mailq', 'sendmail-shim/mailq/mailq.c')):
        page = c.pages.get(name + '.8') or c.pages[name + '.1']
        code = re.findall(r'strcmp\(argv\[i\], "(--[a-z-]+)"\)',
                          c.sources.below(path))
        lines = [x for b in blocks(page) for x in b]
        flags = {w for x in lines for w in x.words('Fl') if w[:2] == '--'}
        yield from differ(page.name + ', SYNOPSIS', 'option', flags, code)
        described = {w for x in page.section('DESCRIPTION')
                     for w in x.words('Fl') if w[:2] == '--'}
        yield from differ(page.name + ', DESCRIPTION', 'option', described,
                          code)


def sendmail(c):
    page = c.pages['sendmail.8']
    used = {x[0] for x in c.facts['option'] if x[2] == 'used'}
    ignored = {x[0] for x in c.facts['option'] if x[2] == 'ignored'}
    modes = {m: {'-b' + x[0] for x in c.facts['mode'] if x[1] == m}
             for m in ('taken', 'refused')}
    flags = [w for line, _ in page.items('Options') for w in line.words('Fl')]
    yield from differ('sendmail.8', 'mode', {f for f in flags if
                      f[:2] == '-b'}, modes['taken'])
    # -M is taken to be refused.
    yield from differ('sendmail.8', 'option', {f[1] for f in flags},
                      used - {'M', 'O'})
    last = text(page.section('Options'))
    given = re.search(r'ignored: (.*?)\. Of -O, .*?Usage errors are -M, '
                      r'.*?daemon: (.*?)\.', last)
    if not given:
        yield 'sendmail.8: what is ignored and refused is not said'
        return
    # Of -o and -O some values are used.
    yield from differ('sendmail.8', 'ignored option',
                      {w.strip('-,') for w in given.group(1).split()},
                      ignored | {'o', 'O'})
    yield from differ('sendmail.8', 'refused mode',
                      {w.strip(',') for w in given.group(2).split()},
                      modes['refused'])
    synopsis = {f[1] for b in blocks(page) for x in b
                for f in x.words('Fl') for f in ['-' + f.strip('-|')]
                if f != '-'}
    for letter in sorted(synopsis - used):
        yield 'sendmail.8, SYNOPSIS: -%s is not in the code' % letter


def module(c):
    page = c.pages['pam_imap.8']
    code = {w.rstrip('=') for w in re.findall(
        r'"([a-z_]+=?)"', c.sources.below('pam_imap/module.c'))}
    found = {w.rstrip('=') for line, _ in page.items('Arguments')
             for w in line.words('Cm')}
    yield from differ('pam_imap.8, Arguments', 'argument', found, code)
    results = {w for line, _ in page.items('Results')
               for w in line.words('Dv')}
    code = set(re.findall(r'= (PAM_\w+),',
                          c.sources.below('pam_imap/pam_code.c')))
    code |= set(re.findall(r'return (PAM_\w+);',
                           c.sources.below('pam_imap/phases.c')))
    code |= set(re.findall(r'return .*\? (PAM_\w+) : (?:PAM_)',
                           c.sources.below('pam_imap/ask.c')))
    yield from differ('pam_imap.8, Results', 'code', results,
                      code | {'PAM_CONV_ERR'})


def accounts(c):
    page = c.pages['postern-accounts.5']
    code = set(re.findall(r'\{"([a-z]+)", offsetof\(',
                          c.sources.below('libcore/users/keys.c')))
    items_ = [w.rstrip('=').split('=')[0] for line, _ in page.items('Keys')
              for w in line.words('Cm')[:1]]
    items_ += [w.rstrip('=') for line, _ in page.items('DESCRIPTION')
               for w in line.words('Cm') if w.endswith('=')]
    yield from differ('postern-accounts.5', 'key', items_, code)


def verdicts(c):
    """Each verdict has its cure."""
    page = c.pages['postern-login.8']
    code = set(re.findall(r'\.name = "([a-z ]+)"',
                          c.sources.below('libcore/flow/verdict.c')))
    diag = {w for line, _ in page.items('DIAGNOSTICS')
            for _, w in line.parts if re.fullmatch('[a-z ]+', w)}
    # A success, and a try without a password, are no refusals.
    yield from differ('postern-login.8, DIAGNOSTICS', 'verdict', diag,
                      code - {'success', 'reached'})


def statuses(c):
    for name, paths in sorted(STATUS.items()):
        code = {SYSEXITS[w] for w in re.findall(
            r'\bEX_([A-Z]+)\b', c.sources.below(*paths)) if w in SYSEXITS}
        if name == 'postern.8':
            code.add(1)
        said = text(c.pages[name].section('EXIT STATUS'))
        page = {int(n) for n in re.findall(r'\b\d+\b', said)}
        yield from differ(name + ', EXIT STATUS', 'status', page, code)


def objects(c):
    """The members of JSON objects."""
    for name, title, path in (('mailq.1', 'JSON', 'sendmail-shim/mailq/'),
                              ('postern.8', 'JSON', 'admin/')):
        code = set()
        for call in re.findall(
                r'(?:json_pack|json_object_set_new)\((.*?)\);',
                c.sources.below(path), flags=re.S):
            call = re.sub(r'"\{[^"]*"(?:\s*"[^"]*\}")?', '', call)
            code |= set(re.findall(r'"([a-z_]+)"', call))
        # Some is printed piece by piece.
        code |= set(re.findall(r'\\"([a-z_]+)\\":', c.sources.below(path)))
        page = {w for x in c.pages[name].section(title)
                for w in x.words('Li') if re.fullmatch('[a-z_]+', w)}
        yield from differ(name + ', JSON', 'member', page, code)


def configure(c):
    """What README says of configure's arguments."""
    ac = c.read('configure.ac')
    code = {'--' + kind + w for kind, w in re.findall(
        r'AS_HELP_STRING\(\s*\[--(with-|without-|enable-|disable-)([\w-]+)',
        ac)}
    page = set(re.findall(r'--(?:with|without|enable|disable)-[\w-]+',
                          c.read('README')))
    yield from differ('README', 'argument of configure', page, code)


def check(c):
    for part in (postern, daemons, sendmail, module, accounts, verdicts,
                 statuses, objects, configure):
        yield from part(c)
