#!/usr/bin/env python3
"""Breaks the rules of layers.txt in a copy and expects check_layers.py to see it."""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
LAYERS = "include:\nbase: include\nmail: base include\nonly re2/: mail\n"
CASES = {  # file: (text, what the finding must say)
    "engine/base/a.h": ('#include "mail/b.h"\n', "base may use include only"),
    "engine/base/c.cc": ("#include <re2/re2.h>\n", "mail alone may see it"),
    "engine/mail/d.cc": ('void f() { printf("x"); }\n', "neither prints nor exits"),
    "engine/other/e.h": ("\n", "not in layers.txt"),
    "engine/mail/good.cc": ('#include "base/x.h"\n// printf("no")\n', None),
}


def run(files, layers=LAYERS):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "layers.txt").write_text(layers)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        done = subprocess.run([sys.executable, HERE / "check_layers.py", root], capture_output=True, text=True)
        return done.returncode, done.stdout


for name, (text, expected) in CASES.items():
    status, output = run({name: text})
    assert (status, bool(expected)) in ((1, True), (0, False)), (name, status, output)
    assert not expected or expected in output, (name, output)
ONE = "namespace gatepost {\n%s\n}  // namespace gatepost\n"
for text, bad in (("inline constexpr char kVersion[] = \"1\";", True), ("struct Frame {\n  int a;\n};", True),
                  ("inline bool Has(int a) { return a; }", True), ("class Frame;", False),
                  ("namespace {\nstruct Frame {\n};\n}  // namespace", False), ("bool Has(int a);", False)):
    status, output = run({"engine/base/x.h": ONE % text, "tools/y.h": ONE % text})
    assert (status, "as does" in output) == ((1, True) if bad else (0, False)), (text, status, output)
status, output = run({"engine/base/x.h": ""}, "base: mail\nmail: base\n")
assert status == 1 and "circle" in output, output
status, output = run({})
assert status == 1, "no files at all must not pass"
print("check_layers.py sees what it should")
