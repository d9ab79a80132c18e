#!/usr/bin/env python3
"""`gatepost train` over a home on a file system of its user's own (FUSE) that never answers: the process that waits for it
cannot be ended, and must not keep others from being trained. Takes a minute and a half, the time that any user is given.

  train_hang_test.py GATEPOST [TEST ...]
"""
import ctypes
import os
import struct
import subprocess
import sys

from train_fixture import ALICE, SKIPPED, Site, main

libc = ctypes.CDLL(None, use_errno=True)
INIT = 26
MNT_DETACH = 2


def mount_that_hangs(folder, user):
    """A process that answers no request but the first; its id."""
    device = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={device},rootmode=40700,user_id={user.pw_uid},group_id={user.pw_gid}"
    if libc.mount(b"hang", os.fsencode(folder), b"fuse", 0, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), "mount")
    process = os.fork()
    if process == 0:
        while True:
            request = os.read(device, 1 << 17)
            _, kind, number = struct.unpack_from("<IIQ", request)
            if kind == INIT:
                reply = struct.pack("<IIIIHHI", 7, 26, 65536, 0, 12, 9, 65536).ljust(64, b"\0")
                os.write(device, struct.pack("<IiQ", 16 + len(reply), 0, number) + reply)
    os.close(device)
    return process


class Hang(Site):
    def test_a_file_system_that_never_answers(self):
        (self.home / "Maildir").mkdir()
        try:
            process = mount_that_hangs(self.home / "Maildir", ALICE)
        except OSError as error:
            print("SKIPPED: no FUSE here:", error)
            sys.exit(SKIPPED)
        try:
            # Not into a pipe, whose end would be waited for: the process that is left holds it.
            with open(self.root / "said", "w", encoding="utf-8") as said:
                done = subprocess.run(self.command("--timeout", "1"), stdout=said, stderr=said, timeout=150, check=False)
            self.assertEqual(done.returncode, 75)
            self.assertIn("cannot be ended and is left alone", (self.root / "said").read_text(encoding="utf-8"))
            free = subprocess.run(["flock", "-n", self.root / "lock", "true"], check=False)
            self.assertEqual(free.returncode, 0, "the next run finds the lock free")
        finally:
            os.kill(process, 9)
            os.waitpid(process, 0)
            libc.umount2(os.fsencode(self.home / "Maildir"), MNT_DETACH)


if __name__ == "__main__":
    main()
