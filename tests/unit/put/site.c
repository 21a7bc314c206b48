/* SPDX-License-Identifier: ISC */
/* A spool, a message as frames, and one run of queue-put's work on both. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "put/site.h"

#define ROOM (1UL << 24)

void
site_make(struct site *s)
{
	*s = (struct site){.put = {.who = {.uid = SITE_UID}}};
	spool_dir_make(&s->spool);
	s->put.spool = s->spool.path;
	buf_init(&s->frames, ROOM);
}

void
site_remove(struct site *s)
{
	buf_clear(&s->frames);
	spool_dir_remove(&s->spool);
}

/* Moves what was encoded into b behind the frames. */
static void
take(struct site *s, struct buf *b, bool encoded)
{
	ck_assert(encoded);
	ck_assert(buf_add(&s->frames, buf_view(b)));
	buf_clear(b);
}

void
site_begin(struct site *s)
{
	struct message m;
	struct buf b;
	unsigned at = 0;

	buf_reset(&s->frames);
	message_init(&m);
	buf_init(&b, LIMIT_FRAME);
	message_set_sender(&m, view_of("a@b"), NULL);
	message_add_recipient(&m, view_of("root"), NULL);
	take(s, &b, submit_put_envelope(&b, &m));
	take(s, &b, submit_put_recipients(&b, &m, &at));
	message_clear(&m);
}

void
site_text(struct site *s, size_t n)
{
	char *text = malloc(LIMIT_FRAME_DATA);
	struct buf b;

	ck_assert_ptr_nonnull(text);
	memset(text, 'x', LIMIT_FRAME_DATA);
	buf_init(&b, LIMIT_FRAME);
	while (n > 0) {
		size_t piece = n < LIMIT_FRAME_DATA ? n : LIMIT_FRAME_DATA;

		take(s, &b, submit_put_data(&b, view_make(text, piece)));
		n -= piece;
	}
	free(text);
}

void
site_end(struct site *s)
{
	struct buf b;

	buf_init(&b, LIMIT_FRAME);
	take(s, &b, submit_put_end(&b));
}

int
site_answer(struct site *s, int fd, int status)
{
	struct frame f;
	struct buf b;

	buf_init(&b, LIMIT_FRAME + FRAME_HEAD);
	ck_assert_int_eq(
	    frame_recv(fd, &b, deadline_in(10000), &f, NULL), ERROR_NONE);
	ck_assert_int_eq(f.type, SUBMIT_ANSWER);
	ck_assert_int_eq(submit_get_answer(&f, &s->answer, NULL), ERROR_NONE);
	ck_assert_int_eq((int)s->answer.status, status);
	buf_clear(&b);
	return status;
}

int
site_run(struct site *s)
{
	struct put p = s->put;
	int status;

	p.in = spool_dir_input(buf_view(&s->frames));
	p.out = spool_dir_input(view_of(""));
	status = put_run(&p);
	ck_assert_int_eq(lseek(p.out, 0, SEEK_SET), 0);
	site_answer(s, p.out, status);
	close(p.in);
	close(p.out);
	ck_assert_uint_eq(spool_dir_tmp(&s->spool), 0);
	return status;
}

int
site_send(struct site *s, size_t n)
{
	site_begin(s);
	site_text(s, n);
	site_end(s);
	return site_run(s);
}

void
site_limits(const struct site *s, const char *text)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/drop/limits", s->spool.path);
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}
