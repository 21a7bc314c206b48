/* SPDX-License-Identifier: ISC */
/* LOGIN as bytes. */
#include "config.h"

#include "base/limits.h"
#include "imap/login_command.h"

/* Whether a string can be quoted: 7 bits, no control characters. */
static bool
quotable(struct view v)
{
	return view_is_ascii(v) && !view_has_control(v);
}

static void
add_quoted(struct buf *out, struct view v)
{
	buf_add_byte(out, '"');
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '"' || v.p[i] == '\\')
			buf_add_byte(out, '\\');
		buf_add_byte(out, v.p[i]);
	}
	buf_add_byte(out, '"');
}

/* The password, or the literal's head with it or with second to follow. */
static void
add_password(struct buf *first, struct buf *second, struct view password,
    bool literal_plus)
{
	if (quotable(password)) {
		add_quoted(first, password);
	} else if (literal_plus) {
		buf_printf(first, "{%zu+}\r\n", password.n);
		buf_add(first, password);
	} else {
		buf_printf(first, "{%zu}", password.n);
		buf_add(second, password);
		buf_add_str(second, "\r\n");
	}
}

enum error_code
imap_login_command(const struct sasl_login *login, bool literal_plus,
    struct sasl_exchange **out, struct error *e)
{
	struct buf first, second;
	enum error_code code;

	*out = NULL;
	if (!quotable(view_of(login->user)))
		return error_set(
		    e, ERROR_INPUT, "LOGIN cannot carry this user name");
	buf_init_wiping(&first, LIMIT_SASL_LINE);
	buf_init_wiping(&second, LIMIT_SASL_LINE);
	buf_add_str(&first, "LOGIN ");
	add_quoted(&first, view_of(login->user));
	buf_add_byte(&first, ' ');
	add_password(&first, &second, secret_view(login->secret), literal_plus);
	if (first.failed || second.failed)
		code = error_set(e, ERROR_MEMORY, "login: no memory");
	else
		code = sasl_exchange_of_command("LOGIN command",
		    buf_view(&first), buf_view(&second), out, e);
	buf_clear(&first);
	buf_clear(&second);
	return code;
}
