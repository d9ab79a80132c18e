#!/usr/bin/env python3
"""What bench/compare.sh runs; see there."""
import os
import pathlib
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from compare_plot import write_plot

SPAMASSASSIN = ["-C", "/usr/share/spamassassin", "--siteconfigpath", "/etc/spamassassin"]
ROUNDS, TOKENS = 3, 1_000_000
# What asks a network: spamd -L and Gatepost do not either.
RSPAMD_NETWORK = "rbl spf dkim arc dmarc fuzzy_check asn mx_check hfilter url_redirector phishing".split()
corpus, wanted, output = pathlib.Path(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
gatepost = os.environ["GATEPOST"]
work = pathlib.Path(tempfile.mkdtemp(prefix="gatepost-compare-"))
files = sorted(str(path) for path in corpus.rglob("*") if path.is_file())
messages = files[:: max(1, len(files) // wanted)][:wanted]
ham = [path for path in files if "ham" in path.split(os.sep)[-2]]
spam = [path for path in files if "spam" in path.split(os.sep)[-2]]
servers = []
rows = []  # what, program, milliseconds a message
COLD, BULK, LEARNING = "one process a message", "in bulk, warm", "learning"


def spawn(arguments, stdin):
    """Milliseconds from the start of a process to its end."""
    null = os.open(os.devnull, os.O_WRONLY)
    source = os.open(stdin, os.O_RDONLY)
    actions = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
    begin = time.perf_counter()
    pid = os.posix_spawn(arguments[0], arguments, os.environ, file_actions=actions)
    os.waitpid(pid, 0)
    taken = (time.perf_counter() - begin) * 1000
    os.close(source)
    os.close(null)
    return taken


def by_turns(commands, paths=messages, rounds=ROUNDS):
    """One process a message, all programs for one message before the next: the median, after some that fill caches."""
    commands = {name: [shutil.which(command[0]) or command[0], *command[1:]] for name, command in commands.items()}
    times = {name: [] for name in commands}
    first = paths[:10]
    for number, path in enumerate([*first, *paths * rounds]):
        for name, command in commands.items():
            taken = spawn(command, path)
            if number >= len(first):
                times[name].append(taken)
    rows.extend((COLD, name, statistics.median(taken)) for name, taken in times.items())


def seconds(command, names=None, **options):
    """Of a process that is given the names as arguments, or as lines of standard input where `names` is said."""
    begin = time.perf_counter()
    subprocess.run(command, input=None if names is None else "\n".join(names), text=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, **options)
    return time.perf_counter() - begin


def bulk(program, command, by_lines=False):
    """One process for all: what it takes longer for twice the messages, which leaves its start out. The best of
    some runs of both: the difference is small beside what else the machine may be doing."""
    def run(paths):
        return min(seconds(command, paths) if by_lines else seconds([*command, *paths]) for _ in range(ROUNDS))
    rows.append((BULK, program, max(run(messages * 2) - run(messages), 1e-6) * 1000 / len(messages)))


def learn(program, command, paths, by_lines=False):
    taken = seconds(command, paths) if by_lines else seconds([*command, *paths])
    rows.append((LEARNING, program, taken * 1000 / len(paths)))


def serve(command, ready):
    """Starts a server; true once `ready` succeeds."""
    servers.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    for _ in range(120):
        time.sleep(0.5)
        if servers[-1].poll() is not None:
            return False
        if subprocess.run(ready, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0:
            return True
    return False


def speaks_bayes(command):
    """Whether Bayes took part in the verdict on a message that was learned."""
    with open(spam[0], "rb") as message:
        return b"BAYES_" in subprocess.run(command, stdin=message, capture_output=True).stdout


def fill(database):
    """Adds random tokens until there are TOKENS."""
    command = [gatepost, "db", "-p", "/dev/null", "--dbpath", database]
    text = subprocess.run([*command, "backup"], capture_output=True, text=True, check=True).stdout
    maker = random.Random(1)
    lines = [f"t\t1\t0\t1000000000\t{maker.getrandbits(40):010x}" for _ in range(TOKENS - text.count("\nt\t"))]
    subprocess.run([*command, "restore"], input=text + "\n".join(lines) + "\n", text=True, check=True,
                   stdout=subprocess.DEVNULL)


def prepare_gatepost():
    database = ["-p", "/dev/null", "--dbpath", str(work / "bayes.db")]
    compiled = [*SPAMASSASSIN, *database, "--cache", str(work / "rules.gpc")]
    subprocess.run([gatepost, "compile", *compiled], check=True, capture_output=True)
    for kind, paths in (("--ham", ham), ("--spam", spam)):
        learn(f"gatepost learn {kind}", [gatepost, "learn", *compiled, kind], paths)
    fill(str(work / "bayes.db"))
    time.sleep(3)  # within two seconds of a learner's write a check takes SQLite's way, as few do
    return ([gatepost, "check", *compiled],
            [gatepost, "check", "--exitcode", *SPAMASSASSIN, *database, "--no-cache"])


def prepare_bogofilter():
    folder = ["-d", str(work)]
    for flag, paths in (("-n", ham), ("-s", spam)):
        learn(f"bogofilter {flag}", ["bogofilter", *folder, flag, "-b"], paths, by_lines=True)
    return ["bogofilter", *folder, "-T"]


def serve_spamassassin():
    """spamc's command, or None."""
    folder = work / "sa"
    folder.mkdir()
    if shutil.which("sa-learn"):
        for kind, paths in (("--ham", ham), ("--spam", spam)):
            learn(f"sa-learn {kind}", ["sa-learn", "-L", "--dbpath", str(folder / "bayes"), kind], paths)
    port, user = "17830", []
    if os.geteuid() == 0:  # spamd gives root's rights away, and reads and writes the database as this user
        user = ["-u", "nobody"]
        work.chmod(0o711)
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, "nobody")
    client = ["spamc", "-d", "127.0.0.1", "-p", port]
    started = shutil.which("spamd") and serve(
        ["spamd", "-L", "-x", "--listen", "127.0.0.1", "-p", port, "-m", "1", *user, f"--cf=bayes_path {folder}/bayes"],
        [*client, "-K"])
    return client if started else None


def serve_rspamd():
    """rspamc's command, or None."""
    local = work / "rspamd" / "local.d"
    local.mkdir(parents=True)
    for module in RSPAMD_NETWORK:
        (local / f"{module}.conf").write_text("enabled = false;\n")
    started = shutil.which("rspamd") and serve(["rspamd", "-f", "-i", "--var", f"LOCAL_CONFDIR={local.parent}"],
                                               ["rspamc", "-h", "127.0.0.1:11334", "stat"])
    return ["rspamc", "-h", "127.0.0.1:11333"] if started else None


def run():
    check, uncached = prepare_gatepost()
    alone = {"gatepost check": [*check, "--exitcode"]}
    if shutil.which("bogofilter"):
        alone["bogofilter -T"] = prepare_bogofilter()
    by_turns(alone)
    by_turns({"gatepost check --no-cache": uncached}, messages[::10], 1)
    bulk("gatepost check", check)
    if "bogofilter -T" in alone:
        bulk("bogofilter -T -b", [*alone["bogofilter -T"], "-b"], by_lines=True)
    spamc, rspamc = serve_spamassassin(), serve_rspamd()
    served = {}
    if spamc:
        served["spamc to spamd"] = [*spamc, "-c"]
        if speaks_bayes([*check, "--format", "tests"]) != speaks_bayes([*spamc, "-y"]):
            print("NOT COMPARABLE: Bayes spoke in one of gatepost and spamd only")
    if rspamc:
        served["rspamc to rspamd"] = rspamc
    by_turns(served)
    if rspamc:
        bulk("rspamc to rspamd", [*rspamc, "-n", "1"])


def table():
    lines = ["| what | program | ms a message | to gatepost |", "|---|---|---|---|"]
    for what, program, taken in rows:
        own = next(row[2] for row in rows if row[0] == what)
        lines.append(f"| {what} | {program} | {taken:.2f} | {taken / own:.1f} |")
    return "\n".join(lines) + "\n"


for path in messages:  # nobody is to be the first who reads them from the disk
    pathlib.Path(path).read_bytes()
try:
    run()
finally:
    for server in servers:
        server.send_signal(signal.SIGTERM)
        server.wait()
    shutil.rmtree(work, ignore_errors=True)
rows.sort(key=lambda row: [COLD, BULK, LEARNING].index(row[0]))
output.mkdir(parents=True, exist_ok=True)
(output / "compare.md").write_text(table())
write_plot(rows, output / "compare.svg")
print(f"{len(messages)} messages, {sum(os.path.getsize(path) for path in messages)} bytes; {len(ham)} ham and {len(spam)} "
      "spam learned")
print(table(), end="")
