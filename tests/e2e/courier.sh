#!/usr/bin/env bash
# Gatepost in a real Courier, over SMTP on 127.0.0.1: what is delivered, what is refused, and that a checker that
# fails refuses nothing. The same with SpamAssassin's spamc and spamd, where they are installed.
#
#   courier.sh BUILD_DIR SOURCE_DIR
#
# Needs root, courier-mta and maildrop (else skipped, status 77). All happens in mount, network, process and host
# name namespaces of its own: the machine's /etc, spool and ports stay as they are, and nothing outlives it.
set -euo pipefail
shopt -s inherit_errexit

skip() { echo "SKIPPED: $*"; exit 77; }

if [ "${GATEPOST_E2E:-}" != inside ]; then
  [ "$(id -u)" = 0 ] || skip "needs root"
  for program in couriertcpd maildrop authdaemond; do
    command -v "$program" >/dev/null || skip "no $program: install courier-mta and maildrop"
  done
  unshare --mount --net --pid --uts --fork true 2>/dev/null || skip "no namespaces allowed here"
  work=$(mktemp -d /tmp/gatepost-e2e-XXXXXX)
  trap 'rm -rf "$work"' EXIT
  status=0
  GATEPOST_E2E=inside timeout -k 10 170 unshare --mount --net --pid --uts --fork --mount-proc --kill-child \
    bash "$0" "$(realpath "$1")" "$(realpath "$2")" "$work" || status=$?
  [ "$status" = 124 ] && echo "FAILED: not done after 170 seconds"
  exit "$status"
fi

build=$1 source=$2 work=$3
python=/usr/bin/python3
here=$source/tests/e2e
port=2525 spamd_port=7830
failures=0

# --- A machine of its own. ---

chmod 755 "$work"
ip link set lo up
hostname mx.example.org
cp -a /etc "$work/etc"
mount --bind "$work/etc" /etc
for folder in /var/lib/courier /var/spool /var/mail /home /run; do
  mkdir -p "$work$folder"
  case $folder in /var/lib/courier) cp -a "$folder/." "$work$folder/" && chown --reference="$folder" "$work$folder" && chmod --reference="$folder" "$work$folder" ;; esac
  mount --bind "$work$folder" "$folder"
done
echo "127.0.0.1 localhost mx.example.org mx" >/etc/hosts
for user in alice bob; do
  useradd --create-home --home-dir "/home/$user" --shell /bin/sh "$user"
  chmod 755 "/home/$user"
done

DESTDIR=$work cmake --install "$build" --prefix /usr >/dev/null
gatepost=$work/usr/bin/gatepost
rm -rf /etc/gatepost
mkdir -p /etc/gatepost "$work/bin" "$work/db"
cp "$work/etc/gatepost/gatepost.cf" /etc/gatepost/ 2>/dev/null || cp "$source/data/gatepost.cf" /etc/gatepost/
echo "bayes_path $work/db/bayes.db" >>/etc/gatepost/gatepost.cf
"$gatepost" learn -q --ham "$source/data/sample/ham" >/dev/null
"$gatepost" learn -q --spam "$source/data/sample/spam" >/dev/null
chmod 644 "$work"/db/*

# --- Courier. ---

install -d -o root -g courier -m 0775 /run/courier
install -d -o courier -g courier -m 0750 /run/courier/authdaemon
mkdir -p /etc/courier/maildroprcs
[ -e /etc/maildroprcs ] || ln -s courier/maildroprcs /etc/maildroprcs
cc -O2 -Wall -Werror -o "$work/maildrop-wrapper" "$here/maildrop_wrapper.c"
chown root:courier "$work/maildrop-wrapper"
chmod 4750 "$work/maildrop-wrapper"
echo "$work/maildrop-wrapper" >/etc/courier/maildropfilter
echo esmtp >/etc/courier/enablefiltering
echo mx.example.org >/etc/courier/me
printf '%s\n' localhost mx.example.org >/etc/courier/locals
echo mx.example.org >/etc/courier/defaultdomain
rm -rf /etc/courier/esmtpacceptmailfor.dir && mkdir -p /etc/courier/esmtpacceptmailfor.dir
echo mx.example.org >/etc/courier/esmtpacceptmailfor.dir/default
chgrp -R courier /etc/courier/esmtpacceptmailfor.dir
cat >>/etc/courier/esmtpd <<CONF
PORT=$port
ADDRESS=127.0.0.1
BOFHCHECKDNS=0
TARPIT=0
TCPDOPTS="-noidentlookup -nodnslookup -stderr=$work/esmtpd.log"
CONF
: >"$work/esmtpd.log"
chown courier "$work/esmtpd.log"
makeacceptmailfor
makealiases >/dev/null 2>&1 || true
grep -q '^ULIMIT=32768' /etc/courier/esmtpd || { echo "FAILED: esmtpd has no ULIMIT=32768"; exit 1; }

(authdaemond start; courier start; esmtpd start) >"$work/start.log" 2>&1 </dev/null
for _ in $(seq 100); do
  (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break
  sleep 0.1
done
echo "Courier $(dpkg-query -W -f '${Version}' courier-mta), maildrop $(dpkg-query -W -f '${Version}' maildrop)," \
  "on 127.0.0.1:$port, under ulimit -d $(sed -n 's/^ULIMIT=//p' /etc/courier/esmtpd)"

# --- Mail. ---

gtube='XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'
number=0
mail() {  # TEXT: a message on standard output, with a subject of its own
  number=$((number + 1))
  printf 'From: Sender <sender@example.com>\r\nTo: alice@mx.example.org\r\nSubject: message %s\r\n' "$number"
  printf 'Message-ID: <e2e-%s@example.com>\r\nDate: %s\r\n\r\n%s\r\n' "$number" "$(date -R)" "$1"
}
delivered() {  # waits for the last message in alice's mailbox
  for _ in $(seq 60); do
    grep -rqs "^Message-ID: <e2e-$number@example.com>" "/home/alice/Maildir/new" && return 0
    sleep 0.1
  done
  return 1
}
expect() {  # WHAT delivered|refused: sends $work/mail, says how it went
  local what=$1 wanted=$2 reply went started=$SECONDS
  reply=$("$python" "$here/smtp.py" "$port" alice@mx.example.org "$work/mail" 2>&1) || true
  case $reply in
    250*) if delivered; then went=delivered; else went="accepted, then lost"; fi ;;
    *) went=refused ;;
  esac
  if [ "$wanted" = refused ]; then
    [[ $reply == 558*"appears to be spam"*mapsetahi* ]] || went="$went, without the text"
    grep -rqs "e2e-$number@" /home/alice/Maildir && went="$went, and delivered"
  fi
  if [ "$went" = "$wanted" ]; then
    printf 'ok    %-52s %s (%d s)\n' "$what" "$went" $((SECONDS - started))
  else
    printf 'WRONG %-52s %s\n' "$what" "$went"
    failures=$((failures + 1))
  fi
  printf '      %s\n' "${reply:0:240}"
}

five_answers() {
  mail "See you at noon." >"$work/mail" && expect "ordinary mail" delivered
  mail "$gtube" >"$work/mail" && expect "GTUBE" refused
  mail "$gtube"$'\r\n'"Here is the word: MapSetAhi." >"$work/mail" && expect "GTUBE with the bypass word" delivered
  mail "$gtube"$'\r\n'"$(yes 'This line is one of many in a large message, over the limit.' | head -n 4400)" >"$work/mail"
  expect "GTUBE over 256 KiB" delivered
}
gtube_with() {  # WHAT: GTUBE gets through when the checker fails
  mail "$gtube" >"$work/mail" && expect "GTUBE, $1" delivered
}
users_filters() {  # FILE: the site's filter
  install -m 644 "$1" /etc/courier/maildroprcs/gatepost
  install -d -o alice -g alice -m 0700 /home/alice/.mailfilters
  for file in smtpfilter rcptfilter; do
    install -o alice -g alice -m 0600 "$source/data/courier/$file" /home/alice/.mailfilters/
  done
}
checker() {  # the script on standard input is the checker from now on
  cat >"$work/bin/next"
  chmod 755 "$work/bin/next"
  mv "$work/bin/next" "$work/bin/gatepost"
}
[ -d /home/alice/Maildir ] || su alice -c "maildirmake /home/alice/Maildir"

echo
echo "== gatepost check --exitcode, with data/courier as it is but for the path of the program"
sed "s|/usr/bin/gatepost|$work/bin/gatepost|" "$source/data/courier/gatepost" >"$work/filter"
grep -q "$work/bin/gatepost check --exitcode" "$work/filter"
users_filters "$work/filter"
ln -s "$gatepost" "$work/bin/gatepost"
five_answers
printf '#!/bin/sh\nkill -SEGV $$\n' | checker && gtube_with "the checker crashes"
printf '#!/bin/sh\nsleep 600\n' | checker && gtube_with "the checker hangs"
printf '#!/bin/sh\nexit 75\n' | checker && gtube_with "the checker fails"
printf '#!/bin/sh\nexec %s check -C /nonexistent --exitcode\n' "$gatepost" | checker && gtube_with "the checker has no rules"
rm "$work/bin/gatepost" && gtube_with "there is no checker"
ln -s "$gatepost" "$work/bin/gatepost"
mv "$work/db" "$work/nodb"
mail "See you at noon." >"$work/mail" && expect "ordinary mail, no database" delivered
mail "$gtube" >"$work/mail" && expect "GTUBE, no database" refused
mv "$work/nodb" "$work/db"
printf '#!/bin/sh\nulimit -d 2048\nexec %s "$@"\n' "$gatepost" | checker && gtube_with "the checker has no memory"
printf '#!/bin/sh\nid -un >%s\nulimit -d >>%s\nexec %s "$@"\n' "$work/who/is" "$work/who/is" "$gatepost" | checker
install -d -o alice -m 755 "$work/who"
mail "Who am I?" >"$work/mail" && expect "ordinary mail, to see who checks" delivered
if [ "$(tr '\n' ' ' <"$work/who/is")" = "alice 32768 " ]; then
  echo "ok    the checker runs as the recipient, under ulimit -d 32768"
else
  echo "WRONG the checker runs as: $(cat "$work/who/is")"
  failures=$((failures + 1))
fi

echo
if command -v spamd >/dev/null && command -v spamc >/dev/null; then
  echo "== spamc --exitcode and spamd in the same harness"
  sed "s|PORT|$spamd_port|" "$here/spamc-filter" >"$work/filter"
  users_filters "$work/filter"
  (cd / && exec spamd -L -x -i 127.0.0.1 -A 127.0.0.1 -p "$spamd_port" -m 1 -s "$work/spamd.log" -r "$work/spamd.pid" \
    -u nobody -H "$work") >/dev/null 2>&1 &
  for _ in $(seq 300); do
    spamc -d 127.0.0.1 -p "$spamd_port" -K >/dev/null 2>&1 && break
    sleep 0.1
  done
  five_answers
  kill "$(cat "$work/spamd.pid")"
  wait
  gtube_with "spamd is gone"
else
  echo "== spamc and spamd are not installed: not compared"
fi

echo
[ "$failures" = 0 ] && echo "all as it should be" && exit 0
echo "$failures answers were wrong"
tail -n 5 "$work/start.log" "$work/esmtpd.log" 2>/dev/null || true
exit 1
