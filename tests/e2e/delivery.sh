#!/usr/bin/env bash
# The examples of data/maildrop, data/procmail and data/postfix as they are but for the programs' paths: spam is marked
# and sorted, a filter that fails costs no mail, a large message passes untouched.
#
#   delivery.sh GATEPOST SOURCE_DIR
#
# Needs root (to be an ordinary user); each program that is not installed is left out with a word.
set -euo pipefail
umask 022

gatepost=$(realpath "$1") source=$(realpath "$2")
[ "$(id -u)" = 0 ] || { echo "SKIPPED: needs root"; exit 77; }
work=$(mktemp -d /tmp/gatepost-delivery-XXXXXX)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work/bin" "$work/home" "$work/site" "$work/share/gatepost/rules"
cp "$source/data/gatepost.cf" "$work/site/"
cp "$source"/rules/*.cf "$work/share/gatepost/rules/"
cp "$gatepost" "$work/bin/real"
"$work/bin/real" learn -q --siteconfigpath "$work/site" --dbpath "$work/bayes.db" --ham "$source/data/sample/ham/001-letter-garden.eml" >/dev/null
chmod 644 "$work"/bayes.db*
chown nobody "$work/home"

failures=0
checker() {  # LINE ...: `gatepost` is this shell script from now on
  printf '%s\n' '#!/bin/sh' "$@" >"$work/bin/gatepost"
  chmod 755 "$work/bin/gatepost"
}
patience() { printf '#!/bin/sh\nexec timeout %d "$@"\n' "$1" >"$work/bin/timeout"; }  # SECONDS, in the place of 60
adapt() {  # FILE: with the paths of this test
  sed -e "s|/usr/bin/gatepost|$work/bin/gatepost|; s|/usr/local/bin/|$work/bin/|; s|/usr/sbin/sendmail|$work/bin/sendmail|" \
    -e "s|\$HOME|$work/home|; s|\(/usr/bin/\)\?timeout 60|$work/bin/timeout|" "$source/data/$1"
}
as_user() { (cd "$work/home" && env -i HOME="$work/home" PATH=/usr/bin:/bin LOGNAME=nobody setpriv --reuid nobody --regid nogroup --clear-groups "$@"); }

# Each puts $work/mail where its program would; where() says where it ended up, in $got.
deliver_maildrop() { as_user maildrop "$work/home/.mailfilter" <"$work/mail"; }
deliver_procmail() { as_user procmail "$work/home/.procmailrc" <"$work/mail"; }
deliver_postfix() { as_user "$work/bin/gatepost-filter" -f sender@example.com -- one@example.org two@example.org <"$work/mail"; }

expect() {  # PROGRAM WHAT FOLDER marked|untouched
  local program=$1 what=$2 folder=$3 wanted=$4 went=lost file
  find "$work/home" -type f ! -name '.*' -delete
  "deliver_$program" >"$work/log" 2>&1 || went="lost ($(tail -n 1 "$work/log"))"
  file=$(find "$work/home/Maildir/$folder" -maxdepth 1 -type f 2>/dev/null | head -n 1 || true)
  [ "$program" = postfix ] && [ -f "$work/home/sent" ] && file=$work/home/sent folder=
  if [ -n "$file" ]; then
    if grep -q '^X-Spam-Status:' "$file"; then went=marked; else went=untouched; fi
    # The body passes byte for byte in any case (report_safe 0); procmail adds an empty line of its own.
    [ "$(sed '1,/^$/d' "$file")" = "$(sed '1,/^$/d' "$work/mail")" ] || went="$went, another body"
  fi
  if [ "$went" = "$wanted" ]; then
    echo "ok    $program: $what: $wanted${folder:+, in $folder}"
  else
    echo "WRONG $program: $what: $went, not $wanted in $folder"
    failures=$((failures + 1))
  fi
}

run="exec $work/bin/real \"\$@\" --siteconfigpath $work/site --dbpath $work/bayes.db"
answers() {  # PROGRAM SPAM-FOLDER
  local program=$1 junk=$2 inbox=new
  checker "$run"
  cp "$source/data/sample/ham/002-letter-cycling.eml" "$work/mail"
  expect "$program" "ham" "$inbox" marked
  cp "$source/data/sample/special/gtube.eml" "$work/mail"
  expect "$program" "GTUBE" "$junk" marked
  checker 'cat >/dev/null; kill -SEGV $$' && expect "$program" "GTUBE, the filter crashes" "$inbox" untouched
  checker 'head -c 100; exit 1' && expect "$program" "GTUBE, the filter writes a part" "$inbox" untouched
  patience 3 && checker 'sleep 600' && expect "$program" "GTUBE, the filter hangs" "$inbox" untouched
  patience 60
  rm "$work/bin/gatepost" && expect "$program" "GTUBE, there is no filter" "$inbox" untouched
  checker "$run"
  yes "A long letter of many lines." | head -n 10000 >>"$work/mail" || true
  expect "$program" "GTUBE over 256 KiB" "$inbox" untouched
}

patience 60
chmod 755 "$work/bin/timeout"
if command -v maildrop >/dev/null; then
  adapt maildrop/mailfilter >"$work/home/.mailfilter"
  adapt maildrop/gatepost-xfilter >"$work/bin/gatepost-xfilter"
  chmod 755 "$work/bin/gatepost-xfilter"
  as_user maildirmake "$work/home/Maildir"
  chown nobody:nogroup "$work/home/.mailfilter"
  chmod 600 "$work/home/.mailfilter"
  answers maildrop .Junk/new
else
  echo "maildrop is not installed"
fi

if command -v procmail >/dev/null; then
  rm -rf "$work/home/Maildir"
  mkdir -p "$work/home/Maildir/"{cur,new,tmp}
  adapt procmail/procmailrc >"$work/home/.procmailrc"
  chown -R nobody:nogroup "$work/home/"
  answers procmail .Junk/new
else
  echo "procmail is not installed"
fi

# Postfix's part is played: `sendmail` notes what it is given.
adapt postfix/gatepost-filter >"$work/bin/gatepost-filter"
cat >"$work/bin/sendmail" <<SENDMAIL
#!/bin/sh
[ "\$*" = "-G -i -f sender@example.com -- one@example.org two@example.org" ] && exec cat >"$work/home/sent"
SENDMAIL
chmod 755 "$work/bin/"{gatepost-filter,sendmail}
answers postfix ""

[ "$failures" = 0 ] || { echo "$failures answers were wrong"; exit 1; }
echo "all as it should be"
