# Sourced by courier.sh: a machine of its own, with Courier on it, and how mail gets into it.
# Uses: $build $source $work $here; sets $mode (smtp, or maildrop where Courier cannot run) and $gatepost.
# shellcheck shell=bash

port=2525
python=/usr/bin/python3
user=alice
filters=maildroprcs  # the folder below /etc/courier and /etc

# In namespaces: /etc, the spool and the homes are copies or empty, below $work.
shelter() {
  ip link set lo up || { mode=maildrop; echo "no loopback here: Courier is not run, maildrop is called as Courier calls it"; }
  hostname mx.example.org
  cp -a /etc "$work/etc"
  mount --bind "$work/etc" /etc
  for folder in /var/lib/courier /var/spool /var/mail /home /run; do
    mkdir -p "$work$folder"
    [ -d "$folder" ] || continue
    [ "$folder" = /var/lib/courier ] && cp -aT "$folder" "$work$folder"
    mount --bind "$work$folder" "$folder"
  done
  echo "127.0.0.1 localhost mx.example.org mx" >/etc/hosts
  mkdir -p /etc/courier/maildroprcs
  rm -rf /etc/maildroprcs
  ln -s courier/maildroprcs /etc/maildroprcs
}

# Without namespaces: a user and a folder of rules that go again.
borrow() {
  mode=maildrop
  user=gatepost-e2e
  filters=maildroprcs/gatepost-e2e
  [ -d /etc/maildroprcs ] || { mkdir /etc/maildroprcs && made_maildroprcs=yes; }
  trap give_back EXIT
}
give_back() {
  userdel --remove "$user" 2>/dev/null || true
  rm -rf "/etc/${filters:?}"
  [ -z "${made_maildroprcs:-}" ] || rmdir /etc/maildroprcs
}

make_users() {
  useradd --create-home --home-dir "/home/$user" --shell /usr/sbin/nologin "$user"
  chmod 755 "/home/$user"
  mkdir -p "/home/$user/Maildir/"{cur,new,tmp}
  chown -R "$user:$user" "/home/$user/Maildir"
}

install_gatepost() {
  DESTDIR=$work/root cmake --install "$build" --prefix /usr >/dev/null
  gatepost=$work/root/usr/bin/gatepost
  site=$work/site
  mkdir -p "$work/bin" "$work/db" "$work/who" "$site"
  cp "$work/root/etc/gatepost/gatepost.cf" "$site/"
  echo "bayes_path $work/db/bayes.db" >>"$site/gatepost.cf"
  "$gatepost" learn --siteconfigpath "$site" -q --ham "$source/data/sample/ham" >/dev/null
  "$gatepost" learn --siteconfigpath "$site" -q --spam "$source/data/sample/spam" >/dev/null
  chmod 644 "$work"/db/*
  chown "$user" "$work/who"
  cc -O2 -Wall -Werror -o "$work/maildrop-wrapper" "$here/maildrop_wrapper.c"
  mkdir -p "/etc/$filters"
}

# False where Courier does not come up.
start_courier() {
  install -d -o root -g courier -m 0775 /run/courier
  install -d -o courier -g courier -m 0750 /run/courier/authdaemon
  chown root:courier "$work/maildrop-wrapper"
  chmod 4750 "$work/maildrop-wrapper"
  echo "$work/maildrop-wrapper" >/etc/courier/maildropfilter
  echo esmtp >/etc/courier/enablefiltering
  echo mx.example.org | tee /etc/courier/me /etc/courier/defaultdomain >/dev/null
  printf '%s\n' localhost mx.example.org >/etc/courier/locals
  rm -rf /etc/courier/esmtpacceptmailfor.dir
  mkdir /etc/courier/esmtpacceptmailfor.dir
  echo mx.example.org >/etc/courier/esmtpacceptmailfor.dir/default
  chgrp -R courier /etc/courier/esmtpacceptmailfor.dir
  : >"$work/esmtpd.log"
  chown courier "$work/esmtpd.log"
  cat >>/etc/courier/esmtpd <<CONF
PORT=$port
ADDRESS=127.0.0.1
BOFHCHECKDNS=0
TARPIT=0
TCPDOPTS="-noidentlookup -nodnslookup -stderr=$work/esmtpd.log"
CONF
  grep -q '^ULIMIT=32768$' /etc/courier/esmtpd || echo ULIMIT=32768 >>/etc/courier/esmtpd
  (makeacceptmailfor; makealiases; authdaemond start; courier start; esmtpd start) \
    >"$work/start.log" 2>&1 </dev/null || true
  for _ in $(seq 300); do
    (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null && return 0
    sleep 0.1
  done
  tail -n 5 "$work/start.log" "$work/esmtpd.log"
  return 1
}

# Prints the reply to $work/mail: "250 ..." or "558 ...".
send() {
  if [ "$mode" = smtp ]; then
    "$python" "$here/smtp.py" "$port" "$user@mx.example.org" "$work/mail" 2>&1
    return
  fi
  # As Courier does: its Received field first, LF, the recipient's identity and home, 32 MiB; rcptfilter, smtpfilter.
  (printf 'Received: from sender.example.com by mx.example.org; %s\n' "$(date -R)"; tr -d '\r' <"$work/mail") >"$work/lf"
  local filter text status identity
  identity=$(id -u "$user")/$(id -g "$user")
  for filter in rcptfilter smtpfilter; do
    status=0
    text=$(cd "/home/$user" && ulimit -d 32768 && HOME=/home/$user USER=$user SENDER=sender@example.com \
      "$work/maildrop-wrapper" -D "$identity" -M "$filter" <"$work/lf" 2>&1) || status=$?
    [ "$filter" = rcptfilter ] && [ "$status" = 99 ] && continue
    [ "$status" = 0 ] || { echo "558 ${text//$'\n'/ | }"; return; }
  done
  echo "250 accepted by $filter"
}
