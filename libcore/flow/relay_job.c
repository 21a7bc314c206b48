/* SPDX-License-Identifier: ISC */
/* Jobs: messages as they came, made ready to be sent. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "flow/relay_job.h"
#include "mail/header.h"
#include "mail/international.h"
#include "sys/io.h"

/* A header section of LIMIT_HEADERS that sendmail took, with what it added, and
 * with CRLF line ends. */
#define SECTION (3 * LIMIT_HEADERS)
/* What Received, From and Reply-To may add to a header section. */
#define HEAD_GROWTH (16UL * 1024)

enum error_code
relay_job_new(
    const struct frame *f, int fd, struct relay_job **out, struct error *e)
{
	struct relay_job *job = calloc(1, sizeof(*job));
	enum error_code code = ERROR_MEMORY;

	*out = NULL;
	if (job == NULL) {
		io_close(&fd);
		return error_set(e, ERROR_MEMORY, "message: no memory");
	}
	job->fd = fd;
	buf_init(&job->head, SECTION + HEAD_GROWTH);
	code = handover_get_message(f, &job->message, e);
	if (code == ERROR_NONE && fd < 0)
		code = error_set(e, ERROR_PROTOCOL, "a message without a file");
	if (code == ERROR_NONE) {
		job->answered = calloc(job->message.n_recipients, sizeof(bool));
		if (job->answered == NULL)
			code = error_set(e, ERROR_MEMORY, "message: no memory");
	}
	if (code != ERROR_NONE)
		relay_job_free(&job);
	*out = job;
	return code;
}

void
relay_job_free(struct relay_job **job)
{
	if (*job == NULL)
		return;
	relay_job_unload(*job);
	io_close(&(*job)->fd);
	handover_clear_message(&(*job)->message);
	free((*job)->answered);
	free(*job);
	*job = NULL;
}

void
relay_job_unload(struct relay_job *job)
{
	if (job->open != NULL)
		smtp_transaction_clear(&job->outgoing.transaction);
	free(job->open);
	free(job->index);
	job->open = NULL;
	job->index = NULL;
	buf_clear(&job->head);
}

const char *
relay_job_recipient(const struct relay_job *job, unsigned i)
{
	const char *at = job->message.recipients;

	while (i-- > 0)
		at += strlen(at) + 1;
	return at;
}

bool
relay_job_is_international(const struct relay_job *job, unsigned recipient)
{
	return !view_is_ascii(view_of(relay_job_recipient(job, recipient)));
}

/* The string behind at; NULL where there are none. */
static const char *
next_string(const char *at)
{
	return at != NULL ? at + strlen(at) + 1 : NULL;
}

/* Lists the recipients without an answer. */
static enum error_code
list_open(struct relay_job *job, struct error *e)
{
	unsigned n = job->message.n_recipients, open = 0;
	struct smtp_recipient next = {
	    .address = job->message.recipients,
	    .notify = job->message.notifies,
	    .orcpt = job->message.orcpts,
	};

	job->open = calloc(n, sizeof(*job->open));
	job->index = calloc(n, sizeof(*job->index));
	if (job->open == NULL || job->index == NULL)
		return error_set(e, ERROR_MEMORY, "recipients: no memory");
	for (unsigned i = 0; i < n; i++) {
		if (!job->answered[i]) {
			job->open[open] = next;
			job->index[open++] = i;
		}
		next.address = next_string(next.address);
		next.notify = next_string(next.notify);
		next.orcpt = next_string(next.orcpt);
	}
	job->outgoing.transaction.recipients = job->open;
	job->outgoing.transaction.n_recipients = open;
	return ERROR_NONE;
}

/* The file must hold the whole text, or a length that was announced could not
 * be kept. */
static enum error_code
check_file(const struct relay_job *job, struct error *e)
{
	const struct handover_message *m = &job->message;
	struct stat st;

	if (fstat(job->fd, &st) != 0)
		return error_set_errno(e, ERROR_INPUT, "the spool file");
	if (!S_ISREG(st.st_mode) || m->offset > (uint64_t)st.st_size ||
	    m->size > (uint64_t)st.st_size - m->offset)
		return error_set(e, ERROR_INPUT, "the spool file is cut short");
	return ERROR_NONE;
}

/* Bytes of the empty line at the start of rest. */
static size_t
empty_line(struct view rest)
{
	return view_starts(rest, "\r\n") ? 2 : view_starts(rest, "\n") ? 1 : 0;
}

/* Splits text into head and rest, and rewrites the head. */
static enum error_code
rewrite(struct relay_job *job, const struct rewrite_policy *policy,
    struct view text, struct error *e)
{
	const struct handover_message *m = &job->message;
	size_t n = header_section(text);
	struct view rest = view_from(text, n);
	size_t end = n + empty_line(rest);

	/* A line that is cut may be a field as well. */
	if (text.n < m->size && view_find(rest, '\n') == rest.n)
		return error_set(e, ERROR_REFUSED,
		    "5.6.0 the header section has more than %lu bytes",
		    SECTION);
	if (!rewrite_headers(
		policy, view_before(text, n), view_of(m->received), &job->head))
		return error_set(e, ERROR_MEMORY, "headers: no memory");
	job->outgoing.text = (struct smtp_text){
	    .head = buf_view(&job->head),
	    .fd = job->fd,
	    .offset = m->offset + end,
	    .rest = m->size - end,
	};
	return ERROR_NONE;
}

/* Reads what may be the header section, and rewrites it. */
static enum error_code
load_text(
    struct relay_job *job, const struct rewrite_policy *policy, struct error *e)
{
	const struct handover_message *m = &job->message;
	struct smtp_text whole = {
	    .head = {"", 0},
	    .fd = job->fd,
	    .offset = m->offset,
	    .rest = m->size,
	};
	size_t n = m->size < SECTION ? (size_t)m->size : SECTION;
	struct buf b;
	enum error_code code;

	buf_init(&b, SECTION);
	code = smtp_text_read(&whole, 0, n, &b, e);
	if (code == ERROR_SYSTEM)
		code = e->code = ERROR_INPUT;
	if (code == ERROR_NONE)
		code = rewrite(job, policy, buf_view(&b), e);
	buf_clear(&b);
	return code;
}

/* The reverse-path by the policy. */
static void
choose_sender(struct relay_job *job, const struct rewrite_policy *policy)
{
	struct view sender =
	    rewrite_sender(policy, view_of(job->message.sender));

	if (job->as_account)
		sender = policy->account;
	if (!view_copy(sender, job->sender, sizeof(job->sender)))
		job->sender[0] = '\0';
}

static enum error_code
check_size(uint64_t size, const struct smtp_features *f, struct error *e)
{
	if (f->size_limit == 0 || size <= f->size_limit)
		return ERROR_NONE;
	return error_set(e, ERROR_REFUSED,
	    "5.3.4 the message has %" PRIu64 " bytes, the relay takes %" PRIu64,
	    size, f->size_limit);
}

/* Whether one of the recipients that are left needs SMTPUTF8. */
static bool
has_international(const struct relay_job *job)
{
	const struct smtp_transaction *t = &job->outgoing.transaction;

	for (unsigned i = 0; i < t->n_recipients; i++)
		if (!view_is_ascii(view_of(t->recipients[i].address)))
			return true;
	return false;
}

/* Finds out whether the message needs SMTPUTF8: only then is it asked for,
 * since servers behind this one may not have it. */
static enum error_code
check_international(
    struct relay_job *job, const struct smtp_features *f, struct error *e)
{
	const char *what = NULL;

	if (!view_is_ascii(view_of(job->sender)))
		what = "the sender's address needs";
	else if (international_header(buf_view(&job->head)))
		what = "an address in the header section needs";
	job->outgoing.transaction.smtputf8 =
	    f->smtputf8 && (what != NULL || has_international(job));
	if (f->smtputf8 || what == NULL)
		return ERROR_NONE;
	return error_set(e, ERROR_REFUSED,
	    "5.6.7 %s SMTPUTF8, which the relay does not offer", what);
}

enum error_code
relay_job_load(struct relay_job *job, const struct rewrite_policy *policy,
    const struct smtp_features *features, struct error *e)
{
	struct smtp_transaction *t = &job->outgoing.transaction;
	enum error_code code = check_file(job, e);

	relay_job_unload(job);
	if (code == ERROR_NONE)
		code = load_text(job, policy, e);
	if (code == ERROR_NONE)
		code = check_size(
		    smtp_text_size(&job->outgoing.text), features, e);
	if (code == ERROR_NONE)
		code = list_open(job, e);
	if (code != ERROR_NONE)
		return code;
	choose_sender(job, policy);
	code = check_international(job, features, e);
	if (code != ERROR_NONE)
		return code;
	t->sender = job->sender;
	t->size = smtp_text_size(&job->outgoing.text);
	t->eight_bit = job->message.eight_bit;
	t->ret = job->message.ret;
	t->envid = job->message.envid;
	job->outgoing.owner = job;
	return ERROR_NONE;
}
