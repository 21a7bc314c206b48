/* SPDX-License-Identifier: ISC */
/* What the header section of an entity says about its body. */
#include "config.h"

#include "mail/header.h"
#include "mail/mime_entity.h"
#include "mail/mime_parameter.h"

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
	struct view name = mime_parameter_take_token(&body);

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
	type = mime_parameter_take_token(&fields.type);
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
		mime_parameter_find(fields.type, "boundary", entity->room,
		    sizeof(entity->room), &entity->boundary);
	if (entity->kind == MIME_MULTIPART && entity->boundary.n == 0)
		entity->kind = MIME_LOOSE;
}
