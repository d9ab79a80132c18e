#!/usr/bin/env python3
"""Runs spamc, spamassassin and sa-learn, SpamAssassin's and Gatepost's, and compares exit status and first line,
and what spamd and spamc log of a message but for user, caller and time.

  compat_parity.py COMPAT_DIR SAMPLE_DIR

COMPAT_DIR is build/bin/compat, SAMPLE_DIR data/sample. Needs SpamAssassin 4.0.1 with spamd and DBD::SQLite; starts a
spamd on 127.0.0.1 for the time of the run. Either side has a database of its own, SpamAssassin's made from data/schema.
Exit status: 0 where all answers are the same.
"""
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

compat, sample = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
schema = sample.parent / "schema" / "bayes.sql"
SPAM, HAM = sample / "special" / "gtube.eml", sample / "ham" / "001-letter-garden.eml"

SPAMC = ["-c", "-c -E", "-E", "-R", "-R -E", "-r", "-r -E", "-y", "-y -E", "-y -c", "-R -c", "--headers", "-x", "-s 100",
         "-s 100 -c", "-s 100 -R", "-s 100 -r", "-s 100 -y", "-s 100 -x", "-s 100 -L spam", "-s 500000000", "-L spam",
         "-L spam", "-L ham", "-L forget", "-L forget", "-L nope", "-C report", "-C revoke", "-C nope", "-K", "-V", "-h",
         "--nope", "-Q", "-t 60 -n 5 -c", "-u nobody -c", "-H -4 -c", "--connect-retries 1 -c", "-F /nonexistent -c",
         "-s abc -c", "foo -c"]
SPAMASSASSIN = ["", "-e", "-e 7", "-t", "-d", "-d -t", "-V", "-h", "--nope", "--cf report_safe=0", "--error-code=3",
                "{ham}", "{ham} {spam}", "--mbox {box}", "/nonexistent"]
# "!": done, not compared. spamc -C of the original has learned; Gatepost reports to nobody.
SA_LEARN = ["!--forget {spam}", "!--forget {ham}", "--spam {spam}", "--spam {spam}", "--forget {spam}", "--forget {spam}", "--ham {md}", "--ham {empty}",
            "--ham /nonexistent", "--ham {box}", "--ham --mbox {box}", "--ham {box}.mbox", "--ham --showdots {md}",
            "--ham --progress {md}", "--showdots --progress --ham {md}", "-q --ham {md}", "--ham --max-size 100 {md}",
            "--folders /dev/null --ham", "--ham --dir {md}", "--ham --file {ham}", "--ham --no-sync {ham}", "--sync",
            "--force-expire", "--import", "--dump nope", "", "--nope", "-V", "-h", "foo", "--backup", "--dump magic",
            "--restore /nonexistent", "--restore {backup}", "--clear", "--dump magic", "--ham -", "--ham", "--spam --mbox -"]


def mask(line):
    line = re.sub(r"^(X-Spam-Checker-Version: SpamAssassin \S+) .*", r"\1", line)
    line = re.sub(r"(non-token data: (?:last|oldest|newest)).*|^0\.000 +0 +\d+ +0", r"\1", line)
    return line


def run(command, name, environment):
    with open(name, "rb") as message:
        result = subprocess.run(command, stdin=message, capture_output=True, timeout=300, env=environment)
    first = result.stdout.split(b"\n", 1)[0].decode("latin-1")
    return result.returncode, mask(first)


def make_sites(work):
    """A site configuration and a database for each of the two."""
    sites = {}
    for kind in ("theirs", "ours"):
        sites[kind] = work / kind
        shutil.copytree("/etc/spamassassin", sites[kind])
        database = work / f"{kind}.db"
        if kind == "theirs":
            subprocess.run(["sqlite3", database], input=schema.read_bytes(), check=True)
            os.chmod(database, 0o666)
        with open(sites[kind] / "local.cf", "a", encoding="utf-8") as local:
            local.write(f"use_bayes 1\nbayes_auto_learn 0\nbayes_store_module Mail::SpamAssassin::BayesStore::SQL\n"
                        f"bayes_sql_dsn DBI:SQLite:dbname={database}\nbayes_sql_override_username site\n")
    return sites


def make_mails(work):
    """Folders, mboxes and a backup; their paths by the names that the calls have for them."""
    for folder in ("md/new", "md/cur", "md/tmp", "empty"):
        (work / folder).mkdir(parents=True)
    shutil.copy(HAM, work / "md/new/1")
    shutil.copy(sample / "ham" / "002-letter-cycling.eml", work / "md/cur/2:2,S")
    shutil.copy(sample / "ham" / "003-thread-budget.eml", work / "md/cur/3:2,ST")
    box = b"".join(b"From a@b Mon Jan  2 10:00:00 2023\n" + name.read_bytes() + b"\n" for name in (HAM, SPAM))
    (work / "box").write_bytes(box)
    (work / "box.mbox").write_bytes(box)
    (work / "backup").write_bytes(b"v\t3\tdb_version # this must be the first line!!!\nv\t0\tnum_spam\nv\t1\tnum_nonspam\n"
                                  b"t\t0\t1\t1676138670\t0102030405\ns\th\t0123456789012345678901234567890123456789@sa_generated\n")
    return dict(spam=SPAM, ham=HAM, md=work / "md", empty=work / "empty", box=work / "box", backup=work / "backup")


def answer(program, words, message, kind, sites, port, environment):
    """Exit status and first line of one call."""
    extra = ["-L", "--siteconfigpath", str(sites[kind]), "-p", "/dev/null"]
    if program == "spamc":
        extra = ["-p", str(port)] if "-F" in words else ["-F", "/dev/null", "-p", str(port)]
    command = [shutil.which(program) if kind == "theirs" else str(compat / program), *extra, *words]
    if program == "spamc" and kind == "ours":
        command.insert(1, f"--siteconfigpath={sites[kind]}")
    return run(command, message, environment)


def log_lines(text):
    """What was found of each message, without what differs from call to call."""
    lines = re.findall(r"spamd: ((?:clean message|identified spam|result:) .*)", text)
    changing = r"for \S+ in \S+ seconds|scantime=[\d.]+|user=\w+,uid=\d+|rhost=\S+?,raddr=\S+?,rport=\w+"
    return [re.sub(changing, "", line) for line in lines]


def logged(message, sites, port, log, environment):
    """The log's lines of one message, theirs and ours."""
    before = log.stat().st_size
    answer("spamc", ["-c"], message, "theirs", sites, port, environment)
    while len(theirs := log_lines(log.read_text(encoding="latin-1")[before:])) < 2:
        time.sleep(0.1)
    command = [compat / "spamc", f"--siteconfigpath={sites['ours']}", "-p", str(port), "--syslog", "stderr", "-c"]
    with open(message, "rb") as mail:
        ours = subprocess.run(command, stdin=mail, capture_output=True, env=environment, encoding="latin-1").stderr
    return {"theirs": theirs, "ours": log_lines(ours)}


def main():
    work = pathlib.Path(tempfile.mkdtemp(prefix="compat-parity-"))
    os.chmod(work, 0o777)
    sites, names = make_sites(work), make_mails(work)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = dict(os.environ, HOME=str(work / "home"))
    (work / "home").mkdir()
    spamd = subprocess.Popen(["spamd", "-L", "-x", "-i", "127.0.0.1", "-p", str(port), "--allow-tell", "-m", "1", "-u",
                              "nobody", "--siteconfigpath", sites["theirs"], "-s", work / "spamd.log"], env=environment,
                             stderr=subprocess.DEVNULL)
    differences = count = 0

    def compare(what, answers):
        nonlocal count, differences
        count += 1
        if answers["theirs"] != answers["ours"]:
            differences += 1
            print(f"{what}\n  theirs {answers['theirs']}\n  ours   {answers['ours']}", flush=True)

    try:
        while subprocess.run(["spamc", "-K", "-p", str(port)], capture_output=True).returncode != 0:
            time.sleep(1)
        for program, lines in (("spamc", SPAMC), ("spamassassin", SPAMASSASSIN), ("sa-learn", SA_LEARN)):
            for line in lines:
                silent, line = line.startswith("!"), line.lstrip("!")
                words = [word.format(**names).replace("report_safe=0", "report_safe 0") for word in line.split()]
                for message in (SPAM, HAM):
                    if program == "sa-learn" and message == HAM:
                        continue
                    answers = {kind: answer(program, words, message, kind, sites, port, environment) for kind in sites}
                    if not silent:
                        compare(f"{program} {line} < {message.name}", answers)
        for message in sorted(path for kind in ("ham", "spam", "special") for path in (sample / kind).iterdir()):
            compare(f"the log of {message.name}", logged(message, sites, port, work / "spamd.log", environment))
    finally:
        spamd.terminate()
        spamd.wait()
        shutil.rmtree(work, ignore_errors=True)
    print(f"{count} calls, {differences} with another answer")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
