#!/usr/bin/env python3
"""Writes engine/razor/domain_suffixes.inc: what Razor's engine 8 takes domains to be registered below (Debian package razor).

    tools/gen/razor_suffixes.py > engine/razor/domain_suffixes.inc

In the order of the module: the first that fits a host counts.
"""
import re

MODULE = "/usr/share/perl5/Razor2/Signature/Whiplash.pm"
with open(MODULE, encoding="latin-1") as module:
    suffixes = dict.fromkeys(re.search(r"my @DPL = qw\((.*?)\)", module.read(), re.S)[1].split())

print("// Made by tools/gen/razor_suffixes.py. Do not edit.")
line = ""
for suffix in suffixes:
    entry = f'"{suffix}",'
    if len(line) + len(entry) > 108:
        print(line)
        line = ""
    line += (" " if line else "") + entry
print(line)
