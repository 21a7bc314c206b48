/* SPDX-License-Identifier: ISC */
/* The table of protocols. */
#include "config.h"

#include <stddef.h>

#include "flow/dialect.h"
#include "imap/client.h"
#include "pop/client.h"

static enum error_code
new_imap(const struct contact *at, struct dialect_client *out, struct error *e)
{
	return imap_new(at, &out->imap, e);
}

static enum error_code
begin_imap(struct dialect_client *c, struct deadline d, struct error *e)
{
	return imap_begin(c->imap, d, e);
}

static void
prepare_imap(
    struct dialect_client *c, const struct sasl_login *login, struct deadline d)
{
	imap_prepare(c->imap, login, d);
}

static enum error_code
check_imap(struct dialect_client *c, struct error *e)
{
	return imap_check(c->imap, e);
}

static enum error_code
login_imap(struct dialect_client *c, const struct sasl_login *login,
    struct deadline d, struct sasl_answer *out, struct error *e)
{
	return imap_login(c->imap, login, d, out, e);
}

static void
logout_imap(struct dialect_client *c)
{
	imap_logout(c->imap);
}

static void
free_imap(struct dialect_client *c)
{
	imap_free(&c->imap);
}

static enum error_code
new_pop(const struct contact *at, struct dialect_client *out, struct error *e)
{
	return pop_new(at, &out->pop, e);
}

static enum error_code
begin_pop(struct dialect_client *c, struct deadline d, struct error *e)
{
	return pop_begin(c->pop, d, e);
}

static void
prepare_pop(
    struct dialect_client *c, const struct sasl_login *login, struct deadline d)
{
	pop_prepare(c->pop, login, d);
}

static enum error_code
check_pop(struct dialect_client *c, struct error *e)
{
	return pop_check(c->pop, e);
}

static enum error_code
login_pop(struct dialect_client *c, const struct sasl_login *login,
    struct deadline d, struct sasl_answer *out, struct error *e)
{
	return pop_login(c->pop, login, d, out, e);
}

static void
logout_pop(struct dialect_client *c)
{
	pop_logout(c->pop);
}

static void
free_pop(struct dialect_client *c)
{
	pop_free(&c->pop);
}

static const struct dialect dialects[] = {
    [ENDPOINT_IMAP] = {new_imap, begin_imap, prepare_imap, check_imap,
	login_imap, logout_imap, free_imap},
    [ENDPOINT_POP3] = {new_pop, begin_pop, prepare_pop, check_pop, login_pop,
	logout_pop, free_pop},
};

#define DIALECTS (sizeof(dialects) / sizeof(dialects[0]))

const struct dialect *
dialect_of(enum endpoint_protocol protocol)
{
	return protocol < DIALECTS && dialects[protocol].new != NULL
	    ? &dialects[protocol]
	    : NULL;
}
