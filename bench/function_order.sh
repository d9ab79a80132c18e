#!/bin/sh
# Writes cmake/functions.order: the functions that checks run, those of most checks first, for the linker to lay
# together. Run it after larger changes, with a release build, whose functions have the names that count; an old
# list is slower, never wrong. Needs valgrind, and SpamAssassin's rules for half of the runs.
#   bench/function_order.sh build/bin/gatepost
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
gatepost=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() {  # NAME OPTION...: checks every ninth message of the sample, with Bayes, which wants more mail than that
  name=$1
  shift
  set -- "$@" --cf "bayes_min_ham_num 1" --cf "bayes_min_spam_num 1"
  "$gatepost" compile -p /dev/null --dbpath "$work/db" --cache "$work/$name.bin" "$@" >/dev/null
  number=0
  for mail in "$root"/data/sample/*/*; do
    number=$((number + 1))
    [ $((number % 9)) -eq 0 ] || continue
    valgrind --tool=callgrind --demangle=no --callgrind-out-file="$work/$name.$number.calls" \
      "$gatepost" check --exitcode -p /dev/null --dbpath "$work/db" --cache "$work/$name.bin" "$@" \
      <"$mail" >/dev/null 2>&1 || true
  done
}

"$gatepost" learn --ham "$root/data/sample/ham" --dbpath "$work/db" -C "$root/rules" -p /dev/null >/dev/null
"$gatepost" learn --spam "$root/data/sample/spam" --dbpath "$work/db" -C "$root/rules" -p /dev/null >/dev/null
sleep 3  # within two seconds of a learner's write a check takes SQLite's way, as few do
run own -C "$root/rules"
[ -d /usr/share/spamassassin ] && run stock -C /usr/share/spamassassin --siteconfigpath /etc/spamassassin
python3 - "$work" "$gatepost" >"$root/cmake/functions.order" <<'EOF'
import collections, glob, re, subprocess, sys
runs = glob.glob(sys.argv[1] + "/*.calls")
callers = collections.Counter()
for path in runs:
    names = {}
    with open(path) as calls:
        for line in calls:
            if found := re.match(r"c?fn=\((\d+)\) ([^'\n]+)", line):
                names[found[1]] = found[2]
    callers.update(set(names.values()))
# libc chooses among its copies when a process starts, and under valgrind takes others than the processor would.
symbols = re.findall(r"^[0-9a-f]+ (\w) (\S+)$", subprocess.run(
    ["nm", sys.argv[2]], capture_output=True, text=True, check=True).stdout, re.MULTILINE)
for kind, name in symbols:
    if kind == "i" or name.endswith("_ifunc") or re.match(r"__(mem|str)[a-z]+_(evex|avx512)|_nettle_sha1_compress_|_start$", name):
        callers[name] = len(runs)
for name, count in sorted(callers.items(), key=lambda item: (-item[1], item[0])):
    if count * 8 >= len(runs):
        print(name)
EOF
wc -l "$root/cmake/functions.order"
