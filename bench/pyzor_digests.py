#!/usr/bin/python3
"""Holds Gatepost's digests against those of Pyzor (apt install pyzor).

  pyzor_digests.py PROGRAM FOLDER-OR-FILE ...      # PROGRAM: build-test/bin/pyzor_digest

Prints where the two differ. Exit status: 0 where they never do.
"""
import email
import os
import pathlib
import subprocess
import sys

import pyzor.digest
import pyzor.hacks.py26

pyzor.hacks.py26.hack_email()
CHUNK = 500


def theirs(path):
    try:
        return pyzor.digest.DataDigester(email.message_from_bytes(path.read_bytes())).value
    except Exception:  # the program ends with it, and says nothing that its caller could read
        return "none"


def main():
    program, *names = sys.argv[1:]
    paths = sorted(path for name in names for path in ([pathlib.Path(name)] if os.path.isfile(name) else pathlib.Path(name).rglob("*"))
                   if path.is_file())
    ours = []
    for at in range(0, len(paths), CHUNK):
        ours += subprocess.run([program, *paths[at:at + CHUNK]], capture_output=True, check=True, text=True).stdout.split()
    differ = 0
    for path, digest in zip(paths, ours):
        if (expected := theirs(path)) != digest:
            differ += 1
            print(f"{path}: {digest}, Pyzor has {expected}")
    print(f"{len(paths)} messages, {differ} with another digest")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
