/* SPDX-License-Identifier: ISC */
/* Dates of header fields (RFC 5322 3.3). */
#ifndef MAIL_DATE_H
#define MAIL_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* "Mon, 23 Nov 2026 05:48:00 +0000" and its NUL. */
#define DATE_TEXT 32

/*
 * Writes seconds since 1970 in UTC, whatever TZ and the locale say.  False,
 * and the date of 0, when the year has not four digits.
 */
bool date_format(int64_t seconds, char dst[DATE_TEXT]);

/*
 * The same in the local time zone: TZ's, or that of the host when the
 * environment has none.
 */
bool date_format_local(int64_t seconds, char dst[DATE_TEXT]);

#endif
