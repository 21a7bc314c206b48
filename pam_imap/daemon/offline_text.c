/* SPDX-License-Identifier: ISC */
/* Writing and reading a stored password's file. */
#include "config.h"

#include <inttypes.h>

#include "base/num.h"
#include "pam_imap/daemon/offline_text.h"
#include "users/account.h"
#include "users/hash.h"

#define TITLE "postern-offline 1"
/* Wrong tries and seconds that nobody reaches. */
#define MOST_WRONG 1000
#define MOST_SECONDS INT64_MAX

bool
offline_text_check_machine(struct view id)
{
	size_t zeros = 0;

	if (id.n != OFFLINE_MACHINE)
		return false;
	for (size_t i = 0; i < id.n; i++) {
		char c = id.p[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
		zeros += c == '0';
	}
	return zeros < id.n;
}

/* Appends the last line: the sum of what is there. */
static void
seal(struct buf *b, struct view machine)
{
	unsigned char sum[HASH_SHA256_SIZE];
	struct buf all;

	buf_init(&all, OFFLINE_TEXT_SIZE + OFFLINE_MACHINE);
	buf_add(&all, machine);
	buf_add(&all, buf_view(b));
	hash_sha256(buf_view(&all), sum);
	buf_add_str(b, "sum ");
	for (size_t i = 0; i < sizeof(sum); i++)
		buf_printf(b, "%02x", sum[i]);
	buf_add_byte(b, '\n');
	b->failed = b->failed || all.failed;
	buf_clear(&all);
}

bool
offline_text_put(
    struct buf *b, const struct offline_record *r, struct view machine)
{
	buf_reset(b);
	buf_printf(b,
	    TITLE "\n"
		  "address %s\n"
		  "uid %" PRIu64 "\n"
		  "stored %" PRIu64 "\n"
		  "seen %" PRIu64 "\n"
		  "wrong-here %u\n"
		  "wrong-remote %u\n"
		  "hash %s\n",
	    r->address, r->uid, r->stored, r->seen, r->wrong[0], r->wrong[1],
	    r->hash);
	seal(b, machine);
	return !b->failed;
}

/* Takes the next line, which must be the key, a space and a value. */
static bool
take(struct view *text, const char *key, struct view *value_out)
{
	struct view line, name;

	if (!view_split(text, '\n', &line))
		return false;
	*value_out = line;
	return view_split(value_out, ' ', &name) && view_eq_str(name, key) &&
	    value_out->p != NULL;
}

static bool
take_number(struct view *text, const char *key, uint64_t max, uint64_t *out)
{
	struct view value;

	return take(text, key, &value) && num_parse(value, 0, max, out);
}

static bool
take_lines(struct view text, struct offline_record *out)
{
	struct view title, address, hash;
	uint64_t here, remote;

	if (!view_split(&text, '\n', &title) || !view_eq_str(title, TITLE) ||
	    !take(&text, "address", &address) || !account_check_name(address) ||
	    !view_copy(address, out->address, sizeof(out->address)) ||
	    !take_number(&text, "uid", UINT32_MAX, &out->uid) ||
	    !take_number(&text, "stored", MOST_SECONDS, &out->stored) ||
	    !take_number(&text, "seen", MOST_SECONDS, &out->seen) ||
	    !take_number(&text, "wrong-here", MOST_WRONG, &here) ||
	    !take_number(&text, "wrong-remote", MOST_WRONG, &remote) ||
	    !take(&text, "hash", &hash) ||
	    !view_copy(hash, out->hash, sizeof(out->hash)))
		return false;
	out->wrong[0] = (unsigned)here;
	out->wrong[1] = (unsigned)remote;
	return true;
}

enum error_code
offline_text_parse(struct view text, struct view machine,
    struct offline_record *out, struct error *e)
{
	struct buf again;
	bool ok;

	if (!take_lines(text, out))
		return error_set(e, ERROR_INPUT, "not a stored password");
	/* What is written the same again has no other number, line or end. */
	buf_init(&again, OFFLINE_TEXT_SIZE);
	if (!offline_text_put(&again, out, machine)) {
		buf_clear(&again);
		return error_set(e, ERROR_MEMORY, "no memory");
	}
	ok = view_eq(buf_view(&again), text);
	buf_clear(&again);
	return ok
	    ? ERROR_NONE
	    : error_set(e, ERROR_INPUT, "damaged, or made on another machine");
}
