#!/usr/bin/env python3
"""Holds every #include of engine/ against layers.txt, and engine/ to its word: no printing, no exit. And no two
files may give one name to two things that the linker takes for one: headers of different layers never meet a compiler.

  check_layers.py SOURCE_DIR      exit status 1 and a line a finding where the word is broken
"""
import pathlib
import re
import sys

FORBIDDEN_CALLS = re.compile(r"\bstd::(cout|cerr|abort|exit)\b|\b(printf|puts|abort|exit|_exit)\s*\(")


def read_layers(path):
    allowed, only = {}, []
    for line in path.read_text().splitlines():
        if match := re.match(r"only (\S+): (\w+)$", line):
            only.append(match.groups())
        elif match := re.match(r"(\w+):(.*)$", line):
            allowed[match[1]] = set(match[2].split())
    return allowed, only


def strip_comments_and_strings(text):
    """Blanks them, keeping line numbers."""
    pattern = r'//[^\n]*|/\*.*?\*/|R"\((?:.*?)\)"|"(?:\\.|[^"\\\n])*"'
    return re.sub(pattern, lambda m: "\n" * m[0].count("\n"), text, flags=re.S)


def check_file(path, folder, allowed, only):
    findings = []
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
        if not match:
            continue
        name = match[2]
        for prefix, owner in only:
            if name.startswith(prefix) and folder != owner:
                findings.append(f"{path}:{number} includes {name}: {owner} alone may see it")
        if match[1] == '"':
            target = "include" if name.startswith("gatepost/") else name.split("/")[0]
            if target != folder and target not in allowed[folder]:
                findings.append(
                    f"{path}:{number} includes {name}: {folder} may use {', '.join(sorted(allowed[folder]))} only")
    for number, line in enumerate(strip_comments_and_strings(text).splitlines(), 1):
        if call := FORBIDDEN_CALLS.search(line):
            findings.append(f"{path}:{number} calls {call[0].strip()}: the engine neither prints nor exits")
    return findings


def twice_named(paths):
    """Inline variables and functions, and types, outside unnamed namespaces."""
    kept = r"(?:struct|class|enum class|enum|union) (\w+)(?: final)?(?: :[^;]*)? \{"
    kept = re.compile(rf"inline (?:constexpr |const )?[\w:<>, *&]+[ *&](\w+)(?:\[|\{{| =|\()|{kept}")
    found, findings = {}, []
    for path in paths:
        spaces = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if opened := re.match(r"namespace\s*([\w:]*)\s*\{$", line):
                spaces.append(opened[1])
            elif re.match(r"\}\s*// namespace", line):
                spaces.pop()
            elif "" not in spaces and (named := kept.match(line)):
                key = "::".join([*spaces, named[1] or named[2]])
                first = found.setdefault(key, path)
                if first != path:
                    findings.append(f"{path}:{number} defines {key}, as does {first}")
    return findings


def main():
    root = pathlib.Path(sys.argv[1])
    allowed, only = read_layers(root / "layers.txt")
    findings, files = [], 0
    for path in sorted((root / "engine").rglob("*")):
        if path.suffix not in (".h", ".cc"):
            continue
        files += 1
        folder = path.relative_to(root / "engine").parts[0]
        if folder not in allowed:
            findings.append(f"{path}: folder {folder} is not in layers.txt")
            continue
        findings += check_file(path, folder, allowed, only)
    sources = [path for top in ("engine", "tools") for path in sorted((root / top).rglob("*.[hc]*"))]
    findings += twice_named(path for path in sources if path.suffix in (".h", ".cc"))
    # The arrows must form no circle: take away what needs nothing left, until nothing is left.
    left = {name: set(needs) for name, needs in allowed.items()}
    while free := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in free:
            del left[name]
    if left:
        findings.append("layers.txt has a circle among: " + ", ".join(sorted(left)))
    print("\n".join(findings) if findings else f"{files} files keep to layers.txt")
    return 1 if findings or files == 0 else 0


sys.exit(main())
