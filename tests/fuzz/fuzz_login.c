/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes the frames between pam_imap.so and postern-login, and what the module
 * makes of words for a person.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "pam_imap/protocol.h"
#include "pam_imap/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_request(const struct frame *f, struct buf *b)
{
	static struct protocol_request request, again;
	struct frame copy;
	struct error e;

	if (protocol_get_request(f, &request, &e) != ERROR_NONE)
		return;
	if (f->type != (uint8_t)request.what ||
	    view_has_control(view_of(request.user)) ||
	    !protocol_put_request(b, &request) ||
	    frame_parse(buf_view(b), PROTOCOL_SIZE, &copy) != (long)b->n ||
	    protocol_get_request(&copy, &again, &e) != ERROR_NONE ||
	    strcmp(request.user, again.user) != 0 || request.uid != again.uid ||
	    !view_eq(
		secret_view(&request.password), secret_view(&again.password)))
		abort();
}

static void
check_reply(const struct frame *f, struct buf *b)
{
	struct protocol_reply reply, again;
	struct frame copy;
	struct error e;

	if (protocol_get_reply(f, &reply, &e) != ERROR_NONE)
		return;
	if (reply.verdict >= VERDICTS ||
	    view_has_control(view_of(reply.person)) ||
	    !protocol_put_reply(b, &reply) ||
	    frame_parse(buf_view(b), PROTOCOL_SIZE, &copy) != (long)b->n ||
	    protocol_get_reply(&copy, &again, &e) != ERROR_NONE ||
	    reply.verdict != again.verdict)
		abort();
}

static void
check_frame(const struct frame *f)
{
	struct buf b;

	buf_init_wiping(&b, PROTOCOL_SIZE);
	check_request(f, &b);
	check_reply(f, &b);
	buf_clear(&b);
}

/* Whatever they were, they fit, and are UTF-8 without C0 and C1. */
static void
check_words(struct view v)
{
	char words[64];
	size_t n;

	words_copy(v, words, sizeof(words));
	n = strlen(words);
	if (n >= sizeof(words) || n > v.n || !utf8_check(view_make(words, n)) ||
	    view_has_control(view_make(words, n)))
		abort();
	for (size_t i = 0; i + 1 < n; i++)
		if ((unsigned char)words[i] == 0xc2 &&
		    (unsigned char)words[i + 1] < 0xa0)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame f;

	check_words(view_make(data, size));

	if (frame_parse(view_make(data, size), PROTOCOL_SIZE - FRAME_HEAD, &f) >
	    0)
		check_frame(&f);
	/* The type byte and a bare payload get further than a head. */
	if (size > 0 && size < PROTOCOL_SIZE - FRAME_HEAD) {
		f = (struct frame){
		    (uint8_t)(data[0] & 7), view_make(data + 1, size - 1)};
		check_frame(&f);
	}
	return 0;
}
