/* SPDX-License-Identifier: ISC */
/* A look at SCRAM messages. */
#include "config.h"

#include "base/escape.h"
#include "base/limits.h"
#include "base/num.h"
#include "sasl/scram.h"

enum error_code
scram_check_first(struct view message, struct error *e)
{
	struct view attribute;
	uint64_t rounds;
	bool found = false;

	while (view_split(&message, ',', &attribute)) {
		if (!view_starts(attribute, "i="))
			continue;
		found = true;
		if (!num_parse(view_from(attribute, 2), 1,
			LIMIT_SCRAM_ITERATIONS, &rounds))
			return error_set(e, ERROR_PROTOCOL,
			    "SCRAM: the server asks for a bad number of "
			    "iterations (1 to %d are taken)",
			    LIMIT_SCRAM_ITERATIONS);
	}
	if (!found)
		return error_set(e, ERROR_PROTOCOL,
		    "SCRAM: the server gives no number of iterations");
	return ERROR_NONE;
}

enum error_code
scram_check_final(struct view message, struct error *e)
{
	char word[64];

	if (!view_starts(message, "e="))
		return ERROR_NONE;
	return error_set(e, ERROR_DENIED, "SCRAM: the server says %s",
	    escape_copy(view_from(message, 2), word, sizeof(word)));
}

bool
scram_blames_binding(struct view message)
{
	static const char *const words[] = {
	    "e=channel-bindings-dont-match",
	    "e=server-does-support-channel-binding",
	    "e=channel-binding-not-supported",
	    "e=unsupported-channel-binding-type",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (view_starts(message, words[i]))
			return true;
	return false;
}
