/* SPDX-License-Identifier: ISC */
/* A settings file for a test. */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "conf/suites.h"

enum error_code
file_load(const char *text, struct conf **out, struct error *e)
{
	char dir[] = "/tmp/test-conf-XXXXXX";
	enum error_code code;
	int fd;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chdir(dir), 0);
	fd = open(FILE_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	error_clear(e);
	code = conf_load(FILE_NAME, false, out, e);
	unlink(FILE_NAME);
	ck_assert_int_eq(chdir("/"), 0);
	rmdir(dir);
	return code;
}
