/* SPDX-License-Identifier: ISC */
/* Command lines of known programs, and what they mean. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "sendmail-shim/sendmail/options.h"
#include "sendmail/suites.h"

#define ARGV_MAX 24

/*
 * What a line means: the mode's letter, then i t q v for the flags, f= F= N=
 * R= V= C= for the values, I= R= S= for what -q chooses, and the operands in
 * brackets.  An error is its name.
 */
static const struct {
	const char *program; /* that passes it */
	const char *argv[ARGV_MAX];
	const char *want;
} lines[] = {
    {"anacron", {"/usr/sbin/sendmail", "-FAnacron", "-odi", "root"},
	"m F=Anacron [root]"},
    {"apt-listchanges", {"/usr/sbin/sendmail", "-oi", "-t"}, "m i t"},
    {"at", {"/usr/sbin/sendmail", "-i", "alice@example.test"},
	"m i [alice@example.test]"},
    {"bsd-mailx", {"/usr/sbin/sendmail", "-i", "-t"}, "m i t"},
    {"bsd-mailx -r",
	{"/usr/sbin/sendmail", "-i", "-t", "-f", "from@example.net"},
	"m i t f=from@example.net"},
    {"cron",
	{"/usr/sbin/sendmail", "-FCronDaemon", "-i", "-B8BITMIME", "-oem",
	    "root"},
	"m i F=CronDaemon [root]"},
    {"cron, two",
	{"/usr/sbin/sendmail", "-FCronDaemon", "-i", "-B8BITMIME", "-oem",
	    "a@example.net,b@example.net"},
	"m i F=CronDaemon [a@example.net,b@example.net]"},
    {"cronie",
	{"/usr/sbin/sendmail", "-FCronDaemon", "-i", "-odi", "-oem", "-oi",
	    "-t", "-f", "root"},
	"m i t f=root F=CronDaemon"},
    {"fail2ban", {"/usr/sbin/sendmail", "-f", "fail2ban@example.test", "root"},
	"m f=fail2ban@example.test [root]"},
    {"git send-email",
	{"/usr/sbin/sendmail", "-f", "bounce@example.test", "-i",
	    "list@example.net", "dev@example.test"},
	"m i f=bounce@example.test [list@example.net] [dev@example.test]"},
    {"logwatch", {"/usr/sbin/sendmail", "-t"}, "m t"},
    {"mailutils",
	{"/usr/sbin/sendmail", "-oi", "-f", "root@host.example.test", "-t"},
	"m i t f=root@host.example.test"},
    {"mdadm", {"/usr/lib/sendmail", "-t", "-froot@example.test"},
	"m t f=root@example.test"},
    {"mutt",
	{"/usr/sbin/sendmail", "-oem", "-oi", "--", "bob@example.test",
	    "cc@example.net"},
	"m i [bob@example.test] [cc@example.net]"},
    {"mutt with DSN",
	{"/usr/sbin/sendmail", "-oem", "-oi", "-B8BITMIME", "-N",
	    "delay,failure", "-R", "hdrs", "--", "bob"},
	"m i N=DELAY,FAILURE R=HDRS [bob]"},
    {"perl MIME::Lite",
	{"/usr/lib/sendmail", "-t", "-oi", "-oem", "-fa@example.test"},
	"m i t f=a@example.test"},
    {"PHP", {"/usr/sbin/sendmail", "-t", "-i", "-fenvelope@example.test"},
	"m i t f=envelope@example.test"},
    {"s-nail",
	{"/usr/sbin/sendmail", "-i", "-f", "from@example.net", "--",
	    "bob@example.test"},
	"m i f=from@example.net [bob@example.test]"},
    {"s-nail -r",
	{"/usr/sbin/sendmail", "-i", "-m", "-v", "-r", "a@b", "--", "c"},
	"m i v f=a@b [c]"},
    {"systemd-cron",
	{"/usr/sbin/sendmail", "-i", "-B8BITMIME", "ops@example.test"},
	"m i [ops@example.test]"},
    {"nmh", {"sendmail", "-bs", "-odi", "-oem", "-om", "-ov"}, "s v"},
    {"Symfony", {"/usr/sbin/sendmail", "-bs"}, "s"},
    {"reportbug", {"sendmail", "-ti"}, "m i t"},
    /* how options can be written */
    {"clustered", {"sendmail", "-itv"}, "m i t v"},
    {"clustered with value", {"sendmail", "-itfa@b"}, "m i t f=a@b"},
    {"behind operands", {"sendmail", "root", "-t", "-fa@b"},
	"m t f=a@b [root]"},
    {"after --", {"sendmail", "--", "-t", "-x@example.com"},
	"m [-t] [-x@example.com]"},
    {"separate values",
	{"sendmail", "-o", "i", "-B", "7BIT", "-F", "A B", "-V", "x=1"},
	"m i F=A B V=x=1"},
    {"-oitrue", {"sendmail", "-oitrue"}, "m i"},
    {"-oI is another", {"sendmail", "-oI", "-odb", "-oQ/tmp"}, "m"},
    {"null sender", {"sendmail", "-f", "<>", "root"}, "m f= [root]"},
    {"empty sender", {"sendmail", "-f", "", "root"}, "m f= [root]"},
    {"sender in brackets", {"sendmail", "-fJoe <a@b>"}, "m f=a@b"},
    {"the last sender counts", {"sendmail", "-fa", "-r", "b"}, "m f=b"},
    {"queue run", {"sendmail", "-q"}, "m q"},
    {"queue run in the foreground", {"sendmail", "-qf"}, "m q"},
    {"of Exim", {"sendmail", "-qqff"}, "m q"},
    {"persistent", {"sendmail", "-qp1h30m"}, "m q"},
    {"queue run with time", {"sendmail", "-q30m", "-v"}, "m q v"},
    {"queue run with id", {"sendmail", "-qIabc"}, "m q I=abc"},
    {"id as a word", {"sendmail", "-qI", "abc"}, "m q I=abc"},
    {"id as a word, in a cluster", {"sendmail", "-vqI", "abc", "-t"},
	"m t q v I=abc"},
    {"id as a word, behind an operand", {"sendmail", "x", "-qI", "abc", "y"},
	"m q I=abc [x] [y]"},
    {"recipients", {"sendmail", "-qR@example.com", "-qR", "a@b"}, "m q R=a@b"},
    {"all three", {"sendmail", "-qS", "a", "-qRb", "-qI", "c"},
	"m q I=c R=b S=a"},
    {"a word that looks like an option", {"sendmail", "-qS", "-t"}, "m q S=-t"},
    {"mailq of some", {"mailq", "-qR", "example.com"}, "p q R=example.com"},
    {"-q and a recipient", {"sendmail", "-q", "root"}, "m q [root]"},
    {"-oi is not the only one", {"sendmail", "-oiTRUE", "-oifalse"}, "m i"},
    {"not this one", {"sendmail", "-oifalse"}, "m"},
    {"its long name", {"sendmail", "-OIgnoreDots=True"}, "m i"},
    {"alone", {"sendmail", "-O", "ignoredots"}, "m i"},
    {"and no", {"sendmail", "-OIgnoreDots=false", "-O", "Timeout=1"}, "m"},
    {"-ov", {"sendmail", "-ov"}, "m v"},
    /* one row for each that is ignored: what stands behind it is not */
    {"-Ac", {"sendmail", "-Ac", "x"}, "m [x]"},
    {"-Am", {"sendmail", "-Am", "x"}, "m [x]"},
    {"-A with a word", {"sendmail", "-A", "m", "x"}, "m [x]"},
    {"-B", {"sendmail", "-B7BIT", "x"}, "m [x]"},
    {"-B with a word", {"sendmail", "-B", "8BITMIME", "x"}, "m [x]"},
    {"-B with another", {"sendmail", "-B", "BINARYMIME", "x"}, "m [x]"},
    {"-c", {"sendmail", "-c", "x"}, "m [x]"},
    {"-d", {"sendmail", "-d", "x"}, "m [x]"},
    {"-d0.1", {"sendmail", "-d0.1", "x"}, "m [x]"},
    {"-E", {"sendmail", "-E", "x"}, "m [x]"},
    {"-em", {"sendmail", "-em", "x"}, "m [x]"},
    {"-e with a word", {"sendmail", "-e", "q", "x"}, "m [x]"},
    {"-oem", {"sendmail", "-oem", "-oep", "-oeq", "-oew", "x"}, "m [x]"},
    {"-G", {"sendmail", "-G", "x"}, "m [x]"},
    {"-h", {"sendmail", "-h5", "-h", "17", "x"}, "m [x]"},
    {"-J", {"sendmail", "-J", "x"}, "m [x]"},
    {"-L", {"sendmail", "-Ltag", "-L", "tag", "x"}, "m [x]"},
    {"-m, -om", {"sendmail", "-m", "-om", "x"}, "m [x]"},
    {"-n", {"sendmail", "-n", "x"}, "m [x]"},
    {"-O", {"sendmail", "-ODeliveryMode=b", "-O", "a=b", "x"}, "m [x]"},
    {"-od", {"sendmail", "-odb", "-odi", "-odf", "-odq", "-odd", "x"}, "m [x]"},
    {"-o with a word", {"sendmail", "-o", "db", "x"}, "m [x]"},
    {"-p", {"sendmail", "-pESMTP:h", "-p", "SMTP", "x"}, "m [x]"},
    {"-s", {"sendmail", "-s", "x"}, "m [x]"},
    {"-U", {"sendmail", "-U", "x"}, "m [x]"},
    {"-X", {"sendmail", "-X", "/etc/passwd", "-X/tmp/log", "x"}, "m [x]"},
    {"-x", {"sendmail", "-x", "x"}, "m [x]"},
    {"-C", {"sendmail", "-C", "/x", "-bm"}, "m C=/x"},
    {"-N never", {"sendmail", "-Nnever", "-RFull"}, "m N=NEVER R=FULL"},
    {"modes", {"sendmail", "-bm", "-bi"}, "i"},
    {"-I", {"sendmail", "-I"}, "i"},
    {"-bp", {"sendmail", "-bp"}, "p"},
    {"-bv", {"sendmail", "-bv", "root"}, "v [root]"},
    {"mailq", {"/usr/bin/mailq"}, "p"},
    {"mailq -v", {"mailq", "-v"}, "p v"},
    {"newaliases", {"newaliases"}, "i"},
    {"mailq of one of several", {"/usr/bin/mailq.postern"}, "p"},
    {"no name of ours", {"mailqueue", "root"}, "m [root]"},
    {"another name", {"/usr/bin/mail"}, "m"},
    /* refused */
    {"daemon", {"sendmail", "-bd", "-q30m"}, "refused"},
    {"daemon in front", {"sendmail", "-bD"}, "refused"},
    {"-bl", {"sendmail", "-bl"}, "refused"},
    {"ARPANET mode", {"sendmail", "-ba"}, "refused"},
    {"host status", {"sendmail", "-bh"}, "refused"},
    {"purging it", {"sendmail", "-bH"}, "refused"},
    {"freezing", {"sendmail", "-bz"}, "refused"},
    {"no mode", {"sendmail", "-b"}, "refused"},
    {"test mode", {"sendmail", "-bt"}, "refused"},
    {"-qI without a text", {"sendmail", "-qI"}, "refused"},
    {"-qR empty", {"sendmail", "-qR", ""}, "refused"},
    {"all but", {"sendmail", "-q!Iabc"}, "refused"},
    {"queue group", {"sendmail", "-qGmail"}, "refused"},
    {"quarantine", {"sendmail", "-qQ"}, "refused"},
    {"id too long",
	{"sendmail", "-qI", "0123456789012345678901234567890123456789"},
	"refused"},
    {"unknown mode", {"sendmail", "-bx"}, "refused"},
    {"mode with more", {"sendmail", "-bmx"}, "refused"},
    {"unknown", {"sendmail", "-y"}, "refused"},
    {"unknown in cluster", {"sendmail", "-izt"}, "refused"},
    {"long", {"sendmail", "--help"}, "refused"},
    {"no value", {"sendmail", "-f"}, "refused"},
    {"-M", {"sendmail", "-Mrm", "x"}, "refused"},
    {"-N", {"sendmail", "-N", "sometimes"}, "refused"},
    {"-N never and more", {"sendmail", "-N", "never,delay"}, "refused"},
    {"-N with injection", {"sendmail", "-N", "never\nx"}, "refused"},
    {"-R", {"sendmail", "-R", "half"}, "refused"},
    {"-V", {"sendmail", "-V", "a\nb"}, "refused"},
    {"-V empty", {"sendmail", "-V", ""}, "refused"},
    {"two senders in one", {"sendmail", "-f", "a@b, c@d"}, "input"},
    {"sender with LF", {"sendmail", "-f", "a@b\nRCPT TO:<c>"}, "input"},
    {"sender with space", {"sendmail", "-f", "a b"}, "input"},
    {"sender with brackets", {"sendmail", "-f", "<<a@b>>"}, "input"},
};

static void
describe_values(struct buf *b, const struct options *o)
{
	if (o->has_sender)
		buf_printf(b, " f=%s", o->sender);
	if (o->full_name != NULL)
		buf_printf(b, " F=%s", o->full_name);
	if (o->notify[0] != '\0')
		buf_printf(b, " N=%s", o->notify);
	if (o->ret[0] != '\0')
		buf_printf(b, " R=%s", o->ret);
	if (o->envid != NULL)
		buf_printf(b, " V=%s", o->envid);
	if (o->config != NULL)
		buf_printf(b, " C=%s", o->config);
	if (o->queue.id[0] != '\0')
		buf_printf(b, " I=%s", o->queue.id);
	if (o->queue.recipient[0] != '\0')
		buf_printf(b, " R=%s", o->queue.recipient);
	if (o->queue.sender[0] != '\0')
		buf_printf(b, " S=%s", o->queue.sender);
}

static void
describe(struct buf *b, const struct options *o)
{
	static const char modes[] = {[OPTIONS_SEND] = 'm',
	    [OPTIONS_QUEUE] = 'p',
	    [OPTIONS_ALIASES] = 'i',
	    [OPTIONS_VERIFY] = 'v',
	    [OPTIONS_SMTP] = 's'};

	buf_printf(b, "%c%s%s%s%s", modes[o->mode], o->ignore_dot ? " i" : "",
	    o->from_headers ? " t" : "", o->run_queue ? " q" : "",
	    o->verbose ? " v" : "");
	describe_values(b, o);
	for (int i = 0; i < o->n_operands; i++)
		buf_printf(b, " [%s]", o->operands[i]);
}

START_TEST(command_line)
{
	char *argv[ARGV_MAX + 1] = {NULL};
	struct options o;
	struct error e = {ERROR_NONE, ""};
	struct buf got;
	int argc = 0;

	while (argc < ARGV_MAX && lines[_i].argv[argc] != NULL) {
		argv[argc] = (char *)(size_t)lines[_i].argv[argc];
		argc++;
	}
	buf_init(&got, 4096);
	if (options_parse(argc, argv, &o, &e) == ERROR_NONE)
		describe(&got, &o);
	else
		buf_add_str(&got, error_name(e.code));
	ck_assert_msg(view_eq_str(buf_view(&got), lines[_i].want),
	    "%s: '%s' is not '%s' (%s)", lines[_i].program, buf_str(&got),
	    lines[_i].want, e.text);
	ck_assert((e.code == ERROR_NONE) == (e.text[0] == '\0'));
	buf_clear(&got);
}
END_TEST

START_TEST(no_argv)
{
	char *argv[] = {NULL};
	struct options o;
	struct error e;

	ck_assert_int_eq(options_parse(0, argv, &o, &e), ERROR_NONE);
	ck_assert_int_eq(o.mode, OPTIONS_SEND);
	ck_assert_int_eq(o.n_operands, 0);
	ck_assert_str_eq(options_program(NULL), "sendmail");
	ck_assert_str_eq(options_program("/usr/bin/newaliases"), "newaliases");
	ck_assert_str_eq(options_program("/usr/bin/mailq.postern"), "mailq");
	ck_assert_str_eq(options_program("/x\n"), "sendmail");
}
END_TEST

/* Every letter is an option that acts, one that is ignored, or refused with
 * words: none is left to chance. */
START_TEST(every_letter)
{
	static const char known[] = "ABCEFGIJLMNORUVXbcdefhimnopqrstvx";

	for (int c = 33; c < 127; c++) {
		char option[] = {'-', (char)c, '\0'};
		char program[] = "sendmail";
		char *argv[] = {program, option, NULL};
		struct options o;
		struct error e;
		enum error_code code;

		if (c == '-')
			continue;
		code = options_parse(2, argv, &o, &e);
		if (code == ERROR_NONE)
			ck_assert_msg(strchr(known, c) != NULL, "-%c", c);
		else if (strchr(known, c) != NULL)
			ck_assert_msg(
			    strstr(e.text, "missing") != NULL, "-%c", c);
		else
			ck_assert_msg(
			    strstr(e.text, "unknown option") != NULL ||
				strstr(e.text, "missing") != NULL,
			    "-%c: %s", c, e.text);
	}
}
END_TEST

static const struct {
	const char *words[2];
	const char *said;
} unknown[] = {
    {{"--version", NULL}, "--version: unknown option"},
    {{"--help", "--json"}, "--help: unknown option"},
    {{"-i", "--help"}, "--help: unknown option"},
    {{"-Z", "--help"}, "-Z: unknown option"},
    {{"-i-", NULL}, "--: unknown option"},
    {{"--\n\033", NULL}, "--\\x0a\\x1b: unknown option"},
};

START_TEST(names_what_it_does_not_know)
{
	char program[] = "mailq", words[2][16];
	char *argv[] = {program, words[0], words[1], NULL};
	struct options o;
	struct error e;
	int n = 1;

	for (; n < 3 && unknown[_i].words[n - 1] != NULL; n++)
		snprintf(words[n - 1], sizeof(words[0]), "%s",
		    unknown[_i].words[n - 1]);
	argv[n] = NULL;
	error_clear(&e);
	ck_assert_int_eq(options_parse(n, argv, &o, &e), ERROR_REFUSED);
	ck_assert_ptr_eq(strstr(e.text, unknown[_i].said), e.text);
}
END_TEST

Suite *
options_suite(void)
{
	Suite *s = suite_create("options");
	TCase *t = tcase_create("all");

	tcase_add_loop_test(t, command_line, 0, COUNT(lines));
	tcase_add_test(t, no_argv);
	tcase_add_test(t, every_letter);
	tcase_add_loop_test(t, names_what_it_does_not_know, 0, COUNT(unknown));
	suite_add_tcase(s, t);
	return s;
}
