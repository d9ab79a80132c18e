#!/usr/bin/env bash
# Shows Gatepost at work on a fresh machine: installs what is needed, builds a release into build/, learns
# the bundled sample mail into an SQLite database, and checks a few messages.
set -euo pipefail
cd "$(dirname "$0")/.."

./tools/packages.sh build
cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release >build.log 2>&1 || { cat build.log; exit 1; }
cmake --build build -j "$(nproc)"
mv build.log build/configure.log

gatepost=build/bin/gatepost
demo=build/demo
rm -rf "$demo"
mkdir -p "$demo"
cat >"$demo/local.cf" <<CF
# The sample is small: let Bayes speak from 20 messages of each kind on, not from 200.
bayes_min_spam_num 20
bayes_min_ham_num 20
bayes_path $PWD/$demo/bayes.db
CF
options=(--siteconfigpath "$demo" -p /dev/null)

echo
echo "== Learn the sample mail (all but the messages checked below) into $demo/bayes.db"
mapfile -t ham < <(ls data/sample/ham/*.eml | head -n -1)
mapfile -t spam < <(ls data/sample/spam/*.eml | head -n -1)
"$gatepost" learn "${options[@]}" --ham "${ham[@]}"
"$gatepost" learn "${options[@]}" --spam "${spam[@]}"

check() {  # TITLE FILE OPTION ...
  local title=$1 file=$2 status=0
  shift 2
  echo
  echo "== $title: $file"
  "$gatepost" check "${options[@]}" --format report "$@" "$file"
  "$gatepost" check "${options[@]}" --exitcode "$@" "$file" >/dev/null || status=$?
  echo "gatepost check --exitcode: exit status $status"
}
check "Ham that was not learned" "$(ls data/sample/ham/*.eml | tail -n 1)"
check "Spam that was not learned" "$(ls data/sample/spam/*.eml | tail -n 1)"
check "GTUBE, the standard test text" data/sample/special/gtube.eml
check "GTUBE with the bypass word" data/sample/special/gtube-bypass.eml --bypass-word mapsetahi
