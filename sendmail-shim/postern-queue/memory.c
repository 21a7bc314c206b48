/* SPDX-License-Identifier: ISC */
/* Remembering relays. */
#include "config.h"

#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/num.h"
#include "sendmail-shim/postern-queue/memory.h"
#include "sendmail-shim/postern-queue/runner.h"
#include "sys/file.h"
#include "sys/log.h"

#define FIRST_LINE "postern-relays 1"
/* A time of failing is told in steps, or the file would change all the time. */
#define STEP 600

static void
encode_rate(const struct rate *rate, const char *relay, struct moment now,
    struct buf *b)
{
	for (unsigned i = 0; rate->limit.count != 0 && i < RATE_SLOTS; i++)
		if (rate->slots[i].n != 0 &&
		    rate_slot_begins(rate, i) + rate->limit.seconds +
			    rate_slot_seconds(rate) >
			now.mono)
			buf_printf(b, "sent %u %" PRId64 " %s\n",
			    rate->slots[i].n,
			    rate_slot_begins(rate, i) - now.mono + now.wall,
			    relay);
}

bool
memory_encode(const struct routes *r, struct moment now, struct buf *b)
{
	buf_add_str(b, FIRST_LINE "\n");
	for (size_t i = 0; i < r->n; i++) {
		int64_t failing = routes_failing(r, i, now.mono) / STEP * STEP;

		if (failing > 0)
			buf_printf(b, "failing %" PRId64 " %s %s\n", failing,
			    r->list[i].url, r->list[i].relay->name);
	}
	for (size_t i = 0; i < r->n_rates; i++)
		encode_rate(&r->rates[i], r->rate_names[i], now, b);
	return !b->failed;
}

static void
decode_failing(struct routes *r, uint64_t seconds, struct view rest)
{
	size_t space = view_find(rest, ' ');
	struct view url = view_before(rest, space);
	struct view name = view_from(rest, space + 1);

	for (size_t i = 0; i < r->n; i++)
		if (view_eq_str(url, r->list[i].url) &&
		    view_eq_str(name, r->list[i].relay->name))
			r->list[i].before = (int64_t)seconds;
}

static void
decode_sent(struct routes *r, uint64_t n, struct moment now, struct view rest)
{
	size_t space = view_find(rest, ' ');
	struct view name = view_from(rest, space + 1);
	uint64_t when;

	if (!num_parse(view_before(rest, space), 0, INT64_MAX / 2, &when))
		return;
	if ((int64_t)when > now.wall) /* the clock was set back */
		when = (uint64_t)now.wall;
	for (size_t i = 0; i < r->n_rates; i++)
		if (view_eq_str(name, r->rate_names[i]))
			rate_add(&r->rates[i],
			    (int64_t)when - now.wall + now.mono, (unsigned)n);
}

static void
decode_line(struct routes *r, struct moment now, struct view line)
{
	size_t space = view_find(line, ' ');
	struct view key = view_before(line, space);
	struct view rest = view_from(line, space < line.n ? space + 1 : space);
	uint64_t n;

	space = view_find(rest, ' ');
	if (space == rest.n ||
	    !num_parse(view_before(rest, space), 0, UINT32_MAX, &n))
		return;
	rest = view_from(rest, space + 1);
	if (view_find(rest, ' ') == rest.n)
		return;
	if (view_eq_str(key, "failing"))
		decode_failing(r, n, rest);
	else if (view_eq_str(key, "sent"))
		decode_sent(r, n, now, rest);
}

void
memory_decode(struct routes *r, struct moment now, struct view text)
{
	size_t n = view_find(text, '\n');

	if (n == text.n || !view_eq_str(view_before(text, n), FIRST_LINE))
		return;
	for (text = view_from(text, n + 1);
	     (n = view_find(text, '\n')) < text.n;
	     text = view_from(text, n + 1))
		decode_line(r, now, view_before(text, n));
}

void
memory_load(struct runner *r)
{
	struct error e;
	int fd = openat(r->store.dirs[SPOOL_QUEUE], MEMORY_FILE,
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

	buf_init(&r->memory, MEMORY_MAX);
	if (fd < 0)
		return;
	if (file_read_fd(fd, MEMORY_FILE, &r->memory, &e) != ERROR_NONE)
		buf_reset(&r->memory);
	close(fd);
}

void
memory_save(struct runner *r)
{
	struct view old = buf_view(&r->memory);
	struct error e;
	struct buf b;

	if (r->routes.n == 0)
		return;
	buf_init(&b, MEMORY_MAX);
	if (memory_encode(&r->routes, r->now, &b) &&
	    !view_eq(buf_view(&b), old) &&
	    (old.n != 0 || b.n > sizeof(FIRST_LINE))) {
		if (file_replace(r->store.dirs[SPOOL_QUEUE], MEMORY_FILE,
			buf_view(&b), 0600, &e) != ERROR_NONE)
			log_event(LOG_LEVEL_WARN, "spool: %s", e.text);
		buf_reset(&r->memory);
		buf_add(&r->memory, buf_view(&b));
	}
	buf_clear(&b);
}
