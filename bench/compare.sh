#!/usr/bin/env bash
# Gatepost beside the other filters of this machine, in one run: one process a message (by turns), in bulk, and
# learning. All learn the whole corpus; Gatepost's database is filled up to a million tokens then. Nobody asks a
# network: spamd runs with -L, rspamd without the modules that do.
#
#   bench/compare.sh CORPUS [MESSAGES] [OUTPUT]
# CORPUS: folders of mail, one message a file; those whose names hold "ham" and "spam" teach. MESSAGES: how many
# are checked (default 201). OUTPUT: where compare.md and compare.svg go (default: the build folder's bench).
# GATEPOST names the binary. What is not installed is left out. Servers listen on loopback and end with the run.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
corpus=${1:?a folder of mail}
export GATEPOST=${GATEPOST:-$here/build/bin/gatepost}
exec python3 "$here/bench/compare.py" "$corpus" "${2:-201}" "${3:-$here/build/bench}"
