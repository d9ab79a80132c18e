#!/usr/bin/env bash
# The Bayes part of a warm check, and the size of the database, at 1 and at 10 million tokens.
#
#   bench/bayes_sizes.sh CORPUS [WORK [BUILD]]
#
# Makes the two databases in WORK (a new folder in /tmp; 250 MB) with 1,000 messages of CORPUS learned and random
# tokens besides, and classifies those messages three times with one open store, in turn on both. BUILD: build-test,
# a Release build.
set -euo pipefail
corpus=$(realpath "$1")
work=$(realpath "${2:-$(mktemp -d /tmp/gatepost-sizes-XXXXXX)}")
source=$(realpath "$(dirname "$0")/..")
speed=$(realpath "${3:-$source/build-test}")/bin/bayes_speed
(cd "$corpus" && find . -type f | LC_ALL=C sort) > "$work/all"
awk -v step="$(($(wc -l < "$work/all") / 1000 + 1))" 'NR % step == 0' "$work/all" > "$work/list"
best_1= best_10=
for round in 1 2 3; do
  for millions in 1 10; do
    line=$("$speed" "$corpus" "$work/list" "$work/$millions.db" "${millions}000000")
    echo "$millions million: $line"
    ms=$(sed 's/.*bayes_ms=\([0-9.]*\).*/\1/' <<< "$line")
    best=best_$millions
    if [ -z "${!best}" ] || awk "BEGIN { exit !($ms < ${!best}) }"; then printf -v "$best" %s "$ms"; fi
  done
done
echo "best of 3: $best_1 ms at 1 million, $best_10 ms at 10 million: $(awk "BEGIN { printf \"%.2f\", $best_10 / $best_1 }") times"
[ $# -ge 2 ] || rm -rf "$work"
