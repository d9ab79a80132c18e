#!/usr/bin/env bash
# clang-tidy over engine/ and tools/, with the checks of .clang-tidy.
#   check_tidy.sh SOURCES BUILD
# A folder's sources are read as one: most of the time goes into the headers of the standard library, which
# each source would bring anew.
set -euo pipefail
sources=$1 build=$2
together=$build/tidy
rm -rf "$together"
mkdir -p "$together"
cd "$sources"

for folder in engine/*/ tools/; do
  files=("$folder"*.cc)
  [ -e "${files[0]}" ] || continue
  printf "#include \"$sources/%s\"  // NOLINT(bugprone-suspicious-include)\n" "${files[@]}" \
    >"$together/$(basename "$folder").cc"
done
python3 - "$build" "$together" <<'PYTHON'
# The command of a folder: that of one of its sources, which the build reads as one, too.
import json
import os
import re
import sys

build, together = sys.argv[1:]
with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
    entries = json.load(file)
database = []
for name in sorted(os.listdir(together)):
    path = os.path.join(together, name)
    folder = "tools" if name == "tools.cc" else "engine/" + name.removesuffix(".cc")
    entry = next(entry for entry in entries if f"/{folder}/CMakeFiles/" in entry["file"])
    # Clang knows no --param of GCC.
    command = re.sub(r" --param=\S+", "", entry["command"]).replace(entry["file"], path)
    database.append(dict(entry, file=path, command=command))
with open(os.path.join(together, "compile_commands.json"), "w", encoding="utf-8") as file:
    json.dump(database, file)
PYTHON

# The largest first, so that no processor waits for it at the end.
wc -c engine/*/*.cc tools/*.cc | awk '$2 ~ /\.cc$/ { n = split($2, part, "/"); size[part[n - 1]] += $1 }
    END { for (name in size) print size[name], name }' | sort -rn | awk -v folder="$together" '{ print folder "/" $2 ".cc" }' |
  xargs -P "$(nproc)" -n 1 clang-tidy -p "$together" --config-file=.clang-tidy --quiet \
    --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-shadow 2>/dev/null
