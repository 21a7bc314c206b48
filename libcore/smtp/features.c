/* SPDX-License-Identifier: ISC */
/* The keywords of an EHLO reply. */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "base/num.h"
#include "smtp/features.h"

static const struct {
	const char *keyword;
	size_t flag;
} keywords[] = {
    {"STARTTLS", offsetof(struct smtp_features, starttls)},
    {"PIPELINING", offsetof(struct smtp_features, pipelining)},
    {"CHUNKING", offsetof(struct smtp_features, chunking)},
    {"8BITMIME", offsetof(struct smtp_features, eight_bit)},
    {"ENHANCEDSTATUSCODES", offsetof(struct smtp_features, enhanced)},
    {"DSN", offsetof(struct smtp_features, dsn)},
    {"SMTPUTF8", offsetof(struct smtp_features, smtputf8)},
    {"SIZE", offsetof(struct smtp_features, size)},
};

static void
add_line(struct smtp_features *f, struct view line)
{
	struct view rest = line, word;

	if (!view_word(&rest, &word))
		return;
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (view_eq_case_str(word, keywords[i].keyword))
			*(bool *)((char *)f + keywords[i].flag) = true;
	if (view_eq_case_str(word, "SIZE") && view_word(&rest, &word))
		num_parse(word, 0, UINT64_MAX, &f->size_limit);
	if (view_eq_case_str(word, "AUTH"))
		sasl_offered_add(f->auth, rest);
	else if (view_starts_case(word, "AUTH="))
		sasl_offered_add(
		    f->auth, view_from(view_trim(line), strlen("AUTH=")));
}

void
smtp_features_parse(const struct smtp_reply *ehlo, struct smtp_features *out)
{
	struct view rest = buf_view(&ehlo->text), line;

	*out = (struct smtp_features){.size_limit = 0};
	view_split(&rest, '\n', &line);
	while (view_split(&rest, '\n', &line))
		add_line(out, line);
}
