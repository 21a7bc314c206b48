/* SPDX-License-Identifier: ISC */
/* "postern login": a login without PAM, step by step. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "admin/command.h"
#include "admin/explain.h"
#include "admin/login.h"
#include "admin/password.h"
#include "admin/try.h"
#include "base/names.h"
#include "users/account.h"

/* The section of the settings for this address. */
static const struct conf_login *
find_settings(struct login *l, struct conf **conf_out)
{
	const struct conf_login *login;
	struct view domain = account_domain(view_of(l->address));
	struct error e;

	error_clear(&e);
	if (conf_load(NAMES_SETTINGS, true, conf_out, &e) != ERROR_NONE) {
		steps_problem(&l->steps, "settings", "%s", e.text);
		return NULL;
	}
	login = conf_find_login(*conf_out, domain);
	if (login == NULL)
		steps_problem(&l->steps, "settings",
		    "%s: no section login \"%.*s\" (write one with its server)",
		    NAMES_SETTINGS, VIEW_ARG(domain));
	else
		steps_say(&l->steps, "settings", "%s:%u: login \"%s\"",
		    NAMES_SETTINGS, login->lines.section, login->domain);
	return login;
}

static bool
fill_credentials(struct login *l, const struct conf_login *login,
    struct attempt_credentials *c)
{
	struct view user = view_of(l->address);
	struct error e;
	enum error_code code;

	if (strcmp(login->user, "local") == 0)
		user = account_local_part(user);
	view_copy(user, c->user, sizeof(c->user));
	error_clear(&e);
	steps_pause(&l->steps);
	code = password_read("Password: ", &c->password, &e);
	steps_resume(&l->steps);
	if (code == ERROR_NONE && secret_check_password(&c->password))
		return true;
	steps_problem(&l->steps, "password", "%s: %s",
	    code != ERROR_NONE ? e.text : "it cannot be sent",
	    explain_verdict(VERDICT_EMPTY)->then);
	return false;
}

static void
on_trace(void *arg, const struct attempt_trace *trace)
{
	const struct login *l = arg;

	steps_say_at(&l->steps, l->worker_started, trace->at_us, trace->text);
}

static void
say_verdict(struct login *l, const struct attempt_verdict *v)
{
	const struct explain_row *row = explain_verdict(v->verdict);

	steps_say(&l->steps, "verdict", "%s%s%s", verdict_row(v->verdict)->name,
	    v->log[0] != '\0' ? ": " : "", v->log);
	if (v->person[0] != '\0')
		steps_say(
		    &l->steps, "server", "it tells the person: %s", v->person);
	if (v->verdict == VERDICT_SUCCESS)
		steps_say(&l->steps, "PAM", "%s: %s", row->pam, row->then);
	else
		steps_problem(&l->steps, "PAM", "%s: %s", row->pam, row->then);
}

static void
ask_server(struct login *l, const struct conf_login *login)
{
	struct attempt_credentials credentials = {.user = ""};
	struct attempt_server server;
	struct attempt_verdict verdict;
	struct error e;

	error_clear(&e);
	secret_init(&credentials.password);
	if (!errand_fill(login, &server))
		steps_problem(&l->steps, "settings", "they are too long");
	else if (fill_credentials(l, login, &credentials)) {
		server.trace = true;
		l->worker_started = steps_now(&l->steps);
		if (try_attempt(NAMES_CHECK_PROGRAM, &server, &credentials,
			on_trace, l, &verdict, &e) == ERROR_NONE)
			say_verdict(l, &verdict);
		else
			steps_problem(&l->steps, "server", "%s", e.text);
	}
	secret_clear(&credentials.password);
}

static int
run(struct login *l)
{
	const struct conf_login *login;
	struct conf *conf = NULL;

	steps_start(&l->steps);
	if (login_find_account(l)) {
		login = find_settings(l, &conf);
		if (login != NULL)
			ask_server(l, login);
	}
	conf_free(&conf);
	if (l->steps.problems == 0)
		return EX_OK;
	puts("This login would fail.");
	return 1;
}

int
login_command(const struct command_line *line)
{
	struct login l = {.operand = line->operands[0]};

	if (geteuid() != 0) {
		fputs("postern: login asks for names as sshd does: run it as "
		      "root\n",
		    stderr);
		return EX_NOPERM;
	}
	return run(&l);
}
