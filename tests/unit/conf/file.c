/* SPDX-License-Identifier: ISC */
/* A settings file for a test. */
#include "config.h"

#include "conf/suites.h"

enum error_code
file_load(const char *text, struct conf **out, struct error *e)
{
	enum error_code code;

	scratch_enter();
	scratch_put(FILE_NAME, text);
	error_clear(e);
	code = conf_load(FILE_NAME, false, out, e);
	scratch_leave();
	return code;
}
