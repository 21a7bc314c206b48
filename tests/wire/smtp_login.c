/* SPDX-License-Identifier: ISC */
/* The submission server's AUTH. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include <gsasl.h>

#include "wire/smtp_conn.h"

/* A Gsasl_callback_function. */
static int
check_password(Gsasl *library, Gsasl_session *sasl, Gsasl_property property)
{
	const char *user = gsasl_property_fast(sasl, GSASL_AUTHID);
	const char *password = gsasl_property_fast(sasl, GSASL_PASSWORD);

	(void)library;
	if (property == GSASL_PASSWORD)
		return gsasl_property_set(
		    sasl, GSASL_PASSWORD, SMTP_SERVER_PASSWORD);
	if (property != GSASL_VALIDATE_SIMPLE)
		return GSASL_NO_CALLBACK;
	return user != NULL && password != NULL &&
		strcmp(user, SMTP_SERVER_USER) == 0 &&
		strcmp(password, SMTP_SERVER_PASSWORD) == 0
	    ? GSASL_OK
	    : GSASL_AUTHENTICATION_ERROR;
}

/* Challenges and responses; GSASL_OK when the password is right. */
static int
converse(struct smtp_conn *c, Gsasl_session *sasl, char *initial)
{
	const char *in = initial != NULL ? initial : "";
	char *out = NULL, challenge[8192];
	int rc = GSASL_NEEDS_MORE;

	if (initial != NULL && strcmp(initial, "=") == 0)
		in = "";
	if (initial == NULL && strncasecmp(c->line, "AUTH LOGIN", 10)) {
		conn_say(c, "334 ");
		if (!conn_line(c))
			return GSASL_AUTHENTICATION_ERROR;
		in = c->line;
	}
	for (;;) {
		rc = gsasl_step64(sasl, in, &out);
		if (rc != GSASL_NEEDS_MORE &&
		    (rc != GSASL_OK || out == NULL || out[0] == '\0'))
			break;
		snprintf(challenge, sizeof(challenge), "334 %s", out);
		gsasl_free(out);
		out = NULL;
		conn_say(c, challenge);
		if (!conn_line(c))
			return GSASL_AUTHENTICATION_ERROR;
		conn_log(c, "C: %s", c->line);
		in = c->line;
		if (rc == GSASL_OK)
			break;
	}
	gsasl_free(out);
	return rc;
}

enum smtp_login
smtp_login(struct smtp_conn *c)
{
	char mechanism[64] = "", initial[8192] = "";
	int words = sscanf(c->line, "%*s %63s %8191s", mechanism, initial);
	enum smtp_login login = SMTP_LOGIN_UNKNOWN;
	Gsasl *library;
	Gsasl_session *sasl;

	if (gsasl_init(&library) != GSASL_OK)
		return login;
	gsasl_callback_set(library, check_password);
	if (gsasl_server_start(library, mechanism, &sasl) == GSASL_OK) {
		login =
		    converse(c, sasl, words > 1 ? initial : NULL) == GSASL_OK
		    ? SMTP_LOGIN_RIGHT
		    : SMTP_LOGIN_WRONG;
		gsasl_finish(sasl);
	}
	gsasl_done(library);
	return login;
}
