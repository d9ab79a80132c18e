#!/usr/bin/env python3
"""Every command and every option of --help stands in a man page, and mandoc finds no fault in the pages.

  man_pages_test.py GATEPOST MAN_DIR
"""
import pathlib
import re
import subprocess
import sys

gatepost, man_dir = sys.argv[1], pathlib.Path(sys.argv[2])
faults = []


def help_of(*words):
    return subprocess.run([gatepost, *words, "--help"], capture_output=True, text=True, check=True).stdout


def page(name):
    path = man_dir / f"{name}.1"
    if not path.exists():
        faults.append(f"no page {path}")
        return ""
    lint = subprocess.run(["mandoc", "-Tlint", "-Wwarning", path], capture_output=True, text=True)
    if lint.stdout.strip():
        faults.append(lint.stdout.strip())
    return path.read_text()


main_page = page("gatepost")
commands = re.findall(r"^  ([a-z]+) +\S", help_of().split("commands:")[1], re.M)
if not commands:
    faults.append("no commands in --help")
for command in commands:
    if f"gatepost-{command} 1" not in main_page:
        faults.append(f"gatepost.1 does not name gatepost-{command}")
    text = page(f"gatepost-{command}") + main_page
    for option in re.findall(r"--([a-z][a-z-]+)", help_of(command)):
        if option != "help" and f"Fl -{option}" not in text:
            faults.append(f"gatepost-{command}.1 does not explain --{option}")

print("\n".join(faults) if faults else f"{len(commands)} commands, all explained")
sys.exit(1 if faults else 0)
