/* SPDX-License-Identifier: ISC */
/* Dates as text, in English whatever the locale. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "mail/date.h"

/* The first second of the year 10000. */
#define LAST 253402300800LL

static void
format(const struct tm *tm, char dst[DATE_TEXT])
{
	static const char days[7][4] = {
	    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int offset = abs((int)(tm->tm_gmtoff / 60));

	snprintf(dst, DATE_TEXT, "%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d",
	    days[tm->tm_wday % 7], tm->tm_mday % 100, months[tm->tm_mon % 12],
	    (tm->tm_year + 1900) % 10000, tm->tm_hour % 100, tm->tm_min % 100,
	    tm->tm_sec % 100, tm->tm_gmtoff < 0 ? '-' : '+', offset / 60 % 100,
	    offset % 60);
}

bool
date_format(int64_t seconds, char dst[DATE_TEXT])
{
	bool ok = seconds >= 0 && seconds < LAST;
	time_t t = ok ? (time_t)seconds : 0;
	struct tm tm = {0};

	gmtime_r(&t, &tm);
	format(&tm, dst);
	return ok;
}

bool
date_format_local(int64_t seconds, char dst[DATE_TEXT])
{
	time_t t = (time_t)seconds;
	struct tm tm = {0};

	if (!date_format(seconds, dst))
		return false;
	if (localtime_r(&t, &tm) != NULL)
		format(&tm, dst);
	return true;
}
