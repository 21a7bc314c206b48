/* SPDX-License-Identifier: ISC */
/* The submission server's process, connections and log. */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wire/smtp_conn.h"

#define RULES                                             \
	(sizeof(((struct smtp_behaviour *)NULL)->rules) / \
	    sizeof(struct smtp_rule))

static void
must(bool ok, const char *what)
{
	if (!ok) {
		perror(what);
		exit(99);
	}
}

void
conn_log(struct smtp_conn *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(c->log, fmt, ap);
	va_end(ap);
	fputc('\n', c->log);
	fflush(c->log);
}

void
conn_put(struct smtp_conn *c, const char *text, size_t n)
{
	while (c->out_n + n > c->out_size) {
		c->out_size = 2 * c->out_size + 4096;
		c->out = realloc(c->out, c->out_size);
		must(c->out != NULL, "realloc");
	}
	memcpy(c->out + c->out_n, text, n);
	c->out_n += n;
}

void
conn_say(struct smtp_conn *c, const char *text)
{
	const char *end;

	for (; (end = strchr(text, '\n')) != NULL; text = end + 1) {
		conn_put(c, text, (size_t)(end - text));
		conn_put(c, "\r\n", 2);
	}
	conn_put(c, text, strlen(text));
	conn_put(c, "\r\n", 2);
	conn_log(c, "S: %s", text);
}

static bool
send_some(struct smtp_conn *c, const char *p, size_t n)
{
	if (c->ssl != NULL)
		return SSL_write(c->ssl, p, (int)n) == (int)n;
	return send(c->fd, p, n, MSG_NOSIGNAL) == (ssize_t)n;
}

bool
conn_flush(struct smtp_conn *c)
{
	size_t n = c->out_n, step = c->behaviour->dribble ? 1 : n;
	bool ok = true;

	c->out_n = 0;
	if (n == 0)
		return true;
	if (c->heard || c->turns == 0)
		conn_log(c, "turn %u", ++c->turns);
	c->heard = false;
	for (size_t at = 0; ok && at < n; at += step)
		ok = send_some(c, c->out + at, step);
	return ok;
}

/* Whether more is there, or comes soon enough. */
static bool
more_soon(struct smtp_conn *c)
{
	struct pollfd p = {.fd = c->fd, .events = POLLIN};

	if (c->ssl != NULL && SSL_pending(c->ssl) > 0)
		return true;
	return poll(&p, 1, c->behaviour->settle_ms) > 0;
}

static bool
receive(struct smtp_conn *c)
{
	int n;

	if (c->out_n > 0 && !more_soon(c) && !conn_flush(c))
		return false;
	if (c->ssl != NULL)
		n = SSL_read(c->ssl, c->in, sizeof(c->in));
	else
		n = (int)recv(c->fd, c->in, sizeof(c->in), 0);
	c->in_at = 0;
	c->in_n = n > 0 ? (size_t)n : 0;
	c->heard = true;
	return n > 0;
}

bool
conn_read(struct smtp_conn *c, char *p, size_t n)
{
	while (n > 0) {
		size_t have;

		if (c->in_at == c->in_n && !receive(c))
			return false;
		have = c->in_n - c->in_at < n ? c->in_n - c->in_at : n;
		memcpy(p, c->in + c->in_at, have);
		c->in_at += have;
		p += have;
		n -= have;
	}
	return true;
}

bool
conn_line(struct smtp_conn *c)
{
	size_t n = 0;

	while (n < sizeof(c->line) - 1 && conn_read(c, &c->line[n], 1))
		if (c->line[n++] == '\n') {
			c->line[n - (n > 1 && c->line[n - 2] == '\r' ? 2 : 1)] =
			    '\0';
			return true;
		}
	return false;
}

bool
conn_start_tls(struct smtp_conn *c, SSL_CTX *ctx)
{
	bool early = c->in_at < c->in_n;

	conn_log(c, "turn %u", ++c->turns);
	c->ssl = SSL_new(ctx);
	must(c->ssl != NULL && SSL_set_fd(c->ssl, c->fd), "SSL_new");
	if (early || SSL_accept(c->ssl) != 1) {
		conn_log(c, early ? "early bytes" : "tls failed");
		return false;
	}
	c->heard = true;
	conn_log(c, "tls");
	return true;
}

void
conn_reset(struct smtp_conn *c)
{
	struct linger l = {1, 0};

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
}

static int
temporary_file(void)
{
	char path[] = "/tmp/postern-wire-XXXXXX";
	int fd = mkstemp(path);

	must(fd >= 0, path);
	unlink(path);
	return fd;
}

/* The child. */
static void
serve(int listener, const struct pki *p, const struct smtp_behaviour *b,
    FILE *log, FILE *texts)
{
	static struct smtp_conn c;
	unsigned counts[RULES] = {0};
	int on = 1;
	SSL_CTX *ctx = pki_server(p, b->kind);

	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		c.behaviour = b;
		c.log = log;
		c.texts = texts;
		c.counts = counts;
		c.fd = accept(listener, NULL, NULL);
		must(c.fd >= 0 &&
			setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &on,
			    sizeof(on)) == 0,
		    "accept");
		conn_log(&c, "open");
		smtp_talk(&c, ctx);
		conn_flush(&c);
		conn_log(&c, "close");
		SSL_free(c.ssl);
		close(c.fd);
		free(c.out);
		c = (struct smtp_conn){.fd = -1};
	}
}

void
smtp_server_start(
    struct smtp_server *s, const struct pki *p, const struct smtp_behaviour *b)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	socklen_t len = sizeof(sa);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	must(fd >= 0 && bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0 &&
		listen(fd, 8) == 0 &&
		getsockname(fd, (struct sockaddr *)&sa, &len) == 0,
	    "listening");
	s->port = ntohs(sa.sin_port);
	s->log = temporary_file();
	s->texts = temporary_file();
	s->pid = fork();
	must(s->pid >= 0, "fork");
	if (s->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(fd, p, b, fdopen(dup(s->log), "w"),
		    fdopen(dup(s->texts), "w"));
	}
	close(fd);
}

void
smtp_server_stop(struct smtp_server *s)
{
	if (s->pid <= 0)
		return;
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	s->pid = 0;
}

void
smtp_server_clear(struct smtp_server *s)
{
	smtp_server_stop(s);
	close(s->log);
	close(s->texts);
}

/* A file's content as a string. */
static char *
content(int fd, size_t *n_out)
{
	struct stat st;
	char *p;

	must(fstat(fd, &st) == 0, "fstat");
	*n_out = (size_t)st.st_size;
	p = malloc(*n_out + 1);
	must(p != NULL && pread(fd, p, *n_out, 0) == (ssize_t)*n_out, "log");
	p[*n_out] = '\0';
	return p;
}

unsigned
smtp_server_count(const struct smtp_server *s, const char *start)
{
	size_t size, n = strlen(start);
	char *log = content(s->log, &size), *at = log, *end;
	unsigned count = 0;

	for (; (end = strchr(at, '\n')) != NULL; at = end + 1)
		if (strncmp(at, start, n) == 0)
			count++;
	free(log);
	return count;
}

bool
smtp_server_heard(const struct smtp_server *s, const char *bytes)
{
	size_t n;
	char *log = content(s->log, &n);
	bool found = strstr(log, bytes) != NULL;

	free(log);
	return found;
}

char *
smtp_server_text(const struct smtp_server *s, unsigned nth)
{
	size_t size;
	char *texts = content(s->texts, &size), *at = texts, *text = NULL;

	for (;;) {
		size_t n = 0;

		if (at < texts + size)
			n = strtoul(at, &at, 10);
		if (at >= texts + size)
			break;
		at++;
		if (nth-- == 0) {
			text = malloc(n + 1);
			must(text != NULL, "malloc");
			memcpy(text, at, n);
			text[n] = '\0';
			break;
		}
		at += n;
	}
	free(texts);
	return text;
}
