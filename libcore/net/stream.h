/* SPDX-License-Identifier: ISC */
/*
 * A stream of lines and bytes to a server, clear at first, TLS after
 * stream_start_tls().  Output is queued and input is buffered; one poll loop
 * in stream_pump() moves both, so that replies are read while a window of
 * messages is being written.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include <stdbool.h>

#include "base/binding.h"
#include "base/endpoint.h"
#include "base/error.h"
#include "base/view.h"
#include "net/tls.h"
#include "sys/deadline.h"

struct stream;

/* Takes over the non-blocking socket fd, also on failure (ERROR_MEMORY). */
enum error_code stream_new(int fd, struct stream **out, struct error *e);

/* Closes without waiting for the peer; wipes what is queued.  NULL is fine. */
void stream_free(struct stream **s);

/*
 * Shakes hands, with SNI, and verifies the certificate for the endpoint's
 * host.  tls must outlive s.  Input that stands in the buffer already is
 * refused with ERROR_PROTOCOL: it was injected behind STARTTLS's reply.
 * ERROR_UNTRUSTED when the certificate, its name, its key or the handshake is
 * wrong, ERROR_LATER for the network.
 */
enum error_code stream_start_tls(struct stream *s, struct tls *tls,
    const struct endpoint *peer, struct deadline d, struct error *e);

/* Whether verified TLS is up.  Credentials leave only when it is. */
bool stream_is_secure(const struct stream *s);

/* What was negotiated, for messages: "TLSv1.3 TLS_AES_256_GCM_SHA384". */
const char *stream_tls_text(const struct stream *s);

/* The pin of the server's key, "sha256//...", for messages. */
const char *stream_pin(const struct stream *s);

/*
 * What ties an exchange to this connection and no other (RFC 5056);
 * BINDING_NONE when it is not secure, or TLS gives nothing that holds.
 */
void stream_binding(const struct stream *s, struct binding *out);

/*
 * Queues bytes; nothing is sent yet.  False, with nothing queued, when
 * LIMIT_STREAM_OUT would be passed (pump first) or memory is short.  A copy is
 * taken; it is wiped.
 */
bool stream_put(struct stream *s, struct view v);

/* Bytes queued and not yet handed to the kernel or TLS. */
size_t stream_pending(const struct stream *s);

/*
 * Takes the next whole line of what was received, without its line end (CRLF,
 * or a bare LF); no I/O.  1 with *line_out valid until the next pump of s, 0
 * when there is none yet, -1 when the line passes LIMIT_REPLY_LINE or holds a
 * NUL.
 */
int stream_take_line(struct stream *s, struct view *line_out);

/* Bytes received and not taken yet. */
struct view stream_received(const struct stream *s);

/*
 * Waits until something was received or sent, and moves what can be moved.
 * ERROR_LATER when the deadline came or the connection ended or broke (its
 * text says which); what had come before can still be taken.  ERROR_LIMIT when
 * LIMIT_STREAM_IN bytes stand untaken and nothing can be sent.
 */
enum error_code stream_pump(
    struct stream *s, struct deadline d, struct error *e);

/* Pumps until everything queued is sent. */
enum error_code stream_flush(
    struct stream *s, struct deadline d, struct error *e);

/*
 * Pumps, sending what is queued, until there is a whole line; takes it.
 * ERROR_PROTOCOL where stream_take_line() says -1.
 */
enum error_code stream_read_line(struct stream *s, struct view *line_out,
    struct deadline d, struct error *e);

/*
 * For a poll() of the caller's own: the socket, what to wait for on it, and
 * then what stream_pump() does without waiting.  *moved_out tells whether
 * anything was received or sent.
 */
int stream_fd(const struct stream *s);
short stream_events(const struct stream *s);
enum error_code stream_move(struct stream *s, bool *moved_out, struct error *e);

/* Whether input may stand inside TLS, where a poll() does not see it. */
bool stream_has_hidden(const struct stream *s);

#endif
