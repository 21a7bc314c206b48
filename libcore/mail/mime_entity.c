/* SPDX-License-Identifier: ISC */
/* What the header section of an entity says about its body. */
#include "config.h"

#include "mail/address_token.h"
#include "mail/header.h"
#include "mail/mime_entity.h"

/* Types whose bodies are signed, encrypted, or may hold no encoding (RFC 1847,
 * 8551, 3156, 2046 5.2); '*' covers the types that no row before it names. */
static const struct {
	const char *type;
	enum mime_kind kind;
} types[] = {
    {"multipart/signed", MIME_SEALED},
    {"multipart/encrypted", MIME_SEALED},
    {"multipart/*", MIME_MULTIPART},
    {"message/rfc822", MIME_MESSAGE},
    {"message/global", MIME_MESSAGE},
    {"message/*", MIME_SEALED},
    {"application/pkcs7-mime", MIME_SEALED},
    {"application/x-pkcs7-mime", MIME_SEALED},
    {"application/pkcs7-signature", MIME_SEALED},
    {"application/x-pkcs7-signature", MIME_SEALED},
    {"application/pgp-encrypted", MIME_SEALED},
    {"application/pgp-signature", MIME_SEALED},
    {"*", MIME_PLAIN},
};

/* Content-Transfer-Encoding, the misspelt ones that are seen included. */
static const struct {
	const char *name;
	enum mime_kind kind;
} encodings[] = {
    {"", MIME_PLAIN},
    {"7bit", MIME_PLAIN},
    {"8bit", MIME_PLAIN},
    {"binary", MIME_PLAIN},
    {"7-bit", MIME_PLAIN},
    {"8-bit", MIME_PLAIN},
    {"quoted-printable", MIME_QUOTED},
    {"base64", MIME_BASE64},
};

/* Whose signatures cover the body (RFC 6376 3.7, RFC 8617 4.1.2). */
static const char *const signatures[] = {
    "DKIM-Signature", "DomainKey-Signature", "ARC-Message-Signature"};

struct fields {
	struct view type;
	struct view encoding;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Without white space and comments at its start. */
static struct view
skip(struct view v)
{
	size_t n = 1;

	while (v.n > 0 && n > 0 && (is_space(v.p[0]) || v.p[0] == '(')) {
		n = v.p[0] == '(' ? address_enclosed_length(v, '(', ')') : 1;
		v = view_from(v, n);
	}
	return v;
}

/* Takes a token (RFC 2045 5.1) off *rest. */
static struct view
take_token(struct view *rest)
{
	struct view v = skip(*rest);
	size_t n = 0;

	while (n < v.n && !is_space(v.p[n]) && v.p[n] != ';' && v.p[n] != '=' &&
	    v.p[n] != '(' && v.p[n] != '"')
		n++;
	*rest = skip(view_from(v, n));
	return view_before(v, n);
}

/* A parameter's value; many a boundary has an '=' and no quotes. */
static struct view
take_value(struct view *rest)
{
	struct view v = skip(*rest);
	size_t n = 0;

	if (v.n > 0 && v.p[0] == '"') {
		n = address_enclosed_length(v, '"', '"');
		*rest = skip(view_from(v, n));
		return view_before(v, n);
	}
	while (n < v.n && !is_space(v.p[n]) && v.p[n] != ';')
		n++;
	*rest = skip(view_from(v, n));
	return view_before(v, n);
}

static void
keep_boundary(struct mime_entity *entity, struct view value)
{
	bool quoted = value.n > 1 && value.p[0] == '"';
	size_t n = 0;

	if (quoted)
		value = view_make(value.p + 1, value.n - 2);
	for (size_t i = 0; i < value.n && n < MIME_BOUNDARY; i++) {
		if (quoted && value.p[i] == '\\' && i + 1 < value.n)
			i++;
		if (value.p[i] != '\r' && value.p[i] != '\n')
			entity->room[n++] = value.p[i];
	}
	while (n > 0 && is_space(entity->room[n - 1]))
		n--;
	if (n < MIME_BOUNDARY)
		entity->boundary = view_make(entity->room, n);
}

static void
find_boundary(struct mime_entity *entity, struct view rest)
{
	while (rest.n > 0 && entity->boundary.n == 0) {
		struct view name, value;
		size_t n = view_find(rest, ';');

		rest = skip(view_from(rest, n + 1));
		name = take_token(&rest);
		if (rest.n == 0 || rest.p[0] != '=')
			continue;
		rest = view_from(rest, 1);
		value = take_value(&rest);
		if (view_eq_case_str(name, "boundary"))
			keep_boundary(entity, value);
	}
}

static bool
matches(const char *pattern, struct view type)
{
	struct view p = view_of(pattern);

	if (p.p[p.n - 1] != '*')
		return view_eq_case(type, p);
	return view_eq_case(
	    view_before(type, p.n - 1), view_before(p, p.n - 1));
}

static enum mime_kind
kind_of_type(struct view type)
{
	size_t i = 0;

	while (!matches(types[i].type, type))
		i++;
	return types[i].kind;
}

static enum mime_kind
kind_of_encoding(struct view body)
{
	struct view name = take_token(&body);

	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++)
		if (view_eq_case_str(name, encodings[i].name))
			return encodings[i].kind;
	return MIME_SEALED;
}

static void
read_field(struct mime_entity *entity, struct fields *fields,
    const struct header_field *f)
{
	if (header_is(f, "Content-Type") && !entity->has_type) {
		entity->has_type = true;
		fields->type = f->body;
	}
	if (header_is(f, "Content-Transfer-Encoding") &&
	    fields->encoding.p == NULL)
		fields->encoding = f->body;
	if (header_is(f, "MIME-Version"))
		entity->has_version = true;
	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
		if (header_is(f, signatures[i]))
			entity->signed_whole = true;
}

void
mime_entity_read(
    struct mime_entity *entity, struct view section, bool in_digest)
{
	struct fields fields = {{NULL, 0}, {NULL, 0}};
	struct header_field f;
	enum mime_kind encoding;
	struct view type;

	*entity = (struct mime_entity){.kind = MIME_PLAIN};
	while (header_next(&section, &f))
		read_field(entity, &fields, &f);
	type = take_token(&fields.type);
	if (!entity->has_type && in_digest)
		type = view_of("message/rfc822");
	entity->kind = kind_of_type(type);
	entity->digest = view_eq_case_str(type, "multipart/digest");
	encoding = kind_of_encoding(fields.encoding);
	if (entity->signed_whole)
		entity->kind = MIME_SEALED;
	if (entity->kind != MIME_SEALED && encoding != MIME_PLAIN)
		entity->kind = encoding;
	if (entity->kind == MIME_MULTIPART)
		find_boundary(entity, fields.type);
	if (entity->kind == MIME_MULTIPART && entity->boundary.n == 0)
		entity->kind = MIME_LOOSE;
}
