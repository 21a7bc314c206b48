# SPDX-License-Identifier: ISC
"""Numbers in sentences of the manual: each is one of the code's."""

import re

from mdoc import text

WORDS = ('no one two three four five six seven eight nine ten eleven '
         'twelve').split()
# Page, sentence with the names of macros; :s is a time in milliseconds said in
# seconds, :S one in seconds said in seconds, :m and :h in minutes and hours, :d
# in days, :M in MiB, :w as a word.
SAID = (
    ('postern-login.8', 'A user other than root has {LIMIT_LOGIN_CLIENTS_USER} '
     'conversations at a time, of which {LIMIT_LOGIN_SLOTS_USER} run'),
    ('postern-login.8', 'conversations {LIMIT_LOGIN_CLIENTS} '),
    ('postern-login.8', 'logins that run {LIMIT_LOGIN_SLOTS} '),
    ('postern-login.8', 'connections opened ahead {LIMIT_PRECONNECTS} '),
    ('postern-login.8', 'Waiting and asking together take {LIMIT_LOGIN_MS:s} '
     'seconds at most'),
    ('postern-login.8', 'A connection that waits for {LIMIT_PRECONNECT_MS:s} '
     'seconds is given up'),
    ('postern-login.8', 'for {JOB_S:n} seconds at most'),
    ('postern-login.8', 'logins that run have {STOP_MS:s} seconds'),
    ('postern-login.8', 'After {OFFLINE_WRONG} wrong passwords in a row from '
     'remote hosts'),
    ('postern-login.8', 'after {OFFLINE_WRONG} from this machine'),
    ('postern-login.8', 'The first {BAD_LINES:w} are named'),
    ('pam_imap.8', 'longer than {LIMIT_PASSWORD} bytes'),
    ('postern.conf.5', 'a list of at most {SERVERS_MAX}, which are tried'),
    ('postern.conf.5', 'within {LIMIT_LOGIN_MS:s} seconds'),
    ('postern.conf.5', 'for {LIMIT_COMMAND_MS:s} seconds at most; meanwhile'),
    ('postern.conf.5', 'beyond {LIMIT_SECRET_FILE} bytes'),
    ('postern.conf.5', 'from {OFFLINE_MIN} seconds to {OFFLINE_MAX:d} days'),
    ('postern.conf.5', 'from {MESSAGE_MIN:K}K to {MESSAGE_MAX:G}G'),
    ('postern.conf.5', 'from {WARNING_MIN:m}m to {WARNING_MAX:d}d'),
    ('postern.conf.5', 'a number from 1 to {TIMES_COUNT_MAX}'),
    ('postern-accounts.5', 'at most {LIMIT_LOCAL_PART} of them'),
    ('postern-accounts.5', 'of at least number {LIMIT_FIRST_ORDINARY_ID}'),
    ('postern-accounts.5', 'up to {LIMIT_ACCOUNTS_FILE:M} MB'),
    ('nss_imap.8', 'From {ACCOUNTS_LONG:K} kB on'),
    ('nss_imap.8', 'left alone for {SETTLED_SECONDS:w} seconds'),
    ('nss_imap.8', 'its number is below {LIMIT_FIRST_ORDINARY_ID}'),
    ('postern-aliases.5', '{ALIASES_LIST_DEPTH:w} deep at most; there are at '
     'most {ALIASES_LISTS} of them, of 1 MiB each and '
     '{ALIASES_LIST_BYTES:M} MiB together'),
    ('postern-aliases.5', 'may have {ALIASES_DEPTH} links'),
    ('postern-queue.8', 'there has been no work for {IDLE_SECONDS} seconds'),
    ('postern-queue.8', 'Of the {SERVER_CLIENTS} connections at a time, '
     '{SERVER_FOR_ROOT} are for root, and a user gets at most '
     '{SERVER_PER_UID}'),
    ('postern-queue.8', 'waits {LIMIT_SUBMIT_MS:mw} minutes for each piece of '
     'a message, and serves {LIMIT_SUBMIT_SLOTS} of one user'),
    ('postern-queue.8', 'after {SWEEP_AGE:h} hours'),
    ('postern-queue.8', 'stays open for {LIMIT_RELAY_WARM_MS:s} seconds'),
    ('postern-queue.8', 'the relay waits {SCHEDULE_FIRST:m} minute, doubling '
     'to {SCHEDULE_LONGEST:h} hour'),
    ('postern-queue.8', 'the relay waits {SCHEDULE_FIRST_MENDING:m} minutes'),
    ('postern-queue.8', 'After {SCHEDULE_MAX_AGE:d} days, of which the runner '
     'has tried for {SCHEDULE_MIN_TRIED:h} hours'),
    ('sendmail.8', 'longer than {LIMIT_TEXT_LINE} bytes'),
    ('sendmail.8', 'at most {FOLLOW_SECONDS:w} seconds'),
    ('sendmail.8', 'uid N hands in {LIMIT_SUBMIT_SLOTS} messages already'),
    ('mailq.1', 'A queue id has {SPOOL_NAME} characters, an address at most '
     '{LIMIT_ADDRESS}'),
)
SHOW = {
    '': str, 'n': str, 'w': lambda n: WORDS[n], 's': lambda n: str(n // 1000),
    'm': lambda n: str(n // 60), 'mw': lambda n: WORDS[n // 60000],
    'h': lambda n: str(n // 3600), 'd': lambda n: str(n // 86400),
    'K': lambda n: str(n >> 10), 'M': lambda n: str(n >> 20),
    'G': lambda n: str(n >> 30),
}


def accounts(c):
    """What an account gets where no line says anything."""
    source = c.sources.below('libcore/users/head.c')
    first = re.search(r'\.range = \{(\d+), (\d+)\}', source)
    values = {'range=': '%s-%s' % first.groups() if first else None}
    for key in ('home', 'shell'):
        found = re.search(r'\.%s = "([^"]*)"' % key, source)
        values[key + '='] = found.group(1) if found else None
    for line, body in c.pages['postern-accounts.5'].items('Keys'):
        for key in line.words('Cm')[:1]:
            if key in values:
                value = values.pop(key)
                said = re.search(r'default is (\S+?)[.,](?:\s|$)', text(body))
                if said is None or said.group(1) != value:
                    yield 'postern-accounts.5: %s the default is %s' % (
                        key, value)
    for key in values:
        yield 'postern-accounts.5: %s is missing' % key


def check(c):
    numbers = c.sources.numbers()
    pages = {name: text(page.lines) for name, page in c.pages.items()}
    for name, sentence in SAID:
        whole = sentence
        for macro, how in re.findall(r'\{(\w+):?(\w*)\}', sentence):
            values = numbers.get(macro, ())
            if len(values) != 1:
                yield '%s has %d values in the code' % (macro, len(values))
                whole = None
                break
            whole = re.sub(r'\{%s:?\w*\}' % macro,
                           SHOW[how](min(values)), whole, count=1)
        if whole and whole not in pages[name]:
            yield '%s: it does not say "%s"' % (name, whole)
    yield from accounts(c)
