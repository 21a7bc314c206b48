/* SPDX-License-Identifier: ISC */
/* From a file to libconfuse's sections and the lines they stand in. */
#include "config.h"

#include <unistd.h>

#include "base/limits.h"
#include "conf/scan.h"
#include "conf/parsed.h"
#include "sys/file.h"

/* The whole text, from a file that is root's when that matters. */
static enum error_code
read_text(const char *path, bool check_owner, struct buf *text, struct error *e)
{
	struct stat st;
	enum error_code code;
	int fd;

	if (!check_owner)
		return file_read(path, text, e);
	fd = file_open_trusted(path, &st, e);
	if (fd < 0)
		return e->code;
	code = file_read_fd(fd, path, text, e);
	close(fd);
	return code;
}

/* Parses what the scan left over. */
static enum error_code
parse(
    const char *path, enum grammar_kind kind, struct parsed *s, struct error *e)
{
	struct buf plain;
	const char *text;
	enum error_code code;

	buf_init(&plain, LIMIT_SETTINGS_FILE);
	code = scan_text(path, buf_view(&s->text), &s->marks, &plain, e);
	if (code == ERROR_NONE) {
		text = buf_str(&plain);
		code = text != NULL
		    ? grammar_parse(path, text, kind, &s->cfg, e)
		    : error_set(e, ERROR_MEMORY, "%s: no memory", path);
	}
	buf_clear(&plain);
	return code;
}

enum error_code
parsed_read(const char *path, bool check_owner, enum grammar_kind kind,
    struct parsed *out, struct error *e)
{
	enum error_code code;

	out->marks = (struct marks){NULL, 0, 0};
	out->cfg = NULL;
	buf_init(&out->text, LIMIT_SETTINGS_FILE);
	code = read_text(path, check_owner, &out->text, e);
	return code == ERROR_NONE ? parse(path, kind, out, e) : code;
}

void
parsed_clear(struct parsed *s)
{
	if (s->cfg != NULL)
		cfg_free(s->cfg);
	s->cfg = NULL;
	marks_clear(&s->marks);
	buf_clear(&s->text);
}
