#!/usr/bin/env python3
"""--help and the man pages name the same commands, options and exit statuses, and mandoc finds no fault in the pages.

  man_pages_test.py GATEPOST COMPAT_DIR MAN_DIR

That the programs end in each status that a page names, and in what case, is shown by a call for each.
"""
import os
import pathlib
import pwd
import re
import shutil
import subprocess
import sys
import tempfile

gatepost, compat, man_dir = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
faults = []


def help_of(program, *words):
    """sa-learn's help is on standard error, as the original's."""
    done = subprocess.run([program, *words, "--help"], capture_output=True, text=True)
    return done.stdout + done.stderr


def page(name):
    path = man_dir / f"{name}.1"
    if not path.exists():
        faults.append(f"no page {path}")
        return ""
    lint = subprocess.run(["mandoc", "-Tlint", "-Wwarning", path], capture_output=True, text=True)
    if lint.stdout.strip():
        faults.append(lint.stdout.strip())
    return path.read_text()


def section(text, name):
    return re.split(r"^\.S[sh] ", text.partition(name + "\n")[2], maxsplit=1, flags=re.M)[0]


def options_of_page(text, macros=".It Fl"):
    """The words behind Fl, as one types them, of lines that begin so."""
    found = set()
    for line in text.splitlines():
        if not line.startswith(macros):
            continue
        is_option = False
        for word in line.split():
            if word in ("Fl", ".Fl"):
                is_option = True
            elif word in (",", "|", "."):
                continue
            elif not re.fullmatch(r"-?[A-Za-z0-9?][A-Za-z0-9-]*", word) or word in ("Ar", "Op", "Cm", "Ns", "Pq"):
                is_option = False
            elif is_option:
                found.add("-" + word)
    return found


def options_of_help(text):
    """Those that begin a line."""
    lines = re.findall(r"^ +(-.*?)(?:  | [A-Z]|=|:|$)", text, re.M)
    return {option for line in lines for option in re.findall(r"--?[A-Za-z0-9][A-Za-z0-9-]*", line)} - {"-h", "--help"}


def compare(name, in_help, in_page):
    faults.extend(f"{name}: the page does not explain {option}" for option in sorted(in_help - in_page))
    faults.extend(f"{name}: --help does not name {option}" for option in sorted(in_page - in_help))


main_page = page("gatepost")
shared = options_of_page(section(main_page, "Options of every command that reads configuration"))
commands = re.findall(r"^  ([a-z]+) +\S", help_of(gatepost).split("commands:")[1], re.M)
if not commands or not shared:
    faults.append("no commands in --help, or no options in gatepost.1")
for command in commands:
    if f"gatepost-{command} 1" not in main_page:
        faults.append(f"gatepost.1 does not name gatepost-{command}")
    text = help_of(gatepost, command)
    in_help = options_of_help(text)
    for word in re.findall(r"^  ([a-z]+) ", text.partition("Subcommands:")[2], re.M):
        in_help |= options_of_help(help_of(gatepost, command, word))
        if f".It Cm {word}" not in page(f"gatepost-{command}"):
            faults.append(f"gatepost-{command}.1 does not explain {word}")
    reads_configuration = "--siteconfigpath" in in_help
    in_page = options_of_page(page(f"gatepost-{command}")) | (shared if reads_configuration else set())
    compare(f"gatepost {command}", in_help, in_page)

# Their help is prose that names each option once, and spamassassin's options that sa-learn has are "as above".
compat_page = page("gatepost-compat")
for program in ("spamc", "spamassassin", "sa-learn"):
    in_help = set(re.findall(r"(?<![\w-])--?[A-Za-z0-9][A-Za-z0-9-]*", help_of(compat / program)))
    in_page = options_of_page(section(compat_page, f".Ss {program}"), (".It Fl", ".Fl"))
    ignored = {"-V", "-h", "-e", "-x"} if program == "spamassassin" else {"-V", "-h"}
    compare(program, in_help - ignored, in_page - ignored)

# --- exit statuses ---
work = pathlib.Path(tempfile.mkdtemp(prefix="gatepost-man-"))
for name, text in {
    "ham/1": "From: a@example.org\nSubject: lunch\n\nat noon\n",
    "ham/2": "From: a@example.org\nSubject: dinner\n\nat eight\n",
    "spam/1": "From: b@example.org\nSubject: pills\n\ncheap\n",
    "spam/2": "From: b@example.org\nSubject: money\n\nmuch\n",
    "spam/3": "Subject: x\n\nXJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n",
    "home/.none": "",
    "broken": "v\t3\tdb_version\nno line\n",
    "noise": "not a database, but long enough to be one" * 40,
}.items():
    (work / name).parent.mkdir(exist_ok=True)
    (work / name).write_text(text)
(work / "home").chmod(0o700)
user = pwd.getpwuid(os.geteuid()).pw_name
plain = ["-p", "/dev/null", "--siteconfigpath", "/dev/null", "--no-cache"]
bayes = [*plain, "--dbpath", f"{work}/bayes.db"]
gtube, lunch, nowhere = f"{work}/spam/3", f"{work}/ham/1", "/nonexistent/x"
corpus = ["--ham", f"{work}/ham", "--spam", f"{work}/spam", *plain, "-q"]
training = ["train", "-u", user, "--home", f"{work}/home", "--learner", user, *bayes, "--lock"]


def run_of_corpus(command, output):
    return {
        0: [command, *corpus, "-o", output],
        64: [command, "--nope"],
        65: [command, "--ham", f"{work}/ham", "--spam", "/dev/null", *plain],
        66: [command, *corpus, "-o", output, "--ham", nowhere],
        69: [command, *corpus, "-C", nowhere],
        74: [command, *corpus, "-o", "/nonexistent/x"],
        75: ["TMPDIR=/nonexistent", command, *corpus, *(["--split", "odd-even"] * (command == "evaluate"))],
    }


# By page: a call for each status. "NAME=value" in front is its environment; "> FILE" at the end where it writes.
CALLS = {
    "learn": {
        0: ["learn", "--spam", *bayes, "-q", gtube],
        64: ["learn", gtube],
        66: ["learn", "--spam", *bayes, "-q", nowhere],
        69: ["learn", "--spam", *bayes, "-C", nowhere, gtube],
        75: ["learn", "--spam", *plain, "--dbpath", nowhere, gtube],
    },
    "check": {
        0: ["check", *plain, lunch],
        1: ["check", "-E", *plain, gtube],
        64: ["check", "--nope"],
        66: ["check", *plain, nowhere],
        69: ["check", *plain, "-C", nowhere, lunch],
        74: ["check", *plain, lunch, "> /dev/full"],
    },
    "compile": {
        0: ["compile", *plain, "--cache", f"{work}/rules.gpc"],
        64: ["compile", "--nope"],
        69: ["compile", *plain, "--cache", nowhere],
    },
    "db": {
        0: ["db", *bayes, "verify"],
        64: ["db", *bayes],
        65: ["db", *bayes, "restore", f"{work}/broken"],
        66: ["db", *plain, "--dbpath", nowhere, "stats"],
        69: ["db", *bayes, "-C", nowhere, "stats"],
        75: ["db", *bayes, "backup", "> /dev/full"],
    },
    "evaluate": run_of_corpus("evaluate", f"{work}/report"),
    "filter": {
        0: ["filter", *plain],
        1: ["filter", "-E", *plain],
        64: ["filter", "--nope"],
        75: ["filter", *plain, "> /dev/full"],
    },
    "lint": {
        0: ["lint", *plain],
        1: ["lint", *plain, "--cf", "body X /(/"],
        64: ["lint", "--nope"],
        69: ["lint", *plain, "-C", nowhere],
    },
    "prefs": {
        1: [f"HOME={work}/home", "prefs"],
        0: [f"HOME={work}/home", "prefs", "--create"],
        64: ["prefs", "--nope"],
    },
    "train": {
        0: [*training, f"{work}/lock"],
        64: ["train", "--nope"],
        67: ["train", "-u", "nobody-of-this-name", *bayes],
        69: [*training, f"{work}/lock", "-C", nowhere],
        75: [*training, nowhere],
    },
    "tune": run_of_corpus("tune", f"{work}/scores"),
}


def status_of(call):
    words, environment, out = list(call), dict(os.environ, HOME=f"{work}/home"), "/dev/null"
    while "=" in words[0]:
        environment.update([words.pop(0).split("=", 1)])
    if words[-1].startswith("> "):
        out = words.pop()[2:]
    with open(gtube, "rb") as mail, open(out, "wb") as output:
        done = subprocess.run([gatepost, *words], stdin=mail, stdout=output, stderr=subprocess.PIPE, env=environment,
                              text=True, timeout=120)
    return done.returncode, done.stderr


subprocess.run([gatepost, *CALLS["learn"][0]], check=True)
for command in commands:
    text = section(page(f"gatepost-{command}"), ".Sh EXIT STATUS")
    if same := re.match(r"As\n\.Xr (\S+) 1", text):
        text = section(page(same[1]), ".Sh EXIT STATUS")
    named = {int(status) for status in re.findall(r"^\.It (\d+)$", text, re.M)}
    calls = CALLS.get(command, {})
    if named != calls.keys():
        faults.append(f"gatepost-{command}.1 names the statuses {sorted(named)}, calls are there for {sorted(calls)}")
    for expected, call in calls.items():
        status, error = status_of(call)
        if status != expected:
            faults.append(f"{' '.join(call)}: status {status}, not {expected}: {error[:300]}")
shutil.rmtree(work)

print("\n".join(faults) if faults else f"{len(commands)} commands, all explained")
sys.exit(1 if faults else 0)
