/* SPDX-License-Identifier: ISC */
/* Tests of conf/times. */
#include "config.h"

#include "conf/suites.h"
#include "conf/times.h"

static const struct {
	const char *text;
	unsigned seconds;
} durations[] = {
    {"0s", 0},
    {"1s", 1},
    {"90s", 90},
    {"10m", 600},
    {"24h", 86400},
    {"7d", 604800},
    {"0007d", 604800},
    {"3650d", TIMES_DURATION_MAX},
};

static const char *const no_durations[] = {"", "7", "d", "7 d", " 7d", "7d ",
    "-7d", "+7d", "7D", "7w", "7days", "7dd", "1h30m", "1.5h", "0x7d", "3651d",
    "4294967297s", "18446744073709551617s", "99999999999999999999999d"};

static const struct {
	const char *text;
	struct conf_rate rate;
} rates[] = {
    {"5/10m", {5, 600}},
    {"1/1s", {1, 1}},
    {"100/hour", {100, 3600}},
    {"100/Hour", {100, 3600}},
    {"3/second", {3, 1}},
    {"3/minute", {3, 60}},
    {"3/day", {3, 86400}},
    {"3/d", {3, 86400}},
    {"1000000/7d", {1000000, 604800}},
};

static const char *const no_rates[] = {"", "/", "5", "5/", "/10m", "0/10m",
    "-1/10m", "5/0s", "5/10", "5 / 10m", "5/10m/1h", "5/ten", "5/hours",
    "1000001/1s", "18446744073709551617/1s", "5//10m"};

START_TEST(reads_durations)
{
	unsigned seconds;

	for (size_t i = 0; i < COUNT(durations); i++) {
		ck_assert_msg(
		    times_parse_duration(view_of(durations[i].text), &seconds),
		    "%s", durations[i].text);
		ck_assert_uint_eq(seconds, durations[i].seconds);
	}
	for (size_t i = 0; i < COUNT(no_durations); i++)
		ck_assert_msg(
		    !times_parse_duration(view_of(no_durations[i]), &seconds),
		    "%s", no_durations[i]);
}
END_TEST

START_TEST(reads_rates)
{
	struct conf_rate rate;

	for (size_t i = 0; i < COUNT(rates); i++) {
		ck_assert_msg(times_parse_rate(view_of(rates[i].text), &rate),
		    "%s", rates[i].text);
		ck_assert_uint_eq(rate.count, rates[i].rate.count);
		ck_assert_uint_eq(rate.seconds, rates[i].rate.seconds);
	}
	for (size_t i = 0; i < COUNT(no_rates); i++)
		ck_assert_msg(!times_parse_rate(view_of(no_rates[i]), &rate),
		    "%s", no_rates[i]);
}
END_TEST

Suite *
times_suite(void)
{
	const TTest *const tests[] = {reads_durations, reads_rates};

	return SUITE_OF("conf times", tests);
}
