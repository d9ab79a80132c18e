#!/usr/bin/env python3
"""Learners and checkers of real users on one database, with learners killed at any moment.

  bench/bayes_crowd.py CORPUS [SECONDS [BUILD]]          (as root)

CORPUS: a folder of messages; those below folders named spam* are spam. For SECONDS (60), three users run `gatepost
learn` on random messages of it, each killed with SIGKILL after a random time and started again, and four other
users, who may read only, run `gatepost check`. Shown in the end: that no check said anything on standard error
and every one had its Bayes probability, that `gatepost db verify` finds no fault, and that the counts are those
of the learned messages: after one more learning of everything the database is the same, token by token, as one
that nobody disturbed. How long a read waits is measured by tests/store/crowd_test.cc:
  GATEPOST_CROWD_SECONDS=60 GATEPOST_CROWD_STRICT=1 build-test/bin/store_test --gtest_filter='Crowd.*'
"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

corpus = pathlib.Path(sys.argv[1]).resolve()
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60
source = pathlib.Path(__file__).resolve().parent.parent
build = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else source / "build-test").resolve()
if os.geteuid() != 0:
    sys.exit("to be run as root: it becomes seven other users")
GROUP = 60000
LEARNERS, CHECKERS = (60001, 60002, 60003), (60011, 60012, 60013, 60014)

mail = sorted(str(path) for path in corpus.rglob("*") if path.is_file())
random.seed(1)
mail = random.sample(mail, min(len(mail), 1500))
spam = [path for path in mail if path[len(str(corpus)) + 1:].startswith("spam")]
ham = [path for path in mail if path not in set(spam)]
work = pathlib.Path(tempfile.mkdtemp(prefix="gatepost-crowd-"))
work.chmod(0o755)
shutil.copy(build / "bin/gatepost", work / "gatepost")
rules = work / "rules"
rules.mkdir()
(rules / "bayes.cf").write_text("body ANY eval:check_bayes('0', '1')\ntflags ANY learn\nscore ANY 1\n"
                                "bayes_min_ham_num 20\nbayes_min_spam_num 20\nbayes_auto_expire 0\n")
shared = work / "shared"
shared.mkdir()


def command(name, database, *words):
    return [str(work / "gatepost"), name, "-C", str(rules), "--siteconfigpath", str(rules), "-p", "/dev/null",
            "--dbpath", str(database), *words]


def learn(database, kind, paths, **options):
    return subprocess.Popen(command("learn", database, "-q", "--single", f"--{kind}", *paths), stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, text=True, **options)


def finish(process):
    error = process.communicate()[1]
    if process.returncode:
        sys.exit(f"learn: status {process.returncode}: {error}")


database = shared / "bayes.db"
for kind, paths in (("ham", ham[:50]), ("spam", spam[:50])):
    finish(learn(database, kind, paths))
# What data/schema/README.md tells a site with several learners to set.
for path in (shared, *shared.iterdir()):
    os.chown(path, 0, GROUP)
    path.chmod(0o2775 if path.is_dir() else 0o664)

faults, kills, learned_runs, checks = [], 0, 0, 0
lock = threading.Lock()
end = time.monotonic() + seconds


def run_learner(user):
    global kills, learned_runs
    chance = random.Random(user)
    while time.monotonic() < end:
        kind, paths = chance.choice((("ham", ham), ("spam", spam)))
        process = learn(database, kind, chance.sample(paths, 60), user=user, group=GROUP, extra_groups=[])
        try:
            process.wait(chance.uniform(0.01, 1.0))
        except subprocess.TimeoutExpired:
            process.kill()
        error = process.communicate()[1]
        with lock:
            kills += process.returncode < 0
            learned_runs += process.returncode == 0
            if process.returncode > 0:
                faults.append(f"learner: status {process.returncode}: {error}")


def run_checker(user):
    global checks
    chance = random.Random(user)
    while time.monotonic() < end:
        paths = chance.sample(mail, 30)
        done = subprocess.run(command("check", database, "--format", "jsonl", "-s", "0", *paths), capture_output=True,
                              text=True, user=user, group=user, extra_groups=[])
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        silent = [row["file"] for row in rows if "bayes" not in row and row.get("bayes_note") != "no known token"]
        with lock:
            checks += len(rows)
            if done.returncode or done.stderr or len(rows) != len(paths):
                faults.append(f"check: status {done.returncode}: {done.stderr}")
            if silent:
                faults.append(f"check: no probability for {silent[:3]}")


threads = [threading.Thread(target=run_learner, args=[user]) for user in LEARNERS]
threads += [threading.Thread(target=run_checker, args=[user]) for user in CHECKERS]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

verify = subprocess.run(command("db", database, "verify"), capture_output=True, text=True)
print(verify.stdout.strip(), verify.stderr.strip())
if verify.returncode:
    faults.append("verify: " + verify.stdout)
print(f"{learned_runs} learners came to their end, {kills} were killed; {checks} messages checked")
in_crowd = subprocess.run(command("db", database, "dump", "magic"), capture_output=True, text=True).stdout.split("\n")
print("learned in the crowd:", *(line.split()[2] + " " + line.split()[-1][1:] for line in in_crowd[1:3]))
alone = work / "alone.db"
for path in (database, alone):
    for kind, paths in (("ham", ham), ("spam", spam)):
        finish(learn(path, kind, paths))
backups = [subprocess.run(command("db", path, "backup"), capture_output=True, text=True).stdout
           for path in (database, alone)]
if backups[0] != backups[1]:
    faults.append("the counts are not those of the learned messages")
print(f"counts equal to a database that nobody disturbed: {'yes' if backups[0] == backups[1] else 'NO'}"
      f" ({backups[1].count(chr(10))} lines)")
for fault in faults[:20]:
    print("FAULT", fault)
print("no fault" if not faults else f"{len(faults)} faults")
shutil.rmtree(work)
sys.exit(1 if faults else 0)
