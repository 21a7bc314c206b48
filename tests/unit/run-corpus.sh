#!/bin/sh
# SPDX-License-Identifier: ISC
# Sends the corpus of tests/corpus through sendmail -t, built for a spool below
# the build directory; its largest ones are smaller here.
set -u
top=$(cd "${top_srcdir:-.}" && pwd) || exit 1
cd "${top_builddir:-.}" || exit 1
python3 -c 'import email' 2>/dev/null || exit 77
here=$(pwd)/tests/unit/corpus-here
rm -rf "$here"
mkdir -p "$here/private" "$here/spool/drop/new" "$here/spool/drop/tmp"
cat >"$here/private/queue-put" <<END
#!/bin/sh
exec '$(pwd)/tests/unit/put_here' '$here/spool'
END
chmod 755 "$here/private/queue-put"
CORPUS_HUGE=${CORPUS_HUGE:-2500000} PYTHONDONTWRITEBYTECODE=1 python3 "$top/tests/corpus/run.py" \
    "$(pwd)/tests/unit/sendmail_corpus" "$here/spool" "$@"
status=$?
rm -rf "$here"
exit $status
