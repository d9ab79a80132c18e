#!/usr/bin/env python3
"""What bench/compare.sh runs; see there."""
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from compare_plot import write_plot

SPAMASSASSIN = ["-C", "/usr/share/spamassassin", "--siteconfigpath", "/etc/spamassassin"]
corpus, wanted, output = pathlib.Path(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
gatepost = os.environ["GATEPOST"]
work = pathlib.Path(tempfile.mkdtemp(prefix="gatepost-compare-"))
files = sorted(str(path) for path in corpus.rglob("*") if path.is_file())
messages = files[:: max(1, len(files) // wanted)][:wanted]
ham = [path for path in files if "ham" in path.split(os.sep)[-2]][:300]
spam = [path for path in files if "spam" in path.split(os.sep)[-2]][:300]
servers = []
rows = []  # what, program, milliseconds a message


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


def each(program, command, paths=messages):
    """One process a message: the median, after one round that fills the caches."""
    command = [shutil.which(command[0]) or command[0], *command[1:]]
    for path in paths[:10]:
        spawn(command, path)
    rows.append(("one process a message", program, statistics.median(spawn(command, path) for path in paths)))


def bulk(what, program, paths, command, stdin=None, start_ms=0.0):
    """One process for all: the average, without the time `start_ms` that it takes to begin."""
    begin = time.perf_counter()
    subprocess.run(command, input=stdin, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    taken = (time.perf_counter() - begin) * 1000 - start_ms
    rows.append((what, program, taken / len(paths)))


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


def run_gatepost():
    database = ["-p", "/dev/null", "--dbpath", str(work / "bayes.db")]
    compiled = [*SPAMASSASSIN, *database, "--cache", str(work / "rules.gpc")]
    subprocess.run([gatepost, "compile", *compiled], check=True, capture_output=True)
    for kind, paths in (("--ham", ham), ("--spam", spam)):
        bulk("learning", f"gatepost learn {kind}", paths, [gatepost, "learn", *compiled, kind, *paths])
    time.sleep(3)  # within two seconds of a learner's write a check takes SQLite's way, as few do
    each("gatepost check", [gatepost, "check", "--exitcode", *compiled])
    each("gatepost check --no-cache", [gatepost, "check", "--exitcode", *SPAMASSASSIN, *database, "--no-cache"],
         messages[::10])
    # Twice the messages: what the second half takes is the warm engine.
    half = time.perf_counter()
    subprocess.run([gatepost, "check", *compiled, *messages], capture_output=True)
    half = (time.perf_counter() - half) * 1000
    bulk("in bulk, warm", "gatepost check", messages, [gatepost, "check", *compiled, *messages, *messages], start_ms=half)


def run_bogofilter():
    folder = ["-d", str(work)]
    for flag, paths in (("-n", ham), ("-s", spam)):
        bulk("learning", f"bogofilter {flag}", paths, ["bogofilter", *folder, flag, "-b"], "\n".join(paths))
    each("bogofilter -T", ["bogofilter", *folder, "-T"])
    bulk("in bulk, warm", "bogofilter -T -b", messages, ["bogofilter", *folder, "-T", "-b"], "\n".join(messages))


def run_spamassassin():
    if shutil.which("sa-learn"):
        for kind, paths in (("--ham", ham), ("--spam", spam)):
            bulk("learning", f"sa-learn {kind}", paths,
                 ["sa-learn", "-L", "--dbpath", str(work / "sa"), kind, *paths])
    if not shutil.which("spamd"):
        return
    port = "17830"
    if serve(["spamd", "-L", "-x", "--listen", "127.0.0.1", "-p", port, "-m", "1", f"--cf=bayes_path {work}/sa"],
             ["spamc", "-d", "127.0.0.1", "-p", port, "-K"]):
        each("spamc to spamd", ["spamc", "-d", "127.0.0.1", "-p", port, "-c"])


def run_rspamd():
    address = ["-h", "127.0.0.1:11333"]
    if serve(["rspamd", "-f", "-i"], ["rspamc", "-h", "127.0.0.1:11334", "stat"]):
        each("rspamc to rspamd", ["rspamc", *address])
        bulk("in bulk, warm", "rspamc to rspamd", messages, ["rspamc", *address, "-n", "1", *messages])


def table():
    lines = ["| what | program | ms a message | to gatepost |", "|---|---|---|---|"]
    for what, program, taken in rows:
        own = next(row[2] for row in rows if row[0] == what)
        lines.append(f"| {what} | {program} | {taken:.2f} | {taken / own:.1f} |")
    return "\n".join(lines) + "\n"


try:
    run_gatepost()
    for program, run in (("bogofilter", run_bogofilter), ("spamassassin", run_spamassassin), ("rspamd", run_rspamd)):
        if shutil.which(program):
            run()
finally:
    for server in servers:
        server.send_signal(signal.SIGTERM)
        server.wait()
    shutil.rmtree(work, ignore_errors=True)
rows.sort(key=lambda row: ["one process a message", "in bulk, warm", "learning"].index(row[0]))
output.mkdir(parents=True, exist_ok=True)
(output / "compare.md").write_text(table())
write_plot(rows, output / "compare.svg")
print(f"{len(messages)} messages, {sum(os.path.getsize(path) for path in messages)} bytes")
print(table(), end="")
