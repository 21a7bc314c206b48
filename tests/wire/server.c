/* SPDX-License-Identifier: ISC */
/* The scripted server. */
#include "config.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gsasl.h>

#include "wire/server.h"

#define LINE 16384
#define PATIENCE_MS 60000

/* The child's side of one connection. */
struct session {
	int fd;
	SSL_CTX *ctx;
	SSL *ssl;
	FILE *log;
	char line[LINE];
	char tag[64];
	char out[LINE];
	size_t out_n;
};

static void
must(bool ok, const char *what)
{
	if (!ok) {
		perror(what);
		exit(99);
	}
}

static void
put(struct session *s, const char *p, size_t n)
{
	must(s->out_n + n <= sizeof(s->out), "script too long");
	memcpy(s->out + s->out_n, p, n);
	s->out_n += n;
}

static bool
flush(struct session *s)
{
	size_t n = s->out_n;

	s->out_n = 0;
	if (n == 0)
		return true;
	if (s->ssl != NULL)
		return SSL_write(s->ssl, s->out, (int)n) == (int)n;
	return send(s->fd, s->out, n, MSG_NOSIGNAL) == (ssize_t)n;
}

/* Queues text with %t replaced. */
static void
put_text(struct session *s, const char *text)
{
	for (; *text != '\0'; text++) {
		if (text[0] == '%' && text[1] == 't') {
			put(s, s->tag, strlen(s->tag));
			text++;
		} else {
			put(s, text, 1);
		}
	}
}

static int
read_byte(struct session *s, char *c)
{
	struct pollfd p = {.fd = s->fd, .events = POLLIN};

	if ((s->ssl == NULL || SSL_pending(s->ssl) == 0) &&
	    poll(&p, 1, PATIENCE_MS) <= 0)
		return -1;
	if (s->ssl != NULL)
		return SSL_read(s->ssl, c, 1);
	return (int)recv(s->fd, c, 1, 0);
}

/* Reads a line without its CRLF; false at the end. */
static bool
read_line(struct session *s)
{
	size_t n = 0;
	char c;

	if (!flush(s))
		return false;
	while (n < sizeof(s->line) - 1) {
		if (read_byte(s, &c) <= 0) {
			s->line[n] = '\0';
			if (n > 0)
				fprintf(s->log, "C: %s (cut)\n", s->line);
			fprintf(s->log, "eof\n");
			return false;
		}
		if (c == '\n')
			break;
		s->line[n++] = c;
	}
	if (n > 0 && s->line[n - 1] == '\r')
		n--;
	s->line[n] = '\0';
	fprintf(s->log, "C: %.2000s\n", s->line);
	return true;
}

static bool
expect(struct session *s, const char *want, bool tagged)
{
	const char *got = s->line;
	size_t n;

	if (!read_line(s))
		return false;
	n = strcspn(got, " ");
	if (tagged) {
		snprintf(s->tag, sizeof(s->tag), "%.*s", (int)n, got);
		got += got[n] == ' ' ? n + 1 : n;
	}
	if (strncmp(got, want, strlen(want)) == 0)
		return true;
	fprintf(s->log, "mismatch %s\n", s->line);
	return false;
}

static bool
shake_hands(struct session *s)
{
	if (!flush(s))
		return false;
	s->ssl = SSL_new(s->ctx);
	must(s->ssl != NULL && SSL_set_fd(s->ssl, s->fd), "SSL_new");
	if (SSL_accept(s->ssl) == 1) {
		fprintf(s->log, "tls up\n");
		return true;
	}
	fprintf(s->log, "tls failed\n");
	return false;
}

/* One message of the client's, decoded and encoded by the library. */
static int
sasl_round(struct session *s, Gsasl_session *sasl, const char *in)
{
	char *out = NULL;
	int rc = gsasl_step64(sasl, in, &out);

	if (rc == GSASL_NEEDS_MORE || (rc == GSASL_OK && out && out[0])) {
		put_text(s, "+ ");
		put_text(s, out);
		put_text(s, "\r\n");
		rc = GSASL_NEEDS_MORE;
	}
	gsasl_free(out);
	return rc;
}

/* A Gsasl_callback_function: who may log in is in the hook. */
static int
sasl_callback(Gsasl *library, Gsasl_session *sasl, Gsasl_property property)
{
	const char *const *who = gsasl_callback_hook_get(library);
	const char *user = gsasl_property_fast(sasl, GSASL_AUTHID);
	const char *password = gsasl_property_fast(sasl, GSASL_PASSWORD);

	if (property == GSASL_PASSWORD)
		return gsasl_property_set(sasl, GSASL_PASSWORD, who[1]);
	if (property == GSASL_CB_TLS_UNIQUE && who[2] != NULL)
		return gsasl_property_set(sasl, property, who[2]);
#if HAVE_DECL_GSASL_CB_TLS_EXPORTER
	if (property == GSASL_CB_TLS_EXPORTER && who[3] != NULL)
		return gsasl_property_set(sasl, property, who[3]);
#endif
	if (property != GSASL_VALIDATE_SIMPLE)
		return GSASL_NO_CALLBACK;
	return user && password && strcmp(user, who[0]) == 0 &&
		strcmp(password, who[1]) == 0
	    ? GSASL_OK
	    : GSASL_AUTHENTICATION_ERROR;
}

/* Our end's channel bindings, tls-unique and tls-exporter, in base64. */
static void
find_bindings(struct session *s, bool wrong, char *out[2])
{
	static const char label[] = "EXPORTER-Channel-Binding";
	char bytes[64];
	size_t n = SSL_get_peer_finished(s->ssl, bytes, sizeof(bytes));

	if (n > sizeof(bytes))
		n = sizeof(bytes);
	bytes[0] = (char)(bytes[0] ^ wrong);
	must(gsasl_base64_to(bytes, n, &out[0], NULL) == GSASL_OK, "base64");
	must(SSL_export_keying_material(s->ssl, (unsigned char *)bytes, 32,
		 label, sizeof(label) - 1, NULL, 0, 0) == 1,
	    "exporter");
	bytes[0] = (char)(bytes[0] ^ wrong);
	must(gsasl_base64_to(bytes, 32, &out[1], NULL) == GSASL_OK, "base64");
}

/* Throws away what came in the same TLS record. */
static void
lose_input(struct session *s)
{
	char c;

	while (s->ssl != NULL && SSL_pending(s->ssl) > 0 &&
	    SSL_read(s->ssl, &c, 1) == 1)
		continue;
}

/* The reply that ends an exchange; in Cyrus SASL's words when it broke. */
static void
put_verdict(struct session *s, bool good, bool pop, bool broke)
{
	if (pop)
		put_text(s,
		    good        ? "+OK welcome\r\n"
			: broke ? "-ERR [AUTH] authenticating: bad protocol / "
				  "cancel\r\n"
				: "-ERR [AUTH] no\r\n");
	else
		put_text(s,
		    good        ? "%t OK welcome\r\n"
			: broke ? "%t NO bad protocol / cancel\r\n"
				: "%t NO [AUTHENTICATIONFAILED] no\r\n");
}

static bool
play_sasl(struct session *s, const char *who_text, char how)
{
	char copy[1200], mechanism[64] = "", *who[4] = {NULL}, *ir;

	Gsasl *library;
	Gsasl_session *sasl;
	bool pop;
	int rc;

	snprintf(copy, sizeof(copy), "%s", who_text);
	who[0] = copy;
	who[1] = strchr(copy, ' ');
	must(who[1] != NULL, "script");
	*who[1]++ = '\0';
	pop = sscanf(s->line, "AUTH %63s", mechanism) == 1;
	if (!pop)
		sscanf(s->line, "%*s AUTHENTICATE %63s", mechanism);
	if (how == 'B' || how == 'b')
		find_bindings(s, how == 'b', who + 2);
	ir = strstr(s->line, mechanism) + strlen(mechanism);
	must(gsasl_init(&library) == GSASL_OK, "gsasl_init");
	gsasl_callback_hook_set(library, who);
	gsasl_callback_set(library, sasl_callback);
	must(gsasl_server_start(library, mechanism, &sasl) == GSASL_OK,
	    mechanism);
	rc = *ir == ' ' ? sasl_round(s, sasl, ir + 1)
	    : strcmp(mechanism, "LOGIN") == 0
	    ? sasl_round(s, sasl, "")
	    : (put_text(s, "+ \r\n"), GSASL_NEEDS_MORE);
	while (rc == GSASL_NEEDS_MORE && read_line(s)) {
		if (how == 'a')
			lose_input(s);
		rc = s->line[0] == '\0' ? GSASL_OK
					: sasl_round(s, sasl, s->line);
	}
	put_verdict(s, rc == GSASL_OK, pop, how == 'b');
	gsasl_free(who[2]);
	gsasl_free(who[3]);
	gsasl_finish(sasl);
	gsasl_done(library);
	return flush(s);
}

static bool
run_step(struct session *s, const char *step)
{
	const char *text = step[1] == ' ' ? step + 2 : step + 1;

	switch (step[0]) {
	case 'S':
		put_text(s, text);
		put(s, "\r\n", 2);
		return flush(s);
	case 's':
		put_text(s, text);
		return true;
	case 'C':
		return expect(s, text, true);
	case 'c':
		return expect(s, text, false);
	case 'T':
		return shake_hands(s);
	case 'A':
	case 'a':
	case 'B':
	case 'b':
		return play_sasl(s, text, step[0]);
	case 'E':
		while (read_line(s))
			continue;
		return false;
	}
	must(false, step);
	return false;
}

static void
serve(struct session *s, const char *const *script)
{
	while (*script != NULL && run_step(s, *script))
		script++;
	flush(s);
	fprintf(s->log, "end\n");
	fflush(s->log);
	shutdown(s->fd, SHUT_RDWR);
}

/* The child that serves one connection. */
static void
start_serving(struct server *s, const struct pki *p, enum pki_kind kind,
    const char *const *script)
{
	int log[2];

	must(pipe(log) == 0, "pipe");
	s->pid = fork();
	must(s->pid >= 0, "fork");
	if (s->pid == 0) {
		struct session session = {.fd = -1};

		signal(SIGPIPE, SIG_IGN);
		session.ctx = pki_server(p, kind);
		session.log = fdopen(log[1], "w");
		session.fd = accept(s->fd, NULL, NULL);
		fprintf(session.log, "up\n");
		fflush(session.log);
		serve(&session, script);
		_exit(0);
	}
	s->log_fd = log[0];
	close(log[1]);
}

void
server_reserve(struct server *s)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	socklen_t len = sizeof(sa);

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(s->fd >= 0 &&
		bind(s->fd, (struct sockaddr *)&sa, sizeof(sa)) == 0 &&
		getsockname(s->fd, (struct sockaddr *)&sa, &len) == 0,
	    "a port");
	s->port = ntohs(sa.sin_port);
}

void
server_open(struct server *s, const struct pki *p, enum pki_kind kind,
    const char *const *script)
{
	must(listen(s->fd, 4) == 0, "listening");
	start_serving(s, p, kind, script);
}

void
server_start(struct server *s, const struct pki *p, enum pki_kind kind,
    const char *const *script)
{
	server_reserve(s);
	server_open(s, p, kind, script);
}

void
server_again(struct server *s, const struct pki *p, enum pki_kind kind,
    const char *const *script)
{
	close(s->log_fd);
	waitpid(s->pid, NULL, 0);
	start_serving(s, p, kind, script);
}

void
server_finish(struct server *s, struct buf *log)
{
	char chunk[4096];
	ssize_t n;

	while ((n = read(s->log_fd, chunk, sizeof(chunk))) > 0)
		buf_add(log, view_make(chunk, (size_t)n));
	close(s->log_fd);
	close(s->fd);
	waitpid(s->pid, NULL, 0);
}

bool
server_was_reached(struct server *s)
{
	struct pollfd waiting = {.fd = s->fd, .events = POLLIN};
	char c;
	bool reached;

	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	reached = read(s->log_fd, &c, 1) == 1 || poll(&waiting, 1, 0) == 1;
	close(s->log_fd);
	close(s->fd);
	return reached;
}

bool
server_log_has(struct buf *log, const char *line)
{
	struct view rest = buf_view(log), one;

	while (view_split(&rest, '\n', &one))
		if (view_starts(one, line))
			return true;
	return false;
}

bool
server_log_contains(struct buf *log, const char *needle)
{
	return log->n > 0 &&
	    memmem(log->p, log->n, needle, strlen(needle)) != NULL;
}
