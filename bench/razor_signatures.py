#!/usr/bin/env python3
"""Holds Gatepost's signatures against those of Razor's own client (apt install razor).

  razor_signatures.py PROGRAM FOLDER-OR-FILE ...      # PROGRAM: build/bin/razor_signatures

Prints where the two differ. Exit status: 0 where they never do.
"""
import os
import pathlib
import subprocess
import sys

CHUNK = 500


def main():
    program, *names = sys.argv[1:]
    paths = sorted(path for name in names for path in ([pathlib.Path(name)] if os.path.isfile(name) else pathlib.Path(name).rglob("*"))
                   if path.is_file())
    theirs = subprocess.run(["perl", pathlib.Path(__file__).with_suffix(".pl")], input="".join(f"{path}\n" for path in paths), capture_output=True,
                            check=True, text=True).stdout.splitlines()
    ours = []
    for at in range(0, len(paths), CHUNK):
        ours += subprocess.run([program, *paths[at:at + CHUNK]], capture_output=True, check=True, text=True).stdout.splitlines()
    assert len(theirs) == len(ours) == len(paths)
    differ = 0
    for path, expected, got in zip(paths, theirs, ours):
        if expected != got:
            differ += 1
            print(f"{path}:{got}, Razor has{expected}")
    count = sum(len(line.split()) for line in ours)
    print(f"{len(paths)} messages, {count} signatures, {differ} messages with others")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
