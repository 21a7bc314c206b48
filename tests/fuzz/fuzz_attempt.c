/* SPDX-License-Identifier: ISC */
/* Fuzzes the frames between imap-check and those who start it. */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "flow/attempt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was decoded has to survive being sent again. */
static void
check_again(struct buf *b,
    enum error_code (*get)(const struct frame *, void *, struct error *),
    void *out)
{
	struct frame f;
	struct error e;

	if (frame_parse(buf_view(b), LIMIT_FRAME, &f) != (long)b->n ||
	    get(&f, out, &e) != ERROR_NONE)
		abort();
}

static enum error_code
get_server(const struct frame *f, void *out, struct error *e)
{
	return attempt_get_server(f, out, e);
}

static enum error_code
get_credentials(const struct frame *f, void *out, struct error *e)
{
	return attempt_get_credentials(f, out, e);
}

static enum error_code
get_trace(const struct frame *f, void *out, struct error *e)
{
	return attempt_get_trace(f, out, e);
}

static enum error_code
get_verdict(const struct frame *f, void *out, struct error *e)
{
	return attempt_get_verdict(f, out, e);
}

static void
check_frame(const struct frame *f)
{
	static struct attempt_server server;
	static struct attempt_credentials credentials;
	struct attempt_trace trace;
	struct attempt_verdict verdict;
	struct buf b;
	struct error e;

	buf_init(&b, LIMIT_FRAME);
	if (attempt_get_server(f, &server, &e) == ERROR_NONE) {
		if (!attempt_put_server(&b, &server))
			abort();
		check_again(&b, get_server, &server);
	}
	if (attempt_get_credentials(f, &credentials, &e) == ERROR_NONE) {
		if (!attempt_put_credentials(&b, &credentials))
			abort();
		check_again(&b, get_credentials, &credentials);
	}
	if (attempt_get_trace(f, &trace, &e) == ERROR_NONE) {
		if (!attempt_put_trace(&b, &trace))
			abort();
		check_again(&b, get_trace, &trace);
	}
	if (attempt_get_verdict(f, &verdict, &e) == ERROR_NONE) {
		if (!attempt_put_verdict(&b, &verdict))
			abort();
		check_again(&b, get_verdict, &verdict);
	}
	buf_clear(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = view_make(data, size);
	struct frame f;
	long n;

	while ((n = frame_parse(rest, LIMIT_FRAME, &f)) > 0) {
		check_frame(&f);
		rest = view_from(rest, (size_t)n);
	}
	/* The type byte and a bare payload get further than a head. */
	if (size > 0) {
		f = (struct frame){
		    (uint8_t)(data[0] & 7), view_make(data + 1, size - 1)};
		check_frame(&f);
	}
	return 0;
}
