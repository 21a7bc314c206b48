/* SPDX-License-Identifier: ISC */
/* Starting the runner where nobody else does. */
#ifndef MAILQ_ROUSE_H
#define MAILQ_ROUSE_H

enum rouse {
	ROUSE_THERE,   /* a runner has the socket */
	ROUSE_STARTED, /* one was started, for as long as there is work */
	ROUSE_ABSENT   /* there is none, and it is not for this process to start
			  it */
};

/*
 * Makes sure, for root, that a runner sends what was just handed in: in a
 * container without systemd, where nobody listens at socket, program is started
 * in a session of its own with nothing that this process has open.  Never
 * waits for it, and a second one ends by itself.
 */
enum rouse rouse_runner(const char *socket, const char *program);

#endif
