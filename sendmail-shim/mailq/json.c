/* SPDX-License-Identifier: ISC */
/* The queue in JSON. */
#include "config.h"

#include "base/escape.h"
#include "sendmail-shim/mailq/json.h"

#define FLAGS (JSON_COMPACT | JSON_ENSURE_ASCII)
#define TEXT_MAX 4096

static const char *const places[CONTROL_PLACES] = {
    [CONTROL_NEW] = "new",
    [CONTROL_QUEUE] = "queue",
    [CONTROL_HELD] = "hold",
    [CONTROL_GIVEN] = "failed",
};

void
json_init(struct json *j, FILE *to)
{
	*j = (struct json){.to = to};
}

/* A string that others may have made: escaped where it is not UTF-8. */
static json_t *
string(const char *s)
{
	char escaped[TEXT_MAX];
	json_t *value = json_string(s);

	if (value != NULL)
		return value;
	return json_string(escape_copy(view_of(s), escaped, sizeof(escaped)));
}

static void
dump(struct json *j, const json_t *value)
{
	if (value == NULL || json_dumpf(value, j->to, FLAGS) != 0)
		j->failed = true;
}

void
json_begin(struct json *j, bool running, const struct control_state *s)
{
	json_t *reason;

	if (j->begun)
		return;
	reason = string(s->reason);
	j->begun = true;
	fprintf(
	    j->to, "{\"running\":%s,\"reason\":", running ? "true" : "false");
	if (reason == NULL ||
	    json_dumpf(reason, j->to, FLAGS | JSON_ENCODE_ANY))
		j->failed = true;
	fprintf(j->to, ",\"next\":%lld,\"messages\":[", (long long)s->due);
	json_decref(reason);
}

/* Prints the message whose recipients have all come. */
static void
put_message(struct json *j)
{
	if (j->message == NULL)
		return;
	fputs(j->messages++ == 0 ? "\n" : ",\n", j->to);
	dump(j, j->message);
	json_decref(j->message);
	j->message = NULL;
}

static bool
hear_state(void *arg, const struct control_state *s)
{
	json_begin(arg, true, s);
	return true;
}

static bool
hear_message(void *arg, const struct control_message *m)
{
	const struct control_state none = {.due = 0};
	struct json *j = arg;

	json_begin(j, false, &none);
	put_message(j);
	j->message = json_pack("{s:s, s:s, s:o, s:I, s:o, s:I, s:I, s:[]}",
	    "id", m->id, "place", places[m->place], "sender", string(m->sender),
	    "uid", (json_int_t)m->uid, "user", string(m->user), "time",
	    (json_int_t)m->time, "size", (json_int_t)m->size, "recipients");
	j->failed |= j->message == NULL;
	return !j->failed && ferror(j->to) == 0;
}

static bool
hear_recipient(void *arg, const struct control_recipient *r)
{
	struct json *j = arg;
	json_t *to = json_pack("{s:o, s:o, s:s, s:I, s:I, s:o, s:o}", "address",
	    string(r->address), "original", string(r->original), "state",
	    journal_state_word(r->state), "attempts", (json_int_t)r->attempts,
	    "due", (json_int_t)r->due, "relay", string(r->relay), "reply",
	    string(r->reply));

	if (json_array_append_new(
		json_object_get(j->message, "recipients"), to) != 0)
		j->failed = true;
	return !j->failed;
}

struct ask_ear
json_ear(struct json *j)
{
	return (struct ask_ear){.arg = j,
	    .state = hear_state,
	    .message = hear_message,
	    .recipient = hear_recipient};
}

bool
json_end(struct json *j)
{
	const struct control_state none = {.due = 0};

	json_begin(j, false, &none);
	put_message(j);
	fputs(j->messages == 0 ? "]}\n" : "\n]}\n", j->to);
	return fflush(j->to) == 0 && ferror(j->to) == 0 && !j->failed;
}
