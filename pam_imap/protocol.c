/* SPDX-License-Identifier: ISC */
/* The frames between module and daemon, each a table over its struct. */
#include "config.h"

#include "flow/fields.h"
#include "pam_imap/protocol.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define FIELD(tag, kind, type, member)                        \
	{                                                     \
		(tag), FIELDS_##kind, offsetof(type, member), \
		    sizeof(((type *)NULL)->member), #member   \
	}

/* Without a password a request is the same but for its last field. */
static const struct fields_member request_fields[] = {
    FIELD(1, LINE, struct protocol_request, user),
    FIELD(2, NUMBER, struct protocol_request, uid),
    FIELD(3, LINE, struct protocol_request, service),
    FIELD(4, LINE, struct protocol_request, rhost),
    FIELD(5, LINE, struct protocol_request, tty),
    FIELD(7, FLAG, struct protocol_request, debug),
    FIELD(6, SECRET, struct protocol_request, password),
};

static const struct fields_member reply_fields[] = {
    {1, FIELDS_CHOICE, offsetof(struct protocol_reply, verdict), VERDICTS,
	"verdict"},
    FIELD(2, LINE, struct protocol_reply, person),
    FIELD(3, LINE, struct protocol_reply, log),
};

/* How many of request_fields a frame of this type has. */
static size_t
request_members(enum protocol_frame what)
{
	size_t all = COUNT(request_fields);

	return what == PROTOCOL_AUTH ? all : all - 1;
}

bool
protocol_put_request(struct buf *b, const struct protocol_request *r)
{
	return fields_put(
	    b, (uint8_t)r->what, request_fields, request_members(r->what), r);
}

bool
protocol_put_reply(struct buf *b, const struct protocol_reply *r)
{
	return fields_put(
	    b, PROTOCOL_REPLY, reply_fields, COUNT(reply_fields), r);
}

enum error_code
protocol_get_request(
    const struct frame *f, struct protocol_request *out, struct error *e)
{
	secret_init(&out->password);
	out->what = f->type == PROTOCOL_ACCOUNT || f->type == PROTOCOL_PREPARE
	    ? (enum protocol_frame)f->type
	    : PROTOCOL_AUTH;
	return fields_get(f, (uint8_t)out->what, request_fields,
	    request_members(out->what), out, e);
}

enum error_code
protocol_get_reply(
    const struct frame *f, struct protocol_reply *out, struct error *e)
{
	return fields_get(
	    f, PROTOCOL_REPLY, reply_fields, COUNT(reply_fields), out, e);
}
