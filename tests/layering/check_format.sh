#!/usr/bin/env bash
# Every source file is as clang-format leaves it. Generated tables are left out.
set -euo pipefail
cd "$1"
mapfile -t files < <(find engine tools tests bench -name '*.cc' -o -name '*.h' | grep -v '_generated\.' | sort)
[ ${#files[@]} -gt 0 ]
clang-format --dry-run --Werror "${files[@]}"
