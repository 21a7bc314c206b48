/* SPDX-License-Identifier: ISC */
/* The submission server's commands. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "wire/smtp_conn.h"

enum next { NEXT_COMMAND, NEXT_END };

/* One session. */
struct session {
	struct smtp_conn *conn;
	SSL_CTX *ctx;
	bool authenticated;
	bool mail;
	unsigned recipients;
	bool failed; /* a chunk was refused */
	char sender[512];
	char *text;
	size_t text_n, text_size;
};

static const char *
ruled(struct session *s, const char *command)
{
	const struct smtp_rule *rules = s->conn->behaviour->rules;
	const char *found = NULL;

	for (size_t i = 0; i < 8 && rules[i].command != NULL; i++) {
		if (strncasecmp(command, rules[i].command,
			strlen(rules[i].command)) != 0)
			continue;
		s->conn->counts[i]++;
		if (found == NULL &&
		    (rules[i].nth == 0 || s->conn->counts[i] == rules[i].nth))
			found = rules[i].say;
	}
	return found;
}

static void
hang(struct session *s)
{
	conn_flush(s->conn);
	for (;;)
		pause();
}

/* Thirty seconds of a reply without an end. */
static enum next
dawdle(struct session *s)
{
	conn_put(s->conn, "250 ", 4);
	for (int i = 0; i < 300; i++) {
		conn_put(s->conn, "x", 1);
		if (!conn_flush(s->conn))
			return NEXT_END;
		usleep(100000);
	}
	return NEXT_END;
}

/* The answer to a command: ours, but for what a rule says. */
static enum next
answer(struct session *s, const char *say_by_rule, const char *own)
{
	if (say_by_rule == NULL || say_by_rule[0] != '!') {
		conn_say(s->conn, say_by_rule != NULL ? say_by_rule : own);
		return NEXT_COMMAND;
	}
	if (strncmp(say_by_rule, "!data ", 6) == 0) {
		conn_say(s->conn, say_by_rule + 6);
		return NEXT_COMMAND;
	}
	if (strncmp(say_by_rule, "!more ", 6) == 0) {
		conn_say(s->conn, own);
		conn_say(s->conn, say_by_rule + 6);
		return NEXT_COMMAND;
	}
	if (strncmp(say_by_rule, "!last ", 6) == 0)
		conn_say(s->conn, say_by_rule + 6);
	if (strcmp(say_by_rule, "!dawdle") == 0)
		return dawdle(s);
	if (strcmp(say_by_rule, "!hang") == 0)
		hang(s);
	if (strcmp(say_by_rule, "!reset") == 0)
		conn_reset(s->conn);
	return NEXT_END;
}

/* Whether the answer that is going to be given is a 2xx one. */
static bool
is_good(const char *rule, const char *own)
{
	if (rule != NULL && strncmp(rule, "!more ", 6) != 0)
		return rule[0] == '2';
	return own[0] == '2';
}

static void
forget(struct session *s)
{
	s->mail = false;
	s->failed = false;
	s->recipients = 0;
	s->text_n = 0;
}

static void
keep(struct session *s, const char *p, size_t n)
{
	if (s->text_n + n > s->text_size) {
		s->text_size = 2 * (s->text_n + n);
		s->text = realloc(s->text, s->text_size);
		if (s->text == NULL)
			exit(99);
	}
	memcpy(s->text + s->text_n, p, n);
	s->text_n += n;
}

/* A message is taken. */
static void
take(struct session *s)
{
	conn_log(s->conn, "message %s to %u, %zu bytes", s->sender,
	    s->recipients, s->text_n);
	fprintf(s->conn->texts, "%zu\n", s->text_n);
	if (s->text_n > 0)
		fwrite(s->text, 1, s->text_n, s->conn->texts);
	fflush(s->conn->texts);
}

static enum next
do_ehlo(struct session *s)
{
	const struct smtp_behaviour *b = s->conn->behaviour;
	const char *lines = s->conn->ssl != NULL ? b->features
	    : b->clear != NULL                   ? b->clear
						 : "STARTTLS";
	char reply[2048] = "250-fake";
	size_t n = strlen(reply);
	const char *rule = ruled(s, s->conn->line);

	forget(s);
	for (; *lines != '\0'; lines += *lines == '\n') {
		size_t len = strcspn(lines, "\n");

		n += (size_t)snprintf(reply + n, sizeof(reply) - n,
		    "\n250%c%.*s", lines[len] == '\n' ? '-' : ' ', (int)len,
		    lines);
		lines += len;
	}
	if (n == strlen("250-fake"))
		reply[3] = ' ';
	return answer(s, rule, reply);
}

static enum next
do_starttls(struct session *s)
{
	const char *inject = s->conn->behaviour->inject;
	const char *rule = ruled(s, s->conn->line);

	if (answer(s, rule, "220 go") == NEXT_END)
		return NEXT_END;
	if (rule != NULL)
		return NEXT_COMMAND;
	if (inject != NULL)
		conn_put(s->conn, inject, strlen(inject));
	if (!conn_flush(s->conn) || !conn_start_tls(s->conn, s->ctx))
		return NEXT_END;
	return NEXT_COMMAND;
}

static enum next
do_auth(struct session *s)
{
	static const char *const answers[] = {
	    [SMTP_LOGIN_RIGHT] = "235 2.7.0 welcome",
	    [SMTP_LOGIN_WRONG] = "535 5.7.8 wrong user or password",
	    [SMTP_LOGIN_UNKNOWN] = "504 5.5.4 no such mechanism",
	};
	const char *rule = ruled(s, s->conn->line);
	enum smtp_login login;

	if (rule != NULL)
		return answer(s, rule, "");
	if (s->conn->ssl == NULL)
		return answer(s, NULL, "538 5.7.11 not in the clear");
	login = smtp_login(s->conn);
	s->authenticated = login == SMTP_LOGIN_RIGHT;
	return answer(s, NULL, answers[login]);
}

static enum next
do_mail(struct session *s)
{
	const char *rule = ruled(s, s->conn->line);
	const char *own = !s->authenticated ? "530 5.7.0 authenticate first"
	    : s->mail ? "503 5.5.1 there is a sender already"
		      : "250 2.1.0 sender taken";

	if (is_good(rule, own)) {
		s->mail = true;
		sscanf(s->conn->line, "%*[^:]:%511s", s->sender);
	}
	return answer(s, rule, own);
}

static enum next
do_rcpt(struct session *s)
{
	const char *rule = ruled(s, s->conn->line);
	const char *own =
	    s->mail ? "250 2.1.5 recipient taken" : "503 5.5.1 no sender";

	if (is_good(rule, own))
		s->recipients++;
	return answer(s, rule, own);
}

static enum next
do_rset(struct session *s)
{
	forget(s);
	return answer(s, ruled(s, s->conn->line), "250 2.0.0 forgotten");
}

/* The answer to a whole text. */
static enum next
end_text(struct session *s, const char *rule)
{
	const char *own = s->recipients == 0 ? "554 5.5.1 no recipients"
	    : s->failed                      ? "503 5.5.1 a chunk was refused"
					     : "250 2.0.0 message taken";

	if (is_good(rule, own))
		take(s);
	forget(s);
	return answer(s, rule, own);
}

static enum next
do_bdat(struct session *s)
{
	const char *rule = ruled(s, s->conn->line);
	size_t n = strtoul(s->conn->line + 5, NULL, 10);
	bool last = strstr(s->conn->line, "LAST") != NULL;
	char *data;
	bool ok;

	if (rule != NULL && strncmp(rule, "!data ", 6) == 0)
		return answer(s, rule, "");
	if (rule != NULL && strcmp(rule, "!deaf") == 0)
		return NEXT_END;
	data = malloc(n + 1);
	if (data == NULL)
		exit(99);
	ok = conn_read(s->conn, data, n);
	if (ok)
		keep(s, data, n);
	free(data);
	if (!ok)
		return NEXT_END;
	if (last)
		return end_text(s, rule);
	if (rule != NULL)
		s->failed = true;
	return answer(s, rule,
	    s->recipients == 0 ? "503 5.5.1 no recipients"
			       : "250 2.0.0 chunk taken");
}

static enum next
do_data(struct session *s)
{
	const char *rule = ruled(s, s->conn->line);
	const char *own = s->mail ? "354 go ahead" : "503 5.5.1 no sender";

	if (rule != NULL || !s->mail)
		return answer(s, rule, own);
	conn_say(s->conn, own);
	while (conn_line(s->conn)) {
		const char *line = s->conn->line;

		if (strcmp(line, ".") == 0) {
			conn_log(s->conn, "text of %zu bytes", s->text_n);
			return end_text(s, ruled(s, "."));
		}
		line += line[0] == '.';
		keep(s, line, strlen(line));
		keep(s, "\r\n", 2);
	}
	return NEXT_END;
}

static enum next
do_quit(struct session *s)
{
	conn_say(s->conn, "221 2.0.0 bye");
	return NEXT_END;
}

static const struct {
	const char *verb;
	enum next (*run)(struct session *s);
} commands[] = {
    {"EHLO ", do_ehlo},
    {"STARTTLS", do_starttls},
    {"AUTH ", do_auth},
    {"MAIL FROM:", do_mail},
    {"RCPT TO:", do_rcpt},
    {"RSET", do_rset},
    {"BDAT ", do_bdat},
    {"DATA", do_data},
    {"QUIT", do_quit},
};

static enum next
do_command(struct session *s)
{
	conn_log(s->conn, "C: %s", s->conn->line);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strncasecmp(s->conn->line, commands[i].verb,
			strlen(commands[i].verb)) == 0)
			return commands[i].run(s);
	return answer(s, NULL, "500 5.5.2 what?");
}

void
smtp_talk(struct smtp_conn *c, SSL_CTX *ctx)
{
	struct session s = {.conn = c, .ctx = ctx};
	enum next next;

	if (!c->behaviour->starttls && !conn_start_tls(c, ctx))
		return;
	next = answer(&s, ruled(&s, "connect"), "220 fake ESMTP");
	while (next == NEXT_COMMAND && conn_line(c))
		next = do_command(&s);
	free(s.text);
}
