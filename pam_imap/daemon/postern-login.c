/* SPDX-License-Identifier: ISC */
/*
 * postern-login: decides about logins as a user of its own.  It parses nothing
 * that came from the network: imap-check speaks with mail servers, and is
 * started by a process that can do nothing else.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/names.h"
#include "pam_imap/daemon/serve.h"
#include "pam_imap/daemon/setup.h"
#include "sys/log.h"

struct options {
	bool once;
	bool foreground;
	bool debug;
};

static bool
parse_options(int argc, char **argv, struct options *out)
{
	*out = (struct options){.once = false};
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--once") == 0)
			out->once = true;
		else if (strcmp(argv[i], "--foreground") == 0)
			out->foreground = true;
		else if (strcmp(argv[i], "--debug") == 0)
			out->debug = true;
		else
			return false;
	}
	return true;
}

/* Serves until it is told to stop, or its one conversation has ended; the exit
 * status. */
static int
run(struct setup *setup, const struct options *o)
{
	static struct serve serve;
	static const struct offline_places offline = {
	    .dir = NAMES_OFFLINE_DIR, .machine_id = NAMES_MACHINE_ID};
	struct serve_config config = {
	    .host =
		{
		    .settings = NAMES_SETTINGS,
		    .check_owner = true,
		    .users = &resolve_places,
		    .registry = &registry_places,
		},
	    .starter = &setup->starter,
	    .offline = &offline,
	    .guard = setup->guard,
	    .listener = setup->listener,
	    .signals = setup->signals,
	    .once = o->once,
	    .debug = o->debug,
	};

	serve_open(&serve, &config);
	if (o->once)
		serve_add(&serve, setup_take_input(), setup->uid);
	else
		log_event(LOG_LEVEL_INFO, "start: %s", NAMES_LOGIN_SOCKET);
	while (!serve_is_done(&serve))
		serve_turn(&serve, -1);
	if (!o->once)
		log_event(LOG_LEVEL_INFO, "stop");
	serve_close(&serve);
	return serve.crippled ? EX_TEMPFAIL : EX_OK;
}

/* The exit status when it could not start, which systemd tries again. */
static int
refuse(const struct error *e)
{
	log_event(LOG_LEVEL_ERROR, "start: %s", e->text);
	return e->code == ERROR_EXISTS ? EX_TEMPFAIL : EX_OSERR;
}

int
main(int argc, char **argv)
{
	static struct setup setup;
	struct options options;
	struct error e;

	if (!parse_options(argc, argv, &options)) {
		fprintf(stderr,
		    "usage: postern-login [--once] [--foreground] "
		    "[--debug]\n");
		return EX_USAGE;
	}
	log_open("postern-login",
	    options.foreground ? LOG_TARGET_STDERR : LOG_TARGET_SYSLOG_AUTH,
	    true);
	if (setup_begin(&setup, options.once, &e) != ERROR_NONE)
		return refuse(&e);
	return run(&setup, &options);
}
