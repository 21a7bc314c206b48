/* SPDX-License-Identifier: ISC */
/* Messages with lines that are too long, whole and cut at each byte. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "mail/mend.h"
#include "mail/suites.h"

/* In both texts a '@' and a number stand for so many times the byte behind
 * them: "@3x" is "xxx". */
static const struct {
	const char *in;
	const char *want; /* NULL: the same */
} cases[] = {
    {"", NULL},
    {"A: b\n", NULL},
    {"A: b\n\n", NULL},
    {"A: b\n\ntext\n", NULL},
    {"A: b\n\n@998x\n", NULL},
    {"no header at all\n\nA: b\n", NULL},
    /* the message's own text */
    {"A: b\n\n@999x\n",
	"A: b\nMIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n"
	"Content-Transfer-Encoding: quoted-printable\n\n"
	"@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x="
	"\n@75x=\n@75x=\n@75x=\n@24x\n"},
    {"MIME-Version: 1.0\nContent-Type: text/html\n"
     "content-transfer-encoding: 8BIT\nA: b\n\n=\t\n\t \n.@999 x\n",
	"MIME-Version: 1.0\nContent-Type: text/html\nA: b\n"
	"Content-Transfer-Encoding: quoted-printable\n\n"
	"=3D=09\n\t=20\n.@74 =\n@75 =\n@75 =\n@75 =\n@75 =\n@75 =\n@75 =\n@75 "
	"=\n@75 =\n@75 =\n@75 =\n@75 =\n@75 =\n@25 x\n"},
    {"Content-Type: x/y\nMIME-Version: 1\n\n@1000\xff\n",
	"Content-Type: x/y\nMIME-Version: 1\n"
	"Content-Transfer-Encoding: base64\n\n"
	"@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/"
	"\n@76/\n@76/\n@76/\n@76/\n@76/\n@41/w0K\n"},
    /* what a break puts at a line's start is no boundary */
    {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n@75x--b\n@999-\n"
     "--b--\n",
	"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
	"Content-Transfer-Encoding: quoted-printable\n\n@75x=\n=2D-b\n@75-=\n"
	"=2D@72-=\n=2D@72-=\n=2D@72-=\n=2D@72-=\n=2D@72-=\n=2D@72-=\n"
	"=2D@72-=\n=2D@72-=\n=2D@72-=\n=2D@72-=\n=2D@72-=\n=2D@72-=\n"
	"=2D@47-\n--b--\n"},
    /* already encoded */
    {"Content-Transfer-Encoding: quoted-printable\n\n=\n=3D\n@74x=41@923x=\n"
     "y\n",
	"Content-Transfer-Encoding: quoted-printable\n\n=\n=3D\n@74x=\n"
	"=41@72x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n"
	"@75x=\n@75x=\n@75x=\n@26x=\ny\n"},
    {"Content-Transfer-Encoding: base64\n\nQQ==\n@1000A\nQQ==\n",
	"Content-Transfer-Encoding: base64\n\nQQ==\n@76A\n@76A\n@76A\n@76A\n"
	"@76A\n@76A\n@76A\n@76A\n@76A\n@76A\n@76A\n@76A\n@76A\n@12A\nQQ==\n"},
    /* what must not change */
    {"Content-Transfer-Encoding: x-own\n\n@1000A\n", NULL},
    {"Content-Type: application/pkcs7-mime\n"
     "Content-Transfer-Encoding: base64\n\n@1000A\n",
	NULL},
    {"Content-Type: (a) multipart/signed (b); boundary=b\n\n@999p\n--b\n\n"
     "@999x\n--b--\n@999e\n",
	NULL},
    {"Content-Type: message/partial\n\n@1000A\n", NULL},
    {"A: @1000b\nDKIM-Signature: v=1\nSubject: \xc3\xa9\n\n@1000A\n", NULL},
    {"Content-Type: multipart/mixed; boundary=\"o\"\n\n--o\n"
     "Content-Type: multipart/signed; boundary=i\n\n--i\n\n@999x\n--i--\n"
     "--o\nContent-Type: message/rfc822\n\nDKIM-Signature: x\n\n@999y\n--o--\n",
	NULL},
    /* a boundary in pieces */
    {"Content-Type: multipart/signed; boundary*0=b; boundary*1=c\n\n--bc\n\n"
     "@999x\n--bc--\n",
	NULL},
    {"Content-Type: multipart/mixed; boundary*1=c;\n boundary*0*=''%62\n\n"
     "--bc\nContent-Type: application/pgp-encrypted\n\n@999x\n--bc\n"
     "Content-Type: x/y\n\n@999\xff\n--bc--\n",
	"Content-Type: multipart/mixed; boundary*1=c;\n boundary*0*=''%62\n\n"
	"--bc\nContent-Type: application/pgp-encrypted\n\n@999x\n--bc\n"
	"Content-Type: x/y\nContent-Transfer-Encoding: base64\n\n"
	"@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/"
	"\n@76/\n@76/\n@76/\n@76/\n@76/\n@40/\n--bc--\n"},
    /* parts, each on its own */
    {"Content-Type: multipart/mixed;\n boundary=(c) \"a\\b=\" ; x=y\n\n"
     "@998p\n--ab=\n\none\n--ab= \t\nno: header\n--ab=x\n--ab=\nlast @994x\n"
     "--ab=--\nepilogue\n",
	"Content-Type: multipart/mixed;\n boundary=(c) \"a\\b=\" ; x=y\n\n"
	"@998p\n--ab=\n\none\n--ab= \t\nno: header\n--ab=x\n--ab=\n"
	"Content-Transfer-Encoding: quoted-printable\n\nlast @70x=\n@75x=\n"
	"@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x=\n@75x="
	"\n@75x=\n@24x\n--ab=--\nepilogue\n"},
    {"Content-Type: multipart/mixed; boundary=b\n\n@990p\n@950p @60q\n@999-\n",
	"Content-Type: multipart/mixed; boundary=b\n\n@990p\n@950p\n @60q\n"
	"@990-\n -@8-\n"},
    {"Content-Type: multipart/mixed; boundary=b\n\n--b\n--b--\n\n--b\n\n"
     "@999x\n",
	"Content-Type: multipart/mixed; boundary=b\n\n--b\n--b--\n\n--b\n\n"
	"@990x\n@9x\n"},
    {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--bx\n@1000\xff\n"
     "--b--\n",
	"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
	"Content-Transfer-Encoding: "
	"base64\n\nLS1ieA0K@68/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/"
	"\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@49/w==\n--b--\n"},
    {"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: @890x "
     "@110z\n\n"
     "@999y\n",
	"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject:\n "
	"@890x\n @110z"
	"\nMIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n"
	"Content-Transfer-Encoding: quoted-printable\n\n"
	"@75y=\n@75y=\n@75y=\n@75y=\n@75y=\n@75y=\n@75y=\n@75y=\n@75y=\n@75y="
	"\n@75y=\n@75y=\n@75y=\n@24y\n"},
    {"Content-Type: multipart/mixed; boundary=o\n\n--o\n"
     "Content-Type: multipart/mixed; boundary=i\n\n--i\n\n@999\xff\n--o\n\n"
     "--i\n--o--\n",
	"Content-Type: multipart/mixed; boundary=o\n\n--o\n"
	"Content-Type: multipart/mixed; boundary=i\n\n--i\n"
	"Content-Transfer-Encoding: base64\n\n"
	"@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/\n@76/"
	"\n@76/\n@76/\n@76/\n@76/\n@76/\n@40/\n--o\n\n--i\n--o--\n"},
};

/* Text with its repetitions written out. */
static void
write_out(const char *s, struct buf *out)
{
	buf_init(out, 1 << 20);
	while (*s != '\0') {
		char *end = (char *)(uintptr_t)s;
		unsigned long n = 1;

		if (*s == '@')
			n = strtoul(s + 1, &end, 10);
		while (n-- > 0)
			buf_add_byte(out, *end);
		s = end + 1;
	}
	ck_assert_ptr_nonnull(buf_str(out));
}

/* A mend_fn. */
static void
take(void *arg, struct view text)
{
	ck_assert(buf_add(arg, text));
}

/* Tells the first difference, with a little around it. */
static void
assert_same(struct buf *got, struct buf *want, size_t cut)
{
	const char *a = buf_str(got), *b = buf_str(want);
	size_t n = 0;

	while (n < got->n && n < want->n && a[n] == b[n])
		n++;
	ck_assert_msg(n == got->n && n == want->n,
	    "cut at %zu: at %zu: '%.60s' is not '%.60s'", cut, n, a + n, b + n);
}

static void
mend(struct view in, size_t cut, struct buf *out)
{
	struct mend *m = mend_new(take, out);

	ck_assert_ptr_nonnull(m);
	ck_assert(mend_add(m, view_before(in, cut)));
	ck_assert(mend_add(m, view_from(in, cut)));
	ck_assert(mend_end(m));
	mend_free(&m);
	ck_assert_ptr_null(m);
}

START_TEST(every_cut)
{
	struct buf in, want, out;
	const char *text = cases[_i].want;

	write_out(cases[_i].in, &in);
	write_out(text != NULL ? text : cases[_i].in, &want);
	buf_init(&out, 1 << 20);
	for (size_t cut = 0; cut <= in.n; cut++) {
		buf_reset(&out);
		mend(buf_view(&in), cut, &out);
		assert_same(&out, &want, cut);
	}
	buf_clear(&in);
	buf_clear(&want);
	buf_clear(&out);
}
END_TEST

/* Texts as above, and how many of their lines stay too long. */
static const struct {
	const char *in;
	size_t left;
} stays[] = {
    {"A: b\n\n@999x\n", 0},
    {"Content-Transfer-Encoding: base64\n\n@999x\n", 0},
    {"Content-Type: application/pkcs7-mime\n\n@998x\n", 0},
    {"Content-Type: application/pkcs7-mime\n\n@999x\n@998x\n@9999x", 2},
    {"Content-Type: multipart/mixed; boundary=o\n\n--o\n\n@999x\n--o\n"
     "Content-Type: multipart/signed; boundary=i\n\n--i\n\n@999x\n--i--\n"
     "--o\n\n@999x\n--o\nDKIM-Signature: x\n"
     "Content-Type: message/rfc822\n\n@9999x\n--o--\n@999x\n",
	2},
};

START_TEST(left_long)
{
	struct buf in, out;

	write_out(stays[_i].in, &in);
	buf_init(&out, 1 << 20);
	for (size_t cut = 0; cut <= in.n; cut += 7) {
		struct mend *m = mend_new(take, &out);

		ck_assert_ptr_nonnull(m);
		ck_assert(mend_add(m, view_before(buf_view(&in), cut)));
		ck_assert(mend_add(m, view_from(buf_view(&in), cut)));
		ck_assert(mend_end(m));
		ck_assert_uint_eq(mend_left_long(m), stays[_i].left);
		mend_free(&m);
		buf_reset(&out);
	}
	buf_clear(&in);
	buf_clear(&out);
}
END_TEST

/* A text of n lines of 63 bytes with more behind it. */
static void
long_text(size_t n, const char *more, struct buf *out)
{
	struct buf in;

	buf_init(&in, 1 << 24);
	buf_init(out, 1 << 24);
	buf_add_str(&in, "A: b\n\n");
	for (size_t i = 0; i < n; i++)
		buf_printf(&in, "%063zu\n", i);
	buf_add_str(&in, more);
	mend(buf_view(&in), in.n / 2, out);
	buf_clear(&in);
}

START_TEST(how_far_it_looks)
{
	struct buf out;

	long_text(MEND_AHEAD / 64 - 1, "", &out);
	ck_assert_ptr_null(strstr(buf_str(&out), "quoted-printable"));
	buf_clear(&out);
	long_text(MEND_AHEAD / 64 + 1200, "=\n", &out);
	ck_assert_ptr_nonnull(strstr(buf_str(&out), "quoted-printable"));
	ck_assert_ptr_nonnull(strstr(buf_str(&out), "\n=3D\n"));
	buf_clear(&out);
}
END_TEST

/* A section without an end is not kept for ever. */
START_TEST(section_without_end)
{
	struct buf out, in;
	size_t n = 5 * MEND_AHEAD;

	buf_init(&in, n + 4);
	buf_init(&out, n + 4);
	buf_add_str(&in, "A: ");
	memset(buf_room(&in, n), 'x', n);
	buf_added(&in, n);
	mend(buf_view(&in), n / 2, &out);
	ck_assert(view_eq(buf_view(&in), buf_view(&out)));
	buf_clear(&in);
	buf_clear(&out);
}
END_TEST

/* Header fields: what becomes of them when they are the message's own. */
static const struct {
	const char *in;
	const char *want; /* NULL: the same */
} fields[] = {
    {"Subject: a  b\n c\n", NULL},
    {"Subject: @989b\n", NULL},
    {"Subject: @890b @110y cc ddddddd\n",
	"Subject:\n @890b\n @110y cc ddddddd\n"},
    {"Subject: aa bb @990c dd\n",
	"Subject: aa bb\n =?UTF-8?Q?@61c?=\n"
	" =?UTF-8?Q?@61c?=\n =?UTF-8?Q?@61c?=\n"
	" =?UTF-8?Q?@61c?=\n =?UTF-8?Q?@61c?=\n"
	" =?UTF-8?Q?@61c?=\n =?UTF-8?Q?@61c?=\n"
	" =?UTF-8?Q?@61c?=\n =?UTF-8?Q?@61c?=\n"
	" =?UTF-8?Q?@61c?=\n =?UTF-8?Q?@61c?=\n"
	" =?UTF-8?Q?@61c?=\n =?UTF-8?Q?@61c?=\n"
	" =?UTF-8?Q?@61c?=\n =?UTF-8?Q?@61c?=\n"
	" =?UTF-8?Q?@61c?=\n"
	" =?UTF-8?Q?@14c?= dd\n"},
    {"To: @900a@1@x,@200b@1@x\n", "To:\n @900a@1@x,\n @200b@1@x\n"},
    {"To: \"@900a,@90b\",@200c\n", "To:\n \"@900a,@90b\",\n @200c\n"},
    {"References:@1200a\n", "References:@986a\n @214a\n"},
    {"Subject: a \xc3\xa9  \xc3\xbc\n b\n",
	"Subject: a =?UTF-8?Q?=C3=A9__=C3=BC?=\n b\n"},
    {"Subject: \xe9\n", "Subject: =?unknown-8bit?Q?=E9?=\n"},
    {"Subject: =?x?Q?a?= \xc3\xa9 =?x?Q?b?=\n",
	"Subject: =?x?Q?a?= =?UTF-8?Q?_=C3=A9_?= =?x?Q?b?=\n"},
    {"To: J\xc3\xa9 (\xc3\xbc (\\)x)) <a@1@b>, \"c\xc3\xa9, d\" <e>, f (g)\n",
	"To: =?UTF-8?Q?J=C3=A9?= (=?UTF-8?Q?=C3=BC_=28=29x=29?=) <a@1@b>,\n"
	" =?UTF-8?Q?c=C3=A9=2C_d?= <e>, f (g)\n"},
    {"Cc: \xc3\xa9: a, b (\xc3\xbc) ;\n",
	"Cc: =?UTF-8?Q?=C3=A9?= : a, b (=?UTF-8?Q?=C3=BC?=) ;\n"},
    {"Cc: \xc3\xa9 (\xc3\xbc) <a>,\n \"c, \xc3\xa9\" <b>\n",
	"Cc: =?UTF-8?Q?=C3=A9?= (=?UTF-8?Q?=C3=BC?=) <a>,"
	" =?UTF-8?Q?c=2C_=C3=A9?= <b>\n"},
    {"Cc: \xc3\xa9@1@b, c\n", NULL},
    {"Cc: \xc3\xa9 (<a>\n", NULL},
    {"Content-Disposition: x; filename=\xc3\xa9\n", NULL},
};

START_TEST(header_field)
{
	struct buf in, want, out;
	const char *text = fields[_i].want;

	write_out(fields[_i].in, &in);
	write_out(text != NULL ? text : fields[_i].in, &want);
	buf_init(&out, 1 << 20);
	mend(buf_view(&in), 0, &out);
	assert_same(&out, &want, 0);
	buf_clear(&in);
	buf_clear(&want);
	buf_clear(&out);
}
END_TEST

Suite *
mend_suite(void)
{
	Suite *s = suite_create("mend");
	TCase *t = tcase_create("all");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, every_cut, 0, COUNT(cases));
	tcase_add_loop_test(t, left_long, 0, COUNT(stays));
	tcase_add_test(t, how_far_it_looks);
	tcase_add_test(t, section_without_end);
	tcase_add_loop_test(t, header_field, 0, COUNT(fields));
	suite_add_tcase(s, t);
	return s;
}
