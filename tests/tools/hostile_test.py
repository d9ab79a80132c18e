#!/usr/bin/env python3
"""Each kind of hostile mail gets its verdict within Courier's 32 MiB of data (`ulimit -d 32768`), and soon; `filter`
marks it within as much, and takes the marks out again.

  hostile_test.py GATEPOST RULES SUPPORT

SUPPORT is the folder of hostile_mail.py. Also: where memory does run out, the verdict is one of a part of the mail.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile
import unittest

GATEPOST, RULES, SUPPORT = sys.argv[1:4]
sys.path.insert(0, SUPPORT)
from hostile_mail import HOSTILE, hostile_size  # noqa: E402

LIMIT_KIB = 32768
# Seconds of processor time; the slowest takes half a second on a machine with nothing else to do.
MOST_SECONDS = 5


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.cache = os.path.join(cls.folder.name, "all.gpc")
        site = os.path.join(cls.folder.name, "site")
        os.mkdir(site)
        cls.config = ["-C", RULES, "--siteconfigpath", site,
                      "--dbpath", os.path.join(cls.folder.name, "bayes.db"), "--cache", cls.cache]
        cls.unwrapped = os.path.join(cls.folder.name, "user_prefs")
        with open(cls.unwrapped, "w", encoding="ascii") as prefs:
            prefs.write("report_safe 0\n")
        subprocess.run([GATEPOST, "compile", *cls.config, "-p", "/dev/null"], check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_within(self, mail, limit_kib, command, *options, prefs="/dev/null"):
        def lower():
            resource.setrlimit(resource.RLIMIT_DATA, (limit_kib * 1024, limit_kib * 1024))
            resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        return subprocess.run([GATEPOST, command, "-s", "0", "--timeout", "0", *options, *self.config, "-p", prefs],
                              input=mail, preexec_fn=lower, capture_output=True)

    def check(self, mail, limit_kib, *options):
        return self.run_within(mail, limit_kib, "check", *options)

    def test_spam_is_rejected_whatever_it_is_made_of(self):
        for name, make in HOSTILE.items():
            with self.subTest(name):
                done = self.check(make(hostile_size(name)), LIMIT_KIB, "--exitcode", "--format", "json")
                self.assertEqual(done.returncode, 1, done.stderr[-200:])
                verdict = json.loads(done.stdout)
                self.assertNotIn("not_scanned", verdict)
                self.assertNotIn("memory", verdict.get("limits_met", []))

    def test_spam_is_marked_whatever_it_is_made_of(self):
        for number, (name, make) in enumerate(HOSTILE.items()):
            with self.subTest(name):
                mail = make(hostile_size(name))
                done = self.run_within(mail, LIMIT_KIB, "filter", prefs=self.unwrapped if number % 2 else "/dev/null")
                self.assertEqual(done.returncode, 0)
                self.assertNotIn(b"out of memory", done.stderr)
                self.assertIn(b"\nX-Spam-Flag: YES\n", done.stdout.replace(b"\r", b""))
                clean = self.run_within(done.stdout, LIMIT_KIB, "filter", "-d")
                self.assertEqual((clean.returncode, clean.stderr), (0, b""))
                self.assertNotIn(b"X-Spam-Flag: YES", clean.stdout)

    def test_without_memory_a_part_is_checked(self):
        # Less than a message of such text needs, and more than an eighth of it.
        done = self.check(HOSTILE["html-latin"](10 << 20), 6 << 10, "--exitcode", "--format", "json")
        self.assertEqual(done.returncode, 1, done.stderr)
        verdict = json.loads(done.stdout)
        self.assertIn("memory", verdict["limits_met"])
        self.assertIn(b"out of memory: not all of the message was looked at", done.stderr)

    def test_with_next_to_none_the_mail_passes(self):
        done = self.check(HOSTILE["html-latin"](10 << 20), 2 << 10, "--exitcode", "--format", "json")
        # 0 where the check had begun, 75 where not even that: no mail server refuses for either.
        self.assertIn(done.returncode, (0, 75))
        self.assertIn(b"out of memory", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
