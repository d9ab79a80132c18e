#!/usr/bin/env python3
"""Each kind of hostile mail gets its verdict within Courier's 32 MiB of data (`ulimit -d 32768`), and soon.

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
        cls.config = ["-C", RULES, "--siteconfigpath", site, "-p", "/dev/null",
                      "--dbpath", os.path.join(cls.folder.name, "bayes.db"), "--cache", cls.cache]
        subprocess.run([GATEPOST, "compile", *cls.config], check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def check(self, mail, limit_kib, *options):
        def lower():
            resource.setrlimit(resource.RLIMIT_DATA, (limit_kib * 1024, limit_kib * 1024))
            resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        return subprocess.run([GATEPOST, "check", "-s", "0", "--timeout", "0", *options, *self.config], input=mail,
                              preexec_fn=lower, capture_output=True)

    def test_spam_is_rejected_whatever_it_is_made_of(self):
        for name, make in HOSTILE.items():
            with self.subTest(name):
                done = self.check(make(hostile_size(name)), LIMIT_KIB, "--exitcode", "--format", "json")
                self.assertEqual(done.returncode, 1, done.stderr[-200:])
                verdict = json.loads(done.stdout)
                self.assertNotIn("not_scanned", verdict)
                self.assertNotIn("memory", verdict.get("limits_met", []))

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
