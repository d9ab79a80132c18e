#!/usr/bin/env bash
# How fast each learns: gatepost learn, sa-learn on SQLite, bogofilter -b. One run, one folder, one disk.
#
#   bench/bayes_learn_speed.sh CORPUS [FEW [WORK [BUILD]]]
#
# CORPUS: a folder of messages. gatepost and bogofilter learn all of them; gatepost and sa-learn the same FEW (200),
# evenly chosen. Whole processes are timed, from an empty database on WORK's disk (default: a new folder in /tmp);
# of each but sa-learn the best of three runs. On a busy machine look at the processor time (user + sys) beside
# the elapsed time. BUILD: build-test, a Release build.
set -euo pipefail
corpus=$(realpath "$1")
few=${2:-200}
work=$(realpath "${3:-$(mktemp -d /tmp/gatepost-learn-XXXXXX)}")
source=$(realpath "$(dirname "$0")/..")
gatepost=$(realpath "${4:-$source/build-test}")/bin/gatepost
export HOME=$work/home LC_ALL=C
mkdir -p "$work"/{home,site}
cd "$corpus"
find . -type f | sort > "$work/all"
total=$(wc -l < "$work/all")
awk -v step="$((total / few))" -v few="$few" 'NR % step == 0 && ++n <= few' "$work/all" > "$work/few"
cp /etc/spamassassin/*.pre "$work/site/"
cat > "$work/site/local.cf" <<CF
bayes_auto_expire 0
bayes_learn_to_journal 0
bayes_store_module Mail::SpamAssassin::BayesStore::SQL
bayes_sql_dsn DBI:SQLite:dbname=$work/sa.db
bayes_sql_override_username site
CF
# Sets elapsed and cpu, in milliseconds a message, to the best of RUNS.
measure() { # RUNS MESSAGES PREPARE RUN
  local best=
  for ((i = 0; i < $1; ++i)); do
    eval "$3"
    local line
    line=$( { TIMEFORMAT='%R %U %S'; time eval "$4" > "$work/out" 2> "$work/err"; } 2>&1) || { cat "$work/err"; exit 1; }
    line=$(awk -v n="$2" '{ printf "%.3f %.3f", 1000 * $1 / n, 1000 * ($2 + $3) / n }' <<< "$line")
    if [ -z "$best" ] || awk "BEGIN { exit !(${line% *} < ${best% *}) }"; then best=$line; fi
  done
  elapsed=${best% *} cpu=${best#* }
}
show() { printf '%-42s %9s ms a message, %9s ms of processor time\n' "$1" "$elapsed" "$cpu"; }
ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }
our_learn='"$gatepost" learn -q --single --spam --siteconfigpath "$work/site" -p /dev/null --dbpath "$work/ours.db" -- '
measure 3 "$few" 'rm -f "$work"/ours.db*' "$our_learn"'$(cat "$work/few")'
ours_few=$elapsed ours_few_cpu=$cpu
show "gatepost learn, $few messages"
measure 3 "$total" 'rm -f "$work"/ours.db*' "$our_learn"'$(cat "$work/all")'
ours_all=$elapsed ours_all_cpu=$cpu
show "gatepost learn, $total messages"
measure 3 "$total" 'rm -rf "$work/bogo"; mkdir "$work/bogo"' 'bogofilter -d "$work/bogo" -s -b < "$work/all"'
bogo=$elapsed bogo_cpu=$cpu
show "bogofilter -b, $total messages"
measure 1 "$few" 'rm -f "$work"/sa.db*; sqlite3 "$work/sa.db" < "$source/data/schema/bayes.sql"' \
  'sa-learn -L --siteconfigpath="$work/site" --spam -f "$work/few"'
sa=$elapsed sa_cpu=$cpu
show "sa-learn on SQLite, $few messages"
echo "sa-learn takes $(ratio "$sa" "$ours_few") times the time of gatepost ($(ratio "$sa_cpu" "$ours_few_cpu") times the processor time)"
echo "gatepost takes $(ratio "$ours_all" "$bogo") times the time of bogofilter ($(ratio "$ours_all_cpu" "$bogo_cpu") times the processor time)"
[ $# -ge 3 ] || rm -rf "$work"
