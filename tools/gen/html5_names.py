#!/usr/bin/env python3
"""Writes engine/pyzor/html5_names.inc: the named characters of HTML 5 (https://html.spec.whatwg.org/entities.json).

    tools/gen/html5_names.py > engine/pyzor/html5_names.inc

Sorted by name, for binary search: name, one or two code points, and whether it is also known without its semicolon.
"""
from html.entities import html5

print("// Made by tools/gen/html5_names.py. Do not edit.")
line = ""
for name in sorted(name[:-1] for name in html5 if name.endswith(";")):
    points = [ord(c) for c in html5[name + ";"]] + [0]
    assert name not in html5 or html5[name] == html5[name + ";"]
    entry = '{"%s", 0x%X, 0x%X, %s},' % (name, points[0], points[1], "true" if name in html5 else "false")
    if len(line) + len(entry) > 108:
        print(line)
        line = ""
    line += (" " if line else "") + entry
print(line)
