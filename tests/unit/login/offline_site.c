/* SPDX-License-Identifier: ISC */
/* Alice and her stored password. */
#include "config.h"

#include <sys/stat.h>

#include "login/offline_site.h"
#include "scratch.h"

struct offline_places offline_places = {
    .dir = "login", .machine_id = "machine-id"};
struct error offline_error;
char *(*offline_hashed)(char *hash);

/* Here instead of there, by the linker's --wrap. */
char *__real_crypt_ra(const char *, const char *, void **, int *);
char *__wrap_crypt_ra(const char *, const char *, void **, int *);

char *
__wrap_crypt_ra(const char *phrase, const char *setting, void **data, int *size)
{
	char *hash = __real_crypt_ra(phrase, setting, data, size);

	return offline_hashed != NULL ? offline_hashed(hash) : hash;
}

void
offline_make(void)
{
	ck_assert_int_eq(mkdir("login", 0700), 0);
	scratch_put("machine-id", "0123456789abcdef0123456789abcdef\n");
}

struct offline_entry *
offline_alice(const char *password)
{
	static struct offline_entry entry;

	entry = (struct offline_entry){.address = ALICE, .uid = ALICE_UID};
	secret_set(&entry.password, view_of(password));
	return &entry;
}

void
offline_put(void)
{
	ck_assert_int_eq(offline_store(&offline_places, offline_alice(RIGHT),
			     NOW, &offline_error),
	    ERROR_NONE);
}

enum error_code
offline_try(const char *password)
{
	return offline_verify(&offline_places, offline_alice(password), NOW,
	    DAYS, &offline_error);
}
