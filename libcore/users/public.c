/* SPDX-License-Identifier: ISC */
/* The table of mail domains in which anybody can have a mailbox. */
#include "config.h"

#include <stddef.h>

#include "users/public.h"

static const char *const domains[] = {
    "126.com",
    "163.com",
    "aol.com",
    "bluewin.ch",
    "etik.com",
    "fastmail.com",
    "free.fr",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "ik.me",
    "ikmail.com",
    "laposte.net",
    "libero.it",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "orange.fr",
    "outlook.com",
    "outlook.fr",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "t-online.de",
    "wanadoo.fr",
    "web.de",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.fr",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
};

bool
public_check_domain(struct view domain)
{
	for (size_t i = 0; i < sizeof(domains) / sizeof(domains[0]); i++)
		if (view_eq_case_str(domain, domains[i]))
			return true;
	return false;
}
