#!/usr/bin/env python3
"""A server of Razor on loopback that knows some signatures, for network_parity.py: which, and how well, follows from the signature.

  fake_razor.py PORT
"""
import hashlib
import socketserver
import sys


def answer(query):
    fields = dict(pair.split("=", 1) for pair in query.split("&"))
    chance = hashlib.sha1(fields["s"].encode()).digest()
    if chance[0] % 3:
        return "p=0"
    if chance[1] % 8 == 0:
        return "err=230"
    return "p=1" + (f"&cf={chance[2] % 101}" if chance[1] % 8 > 1 else "") + ("&ct=1" if chance[3] % 4 == 0 else "")


class Client(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"sn=C&srl=7&ep4=7542-10&a=l\r\n")
        batch = None
        for line in self.rfile:
            line = line.decode("latin-1").rstrip("\r\n")
            if line == "a=q":
                return
            if line == "a=g&pm=state":
                reply = "-ac=11\r\nbql=50\r\nbqs=128\r\nse=C8\r\nsrl=7\r\n.\r\n"
            elif line in ("a=g&pm=csl", "a=g&pm=nsl"):
                reply = f"{line[-3:]}=127.0.0.1:{self.server.server_address[1]}\r\n"
            elif batch is None and line.startswith("-"):
                batch = [line[1:]]
                continue
            elif batch is not None and line != ".":
                batch.append(line)
                continue
            elif batch is not None:
                answers = [answer(query) for query in batch]
                if all("=1&cf=" in one and "ct" not in one for one in answers):  # as short as the protocol has it
                    answers = ["p=1&cf=?"] + [one.rsplit("=", 1)[1] for one in answers]
                reply, batch = "-" + "\r\n".join(answers) + "\r\n.\r\n", None
            else:
                reply = answer(line) + "\r\n"
            self.wfile.write(reply.encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1])), Client).serve_forever()
