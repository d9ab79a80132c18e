#!/usr/bin/env python3
"""`gatepost train` with homes as they should be: what is learned, where it goes, what is said.

  train_test.py GATEPOST [TEST ...]
"""
import contextlib
import fcntl
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import time
import unittest

from train_fixture import ALICE, BOB, GATEPOST, LEARNER, Site, main, state_of


class Train(Site):
    def test_learns_and_moves(self):
        maildir = self.make_maildir()
        self.put(maildir / ".Train.Spam/cur/1.a.host,S=200:2,S", 1)
        self.put(maildir / ".Train.Spam/new/2.b.host", 2)
        self.put(maildir / ".Train.Ham/cur/3.c.host:2,FRS", 3, text="see you at noon")
        done = self.train()
        self.assertEqual(done.stdout, "games: 2 spam and 1 ham learned, 3 moved to .Trash\n")
        self.assertEqual(done.stderr, "")
        self.assertEqual(self.learned(), (2, 1))
        self.assertEqual(self.trash(maildir), ["1.a.host,S=200:2,S", "2.b.host:2,", "3.c.host:2,FRS"])
        trash = maildir / ".Trash"
        self.assertEqual(sorted(os.listdir(trash)), ["cur", "maildirfolder", "new", "tmp"])
        for path in (trash, trash / "cur", trash / "maildirfolder"):
            self.assertEqual(path.stat().st_uid, ALICE.pw_uid)
            self.assertEqual(path.stat().st_mode & 0o077, 0)
        self.assertEqual((trash / "cur/2.b.host:2,").stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.database.stat().st_uid, LEARNER.pw_uid)
        self.assertEqual(self.database.stat().st_mode & 0o777, 0o644)

    def use_txrep(self, path=""):
        (self.root / "site/init.pre").write_text("loadplugin Mail::SpamAssassin::Plugin::TxRep\n")
        (self.root / "site/local.cf").write_text("use_txrep 1\n" + (path and f"auto_welcomelist_path {path}\n"))

    def test_a_shared_history_of_senders_is_taught(self):
        self.use_txrep(self.root / "db/senders")
        self.put(self.make_maildir() / ".Train.Spam/cur/1:2,", 1)
        self.assertEqual(self.train().stderr, "")
        self.assertTrue((self.root / "db/senders.sqlite").exists())

    def test_a_history_in_homes_is_not_taught_and_that_is_said_once(self):
        self.use_txrep()
        maildir = self.make_maildir()
        for number in range(300):  # more than a batch
            self.put(maildir / f".Train.Spam/cur/{number}:2,", number)
        said = self.train().stderr.splitlines()
        self.assertEqual(len(said), 1, said)
        self.assertIn("Bayes alone is taught: auto_welcomelist_path", said[0])
        self.assertEqual(self.learned(), (300, 0))
        self.put(maildir / ".Train.Ham/cur/1:2,", 1000)
        self.assertEqual(self.train("--quiet").stderr, "")
        self.assertEqual(self.learned(), (300, 1))

    def test_a_user_teaches_the_own_history_and_needs_no_prefs(self):
        self.use_txrep()
        self.put(self.make_maildir() / ".Train.Spam/cur/1:2,", 1)
        for name in (".spamassassin", ".gatepost"):
            self.make_folder(self.home / name, parts=())
        prefs = self.home / ".gatepost/user_prefs"
        prefs.write_text("use_txrep 0\n")
        done = self.train_alone(self.home / ".gatepost/bayes.db", env={**os.environ, "HOME": str(self.home)})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue((self.home / ".spamassassin/tx-reputation.sqlite").exists())

    def test_learned_before_is_moved_too(self):
        maildir = self.make_maildir()
        self.put(maildir / ".Train.Spam/cur/1:2,", 1)
        self.train()
        self.put(maildir / ".Train.Spam/cur/again:2,T", 1)
        self.train()
        self.assertEqual(self.learned(), (1, 0))
        self.assertEqual(self.trash(maildir), ["1:2,", "again:2,T"])

    def test_the_ham_folder_takes_back_what_the_spam_folder_said(self):
        maildir = self.make_maildir()
        self.put(maildir / ".Train.Spam/cur/1:2,", 1)
        self.train()
        self.put(maildir / ".Train.Ham/cur/1:2,", 1)
        self.train()
        self.assertEqual(self.learned(), (0, 1))
        self.assertEqual(len(self.trash(maildir)), 2)

    def test_dry_run_changes_nothing(self):
        maildir = self.make_maildir()
        self.put(maildir / ".Train.Spam/new/1", 1)
        before = state_of(self.root)
        done = self.train("--dry-run", "--verbose")
        self.assertEqual(done.stdout, "games: .Train.Spam/new/1: would be learned\n"
                                      "games: would learn 1 spam and 0 ham\n")
        os.remove(self.root / "lock")
        self.assertEqual(state_of(self.root), before)

    def test_a_taken_name_is_not_overwritten(self):
        maildir = self.make_maildir()
        self.make_folder(maildir / ".Trash")
        old = self.put(maildir / ".Trash/cur/1,S=99:2,S", 7)
        before = old.read_bytes()
        self.put(maildir / ".Train.Spam/cur/1,S=99:2,S", 1)
        self.train()
        self.assertEqual(old.read_bytes(), before)
        names = [name for name in self.trash(maildir) if name != old.name]
        self.assertEqual(len(names), 1)
        self.assertRegex(names[0], r"^\d+\.M\d+P\d+Q1\.[^:,/]+,S=99:2,S$")

    def test_folder_names_can_be_chosen(self):
        maildir = self.make_folder(self.make_folder(self.home / "mail", parts=()) / "box")
        for name in (".spam", ".ham"):
            self.make_folder(maildir / name)
        self.put(maildir / ".spam/cur/1:2,", 1)
        self.put(maildir / ".ham/cur/2:2,", 2)
        self.train("--maildir", "mail/box", "--spam-folder", ".spam", "--ham-folder", ".ham", "--trash-folder", ".bin")
        self.assertEqual(self.learned(), (1, 1))
        self.assertEqual(sorted(os.listdir(maildir / ".bin/cur")), ["1:2,", "2:2,"])

    def test_wrong_usage(self):
        for options in (["--spam-folder", "../x"], ["--ham-folder", "a/b"], ["--trash-folder", ".."],
                        ["--maildir", "../other"], ["--maildir", "/etc"], ["--trash-folder", ".Train.Ham"],
                        ["--user", "news"]):
            self.train(*options, status=64)
        done = subprocess.run([GATEPOST, "train", "--user", "no-such-user"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 67)

    def test_limits(self):
        maildir = self.make_maildir()
        for number in range(5):
            self.put(maildir / f".Train.Spam/new/{number}", number, text="x" * (1000 if number == 2 else 10))
        done = self.train("--max-size", "600", "--max-messages", "4")
        self.assertEqual(done.stdout, "games: 3 spam and 0 ham learned, 3 moved to .Trash; "
                                      "left: 1 (too large); more in the next run\n")
        self.assertEqual(sorted(os.listdir(maildir / ".Train.Spam/new")), ["2", "4"])

    def test_many_batches(self):
        maildir = self.make_maildir()
        for number in range(450):
            self.put(maildir / f".Train.{'Ham' if number % 3 else 'Spam'}/cur/{number}:2,", number)
        self.train("--quiet")
        self.assertEqual(self.learned(), (150, 300))
        self.assertEqual(len(self.trash(maildir)), 450)

    def test_old_tokens_are_removed(self):
        (self.root / "site/local.cf").write_text("bayes_expiry_max_db_size 120000\n")
        maildir = self.make_maildir()
        self.put(maildir / ".Train.Spam/cur/1:2,", 1)
        self.train()
        now = int(time.time())
        with contextlib.closing(sqlite3.connect(self.database)) as database, database:
            database.execute("UPDATE bayes_vars SET token_count = token_count + 130000, oldest_token_age = ?, "
                             "newest_token_age = ?", (now - 40 * 86400, now))
            database.executemany("INSERT INTO bayes_token VALUES (1, ?, 1, 0, ?)", (
                (f"{number:05x}", now - (86400 if number % 5 else 40 * 86400))
                for number in range(130000)))
        self.put(maildir / ".Train.Ham/cur/2:2,", 2)
        self.assertEqual(self.train().stderr, "")
        self.assertEqual(self.learned(), (1, 1))
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            self.assertEqual(database.execute("SELECT count(*) FROM bayes_token").fetchone(), (104000,))

    def test_runs_do_not_overlap(self):
        maildir = self.make_maildir()
        kept = self.put(maildir / ".Train.Spam/new/1", 1)
        with open(self.root / "lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertIn("another run holds", self.train(status=75).stderr)
        folder = os.open(maildir, os.O_RDONLY)
        fcntl.flock(folder, fcntl.LOCK_EX)
        self.assertIn("another process has locked it", self.train(status=75).stderr)
        os.close(folder)
        self.assertTrue(kept.exists())
        self.train()
        self.assertFalse(kept.exists())

    def test_closed_standard_streams_are_no_files_of_ours(self):
        # What is printed would go into the lock, or to the process that learns.
        for closed in (">&-", "<&- >&-", "<&- >&- 2>&-"):
            with self.subTest(closed):
                maildir = self.make_maildir()
                for number in range(20):
                    self.put(maildir / f".Train.Spam/new/{len(closed)}.{number}", number)
                subprocess.run(["sh", "-c", f'exec "$@" {closed}', "sh", *self.command("--verbose")], check=True, timeout=100)
                self.assertEqual((self.root / "lock").read_bytes(), b"")
                self.assertEqual(os.listdir(maildir / ".Train.Spam/new"), [])
        self.assertEqual(self.learned(), (20, 0))

    def test_a_user_trains_alone(self):
        maildir = self.make_maildir()
        self.put(maildir / ".Train.Spam/new/1", 1)
        own = self.make_folder(self.home / "db", parts=())
        done = self.train_alone(own / "bayes.db")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.trash(maildir), ["1:2,"])
        done = self.train_alone(own / "bayes.db", BOB.pw_name)
        self.assertEqual(done.returncode, 75)
        self.assertIn("only root can act for news", done.stderr)

    def test_everyone_in_the_password_database(self):
        self.make_maildir()
        bob_home = self.make_home("bob", BOB)
        maildir = self.make_maildir(bob_home, BOB)
        self.put(maildir / ".Train.Ham/new/1", 1, BOB)
        passwd = self.root / "passwd"
        passwd.write_text(f"root:x:0:0::/root:/bin/sh\ndaemon:x:{LEARNER.pw_uid}:{LEARNER.pw_gid}::/nonexistent:/bin/sh\n"
                          f"games:x:{ALICE.pw_uid}:{ALICE.pw_gid}::{self.home}:/bin/sh\n"
                          f"news:x:{BOB.pw_uid}:{BOB.pw_gid}::{bob_home}:/bin/sh\n"
                          f"newstwice:x:{BOB.pw_uid}:{BOB.pw_gid}::{bob_home}:/bin/sh\n")
        command = self.command()
        del command[command.index("--user"):command.index("--user") + 4]
        script = 'mount --bind "$0" /etc/passwd || exit 77; exec "$@"'
        done = subprocess.run(["unshare", "-m", "sh", "-c", script, passwd, *command], capture_output=True, text=True)
        if done.returncode == 77 or "unshare" in done.stderr:
            self.skipTest("no mounts allowed here: " + done.stderr)
        self.assertEqual(done.stdout, "games: 0 spam and 0 ham learned, 0 moved to .Trash\n"
                                      "news: 0 spam and 1 ham learned, 1 moved to .Trash\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_killed_at_any_moment_loses_nothing(self):
        maildir = self.make_maildir()
        contents = {self.put(maildir / f".Train.Spam/new/{n}", n).read_bytes() for n in range(300)}
        for _ in range(12):
            process = subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, start_new_session=True)
            time.sleep(random.uniform(0.01, 0.25))
            process.send_signal(signal.SIGKILL)
            process.wait()
            # The children go with it, and the lock with them.
            for _ in range(100):
                if subprocess.run(["flock", "-n", self.root / "lock", "true"], check=False).returncode == 0:
                    break
                time.sleep(0.1)
            left, moved = (list((maildir / part).iterdir()) for part in (".Train.Spam/new", ".Trash/cur")
                           ) if (maildir / ".Trash/cur").exists() else (list((maildir / ".Train.Spam/new").iterdir()), [])
            self.assertEqual({path.read_bytes() for path in left + moved}, contents)
            self.assertLessEqual(len(moved), self.learned()[0])
        self.train()
        self.assertEqual(self.learned(), (300, 0))
        self.assertEqual(len(self.trash(maildir)), 300)


if __name__ == "__main__":
    main()
