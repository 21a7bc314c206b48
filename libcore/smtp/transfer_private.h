/* SPDX-License-Identifier: ISC */
/* What the files of the transfer share, and nobody else sees. */
#ifndef SMTP_TRANSFER_PRIVATE_H
#define SMTP_TRANSFER_PRIVATE_H

#include "smtp/dots.h"
#include "smtp/transfer.h"
#include "smtp/window.h"

/* Bytes of a text that are read and put at once. */
#define SMTP_PIECE (64UL * 1024)
/* What may wait in the stream before more is read. */
#define SMTP_AHEAD (4 * SMTP_PIECE)

struct smtp_transfer {
	struct smtp *session;
	struct stream *stream;
	smtp_done_fn *done;
	smtp_more_fn *more;
	void *arg;
	bool chunking;
	bool pipelining;
	bool reset;   /* MAIL was sent before */
	bool closing; /* the server said 421 */
	bool silent;  /* it answered nothing since there was nothing to do */
	struct smtp_window window;
	struct smtp_outgoing *first; /* on their way, oldest first */
	struct smtp_outgoing **tail;
	struct smtp_outgoing *current; /* the last one, not all of it sent */
	uint64_t piece_end;            /* its text is to be put up to here */
	bool in_text;                  /* behind BDAT's line or 354 */
	struct smtp_dots dots;
	uint64_t put; /* bytes that were put into the stream */
	/* By deadline_now(): the last whole reply, the last byte that left, and
	 * since when there is always something that has to leave; how many
	 * bytes left since then. */
	int64_t heard;
	int64_t moved;
	int64_t writing;
	uint64_t written;
	struct smtp_reply reply;
	struct buf piece;
	struct buf stuffed;
};

/* Puts what may be sent now into the stream. */
enum error_code smtp_transfer_fill(struct smtp_transfer *t, struct error *e);

/* The message that the next reply is for; NULL: the reply is surplus. */
struct smtp_outgoing *smtp_transfer_expecting(const struct smtp_transfer *t);

/* stream_move(), with a look at the clock for what left. */
enum error_code smtp_transfer_move(
    struct smtp_transfer *t, bool *moved_out, struct error *e);

/* Hands back the messages that are over. */
void smtp_transfer_settle(struct smtp_transfer *t);

#endif
