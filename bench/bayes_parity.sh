#!/usr/bin/env bash
# Bayes beside SpamAssassin, in one command:
#
#   bench/bayes_parity.sh CORPUS [WORK [BUILD]]
#
# CORPUS: a folder of messages; those below folders named spam* are spam, the others ham. The odd half (by path) is
# learned by both engines, the even half scored. WORK (default /dev/shm/gatepost-bayes) holds the databases and is
# kept: what sa-learn has finished (a quarter of an hour for 3,000 messages) is not done again. BUILD: build-test.
# Needs spamassassin, libdbd-sqlite3-perl, sqlite3. Ends in 1 where something differs that bayes_parity.md does not
# explain.
set -euo pipefail
corpus=$(realpath "$1")
work=${2:-/dev/shm/gatepost-bayes}
source=$(realpath "$(dirname "$0")/..")
build=$(realpath "${3:-$source/build-test}")
gatepost=$build/bin/gatepost
mkdir -p "$work"/{home,rules,chunks}
work=$(realpath "$work")
export HOME=$work/home LC_ALL=C
failed=0
say() { printf '%-34s %s\n' "$1" "$2"; }
judge() { # NAME TEXT COMMAND...: says whether the command succeeds
  local name=$1 text=$2
  shift 2
  if "$@"; then say "$name" "ok: $text"; else say "$name" "DIFFERS: $text" && failed=1; fi
}

# --- lists, rules, site configurations ---------------------------------------------------------------------------
cd "$corpus"
find . -type f | sed 's|^\./||' | sort > "$work/all"
awk 'NR % 2 == 1' "$work/all" > "$work/odd"
awk 'NR % 2 == 0' "$work/all" > "$work/even"
grep '^spam' "$work/odd" > "$work/spam"
grep -v '^spam' "$work/odd" > "$work/ham"
for file in 10_default_prefs 20_aux_tlds 23_bayes 50_scores 60_bayes_stopwords; do
  cp "/usr/share/spamassassin/$file.cf" "$work/rules/"
done
# Of the other files only what shapes tokens.
grep -hE '^[[:space:]]*(redirector_pattern|bayes_ignore)' /usr/share/spamassassin/*.cf > "$work/rules/30_settings.cf"
site() { # NAME LINE...: a site configuration
  mkdir -p "$work/$1"
  cp /etc/spamassassin/*.pre "$work/$1/"
  { cat /etc/spamassassin/local.cf
    printf '%s\n' '' 'use_bayes 1' 'bayes_auto_learn 0' 'bayes_auto_expire 0' 'bayes_learn_to_journal 0'
    printf '%s\n' "${@:2}"; } > "$work/$1/local.cf"
}
sql_site() { # NAME DATABASE
  site "$1" 'bayes_store_module Mail::SpamAssassin::BayesStore::SQL' "bayes_sql_dsn DBI:SQLite:dbname=$2" \
    'bayes_sql_override_username site'
}
sql_site site-sa "$work/sa.db"
sql_site site-ours "$work/ours.db"
sql_site site-shared "$work/shared.db"
site site-dbfile "bayes_path $work/dbfile/bayes"
sa_learn() { nice sa-learn -L -C "$work/rules" --siteconfigpath="$work/$1" "${@:2}"; }
ours() { "$gatepost" "$1" -C "$work/rules" --siteconfigpath "$work/$2" -p /dev/null "${@:3}"; }
our_learn() { # SITE --ham|--spam|--forget LIST
  tr '\n' '\0' < "$3" | xargs -0 "$gatepost" learn -q -C "$work/rules" --siteconfigpath "$work/$1" -p /dev/null --single "$2"
}
compare() { # DATABASE OTHER
  "$source/bench/bayes_compare.py" <(ours db site-ours backup --dbpath "$1") <(ours db site-ours backup --dbpath "$2")
}
differences() { compare "$1" "$2" | tail -n 1; }
same() { compare "$1" "$2" > "$work/last-compare"; }

# --- the odd half, learned by both into two files ----------------------------------------------------------------
if [ ! -e "$work/sa.done" ]; then
  rm -f "$work"/sa.db*
  sqlite3 "$work/sa.db" < "$source/data/schema/bayes.sql"
  sa_learn site-sa --ham -f "$work/ham" > /dev/null
  sa_learn site-sa --spam -f "$work/spam" > /dev/null
  touch "$work/sa.done"
fi
rm -f "$work"/ours.db*
our_learn site-ours --ham "$work/ham" > /dev/null
our_learn site-ours --spam "$work/spam" > /dev/null
same "$work/ours.db" "$work/sa.db" || failed=1
say 'tokens and counts of the odd half' "$(differences "$work/ours.db" "$work/sa.db")"

# --- the even half, scored by both --------------------------------------------------------------------------------
tr '\n' '\0' < "$work/even" | xargs -0 "$gatepost" check -C "$work/rules" --siteconfigpath "$work/site-ours" -p /dev/null \
  --format jsonl -s 0 > "$work/ours.jsonl"
for mode in stock exact; do
  [ -s "$work/sa-$mode.done" ] || {
    # What the stock mode says of cut tokens follows the order of Perl's hashes.
    nice env PERL_HASH_SEED=0 PERL_PERTURB_KEYS=0 perl "$source/bench/bayes_probability.pl" "$work/rules" "$work/site-sa" "$corpus" "$work/even" $mode \
      > "$work/sa-$mode.scores"
    date > "$work/sa-$mode.done"
  }
  result=$(python3 - "$work/ours.jsonl" "$work/sa-$mode.scores" <<'PY'
import json, sys
ours = {row["file"]: row for row in map(json.loads, open(sys.argv[1]))}
n = over = rules = 0
worst = 0.0
for line in open(sys.argv[2]):
    file, probability, rule = line.rstrip("\n").split("\t")
    row = ours[file]
    n += 1
    mine = row.get("bayes")
    if (mine is None) != (probability == "undef"):
        over += 1
    elif mine is not None:
        difference = abs(mine - float(probability))
        worst = max(worst, difference)
        over += difference >= 1e-6
    rules += rule != ",".join(sorted(hit for hit in row["hits"] if hit.startswith("BAYES_")))
print(f"{n} messages: {over} differ by 0.000001 or more (worst {worst:.10f}), {rules} hit another BAYES_* rule")
sys.exit(1 if over or rules else 0)
PY
  ) && good=1 || good=0
  [ "$good" = 1 ] || [ $mode = stock ] || failed=1
  say "probability, SpamAssassin $mode" "$result"
done

# --- one file, written by both in turn ---------------------------------------------------------------------------
if [ ! -e "$work/shared.done" ]; then
  rm -f "$work"/shared.db* "$work"/chunks/*
  for kind in ham spam; do split -n l/6 -d "$work/$kind" "$work/chunks/$kind."; done
  turn=0
  learn() { # PROGRAM CLASS LIST
    if [ "$1" = ours ]; then our_learn site-shared "--$2" "$3"; else sa_learn site-shared "--$2" -f "$3"; fi > /dev/null
  }
  sqlite3 "$work/shared.db" < "$source/data/schema/bayes.sql"
  for part in 00 01 02 03 04 05; do
    for kind in ham spam; do
      if [ $((turn++ % 2)) = 0 ]; then one=ours other=sa; else one=sa other=ours; fi
      [ $kind = ham ] && wrong=spam || wrong=ham
      list=$work/chunks/$kind.$part
      head -n 8 "$list" > "$work/chunks/few"
      learn $one $kind "$list"
      learn $other $wrong "$work/chunks/few"
      learn $one $kind "$work/chunks/few"
      learn $other forget "$work/chunks/few"
      learn $other $kind "$work/chunks/few"
    done
  done
  touch "$work/shared.done"
fi
same "$work/ours.db" "$work/shared.db" || failed=1
say 'one file, written in turn' "$(differences "$work/ours.db" "$work/shared.db")"
judge 'db verify of that file' "$(ours db site-shared verify)" true

# --- backup and restore, by way of SpamAssassin's DB_File --------------------------------------------------------
rm -rf "$work/dbfile" && mkdir "$work/dbfile"
rm -f "$work"/back.db*
ours db site-ours backup > "$work/ours.backup"
sa_learn site-dbfile --restore "$work/ours.backup" > /dev/null
sa_learn site-dbfile --backup > "$work/dbfile.backup"
ours db site-ours restore --dbpath "$work/back.db" "$work/dbfile.backup" > /dev/null
judge 'backup, into DB_File and out' "$(wc -l < "$work/ours.backup") lines" \
  cmp -s <(sort "$work/ours.backup") <(sort "$work/dbfile.backup")
judge 'restored again' "$(differences "$work/ours.db" "$work/back.db")" same "$work/ours.db" "$work/back.db"
judge 'db dump beside sa-learn --dump' 'all lines' \
  cmp -s <(ours db site-ours dump --dbpath "$work/back.db" | sort) <(sa_learn site-dbfile --dump all | sort)
exit $failed
