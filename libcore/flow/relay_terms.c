/* SPDX-License-Identifier: ISC */
/* From the settings to the handover. */
#include "config.h"

#include "flow/relay_terms.h"

static const enum handover_family families[] = {
    [CONF_FAMILY_ANY] = HANDOVER_FAMILY_ANY,
    [CONF_FAMILY_IPV4] = HANDOVER_FAMILY_IPV4,
    [CONF_FAMILY_IPV6] = HANDOVER_FAMILY_IPV6,
};

static bool
copy(const char *text, char *dst, size_t size)
{
	return view_copy(view_of(text), dst, size);
}

static bool
join(char *const *words, char *dst, size_t size)
{
	struct buf b;
	bool ok;

	buf_init(&b, size - 1);
	for (; words != NULL && *words != NULL; words++) {
		if (b.n != 0)
			buf_add_byte(&b, ' ');
		buf_add_str(&b, *words);
	}
	ok = !b.failed && view_copy(buf_view(&b), dst, size);
	buf_clear(&b);
	return ok;
}

enum error_code
relay_terms_fill(const struct conf_relay *relay, const char *url,
    const char *host, struct handover_relay *out, struct error *e)
{
	const char *helo = relay->helo != NULL ? relay->helo : host;

	*out = (struct handover_relay){
	    .chunking = relay->chunking,
	    .family = families[relay->family],
	    .token = relay->token_command != NULL,
	};
	if (copy(relay->name, out->name, sizeof(out->name)) &&
	    copy(url, out->url, sizeof(out->url)) &&
	    copy(relay->user, out->user, sizeof(out->user)) &&
	    copy(relay->ca_file, out->ca_file, sizeof(out->ca_file)) &&
	    copy(relay->mechanisms, out->mechanisms, sizeof(out->mechanisms)) &&
	    join(relay->senders, out->senders, sizeof(out->senders)) &&
	    copy(helo, out->helo, sizeof(out->helo)) &&
	    copy(relay->pins, out->pins, sizeof(out->pins)) &&
	    copy(relay->source_address, out->source, sizeof(out->source)))
		return ERROR_NONE;
	return error_set(e, ERROR_SETTINGS, "relay \"%s\": a value is too long",
	    relay->name);
}
