/* SPDX-License-Identifier: ISC */
/* Fuzzes the file of a stored password, as it is and with a right sum. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "pam_imap/daemon/offline_text.h"
#include "users/account.h"
#include "users/hash.h"

static const struct view machine =
    VIEW_LITERAL("0123456789abcdef0123456789abcdef");

/* What is taken is what would be written, byte for byte. */
static void
check(struct view text)
{
	struct offline_record r;
	struct error e;
	struct buf again;

	if (offline_text_parse(text, machine, &r, &e) != ERROR_NONE) {
		FUZZ_HOLDS(e.code == ERROR_INPUT && e.text[0] != '\0');
		return;
	}
	FUZZ_HOLDS(account_check_name(view_of(r.address)));
	FUZZ_HOLDS(strlen(r.hash) <= OFFLINE_HASH);
	buf_init(&again, OFFLINE_TEXT_SIZE);
	FUZZ_HOLDS(offline_text_put(&again, &r, machine));
	FUZZ_HOLDS(view_eq(buf_view(&again), text));
	buf_clear(&again);
}

/* The lines before the sum are the input's; the sum is theirs. */
static void
check_sealed(struct view lines)
{
	unsigned char sum[HASH_SHA256_SIZE];
	struct buf b;

	buf_init(&b, 4 * OFFLINE_TEXT_SIZE);
	if (buf_add(&b, machine) && buf_add(&b, lines)) {
		hash_sha256(buf_view(&b), sum);
		buf_consume(&b, machine.n);
		buf_add_str(&b, "sum ");
		for (size_t i = 0; i < sizeof(sum); i++)
			buf_printf(&b, "%02x", sum[i]);
		buf_add_byte(&b, '\n');
		check(buf_view(&b));
	}
	buf_clear(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check(view_make(data, size));
	check_sealed(view_make(data, size));
	return 0;
}
