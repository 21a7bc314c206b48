/* SPDX-License-Identifier: ISC */
/* What the header section of a message gets from its sender and its text. */
#include "config.h"

#include <sys/random.h>
#include <time.h>

#include "base/utf8.h"
#include "mail/compose.h"
#include "mail/date.h"
#include "sendmail-shim/local/a_label.h"
#include "sendmail-shim/sendmail/repair.h"

/*
 * The charset that a text needs to name, from what of it was read: none when
 * all of it is ASCII.  A text too long to be seen whole is taken for more.
 */
static struct view
guess_charset(struct view body, bool whole)
{
	struct view cut = body;

	if (view_is_ascii(body))
		return view_of(whole ? "" : "utf-8");
	for (int i = 0; i < 3 && !whole && !utf8_check(cut); i++)
		cut.n--;
	return view_of(utf8_check(cut) ? "utf-8" : "unknown-8bit");
}

static bool
add_message_id(struct buf *b, time_t now, const char *domain)
{
	unsigned long long random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return false;
	return buf_printf(
	    b, "<%llx.%016llx@%s>", (unsigned long long)now, random, domain);
}

enum error_code
repair_header(const struct repair *r, struct view section, struct buf *out,
    struct error *e)
{
	const struct options *o = r->options;
	const struct identity *id = r->identity;
	char room[A_LABEL_ADDRESS];
	bool is_own = !o->has_sender || o->sender[0] == '\0';
	struct compose c = {
	    .domain = view_of(id->domain),
	    .from =
		a_label_address(view_of(is_own ? id->login : o->sender), room),
	    .full_name = view_of(o->full_name != NULL ? o->full_name
		    : is_own                          ? id->full_name
						      : ""),
	    .charset = guess_charset(r->body, r->whole),
	    .to_ascii = a_label_domain,
	};
	time_t now = time(NULL);
	char date[DATE_TEXT];
	struct buf message_id;
	bool ok;

	buf_init(&message_id, LIMIT_HOST + 64);
	ok = date_format_local(now, date) &&
	    add_message_id(&message_id, now, id->domain);
	c.date = view_of(date);
	c.message_id = buf_view(&message_id);
	ok = ok && compose_header(&c, section, out) && buf_add_byte(out, '\n');
	buf_clear(&message_id);
	if (!ok)
		return error_set(
		    e, ERROR_LIMIT, "the header section is too large");
	return ERROR_NONE;
}
