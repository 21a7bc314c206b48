#!/bin/sh
# Makes ./configure from configure.ac.  Needs autoconf, automake, libtool and
# pkg-config.
set -eu
cd "$(dirname "$0")"
mkdir -p build-aux m4
exec autoreconf --force --install --warnings=all,no-obsolete
