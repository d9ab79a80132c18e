#!/usr/bin/env bash
# Installs the Debian 12 packages that are named as arguments' groups: build (to build and run), test
# (build, and what test.sh adds). Does nothing, quickly, where all are there.
set -euo pipefail

build="g++ lld cmake ninja-build pkg-config libre2-dev libpcre2-dev libsqlite3-dev libmimetic-dev nettle-dev libgmp-dev
  zlib1g-dev libpsl-dev libidn2-dev libunistring-dev libc-ares-dev libcli11-dev nlohmann-json3-dev"
test="libgtest-dev libgmock-dev libbenchmark-dev clang libclang-rt-14-dev clang-format clang-tidy sqlite3 mandoc dpkg-dev file locales valgrind"
# tests/e2e runs them; without them it is skipped.
mail="courier-mta maildrop procmail spamc spamd iproute2"

packages=$build
if [ "${1:-build}" = test ]; then
  packages="$build $test"
  # courier-mta would push out another mail server: only where there is none.
  if [ -e /usr/sbin/sendmail ] && ! dpkg-query -S /usr/sbin/sendmail 2>/dev/null | grep -q courier; then
    echo "another mail server is installed: courier-mta is not, and tests/e2e will be skipped"
  else
    packages="$packages $mail"
  fi
fi

missing=()
for package in $packages; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
# No service is started for being installed: a mail server would listen on public ports.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
  $sudo chmod 755 "$policy"
  trap '$sudo rm -f "$policy"' EXIT
fi
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null
