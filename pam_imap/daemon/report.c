/* SPDX-License-Identifier: ISC */
/* Lines about logins. */
#include "config.h"

#include <sys/stat.h>

#include "pam_imap/daemon/report.h"
#include "sys/log.h"

/* More bad lines than these are only counted. */
#define BAD_LINES 10

static enum log_level
level_of(enum verdict verdict)
{
	if (verdict_row(verdict)->alert)
		return LOG_LEVEL_ALERT;
	switch (verdict) {
	case VERDICT_BUSY:
	case VERDICT_UNREACHABLE:
		return LOG_LEVEL_WARN;
	case VERDICT_MEMORY:
	case VERDICT_SETTINGS:
	case VERDICT_INTERNAL:
		return LOG_LEVEL_ERROR;
	default:
		return LOG_LEVEL_INFO;
	}
}

void
report_answer(const struct protocol_request *r, const char *address,
    const struct protocol_reply *reply, enum verdict gravity)
{
	const char *what = r->what == PROTOCOL_AUTH ? "login" : "account";
	bool good = reply->verdict == VERDICT_SUCCESS;
	const char *word = good ? "" : verdict_row(reply->verdict)->name;
	bool other =
	    address[0] != '\0' && !view_eq_str(view_of(address), r->user);

	log_event(level_of(gravity),
	    "%s: %s%s%s%s: %s%s%s (service %s, from %s)", what, r->user,
	    other ? " (" : "", other ? address : "", other ? ")" : "", word,
	    good ? "" : ": ", reply->log, r->service,
	    r->rhost[0] != '\0'     ? r->rhost
		: r->tty[0] != '\0' ? r->tty
				    : "here");
}

void
report_offline(const char *address, const char *what, const char *why)
{
	log_event(LOG_LEVEL_WARN, "offline: %s: %s: %s", address, what, why);
}

void
report_step(const struct protocol_request *r, const char *text)
{
	log_event(LOG_LEVEL_DEBUG, "login: %s: %s",
	    r->user[0] != '\0' ? r->user : "-", text);
}

void
report_malformed(uid_t uid, const char *text)
{
	log_event(
	    LOG_LEVEL_WARN, "request: from user %u: %s", (unsigned)uid, text);
}

void
report_registered(const struct account *account)
{
	log_event(LOG_LEVEL_INFO,
	    "account: %s: registered with number %u, home %s, shell %s",
	    account->name, (unsigned)account->uid, account->home,
	    account->shell);
}

struct bad_lines {
	const char *path;
	unsigned n;
};

static void
report_line(void *arg, unsigned line, const char *why)
{
	struct bad_lines *bad = arg;

	if (bad->n++ < BAD_LINES)
		log_event(LOG_LEVEL_WARN, "accounts: %s:%u: skipped: %s",
		    bad->path, line, why);
}

static bool
is_same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* Whether path is another file now than the last; takes it as that. */
static bool
is_news(const char *path, struct report_file *last)
{
	struct report_file before = *last;
	struct stat st;

	if (stat(path, &st) != 0)
		return true;
	*last = (struct report_file){
	    st.st_dev, st.st_ino, st.st_size, st.st_mtim, st.st_ctim};
	return last->dev != before.dev || last->ino != before.ino ||
	    last->size != before.size ||
	    !is_same_time(&last->modified, &before.modified) ||
	    !is_same_time(&last->changed, &before.changed);
}

void
report_bad_lines(
    const struct accounts *a, const char *path, struct report_file *last)
{
	struct bad_lines bad = {.path = path};

	if (!is_news(path, last))
		return;
	accounts_check(a, report_line, &bad);
	if (bad.n > BAD_LINES)
		log_event(LOG_LEVEL_WARN,
		    "accounts: %s: %u more bad lines are skipped (postern "
		    "check names them)",
		    path, bad.n - BAD_LINES);
}
