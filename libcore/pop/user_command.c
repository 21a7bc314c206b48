/* SPDX-License-Identifier: ISC */
/* USER and PASS as bytes. */
#include "config.h"

#include "pop/user_command.h"

/* USER's argument is one word of printable ASCII (RFC 1939 3). */
static bool
user_fits(struct view user)
{
	return user.n > 0 && view_is_ascii(user) && !view_has_control(user) &&
	    view_find(user, ' ') == user.n;
}

static bool
password_fits(struct view password)
{
	return view_find(password, '\0') == password.n &&
	    view_find(password, '\r') == password.n &&
	    view_find(password, '\n') == password.n;
}

enum error_code
pop_user_command(
    const struct sasl_login *login, struct sasl_exchange **out, struct error *e)
{
	struct view user = view_of(login->user);
	struct view password = secret_view(login->secret);
	struct buf first, second;
	enum error_code code;

	*out = NULL;
	buf_init_wiping(&first, POP_COMMAND - 2);
	buf_init_wiping(&second, POP_COMMAND);
	if (!user_fits(user) || !buf_add_str(&first, "USER ") ||
	    !buf_add(&first, user))
		code = error_set(
		    e, ERROR_INPUT, "USER cannot carry this user name");
	else if (!password_fits(password) || !buf_add_str(&second, "PASS ") ||
	    !buf_add(&second, password) || !buf_add_str(&second, "\r\n"))
		code = error_set(
		    e, ERROR_INPUT, "PASS cannot carry this password");
	else
		code = sasl_exchange_of_command("USER and PASS",
		    buf_view(&first), buf_view(&second), out, e);
	buf_clear(&first);
	buf_clear(&second);
	return code;
}
