/* SPDX-License-Identifier: ISC */
/*
 * Every ceiling has its name and its reason here.  Sizes are bytes, times are
 * milliseconds, unless the name says otherwise.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* PAM_MAX_RESP_SIZE without its NUL: what a prompt can return. */
#define LIMIT_PASSWORD 511
/* An OAuth bearer token (they reach 3 kB) fits; a whole file does not. */
#define LIMIT_SECRET 4096
/* An address: RFC 5321 4.5.3.1.3, a path without its brackets. */
#define LIMIT_ADDRESS 254
/* The part of an account name before the '@' (RFC 5321 4.5.3.1.1). */
#define LIMIT_LOCAL_PART 64
/* An IP address as text, with its NUL (INET6_ADDRSTRLEN). */
#define LIMIT_IP 46
/* A DNS name as text, and one label of it (RFC 1035 2.3.4). */
#define LIMIT_HOST 253
#define LIMIT_LABEL 63
/* A home directory or shell in an account; both fit one registry link. */
#define LIMIT_PATH 1024
/* A line of the accounts file; a longer one is bad, never cut. */
#define LIMIT_ACCOUNTS_LINE 4096
/* The accounts file: 100,000 lines and room. */
#define LIMIT_ACCOUNTS_FILE (32UL * 1024 * 1024)
/* /etc/passwd and /etc/group, read whole. */
#define LIMIT_FILES_DATABASE (16UL * 1024 * 1024)
/* The lowest number of a group= that is no system group (login.defs). */
#define LIMIT_FIRST_ORDINARY_ID 1000
/* How long a writer of the registry or of the accounts file waits for another,
 * which syncs twice. */
#define LIMIT_WRITER_LOCK_MS 5000
/* Settings and CA lists that are read whole. */
#define LIMIT_SETTINGS_FILE (1024UL * 1024)
/* The file that holds the relay's password: one line. */
#define LIMIT_SECRET_FILE 8192
/* Words of a command that the settings name; more belong into a script. */
#define LIMIT_COMMAND_WORDS 32
/* How long such a command may take: one that asks a token server answers
 * sooner or never. */
#define LIMIT_COMMAND_MS 30000

/* A reply line of a mail server: RFC 9051 asks for 8192 at least. */
#define LIMIT_REPLY_LINE 8192
/* Lines before the reply that was waited for (untagged, multi-line). */
#define LIMIT_REPLY_LINES 512
/* A SASL message in base64, ours or theirs (RFC 4954 4.: 12288). */
#define LIMIT_SASL_LINE 12288
/* Rounds of a SCRAM server's hash: three times what is recommended today; a
 * hostile 2^31 would hold the processor for half an hour. */
#define LIMIT_SCRAM_ITERATIONS 2000000
/* How long SCRAM's tagged reply may take before the empty last response, which
 * was sent ahead, is sent again: some server may have thrown it away. */
#define LIMIT_SCRAM_AGAIN_MS 2000
/* Bytes received and not taken: the replies to a window of messages. */
#define LIMIT_STREAM_IN (256UL * 1024)
/* Bytes queued for a server before we wait for it to read them. */
#define LIMIT_STREAM_OUT (2UL * 1024 * 1024)

/* One whole login: below sshd's LoginGraceTime of 120 s, above the ~2 s that
 * servers take over a refusal. */
#define LIMIT_LOGIN_MS 30000
/* How long a connected worker waits for a person to type the password: sshd's
 * LoginGraceTime. */
#define LIMIT_CREDENTIALS_MS 120000
/* How long a connection that was opened ahead waits for the password; servers
 * themselves close one after a minute or more. */
#define LIMIT_PRECONNECT_MS 30000
/* Connections opened ahead at a time: a stranger can have them opened. */
#define LIMIT_PRECONNECTS 16
/* Logins at a time, half of them root's alone; and of one other user. */
#define LIMIT_LOGIN_SLOTS 32
#define LIMIT_LOGIN_SLOTS_USER 4
/* Conversations at a time, waiting ones too; and of one user but root. */
#define LIMIT_LOGIN_CLIENTS 512
#define LIMIT_LOGIN_CLIENTS_USER 16
/* Lines of the log that one user but root may cause, and in what time as many
 * again; of how many users that is counted, before the rest is one. */
#define LIMIT_USER_LINES 20
#define LIMIT_USER_LINES_MS 60000
#define LIMIT_HUSHED 32
/* Reaching postern-login's socket: it is on this machine. */
#define LIMIT_LOGIN_SOCKET_MS 2000
/* How long a refused password is remembered, and how many of them. */
#define LIMIT_REFUSED_MS 60000
#define LIMIT_REFUSED 4096
/* Callers and servers whose failures are counted; the emptiest count makes
 * room. */
#define LIMIT_THROTTLE_KEYS 8192
/* The key pins of a section, as words. */
#define LIMIT_PINS 512
/* Addresses of one host that are tried; providers publish up to eight. */
#define LIMIT_CONNECT_ADDRESSES 16
/* What a login's caller waits beyond that, so that it hears the reason. */
#define LIMIT_LOGIN_MARGIN_MS 5000
/* How long a helper that has answered may take to end. */
#define LIMIT_REAP_MS 2000
/* What PAM says of a login: service and terminal names. */
#define LIMIT_PAM_ITEM 64
/* One address's connection attempt before the next one starts (RFC 8305). */
#define LIMIT_CONNECT_STAGGER_MS 250
/* Connecting, greeting and one reply of a login server. */
#define LIMIT_LOGIN_STEP_MS 15000

/* A frame between our own programs; data frames carry 64 KiB of a message. */
#define LIMIT_FRAME (96UL * 1024)
#define LIMIT_FRAME_DATA (64UL * 1024)
/* Text from a server that a person is shown. */
#define LIMIT_MESSAGE_TEXT 512

/* How long sendmail waits for queue-put to take a piece of a message, and to
 * answer when it has all of it: longer than a disk takes that is busy. */
#define LIMIT_PUT_MS 300000
/* Recipients of one message. */
#define LIMIT_RECIPIENTS 1000
/* A message, unless drop/limits says otherwise. */
#define LIMIT_MESSAGE (50UL * 1024 * 1024)
/* What mail leaves free in the spool, and what may wait of one user who is not
 * root, unless the settings say otherwise: a loop in a cron job fills neither
 * the disk nor the directory. */
#define LIMIT_FREE_SPACE (64UL * 1024 * 1024)
#define LIMIT_USER_BYTES (512UL * 1024 * 1024)
#define LIMIT_USER_MESSAGES 10000
/* What queue-put is told of limits: a line each for 100,000 users. */
#define LIMIT_LIMITS_FILE (4UL * 1024 * 1024)
/* How long queue-put waits where many connect to the socket of the other one,
 * which is a machine that starts all its services, or somebody's flood; and
 * how soon it tries again when it was not let in: soon, since who asks more
 * often is let in more often. */
#define LIMIT_SUBMIT_REACH_MS 60000
#define LIMIT_SUBMIT_PAUSE_MS 16
/* How long the socket of queue-put waits for a piece of a message, and how
 * often who passes one on says meanwhile that there will be more. */
#define LIMIT_SUBMIT_MS 300000
#define LIMIT_SUBMIT_BEAT_MS 60000
/* Messages that one user may be handing in there at a time. */
#define LIMIT_SUBMIT_SLOTS 8
/* A message's header section: what is held in memory of a message. */
#define LIMIT_HEADERS (256UL * 1024)
/* A journal: for each of 4,000 expanded recipients its longest address and
 * reply, twice. */
#define LIMIT_JOURNAL (8UL * 1024 * 1024)
/* Text lines without CRLF (RFC 5322 2.1.1). */
#define LIMIT_TEXT_LINE 998
/* The window of messages that stream without waiting: messages and bytes. */
#define LIMIT_WINDOW_MESSAGES 64
#define LIMIT_WINDOW_BYTES (1024UL * 1024)
/* A longer message goes out in chunks of this size, each answered (RFC 3030).
 */
#define LIMIT_CHUNK (256UL * 1024)
/* Waits of RFC 5321 4.5.3.2: a reply to most commands; to DATA and STARTTLS; a
 * piece of the text being taken; the reply to the end of the text. */
#define LIMIT_SMTP_COMMAND_MS 300000
#define LIMIT_SMTP_DATA_MS 120000
#define LIMIT_SMTP_BLOCK_MS 180000
#define LIMIT_SMTP_END_MS 600000
/* Connecting to a relay (all of its addresses); TLS with it. */
#define LIMIT_SMTP_CONNECT_MS 60000
#define LIMIT_SMTP_TLS_MS 60000
/* All of opening a session, where a server takes every wait to its end. */
#define LIMIT_SMTP_OPEN_MS 600000
/* One message's transaction, beside what its text takes at the least rate: a
 * thousand recipients at a few seconds each. */
#define LIMIT_SMTP_MESSAGE_MS 3600000
/* The least rate, in bytes a second, at which a server may take a text. */
#define LIMIT_SMTP_RATE 500
/* How long one session is used: then a new one looks who is there. */
#define LIMIT_RELAY_SESSION_MS 3600000
/* How long a warm connection to a relay waits for the next message. */
#define LIMIT_RELAY_WARM_MS 10000

#endif
