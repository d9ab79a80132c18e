#!/usr/bin/env python3
"""A DNS server that makes its answers up from a hash of the question, so that two engines can be asked over the same internet.

  fake_dns.py PORT [--trouble] [RECORDS]

Listens on 127.0.0.1, UDP, until it is killed. RECORDS: lines "NAME TYPE VALUE", which come before what is made up; the
name "*" stands for all others of its type, the value "-" for "no such name". Types: A AAAA NS MX PTR TXT; MX without preference.
--trouble: of the names, 1 in 12 has a server that fails, 1 in 32 one that is slow, 1 in 32 an answer that is cut, 1 in 200 one that never answers.
"""
import hashlib
import heapq
import select
import socket
import struct
import sys
import time

TYPES = {"A": 1, "NS": 2, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}
LISTED = ["127.0.0.%d" % last for last in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 18, 32, 64, 128, 254)] + [
    "127.0.1.2", "127.0.1.4", "127.0.1.5", "127.0.1.6", "127.0.1.102", "127.0.1.255", "127.0.2.0", "127.0.5.1", "127.0.9.2", "127.0.15.3",
    "127.255.255.254", "127.255.255.255", "127.0.3.100", "192.0.2.1", "198.51.100.7", "203.0.113.9", "8.8.4.4", "10.1.2.3"]
TEXTS = ["v=spf1 -all", "v=spf1 ~all", "v=spf1 ?all", "v=spf1 +all", "v=spf1 a mx -all", "v=spf1 include:_spf.%s ~all", "v=spf1 redirect=r.%s",
         "v=spf1 ip4:0.0.0.0/1 -all", "v=spf1 exists:%%{i}.%s -all", "v=spf1 ptr ?all", "v=spf1 nonsense", "v=spf1 ip4:128.0.0.0/1 ip6:2000::/3 -all",
         "listed, see http://example.com/?%s", "listed\twith  blanks", "v=DMARC1; p=reject", "0.9 all=1", "x" * 300, "127.0.0.2"]
DMARC = ["v=DMARC1; p=none", "v=DMARC1; p=reject; sp=none; adkim=s", "v=DMARC1;p=quarantine;aspf=s;rua=mailto:x@example.com", "v=DMARC1; p=reject;",
         "v=DMARC1; p=drop", "v=DMARC1; rua=mailto:a@example.com", "v=spf1 -all", "v=DMARC1; p=none; sp=reject",
         "v=DMARC1", "v=DMARC1 p=reject", "v=dmarc1; P=Reject", "v=DMARC1; p=reject; p=none", "v=DMARC1; p=reject; pct=0", "v=DMARC1; p=reject; pct=100",
         "v=DMARC1; p=reject; pct=x", "v=DMARC1; p=quarantine; fo=1:d:s; ri=3600; rf=afrf", "v=DMARC1; p=reject; aspf=r; adkim=r; unknown=1",
         "v=DMARC1; sp=reject", "p=reject; v=DMARC1", "v=DMARC1; p=reject; sp=", " v=DMARC1; p=reject", "v=DMARC1;; p=reject", "v=DMARC2; p=reject"]
SLOW_S = 0.4


def made_up(name, kind):
    """Values, or None for "no such name"."""
    number = int.from_bytes(hashlib.sha256(name.encode("latin-1")).digest()[:8], "big")
    if number % 8 < 3:
        return None
    number = int.from_bytes(hashlib.sha256(f"{kind} {name}".encode("latin-1")).digest()[:8], "big")
    if number % 8 == 0:
        return []
    picks = [(number >> shift) & 0xffff for shift in (8, 24, 40)][: 1 + (number >> 56) % 3]
    if kind == "A":
        return list(dict.fromkeys(LISTED[pick % len(LISTED)] for pick in picks))
    if kind == "AAAA":
        return [f"2001:db8::{pick:x}" for pick in picks]
    if kind == "TXT":
        if name.startswith("_dmarc."):
            picks = picks[:1 if number % 16 else 2]
            return [DMARC[pick % len(DMARC)] for pick in picks]
        texts = [TEXTS[pick % len(TEXTS)] for pick in picks]
        return [text % name if "%s" in text else text for text in texts]
    return [f"h{pick % 500}.example{pick % 7}.com" for pick in picks]


def trouble_of(name):
    """What is wrong with the servers of a name: "fails", "slow", "cut", "silent" or ""."""
    number = int.from_bytes(hashlib.sha256(b"trouble " + name.encode("latin-1")).digest()[:8], "big") % 2400
    return "fails" if number < 200 else "slow" if number < 275 else "cut" if number < 350 else "silent" if number < 362 else ""


def packed_name(name):
    return b"".join(bytes([len(label)]) + label.encode("latin-1") for label in name.split(".") if label) + b"\0"


def packed_record(kind, value):
    if kind == "A":
        data = socket.inet_aton(value)
    elif kind == "AAAA":
        data = socket.inet_pton(socket.AF_INET6, value)
    elif kind == "TXT":
        raw = value.encode("latin-1")
        data = b"".join(bytes([len(raw[at:at + 255])]) + raw[at:at + 255] for at in range(0, max(1, len(raw)), 255))
    else:
        data = (struct.pack(">H", 10) if kind == "MX" else b"") + packed_name(value)
    return b"\xc0\x0c" + struct.pack(">HHIH", TYPES[kind], 1, 60, len(data)) + data


def read_records(path):
    records = {}
    for line in open(path, encoding="latin-1"):
        name, kind, value = line.rstrip("\n").split(" ", 2)
        records.setdefault((name.lower(), kind), []).append(value)
    return {key: None if values == ["-"] else values for key, values in records.items()}


def answer(query, records, has_trouble):
    """The bytes to send, and after how many seconds; nothing for silence."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1"))
        at += 1 + query[at]
    number = struct.unpack(">H", query[at + 1:at + 3])[0]
    name = ".".join(labels).lower()
    kind = next((kind for kind, value in TYPES.items() if value == number), None)
    trouble = trouble_of(name) if has_trouble else ""
    if trouble == "silent":
        return None, 0
    values = []
    if kind:
        values = records[(name, kind)] if (name, kind) in records else records[("*", kind)] if ("*", kind) in records else made_up(name, kind)
    flags = 0x8180 | (3 if values is None else 0)
    if trouble in ("fails", "cut"):
        values, flags = [], 0x8182 if trouble == "fails" else 0x8380
    body = b"".join(packed_record(kind, value) for value in values or [])
    packet = query[:2] + struct.pack(">HHHHH", flags, 1, len(values or []), 0, 0) + query[12:at + 5] + body
    return packet, SLOW_S if trouble == "slow" else 0


def main():
    words = sys.argv[2:]
    has_trouble = "--trouble" in words
    paths = [word for word in words if word != "--trouble"]
    records = read_records(paths[0]) if paths else {}
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    server.bind(("127.0.0.1", int(sys.argv[1])))
    waiting = []
    while True:
        left = max(0, waiting[0][0] - time.monotonic()) if waiting else None
        if not select.select([server], [], [], left)[0]:
            _, packet, client = heapq.heappop(waiting)
            server.sendto(packet, client)
            continue
        query, client = server.recvfrom(4096)
        try:
            packet, delay = answer(query, records, has_trouble)
            if packet and delay:
                heapq.heappush(waiting, (time.monotonic() + delay, packet, client))
            elif packet:
                server.sendto(packet, client)
        except (IndexError, struct.error, OSError) as error:
            print(f"{query!r}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
