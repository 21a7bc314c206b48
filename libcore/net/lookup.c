/* SPDX-License-Identifier: ISC */
/* A thread that asks the system's resolver. */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "net/lookup.h"
#include "sys/io.h"

/* Belongs to who asks and to the thread; the last of them frees it. */
struct lookup {
	char host[LIMIT_HOST + 1];
	char port[8];
	struct addrinfo hints;
	int done_fd; /* the thread closes it when it is finished */
	int rc;
	struct addrinfo *found;
	atomic_bool finished; /* rc and found are the asker's */
	atomic_int holders;
};

static void
release(struct lookup *l)
{
	if (atomic_fetch_sub(&l->holders, 1) != 1)
		return;
	if (l->found != NULL)
		freeaddrinfo(l->found);
	free(l);
}

static void *
ask(void *arg)
{
	struct lookup *l = arg;

	l->rc = getaddrinfo(l->host, l->port, &l->hints, &l->found);
	if (l->rc != 0)
		l->found = NULL;
	atomic_store(&l->finished, true);
	io_close(&l->done_fd);
	release(l);
	return NULL;
}

/* Lets a thread ask, or asks itself when there can be none. */
static void
start(struct lookup *l)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, before;
	int rc = pthread_attr_init(&attr);

	sigfillset(&all);
	if (rc == 0)
		rc = pthread_sigmask(SIG_BLOCK, &all, &before);
	if (rc == 0) {
		pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
		rc = pthread_create(&thread, &attr, ask, l);
		pthread_sigmask(SIG_SETMASK, &before, NULL);
		pthread_attr_destroy(&attr);
	}
	if (rc != 0)
		ask(l);
}

static struct lookup *
make(const char *host, const char *port, const struct addrinfo *hints,
    int *read_fd_out)
{
	struct lookup *l = calloc(1, sizeof(*l));
	int fds[2];

	if (l == NULL || pipe2(fds, O_CLOEXEC) != 0) {
		free(l);
		return NULL;
	}
	snprintf(l->host, sizeof(l->host), "%s", host);
	snprintf(l->port, sizeof(l->port), "%s", port);
	l->hints = *hints;
	l->done_fd = fds[1];
	atomic_init(&l->finished, false);
	atomic_init(&l->holders, 2);
	*read_fd_out = fds[0];
	return l;
}

int
lookup_host(const char *host, const char *port, const struct addrinfo *hints,
    struct deadline d, struct addrinfo **out)
{
	int fd, rc = LOOKUP_OUT_OF_TIME;
	struct lookup *l = make(host, port, hints, &fd);

	*out = NULL;
	if (l == NULL)
		return EAI_MEMORY;
	start(l);
	io_wait(fd, POLLIN, d);
	if (atomic_load(&l->finished)) {
		rc = l->rc;
		*out = l->found;
		l->found = NULL;
	}
	io_close(&fd);
	release(l);
	return rc;
}
