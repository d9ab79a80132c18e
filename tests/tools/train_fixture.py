"""A site for tests of `gatepost train`: two users with homes, a learner, a database, rules. Needs root."""
import contextlib
import os
import pathlib
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

GATEPOST = sys.argv[1] if len(sys.argv) > 1 else "gatepost"
SKIPPED = 77  # ctest's SKIP_RETURN_CODE
ALICE, BOB, LEARNER = (pwd.getpwnam(name) for name in ("games", "news", "daemon"))


def folder_for_all():
    """TMPDIR, where the users can enter it."""
    folder = pathlib.Path(tempfile.gettempdir()).absolute()
    return folder if all(at.stat().st_mode & 0o001 for at in (folder, *folder.parents)) else "/tmp"


def message(number, text="buy these pills"):
    return (f"From: Sender <s{number}@example.com>\nTo: you@example.org\nMessage-ID: <{number}@example.com>\n"
            f"Subject: offer number {number}\nDate: Mon, 23 Nov 2026 10:00:00 +0000\n\n{text} {number}\n").encode()


def state_of(folder):
    """Everything below a folder: type, mode, owner, links and bytes. What must not change is compared by it."""
    state = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        info = path.lstat()
        content = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else None
        state[os.fsencode(path)] = (info.st_mode, info.st_uid, info.st_gid, info.st_nlink, content)
    return state


class Site(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="gatepost-train-", dir=folder_for_all()))
        self.addCleanup(shutil.rmtree, self.root, True)
        self.root.chmod(0o755)
        for name in ("rules", "site", "db", "outside"):
            (self.root / name).mkdir()
        (self.root / "rules/10.cf").write_text("body PILLS /pills/\n")
        os.chown(self.root / "db", LEARNER.pw_uid, LEARNER.pw_gid)
        self.database = self.root / "db/bayes.db"
        self.home = self.make_home("alice", ALICE)

    # --- Making things. ---

    def make_home(self, name, user):
        home = self.root / name
        home.mkdir(mode=0o755)
        os.chown(home, user.pw_uid, user.pw_gid)
        return home

    def make_folder(self, path, user=ALICE, parts=("cur", "new", "tmp")):
        for folder in (path, *(path / part for part in parts)):
            if not folder.exists():
                folder.mkdir()
                os.chown(folder, user.pw_uid, user.pw_gid)
        return path

    def make_maildir(self, home=None, user=ALICE):
        maildir = self.make_folder((home or self.home) / "Maildir", user)
        for name in (".Train.Spam", ".Train.Ham"):
            self.make_folder(maildir / name, user)
        return maildir

    def put(self, path, number=1, user=ALICE, text="buy these pills"):
        path = pathlib.Path(path)
        path.write_bytes(message(number, text))
        os.chown(path, user.pw_uid, user.pw_gid)
        path.chmod(0o600)
        return path

    # --- Running. ---

    def command(self, *options, user=ALICE, home=None):
        return [GATEPOST, "train", "-C", self.root / "rules", "--siteconfigpath", self.root / "site",
                "--dbpath", self.database, "--lock", self.root / "lock", "--learner", LEARNER.pw_name,
                "--user", user.pw_name, "--home", home or self.home, *options]

    def train(self, *options, status=0, **who):
        done = subprocess.run(self.command(*options, **who), capture_output=True, text=True, timeout=100)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def train_alone(self, database, name=ALICE.pw_name, **how):
        """What ALICE gets who runs it for the user of this name."""
        program = self.root / "gatepost"
        if not program.exists():
            shutil.copy(GATEPOST, program)  # the sources may lie where only root may look
        return subprocess.run([program, "train", "-C", self.root / "rules", "--siteconfigpath", self.root / "site",
                               "--dbpath", database, "--home", self.home, "--user", name],
                              capture_output=True, text=True, user=ALICE.pw_uid, group=ALICE.pw_gid, extra_groups=[],
                              timeout=100, **how)

    # --- Looking. ---

    def learned(self):
        """Messages the database counts: (spam, ham)."""
        if not self.database.exists():
            return (0, 0)
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'bayes_vars'").fetchone():
                return (0, 0)
            row = database.execute("SELECT sum(spam_count), sum(ham_count) FROM bayes_vars").fetchone()
        return tuple(number or 0 for number in row)

    def trash(self, maildir):
        folder = maildir / ".Trash/cur"
        return sorted(os.listdir(folder)) if folder.exists() else []


def main():
    if os.geteuid() != 0:
        print("SKIPPED: these tests act for several users and need root")
        sys.exit(SKIPPED)
    os.umask(0o022)  # the users are to read what is made
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
