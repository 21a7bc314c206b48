/* SPDX-License-Identifier: ISC */
/* The listening socket. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/num.h"
#include "sys/io.h"
#include "sys/listener.h"

#define FIRST_PASSED_FD 3
#define BACKLOG 1024

/* Whether a socket unit passed its socket to this process. */
static bool
is_passed(void)
{
	const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");
	struct stat st;
	uint64_t number;

	return num_parse(view_of(pid), 1, INT32_MAX, &number) &&
	    number == (uint64_t)getpid() &&
	    num_parse(view_of(n), 1, 1, &number) &&
	    fstat(FIRST_PASSED_FD, &st) == 0 && S_ISSOCK(st.st_mode);
}

static bool
make_private(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
	    fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

/* Takes the right to the socket's name. */
static enum error_code
take_name(const char *path, int *lock_out, struct error *e)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	char file[LIMIT_PATH];
	struct buf b;
	enum error_code code = ERROR_NONE;

	buf_init(&b, sizeof(file) - 1);
	if (!buf_printf(&b, "%s.lock", path) ||
	    !view_copy(buf_view(&b), file, sizeof(file)))
		code = error_set(e, ERROR_LIMIT, "%s: too long", path);
	buf_clear(&b);
	if (code != ERROR_NONE)
		return code;
	*lock_out = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*lock_out < 0)
		return error_set_errno(e, ERROR_SYSTEM, "%s", file);
	if (fcntl(*lock_out, F_OFD_SETLK, &whole) == 0)
		return ERROR_NONE;
	code = errno == EAGAIN || errno == EACCES
	    ? error_set(e, ERROR_EXISTS, "%s: another process serves it", path)
	    : error_set_errno(e, ERROR_SYSTEM, "%s", file);
	io_close(lock_out);
	return code;
}

/*
 * Whether somebody listens there without our lock, as socket units do: their
 * socket would go on without a name.
 */
static bool
is_served(int fd, const struct sockaddr_un *a)
{
	return connect(fd, (const struct sockaddr *)a, sizeof(*a)) == 0 ||
	    errno == EAGAIN;
}

static bool
bind_anew(int fd, const struct sockaddr_un *a)
{
	return (unlink(a->sun_path) == 0 || errno == ENOENT) &&
	    bind(fd, (const struct sockaddr *)a, sizeof(*a)) == 0 &&
	    chmod(a->sun_path, 0666) == 0 && listen(fd, BACKLOG) == 0;
}

static int
make_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static enum error_code
bind_path(const char *path, int *fd_out, struct error *e)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int probe = make_socket();
	bool served;

	if (probe < 0 ||
	    !view_copy(view_of(path), a.sun_path, sizeof(a.sun_path))) {
		error_set_errno(e, ERROR_SYSTEM, "%s", path);
		io_close(&probe);
		return ERROR_SYSTEM;
	}
	served = is_served(probe, &a);
	io_close(&probe);
	if (served)
		return error_set(e, ERROR_EXISTS,
		    "%s: another process serves it (or its socket unit: "
		    "systemctl stop it)",
		    path);
	*fd_out = make_socket();
	if (*fd_out >= 0 && bind_anew(*fd_out, &a))
		return ERROR_NONE;
	error_set_errno(e, ERROR_SYSTEM, "%s", path);
	io_close(fd_out);
	return ERROR_SYSTEM;
}

enum error_code
listener_open(const char *dir, const char *path, int *fd_out, int *lock_out,
    struct error *e)
{
	enum error_code code;

	*fd_out = *lock_out = -1;
	if (is_passed() && make_private(FIRST_PASSED_FD)) {
		*fd_out = FIRST_PASSED_FD;
		return ERROR_NONE;
	}
	if (mkdir(dir, 0755) == 0)
		(void)!chmod(dir, 0755);
	code = take_name(path, lock_out, e);
	if (code == ERROR_NONE)
		code = bind_path(path, fd_out, e);
	if (code != ERROR_NONE)
		io_close(lock_out);
	return code;
}
