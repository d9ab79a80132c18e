#!/usr/bin/env bash
# Gatepost in a real Courier, over SMTP on 127.0.0.1: what is delivered, what is refused, and that a checker that
# fails refuses nothing. The same with SpamAssassin's spamc and spamd, where they are installed.
#
#   courier.sh BUILD_DIR SOURCE_DIR
#
# Needs root and maildrop (else skipped, status 77). All happens in mount, network, process and host name namespaces
# of its own: the machine's /etc, spool and ports stay as they are, and nothing outlives it. Where namespaces or
# Courier are not to be had, it says so and calls maildrop as Courier does.
# GATEPOST_E2E_WITHOUT=namespaces or courier: as if they were not there.
set -euo pipefail
umask 022

if [ -z "${GATEPOST_E2E:-}" ]; then
  [ "$(id -u)" = 0 ] || { echo "SKIPPED: needs root"; exit 77; }
  command -v maildrop >/dev/null || { echo "SKIPPED: no maildrop"; exit 77; }
  work=$(mktemp -d /tmp/gatepost-e2e-XXXXXX)
  trap 'rm -rf "$work"' EXIT
  chmod 755 "$work"
  export GATEPOST_E2E=namespaces
  space=(unshare --mount --net --pid --uts --fork --mount-proc --kill-child)
  if [ "${GATEPOST_E2E_WITHOUT:-}" = namespaces ] || ! "${space[@]}" true 2>/dev/null; then
    echo "no namespaces here: Courier is not run, maildrop is called as Courier calls it"
    space=() GATEPOST_E2E=none
  fi
  status=0
  timeout -k 10 400 "${space[@]}" bash "$0" "$(realpath "$1")" "$(realpath "$2")" "$work" || status=$?
  [ "$status" = 124 ] && echo "FAILED: not done after 400 seconds"
  exit "$status"
fi

build=$1 source=$2 work=$3
here=$source/tests/e2e
mode=smtp
. "$here/machine.sh"
if [ "$GATEPOST_E2E" = namespaces ]; then shelter; else borrow; fi
make_users
install_gatepost
if [ "$mode" = smtp ]; then
  if [ "${GATEPOST_E2E_WITHOUT:-}" = courier ] || ! command -v couriertcpd authdaemond courier >/dev/null; then
    mode=maildrop
    echo "Courier is not installed: maildrop is called as Courier calls it"
  elif ! start_courier; then
    mode=maildrop
    echo "Courier does not answer on port $port: maildrop is called as Courier calls it"
  else
    echo "Courier $(dpkg-query -W -f '${Version}' courier-mta) on 127.0.0.1:$port, under ulimit -d" \
      "$(sed -n 's/^ULIMIT=//p' /etc/courier/esmtpd | tail -n 1)"
  fi
fi

failures=0 number=0
gtube='XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'

mail() {  # TEXT: into $work/mail, with a Message-ID of its own
  number=$((number + 1))
  printf '%s\r\n' "From: Sender <sender@example.com>" "To: $user@mx.example.org" "Subject: message $number" \
    "Message-ID: <e2e-$number@example.com>" "Date: $(date -R)" "" "$1" >"$work/mail"
}
in_mailbox() {  # waits for the last message
  for _ in $(seq 600); do
    grep -rqs "^Message-ID: <e2e-$number@example.com>" "/home/$user/Maildir/new" && return 0
    sleep 0.1
  done
  return 1
}
expect() {  # WHAT delivered|refused: sends $work/mail, says how it went
  local what=$1 wanted=$2 reply went started=$SECONDS
  reply=$(send) || true
  case $reply in
    250*) went=delivered && { [ "$mode" = maildrop ] || in_mailbox || went="accepted, then lost"; } ;;
    558*) went=refused ;;
    *) went="neither accepted nor refused" ;;
  esac
  if [ "$wanted" = refused ]; then
    [[ $reply == *"appears to be spam"*mapsetahi* ]] || went="$went, without the text"
    ! grep -rqs "e2e-$number@" "/home/$user/Maildir" || went="$went, and delivered"
  fi
  if [ "$went" = "$wanted" ]; then
    printf 'ok    %-46s %s (%d s)\n' "$what" "$went" $((SECONDS - started))
  else
    printf 'WRONG %-46s %s\n' "$what" "$went"
    failures=$((failures + 1))
  fi
  printf '      %s\n' "${reply:0:240}"
}
users_filters() {  # FILE: the site's filter
  install -m 644 "$1" "/etc/$filters/gatepost"
  install -d -o "$user" -g "$user" -m 0700 "/home/$user/.mailfilters"
  for file in smtpfilter rcptfilter; do
    sed "s|/etc/maildroprcs|/etc/$filters|" "$source/data/courier/$file" >"$work/$file"
    install -o "$user" -g "$user" -m 0600 "$work/$file" "/home/$user/.mailfilters/"
  done
}
five_answers() {  # the fifth is for the caller: what a checker that fails does
  mail "See you at noon." && expect "ordinary mail" delivered
  mail "$gtube" && expect "GTUBE" refused
  mail "$gtube"$'\r\n'"Here is the word: MapSetAhi." && expect "GTUBE with the bypass word" delivered
  mail "$gtube"$'\r\n'"$(yes 'This line is one of many in a large message, over the limit.' | head -n 4400)"
  expect "GTUBE over 256 KiB" delivered
}
checker() {  # LINE ...: the checker is this shell script from now on
  printf '%s\n' '#!/bin/sh' "$@" >"$work/bin/next"
  chmod 755 "$work/bin/next"
  mv "$work/bin/next" "$work/bin/gatepost"
}
run="exec $gatepost \"\$@\" --siteconfigpath $site"

echo
echo "== gatepost check --exitcode: data/courier as it is but for the program's path"
sed "s|/usr/bin/gatepost|$work/bin/gatepost|" "$source/data/courier/gatepost" >"$work/filter"
grep -q "$work/bin/gatepost check --exitcode" "$work/filter"
users_filters "$work/filter"
checker "$run"
five_answers
checker 'kill -SEGV $$' && mail "$gtube" && expect "GTUBE, the checker crashes" delivered
checker 'sleep 600' && mail "$gtube" && expect "GTUBE, the checker hangs" delivered
checker 'exit 75' && mail "$gtube" && expect "GTUBE, the checker fails" delivered
checker 'ulimit -d 2048' "$run" && mail "$gtube" && expect "GTUBE, the checker has no memory" delivered
checker "$run -C /nonexistent" && mail "$gtube" && expect "GTUBE, the checker has no rules" delivered
rm "$work/bin/gatepost" && mail "$gtube" && expect "GTUBE, there is no checker" delivered
mv "$work/db" "$work/nodb"
checker "$run" && mail "See you at noon." && expect "ordinary mail, no database" delivered
mail "$gtube" && expect "GTUBE, no database" refused
mv "$work/nodb" "$work/db"
checker "(id -un; ulimit -d) >$work/who/is" "$run"
mail "Who am I?" && expect "ordinary mail, to see who checks" delivered
if [ "$(tr '\n' ' ' <"$work/who/is")" = "$user 32768 " ]; then
  echo "ok    the checker runs as the recipient, under ulimit -d 32768"
else
  echo "WRONG the checker runs as $(cat "$work/who/is")"
  failures=$((failures + 1))
fi

echo
if command -v spamd >/dev/null && command -v spamc >/dev/null && [ "$GATEPOST_E2E" = namespaces ]; then
  echo "== spamc --exitcode and spamd in the same harness"
  users_filters "$here/spamc-filter"
  (cd / && exec spamd -L -x -i 127.0.0.1 -A 127.0.0.1 -p 7830 -m 1 -s "$work/spamd.log" -r "$work/spamd.pid" \
    -u nobody -H "$work") >/dev/null 2>&1 &
  for _ in $(seq 300); do
    spamc -d 127.0.0.1 -p 7830 -K >/dev/null 2>&1 && break
    sleep 0.1
  done
  five_answers
  kill "$(cat "$work/spamd.pid")"
  wait
  mail "$gtube" && expect "GTUBE, spamd is gone" delivered
else
  echo "== spamc and spamd are not compared: not installed, or no network of our own"
fi

echo
[ "$failures" = 0 ] || { echo "$failures answers were wrong"; exit 1; }
echo "all as it should be"
