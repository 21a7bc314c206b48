/* SPDX-License-Identifier: ISC */
/* The table of what queue.sock may be asked. */
#include "config.h"

#include "sendmail-shim/postern-queue/answer.h"
#include "sendmail-shim/postern-queue/change.h"
#include "sendmail-shim/postern-queue/gather.h"
#include "sendmail-shim/postern-queue/request.h"
#include "sendmail-shim/postern-queue/show.h"
#include "sys/log.h"

#define EVERYWHERE \
	(GATHER(CONTROL_NEW) | GATHER(CONTROL_QUEUE) | GATHER(CONTROL_HELD))

static void
put_listing(struct runner *r, struct client *c, const struct listing *l)
{
	struct control_message m;
	struct control_recipient to;

	(void)r;
	listing_message(l, &m);
	control_put_message(&c->out, &m);
	for (unsigned i = 0; i < l->j.n; i++) {
		listing_recipient(l, i, &to);
		control_put_recipient(&c->out, &to);
	}
}

static void
show_listing(struct runner *r, struct client *c, const struct listing *l)
{
	put_listing(r, c, l);
	show_open(r, c, l);
}

static void
status(struct runner *r, struct client *c)
{
	(void)r;
	answer_finish(c);
}

static void
watch(struct runner *r, struct client *c)
{
	(void)r;
	c->watching = true;
}

/* Everything at once needs no look at each message. */
static void
flush(struct runner *r, struct client *c)
{
	routes_hurry(&r->routes, false);
	r->look_at = 0;
	if (!control_query_is_open(&c->query) || c->query.failed)
		return;
	list_hurry(&r->list, false);
	log_event(LOG_LEVEL_INFO, "flush: uid %u had everything tried now",
	    (unsigned)c->uid);
	answer_finish(c);
}

static const struct request requests[] = {
    {.type = CONTROL_LIST,
	.places = EVERYWHERE,
	.failed_places = GATHER(CONTROL_GIVEN),
	.one = put_listing},
    {.type = CONTROL_SHOW,
	.single = true,
	.places = EVERYWHERE,
	.failed_places = GATHER(CONTROL_GIVEN),
	.one = show_listing},
    {.type = CONTROL_FLUSH,
	.privileged = true,
	.places = GATHER(CONTROL_QUEUE),
	.begin = flush,
	.one = change_retry,
	.commit = change_commit},
    {.type = CONTROL_RETRY,
	.privileged = true,
	.changes = true,
	.places = GATHER(CONTROL_QUEUE),
	.failed_places = GATHER(CONTROL_GIVEN),
	.begin = flush,
	.one = change_retry,
	.commit = change_commit},
    {.type = CONTROL_HOLD,
	.privileged = true,
	.changes = true,
	.places = GATHER(CONTROL_NEW) | GATHER(CONTROL_QUEUE),
	.one = change_hold,
	.commit = change_commit},
    {.type = CONTROL_RELEASE,
	.privileged = true,
	.changes = true,
	.places = GATHER(CONTROL_HELD),
	.one = change_release,
	.commit = change_commit},
    {.type = CONTROL_DELETE,
	.changes = true,
	.places = EVERYWHERE,
	.failed_places = GATHER(CONTROL_GIVEN),
	.one = change_delete,
	.commit = change_commit},
    {.type = CONTROL_STATUS, .begin = status},
    {.type = CONTROL_WATCH, .begin = watch},
};

const struct request *
request_find(uint8_t type)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (requests[i].type == type)
			return &requests[i];
	return NULL;
}

const char *
request_objection(const struct client *c)
{
	const struct control_query *q = &c->query;
	const struct request *a = c->request;
	bool one = control_query_is_one(q);

	if (a->privileged && !c->privileged)
		return "only root may do this";
	if (q->failed && a->failed_places == 0)
		return "there is nothing to do with what was given up but to "
		       "list, show, retry or delete it";
	if ((a->single && !one) || (a->changes && q->id[0] != '\0' && !one))
		return "not a queue id";
	if (a->changes && control_query_is_open(q) != q->all)
		return "say which messages: ids, a sender, a recipient, or all";
	return NULL;
}
