#!/usr/bin/env python3
"""Holds Gatepost's network tests against SpamAssassin's: both check the same mail and ask one made-up DNS (fake_dns.py).

  network_parity.py GATEPOST [--rules FOLDER] [--site FOLDER] [--cf LINE] [--records FILE] [--trouble] [--pyzor] [--razor] FOLDER-OR-FILE ...

Needs SpamAssassin 4.0.1, libmail-dkim-perl, libmail-spf-perl and libmail-dmarc-perl; --pyzor: also pyzor and python3-gdbm; --razor: also razor. Prints which rules differ, how often and where first.
Exit status: 0 where all agree.
"""
import argparse
import collections
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
CHUNK = 500  # messages a call of Gatepost


def free_port(kind=socket.SOCK_DGRAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PyzorServer:
    """A pyzord that knows some of the mail, and the folder of a client that asks it."""

    def __init__(self, folder, paths):
        port = free_port()
        server, self.client = folder / "pyzord", folder / "pyzor"
        for path in (server, self.client):
            path.mkdir()
        (server / "pyzord.access").write_text("check report whitelist ping info : anonymous : allow\n")
        (self.client / "servers").write_text(f"127.0.0.1:{port}\n")
        self.daemon = subprocess.Popen(["/usr/bin/pyzord", "--homedir", server, "-a", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL)
        time.sleep(2)
        # Python's own client, and Debian's Python: that is where the digests are made.
        subprocess.run(["/usr/bin/python3", HERE / "pyzor_report.py", str(port)], input="".join(f"{path}\n" for path in paths), text=True, check=True)

    def lines(self):
        return ["use_pyzor 1", "pyzor_path /usr/bin/pyzor", f"pyzor_options --homedir {self.client}", "pyzor_timeout 30"]

    def close(self):
        self.daemon.kill()


class RazorServer:
    """A server of Razor that knows some signatures (fake_razor.py), and the folder of a client that asks it."""

    def __init__(self, folder):
        port = free_port(socket.SOCK_STREAM)
        self.home = folder / "razor"
        self.home.mkdir()
        (self.home / "razor-agent.conf").write_text(f"razorhome = {self.home}\nlogfile = {self.home}/log\nmin_cf = ac + 20\n")
        for name in ("catalogue", "nomination", "discovery"):
            (self.home / f"servers.{name}.lst").write_text(f"127.0.0.1:{port}\n")
        (self.home / "server.127.0.0.1.conf").write_text("srl = 7\nep4 = 7542-10\nac = 11\nbql = 50\nbqs = 128\nse = C8\n")
        self.daemon = subprocess.Popen([HERE / "fake_razor.py", str(port)])

    def lines(self):
        return ["use_razor2 1", f"razor_config {self.home}/razor-agent.conf", "razor_timeout 30"]

    def close(self):
        self.daemon.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gatepost")
    parser.add_argument("--rules", default="/usr/share/spamassassin")
    parser.add_argument("--site", default="/etc/spamassassin")
    parser.add_argument("--cf", action="append", default=[])
    parser.add_argument("--records", default=None)
    parser.add_argument("--trouble", action="store_true", help="servers that fail, are slow or silent (fake_dns.py)")
    parser.add_argument("--pyzor", action="store_true", help="with a server of Pyzor that knows some of the mail")
    parser.add_argument("--razor", action="store_true", help="with a server of Razor that knows some of the mail")
    parser.add_argument("mail", nargs="+")
    options = parser.parse_args()
    paths = sorted(path for name in options.mail for path in ([pathlib.Path(name)] if os.path.isfile(name) else pathlib.Path(name).rglob("*"))
                   if path.is_file())
    port = free_port()
    # Blocks outlast a message, and which message meets one first is chance.
    lines = ["clear_dns_servers", f"dns_server [127.0.0.1]:{port}", "dns_available yes", "dns_block_time 0", "use_bayes 0", "use_pyzor 0", "use_razor2 0",
             "rbl_timeout 4 4" if options.trouble else "rbl_timeout 30 30", *options.cf]
    others = []
    server = subprocess.Popen([HERE / "fake_dns.py", str(port), *(["--trouble"] if options.trouble else []), *([options.records] if options.records else [])])
    try:
        with tempfile.TemporaryDirectory() as work:
            work = pathlib.Path(work)
            time.sleep(0.5)
            (work / "list").write_text("".join(f"{path}\n" for path in paths))
            if options.pyzor:
                others.append(PyzorServer(work, paths))
            if options.razor:
                others.append(RazorServer(work))
            for other in others:
                lines += other.lines()
            (work / "extra.cf").write_text("\n".join(lines) + "\n")
            environment = {**os.environ, "HOME": str(work)}
            perl = subprocess.run(["perl", HERE / "network_parity.pl", options.rules, options.site, work / "extra.cf", work / "list"],
                                  capture_output=True, env=environment)
            theirs = [(float(score), frozenset(filter(None, names.split(",")))) for score, names in
                      (line.split(" ", 1) for line in perl.stdout.decode().splitlines())]
            ours = []
            extra = [word for line in ["use_network_tests 1", *lines] for word in ("--cf", line)]
            for at in range(0, len(paths), CHUNK):
                run = subprocess.run([options.gatepost, "check", "--no-cache", "-C", options.rules, "--siteconfigpath", options.site, "-p", "/dev/null",
                                      "--max-size", "0", *extra, "--format", "jsonl", *paths[at:at + CHUNK]], capture_output=True, env=environment)
                ours += [(verdict["score"], frozenset(verdict["hits"])) for verdict in map(json.loads, run.stdout.decode("latin-1").splitlines())]
    finally:
        server.kill()
        for other in others:
            other.close()
    if len(theirs) != len(paths) or len(ours) != len(paths):
        sys.exit(f"{len(paths)} messages, {len(theirs)} and {len(ours)} verdicts\n{perl.stderr.decode()[-2000:]}")
    lacks, extras, hits, same = collections.defaultdict(list), collections.defaultdict(list), collections.Counter(), 0
    scores = 0
    for path, (their_score, their_rules), (our_score, our_rules) in zip(paths, theirs, ours):
        same += their_rules == our_rules
        scores += their_rules == our_rules and abs(their_score - our_score) > 0.051
        hits.update(their_rules)
        for rule in their_rules - our_rules:
            lacks[rule].append(path)
        for rule in our_rules - their_rules:
            extras[rule].append(path)
    for title, rules in (("Gatepost lacks", lacks), ("Gatepost alone", extras)):
        for rule, where in sorted(rules.items(), key=lambda item: -len(item[1])):
            print(f"{title} {rule}: {len(where)} (SpamAssassin has it {hits[rule]} times), first {where[0]}")
    for rule in ["PYZOR_CHECK"] * options.pyzor + ["RAZOR2_CHECK", "RAZOR2_CF_RANGE_51_100"] * options.razor:
        print(f"SpamAssassin has {rule} {hits[rule]} times")
    print(f"{len(paths)} messages, {sum(hits.values())} hits of {len(hits)} rules; {same} with the same rules, {scores} of these with another score")
    return 0 if same == len(paths) and not scores else 1


if __name__ == "__main__":
    sys.exit(main())
