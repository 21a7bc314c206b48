/* SPDX-License-Identifier: ISC */
/* Who sends, and from which domain. */
#include "config.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/names.h"
#include "conf/conf.h"
#include "queue/message.h"
#include "sendmail-shim/sendmail/identity.h"

/* The full name in a gecos field: up to a comma, '&' is the login name with a
 * capital. */
static void
take_full_name(const char *gecos, struct identity *id)
{
	struct view rest = view_of(gecos);
	struct buf b;

	rest = view_trim(view_before(rest, view_find(rest, ',')));
	buf_init(&b, sizeof(id->full_name) - 1);
	for (size_t i = 0; i < rest.n; i++) {
		size_t start = b.n;

		if (rest.p[i] != '&') {
			buf_add_byte(&b, rest.p[i]);
			continue;
		}
		if (buf_add_str(&b, id->login) && b.n > start &&
		    b.p[start] >= 'a' && b.p[start] <= 'z')
			b.p[start] = (char)(b.p[start] - 'a' + 'A');
	}
	if (!b.failed)
		view_copy(buf_view(&b), id->full_name, sizeof(id->full_name));
	buf_clear(&b);
}

static void
load_user(struct identity *id)
{
	const struct passwd *pw = getpwuid(getuid());

	if (pw != NULL && message_check_address(view_of(pw->pw_name)) &&
	    view_copy(view_of(pw->pw_name), id->login, sizeof(id->login)))
		take_full_name(pw->pw_gecos, id);
	else
		snprintf(id->login, sizeof(id->login), "uid%lu",
		    (unsigned long)getuid());
}

enum error_code
identity_load(const char *config, struct identity *out, struct error *e)
{
	struct conf *conf = NULL;
	enum error_code code;

	memset(out, 0, sizeof(*out));
	snprintf(out->domain, sizeof(out->domain), "localhost.localdomain");
	load_user(out);
	code = conf_load(
	    config != NULL ? config : NAMES_SETTINGS, config == NULL, &conf, e);
	if (code != ERROR_NONE && config != NULL)
		return code == ERROR_MEMORY ? code : ERROR_SETTINGS;
	if (code != ERROR_NONE)
		conf = conf_default();
	if (conf != NULL) {
		char domain[sizeof(out->domain)];

		if (conf_mail_domain(conf, domain, sizeof(domain), e) ==
		    ERROR_NONE)
			memcpy(out->domain, domain, sizeof(domain));
	}
	conf_free(&conf);
	return ERROR_NONE;
}
