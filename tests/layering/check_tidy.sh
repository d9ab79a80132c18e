#!/usr/bin/env bash
# clang-tidy over engine/ and tools/, with the checks of .clang-tidy.
set -euo pipefail
cd "$1"
find engine tools -name '*.cc' | grep -v '_generated\.' | sort |
  xargs -P "$(nproc)" -n 4 clang-tidy -p "$2" --quiet --extra-arg=-Wno-unknown-warning-option 2>/dev/null
