#!/usr/bin/env python3
"""Every file that a comment, a README or a script names is there. (Not those of rules/: tests make such folders.)

  check_paths.py SOURCE_DIR       exit status 1 and a line a path that is not
"""
import pathlib
import re
import sys

FOLDERS = "engine tests tools bench data packaging cmake".split()
PATH = re.compile(rf"(?<![\w./-])(?:{'|'.join(FOLDERS)})/[\w./*-]*[\w*]")
SUFFIXES = {".cc", ".h", ".md", ".py", ".sh", ".pl", ".cf", ".txt", ".cmake", ".1"}


def main():
    root = pathlib.Path(sys.argv[1])
    files = [path for path in root.iterdir() if path.suffix in SUFFIXES]
    for folder in FOLDERS:
        files += [path for path in (root / folder).rglob("*") if path.suffix in SUFFIXES and path.is_file()]
    findings = []
    for path in sorted(files):
        if path.name == "check_layers_test.py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if re.match(r"\s*#\s*include", line):
                continue
            for name in PATH.findall(line):
                # As seen from the tree, or from engine/, or from the file's own folder.
                if "NAME" not in name and not any(any(base.glob(name)) for base in (root, root / "engine", path.parent)):
                    findings.append(f"{path.relative_to(root)}:{number}: no {name}")
    print("\n".join(findings) if findings else f"{len(files)} files name what is there")
    return 1 if findings or not files else 0


sys.exit(main())
