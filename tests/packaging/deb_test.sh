#!/usr/bin/env bash
# Builds the Debian package and looks at it: files, modes, conffiles. Then, on a copy of this machine's root folder
# that is thrown away (an overlay, with its own processes and network): installs it, uses it, upgrades, purges.
#
#   deb_test.sh BUILD_DIR SOURCE_DIR
#
# Needs dpkg-deb and dpkg-shlibdeps (else skipped, status 77), and root for the second half.
set -euo pipefail
umask 022

fail() { echo "FAILED: $*"; exit 1; }
check() { echo "ok    $1"; }
expect() {  # WHAT WANTED GOT
  [ "$2" = "$3" ] || fail "$1: wanted \"$2\", got \"$3\""
  check "$1"
}

# --- Second half, inside. ---

if [ "${1:-}" = inside ]; then
  root=$2 source=$3
  ip link set lo up 2>/dev/null || true
  mount -t tmpfs -o size=512m tmpfs "$root"
  mkdir "$root/upper" "$root/work" "$root/all"
  mount -t overlay -o "lowerdir=/,upperdir=$root/upper,workdir=$root/work" overlay "$root/all" 2>/dev/null ||
    { echo "no overlay allowed here: the package was not installed"; exit 77; }
  all=$root/all
  mount -t proc proc "$all/proc"
  mount --bind /dev "$all/dev"
  mount -t tmpfs tmpfs "$all/tmp"
  mount -t tmpfs tmpfs "$all/run"
  cp "$4" "$all/tmp/gatepost.deb"
  cp -r "$source/data/sample" "$all/tmp/sample"
  inside() { chroot "$all" "$@"; }
  as() { local user=$1; shift; inside setpriv --reuid "$user" --regid nogroup --clear-groups "$@"; }
  rm -rf "$all/var/lib/gatepost" "$all/etc/gatepost"

  inside dpkg -i /tmp/gatepost.deb >"$root/log" 2>&1 || { cat "$root/log"; fail "dpkg -i"; }
  expect "installed" "ii " "$(inside dpkg-query -W -f '${db:Status-Abbrev}' gatepost)"
  expect "the folder of the database" "2755 gatepost:gatepost" "$(inside stat -c '%a %U:%G' /var/lib/gatepost)"
  expect "the database" "644 gatepost:gatepost" "$(inside stat -c '%a %U:%G' /var/lib/gatepost/bayes.db)"
  expect "the user cannot log in" "/usr/sbin/nologin" "$(inside getent passwd gatepost | cut -d: -f7)"
  expect "run-parts takes the hourly jobs" "/etc/cron.hourly/gatepost-compile /etc/cron.hourly/gatepost-train" \
    "$(inside run-parts --test /etc/cron.hourly | xargs)"
  expect "and what sa-update starts" "/etc/spamassassin/sa-update-hooks.d/gatepost" \
    "$(inside run-parts --lsbsysinit --test /etc/spamassassin/sa-update-hooks.d | grep gatepost)"
  score=$(as nobody gatepost check 2>&1 <"$all/tmp/sample/special/gtube.eml")
  [[ $score =~ ^[0-9]{3,4}\.[0-9]/5\.0$ ]] || fail "GTUBE, checked by nobody: $score"
  check "GTUBE, checked by nobody: $score"
  status=0
  as nobody gatepost check --exitcode <"$all/tmp/sample/special/gtube.eml" >/dev/null || status=$?
  expect "its exit status" 1 "$status"
  for link in "$all"/usr/libexec/gatepost/compat/*; do
    [ -L "$link" ] || continue
    [ -x "$all/usr/libexec/gatepost/compat/$(readlink "$link")" ] || fail "$link leads nowhere"
  done
  if [ -L "$all/usr/libexec/gatepost/compat/spamc" ]; then
    # With SpamAssassin's rules where they are installed: another score than above.
    spamc=$(as nobody /usr/libexec/gatepost/compat/spamc -c <"$all/tmp/sample/special/gtube.eml") || true  # 1: spam
    [[ $spamc =~ ^1[0-9]{3}\.[0-9]/5\.0$ ]] || fail "GTUBE, checked under the name spamc: $spamc"
    check "GTUBE, checked under the name spamc: $spamc"
  fi
  # As gatepost-compat(1) has it.
  rm -f "$all/usr/bin/spamc"
  echo original >"$all/usr/bin/spamc"
  inside dpkg-divert --quiet --local --rename --divert /usr/bin/spamc.original --add /usr/bin/spamc
  inside ln -s /usr/libexec/gatepost/compat/spamc /usr/bin/spamc
  expect "diverted, /usr/bin/spamc is Gatepost" "$spamc" "$(as nobody /usr/bin/spamc -c <"$all/tmp/sample/special/gtube.eml")"
  rm "$all/usr/bin/spamc"
  inside dpkg-divert --quiet --local --rename --remove /usr/bin/spamc
  expect "and the original again" original "$(cat "$all/usr/bin/spamc")"

  # SpamAssassin comes (its package triggers), sa-update brings its rules to another place, and both go.
  compiled() { ls "$all/var/cache/gatepost" | wc -l; }
  rm -rf "$all/var/cache/gatepost" "$all"/var/lib/spamassassin/[0-9]* "$all/usr/share/spamassassin"
  mkdir -p "$all/usr/share/spamassassin"
  echo "body NOON /noon/" >"$all/usr/share/spamassassin/10.cf"
  inside dpkg-trigger --by-package=base-files --no-await /usr/share/spamassassin
  inside dpkg --configure gatepost >"$root/log" 2>&1 || { cat "$root/log"; fail "the trigger"; }
  expect "compiled: its own rules, SpamAssassin's" 2 "$(compiled)"
  mkdir -p "$all/var/lib/spamassassin/4.000001"
  echo "body NOON /no+n/" >"$all/var/lib/spamassassin/4.000001/10.cf"
  hook() { inside run-parts --lsbsysinit --regex '^gatepost$' /etc/spamassassin/sa-update-hooks.d 2>&1; }
  expect "sa-update's hook is quiet" "" "$(hook)"
  expect "and compiled sa-update's rules" 3 "$(compiled)"
  echo "score NOON 2" >>"$all/var/lib/spamassassin/4.000001/10.cf"
  expect "a stale one is named" 1 "$(as nobody gatepost check --spamassassin </dev/null 2>&1 >/dev/null | grep -c 'run gatepost compile')"
  hook
  expect "until the hook ran" "" "$(as nobody gatepost check --spamassassin </dev/null 2>&1 >/dev/null)"
  rm -r "$all/var/lib/spamassassin/4.000001" "$all/usr/share/spamassassin"
  hook
  expect "compiled rules go with their sources" 1 "$(compiled)"
  expect "configuration without fault" 0 "$(inside gatepost lint >/dev/null 2>&1; echo $?)"
  as nobody sh -c 'echo x >>/var/lib/gatepost/bayes.db' 2>/dev/null && fail "nobody can write the database"
  check "nobody cannot write the database"

  inside useradd --create-home carol
  for folder in . .Train.Spam .Train.Ham; do inside su carol -c "mkdir -p ~/Maildir/$folder/cur ~/Maildir/$folder/new ~/Maildir/$folder/tmp"; done
  cp "$source"/data/sample/spam/*.eml "$all/home/carol/Maildir/.Train.Spam/new/"
  cp "$source"/data/sample/ham/*.eml "$all/home/carol/Maildir/.Train.Ham/cur/"
  inside chown -R carol:carol /home/carol/Maildir
  messages=$(cd "$source/data/sample" && ls spam/*.eml ham/*.eml | wc -l)
  expect "the hourly jobs are quiet" "" "$(inside run-parts /etc/cron.hourly 2>&1)"
  expect "and has learned and moved all" "$messages" "$(ls "$all/home/carol/Maildir/.Trash/cur" | wc -l)"
  expect "the database is still the user's" "644 gatepost:gatepost" "$(inside stat -c '%a %U:%G' /var/lib/gatepost/bayes.db)"
  expect "what was learned counts in the next check" BAYES_99 "$(as nobody gatepost check --format jsonl \
    --cf 'bayes_min_spam_num 10' --cf 'bayes_min_ham_num 10' /tmp/sample/spam/013-pills-plain.eml | grep -o 'BAYES_99\b')"
  expect "and read by nobody" "0" "$(as nobody gatepost check </dev/null 2>&1 >/dev/null | wc -l)"

  echo "required_score 7" >>"$all/etc/gatepost/gatepost.cf"
  rm -f "$all"/etc/spamassassin/*.{cf,pre}
  expect "which counts for spamc where SpamAssassin has none" 7.0 \
    "$(as nobody /usr/libexec/gatepost/compat/spamc -c <"$all/tmp/sample/ham/001-letter-garden.eml" | cut -d/ -f2)"
  inside dpkg -i /tmp/gatepost.deb >"$root/log" 2>&1 || { cat "$root/log"; fail "a second dpkg -i"; }
  expect "an upgrade keeps the site's configuration" "required_score 7" "$(tail -n 1 "$all/etc/gatepost/gatepost.cf")"
  learned='import sqlite3, sys; print(*sqlite3.connect(sys.argv[1], uri=True).execute(
    "SELECT sum(spam_count + ham_count) FROM bayes_vars").fetchone())'
  expect "and the database" "$messages" \
    "$(/usr/bin/python3 -c "$learned" "file:$all/var/lib/gatepost/bayes.db?mode=ro&immutable=1")"

  inside dpkg -r gatepost >"$root/log" 2>&1 || { cat "$root/log"; fail "dpkg -r"; }
  expect "the hourly jobs of a removed package do nothing" "" "$(inside run-parts /etc/cron.hourly 2>&1)"
  [ -e "$all/var/lib/gatepost/bayes.db" ] || fail "removing took the database"
  inside dpkg -P gatepost >"$root/log" 2>&1 || { cat "$root/log"; fail "dpkg -P"; }
  for path in /var/lib/gatepost /var/cache/gatepost /etc/gatepost /etc/cron.hourly/gatepost-{compile,train} \
    /etc/spamassassin/sa-update-hooks.d/gatepost /usr/share/gatepost /usr/bin/gatepost; do
    [ -e "$all$path" ] && fail "purging left $path"
  done
  check "purged without a trace"
  expect "mail is where training put it" "$messages" "$(ls "$all/home/carol/Maildir/.Trash/cur" | wc -l)"
  exit 0
fi

# --- First half. ---

build=$(realpath "$1") source=$(realpath "$2")
for program in dpkg-deb dpkg-shlibdeps cpack; do
  command -v "$program" >/dev/null || { echo "SKIPPED: no $program"; exit 77; }
done
work=$(mktemp -d /tmp/gatepost-deb-XXXXXX)
trap 'rm -rf "$work"' EXIT
(umask 002 && cpack --config "$build/CPackConfig.cmake" -B "$work" >"$work/log" 2>&1) || { cat "$work/log"; fail cpack; }
deb=$(echo "$work"/gatepost_*.deb)
[ -f "$deb" ] || fail "no gatepost_*.deb"
check "built $(basename "$deb"), $(stat -c %s "$deb") bytes"

dpkg-deb -c "$deb" >"$work/list"
expect "all is root's" "" "$(awk '$2 != "root/root"' "$work/list")"
expect "nothing is writable for a group or the world, or sets an id" "" \
  "$(awk '$1 !~ /^l/ && $1 !~ /^[-d]rw[x-]r-[x-]r-[x-]$/ {print}' "$work/list")"
expect "all files are readable for everyone" "" "$(awk '$1 !~ /^.r..r..r/' "$work/list")"
for file in ./usr/bin/gatepost ./etc/gatepost/gatepost.cf ./etc/cron.hourly/gatepost-{compile,train} ./usr/share/gatepost/bayes.sql \
  ./usr/share/gatepost/user_prefs.template ./usr/share/doc/gatepost/{differences.md,copyright} ./usr/share/doc/gatepost/changelog.gz \
  ./usr/share/doc/gatepost/examples/{courier/{gatepost,smtpfilter,rcptfilter},maildrop/mailfilter,postfix/master.cf,procmail/procmailrc} \
  $(cd "$source" && ls rules/*.cf | sed 's|^|./usr/share/gatepost/|') \
  $(cd "$source/tools/man" && ls ./*.1 | sed 's|^\.|./usr/share/man/man1|; s|$|.gz|'); do
  grep -q " $file\$" "$work/list" || fail "the package has no $file"
done
check "all files are there: $(grep -vc '/$' "$work/list")"
expect "nothing lies outside /usr and /etc" "" "$(awk '{print $6}' "$work/list" | grep -vE '^\./(usr|etc)/' || true)"
expect "the configuration files" "$(grep -oE '\./etc/.*[^/]$' "$work/list" | cut -c2- | sort)" \
  "$(dpkg-deb -I "$deb" conffiles | sort)"
for script in postinst postrm; do
  dpkg-deb -I "$deb" "$script" >"$work/$script"
  sh -n "$work/$script"
done
grep -q 'libc6' <(dpkg-deb -f "$deb" Depends) || fail "no dependency on libc6"
if command -v lintian >/dev/null; then
  # The maintainer's address is the site's to set; the rest must be clean.
  faults=$(lintian --allow-root --fail-on none --tags-from-profile debian/main "$deb" 2>/dev/null |
    grep '^E:' | grep -v bogus-mail-host || true)
  expect "lintian finds no error" "" "$faults"
fi

[ "$(id -u)" = 0 ] || { echo "not root: the package was not installed"; exit 0; }
unshare --mount --pid --net --fork true 2>/dev/null || { echo "no namespaces allowed here: the package was not installed"; exit 0; }
mkdir "$work/root"
status=0
timeout -k 10 270 unshare --mount --pid --net --fork --kill-child bash "$0" inside "$work/root" "$source" "$deb" || status=$?
[ "$status" = 77 ] && status=0
exit "$status"
