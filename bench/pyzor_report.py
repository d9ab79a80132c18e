#!/usr/bin/python3
"""Reports half of some mail to a server of Pyzor on loopback, from once to 60 times, and some of it as wanted: for network_parity.py.

  pyzor_report.py PORT < LIST
"""
import email
import sys

import pyzor.client
import pyzor.digest
import pyzor.hacks.py26

pyzor.hacks.py26.hack_email()
ADDRESS = ("127.0.0.1", int(sys.argv[1]))
client = pyzor.client.Client(timeout=10)
for number, path in enumerate(sys.stdin.read().splitlines()):
    if number % 2:
        continue
    try:
        with open(path, "rb") as file:
            digest = pyzor.digest.DataDigester(email.message_from_bytes(file.read())).value
    except Exception:
        continue
    for _ in range((1, 4, 5, 6, 60)[number // 2 % 5]):
        client.report(digest, ADDRESS)
    for _ in range((0, 0, 10, 12)[number // 10 % 4]):
        client.whitelist(digest, ADDRESS)
