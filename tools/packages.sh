#!/usr/bin/env bash
# Installs the Debian 12 packages that are named as arguments' groups: build (to build and run), test
# (build, and what tests.sh adds). Does nothing, quickly, where all are there.
set -euo pipefail

build="g++ cmake ninja-build pkg-config libre2-dev libpcre2-dev libsqlite3-dev libmimetic-dev nettle-dev
  libpsl-dev libidn2-dev libunistring-dev libcli11-dev nlohmann-json3-dev"
test="libgtest-dev libgmock-dev libbenchmark-dev clang clang-format clang-tidy sqlite3 mandoc"

packages=$build
[ "${1:-build}" = test ] && packages="$build $test"

missing=()
for package in $packages; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null
