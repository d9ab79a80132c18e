#!/usr/bin/env python3
"""`gatepost train` run by root over homes whose owners mean harm: nothing outside the Maildir is read,
moved or overwritten, and no message is lost.

  train_hostile_test.py GATEPOST [TEST ...]
"""
import contextlib
import ctypes
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import threading
import unittest

from train_fixture import ALICE, BOB, LEARNER, Site, main, state_of

RENAME_EXCHANGE = 2
AT_FDCWD = -100
libc = ctypes.CDLL(None, use_errno=True)


def learners_children(train):
    """Processes of the learner's whose parent is the learner's too, and was started by `train`: another test may run one."""
    parents = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            status = (folder / "status").read_text()
            fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
            if fields["Name"] == "gatepost" and fields["Uid"].split()[0] == str(LEARNER.pw_uid):
                parents[int(folder.name)] = int(fields["PPid"])
    return [process for process, parent in parents.items() if parents.get(parent) == train]


class Hostile(Site):
    def setUp(self):
        super().setUp()
        self.maildir = self.make_maildir()
        # Bob's folder and files, open to the whole world: identity alone would not keep them safe.
        self.outside = self.root / "outside"
        self.make_folder(self.outside / "box", BOB)
        for number in range(100, 105):
            self.put(self.outside / f"box/cur/{number}:2,S", number, BOB).chmod(0o666)
        for path in (self.outside, *self.outside.glob("box/*"), self.outside / "box"):
            if path.is_dir():
                path.chmod(0o777)
        self.untouched = state_of(self.outside)
        self.good = self.put(self.maildir / ".Train.Ham/cur/good:2,", 50)

    def tearDown(self):
        self.assertEqual(state_of(self.outside), self.untouched)
        super().tearDown()

    def expect_good_learned_alone(self, done):
        self.assertIn("0 spam and 1 ham learned, 1 moved to .Trash", done.stdout)
        self.assertEqual(self.learned(), (0, 1))
        self.assertEqual(self.trash(self.maildir), ["good:2,"])

    def link(self, target, at):
        if at.is_dir():
            for part in at.iterdir():
                part.rmdir()
            at.rmdir()
        os.symlink(target, at)
        os.lchown(at, ALICE.pw_uid, ALICE.pw_gid)

    def test_the_training_folder_is_a_link(self):
        self.link(self.outside / "box", self.maildir / ".Train.Spam")
        done = self.train(status=75)
        self.assertIn(".Train.Spam/cur: a link", done.stderr)
        self.expect_good_learned_alone(done)

    def test_cur_is_a_link(self):
        self.link(self.outside / "box/cur", self.maildir / ".Train.Spam/cur")
        self.expect_good_learned_alone(self.train(status=75))

    def test_the_maildir_is_a_link(self):
        (self.home / "Maildir").rename(self.home / "real")
        self.link("real", self.home / "Maildir")
        self.assertEqual(self.train(status=75).stdout, "")
        self.assertTrue((self.home / "real/.Train.Ham/cur/good:2,").exists())

    def test_the_trash_is_a_link(self):
        for name in (".Trash", ".Trash/cur"):
            with self.subTest(name):
                if name == ".Trash/cur":
                    os.remove(self.maildir / ".Trash")
                    self.make_folder(self.maildir / ".Trash", parts=())
                self.link(self.outside / "box" if name == ".Trash" else self.outside / "box/cur", self.maildir / name)
                done = self.train(status=75)
                self.assertIn("left: 1 (no trash folder)", done.stdout)
                self.assertEqual(self.learned(), (0, 0))
                self.assertTrue(self.good.exists())

    def test_the_trash_marker_is_a_link(self):
        self.make_folder(self.maildir / ".Trash")
        self.link(self.outside / "made-by-root", self.maildir / ".Trash/maildirfolder")
        self.expect_good_learned_alone(self.train())

    def test_messages_that_are_no_messages(self):
        folder = self.maildir / ".Train.Spam/new"
        self.link(self.outside / "box/cur/100:2,S", folder / "link")
        self.link("/etc/shadow", folder / "shadow")
        self.link("/dev/zero", folder / "endless")
        os.link(self.outside / "box/cur/101:2,S", folder / "hardlink")
        own = self.put(self.maildir / "own", 60)
        os.link(own, folder / "twice")
        os.mkfifo(folder / "fifo")
        os.mknod(folder / "null", 0o020666, os.makedev(1, 3))
        (folder / "folder").mkdir()
        self.put(folder / "of-bob", 61, BOB).chmod(0o666)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(folder / "socket"))
        for path in ("fifo", "null", "folder", "socket"):
            os.chown(folder / path, ALICE.pw_uid, ALICE.pw_gid)
        self.untouched = state_of(self.outside)  # with the new name of 101
        names = sorted(os.listdir(folder))
        done = self.train("--verbose")
        self.expect_good_learned_alone(done)
        self.assertEqual(sorted(os.listdir(folder)), names)
        for reason in ("3 (a link)", "4 (not a regular file)", "1 (a file with several names)", "2 (another user's file)"):
            self.assertIn(reason, done.stdout)

    def test_odd_names(self):
        names = [b"line\nbreak", b"\x1b[31mred", b"colon:1,x", b"-rf", b"\xff\xfe", b"new\n:2,S", b"a" * 255, b"b" * 252,
                 b"%s%n", b":2,", b"50%\\"]
        folder = os.fsencode(self.maildir / ".Train.Spam/cur")
        for number, name in enumerate(names):
            self.put(os.fsdecode(folder + b"/" + name), number)
        hidden = self.put(self.maildir / ".Train.Spam/cur/.hidden", 70)
        done = self.train("--verbose")
        self.assertEqual(self.learned(), (len(names), 1))
        self.assertEqual(os.listdir(folder), [b".hidden"])
        self.assertTrue(hidden.exists())
        self.assertEqual(len(self.trash(self.maildir)), len(names) + 1)
        for name in os.listdir(os.fsencode(self.maildir / ".Trash/cur")):
            self.assertIn(b":2,", name)
        self.assertNotIn("\x1b", done.stdout)
        self.assertEqual(done.stdout.count("\n"), len(names) + 2)

    def test_another_users_maildir(self):
        theirs = self.make_home("theirs", ALICE)
        maildir = self.make_maildir(theirs, BOB)
        self.put(maildir / ".Train.Spam/new/1", 1, BOB).chmod(0o666)
        for path in maildir.rglob("*"):
            path.chmod(0o777)
        before = state_of(theirs)
        done = self.train(home=theirs, status=75)
        self.assertIn("another user's folder", done.stderr)
        self.assertEqual(state_of(theirs), before)
        # One folder of it is enough.
        os.chown(maildir, ALICE.pw_uid, ALICE.pw_gid)
        before = state_of(theirs)
        self.assertIn(".Train.Spam/cur: another user's folder", self.train(home=theirs, status=75).stderr)
        self.assertEqual(state_of(theirs), before)

    def test_folders_that_change_during_the_run(self):
        for swapped, target in ((".Train.Spam", "box"), (".Train.Spam/cur", "box/cur"), (".Trash", "box"),
                                (".Trash/cur", "box/cur")):
            with self.subTest(swapped):
                self.swap_during_runs(swapped, target)

    def swap_during_runs(self, swapped, target):
        self.make_folder(self.maildir / ".Trash")
        evil = self.maildir / "evil"
        self.link(self.outside / target, evil)
        stop = threading.Event()

        def swap():
            here, there = os.fsencode(self.maildir / swapped), os.fsencode(evil)
            while not stop.is_set():
                libc.renameat2(AT_FDCWD, here, AT_FDCWD, there, RENAME_EXCHANGE)

        contents = {path.read_bytes() for path in self.messages()}
        thread = threading.Thread(target=swap)
        thread.start()
        try:
            for run in range(12):
                for number in range(10):
                    name = f"{swapped.strip('.').replace('/', '-')}-{run}-{number}"
                    # In a folder that stays, and moved in: so that no link is written through here.
                    made = self.put(self.maildir / "tmp" / name, hash(name) % 10**9)
                    contents.add(made.read_bytes())
                    made.rename(self.maildir / ".Train.Ham/new" / name)
                done = subprocess.run(self.command(), capture_output=True, text=True, timeout=60)
                self.assertIn(done.returncode, (0, 75), done.stderr)
        finally:
            stop.set()
            thread.join()
            if evil.is_symlink():
                evil.unlink()
            else:
                os.unlink(self.maildir / swapped)
                evil.rename(self.maildir / swapped)
        self.assertEqual({path.read_bytes() for path in self.messages()}, contents)
        self.assertEqual(state_of(self.outside), self.untouched)
        self.assertEqual(self.learned()[0], 0)  # Bob's are all spam's folder could have given

    def messages(self):
        return [path for path in self.maildir.rglob("*") if path.is_file() and path.parent.name in ("cur", "new", "tmp")]

    def test_messages_that_change_during_the_run(self):
        folder = self.maildir / ".Train.Spam/new"
        for number in range(100):
            self.put(folder / f"{number}", number)
        others = [self.put(self.maildir / f"tmp/{number}", 1000 + number) for number in range(100)]
        contents = {path.read_bytes() for path in self.messages()}
        stop = threading.Event()

        def swap():
            while not stop.is_set():
                for number, other in enumerate(others):
                    libc.renameat2(AT_FDCWD, os.fsencode(folder / f"{number}"), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE)

        thread = threading.Thread(target=swap)
        thread.start()
        try:
            for _ in range(5):
                subprocess.run(self.command(), capture_output=True, timeout=60, check=False)
        finally:
            stop.set()
            thread.join()
        self.assertEqual({path.read_bytes() for path in self.messages()}, contents)

    # --- Where the machine is in the way. ---

    def test_the_learning_process_is_killed(self):
        self.train()
        folder = self.maildir / ".Train.Spam/new"
        for number in range(30):
            self.put(folder / f"{number:02}", number)
        contents = {path.read_bytes() for path in self.messages()}
        # Another writer keeps the learner waiting while it is killed: its batch, then messages one by one.
        with contextlib.closing(sqlite3.connect(self.database, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            process = subprocess.Popen(self.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            killed = set()
            while len(killed) < 5 and process.poll() is None:
                for child in learners_children(process.pid):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(child, signal.SIGKILL)
                        killed.add(child)
            writer.execute("ROLLBACK")
        out, err = process.communicate()
        self.assertEqual(len(killed), 5, err)
        self.assertIn("the learning process was ended: Killed", err)
        self.assertIn("26 spam and 0 ham learned, 26 moved to .Trash; left: 4 (learning failed)", out)
        self.assertEqual({path.read_bytes() for path in self.messages()}, contents)
        self.assertEqual(process.returncode, 75)
        self.train()
        self.assertEqual(self.learned(), (30, 1))

    def small_disk(self, at, kib, user):
        at.mkdir(exist_ok=True)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k,mode=755,uid={user.pw_uid},gid={user.pw_gid}",
                               "tmpfs", at], capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest("no mounts allowed here: " + done.stderr.strip())
        self.addCleanup(subprocess.run, ["umount", at], check=False)
        return at

    def fill(self, folder):
        with open(folder / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass

    def test_the_databases_disk_is_full(self):
        disk = self.small_disk(self.root / "small", 256, LEARNER)
        self.database = disk / "bayes.db"
        self.train()
        self.fill(disk)
        for number in range(200):
            self.put(self.maildir / f".Train.Spam/new/{number}", number, text=" ".join(f"word{number}x{i}" for i in range(50)))
        before = state_of(self.maildir / ".Train.Spam")
        done = self.train(status=75)
        self.assertIn("left: 200 (the database failed)", done.stdout)
        self.assertEqual(state_of(self.maildir / ".Train.Spam"), before)
        os.remove(disk / "filler")
        subprocess.run(["mount", "-o", "remount,size=8m", disk], check=True)
        self.train()
        self.assertEqual(self.learned(), (200, 1))

    def test_the_homes_disk_is_full(self):
        home = self.small_disk(self.root / "tiny", 64, ALICE)
        maildir = self.make_maildir(home)
        self.put(maildir / ".Train.Spam/new/1", 1)
        # No room for an inode: .Trash cannot be made.
        subprocess.run(["mount", "-o", "remount,nr_inodes=" + str(1 + len(list(home.rglob("*")))), home], check=True)
        before = state_of(maildir)
        done = self.train(home=home, status=75)
        self.assertIn(".Trash: No space left on device", done.stderr)
        self.assertEqual(state_of(maildir), before)
        self.assertEqual(self.learned(), (0, 0))
        subprocess.run(["mount", "-o", "remount,nr_inodes=100", home], check=True)
        self.fill(home)
        self.train(home=home)
        self.assertEqual(self.trash(maildir), ["1:2,"])

    def test_a_database_that_is_not_the_learners(self):
        os.chown(self.root / "db", 0, 0)
        done = self.train(status=75)
        self.assertIn("left: 1 (the database failed)", done.stdout)
        self.assertTrue(self.good.exists())

    def test_a_trash_that_takes_nothing(self):
        self.make_folder(self.maildir / ".Trash")
        (self.maildir / ".Trash/cur").chmod(0o500)
        done = self.train(status=75)
        self.assertIn("left: 1 (learned, not moved: Permission denied)", done.stdout)
        self.assertTrue(self.good.exists())
        (self.maildir / ".Trash/cur").chmod(0o700)
        self.train()
        self.assertEqual(self.learned(), (0, 1))


if __name__ == "__main__":
    main()
