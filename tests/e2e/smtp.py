#!/usr/bin/env python3
"""Sends one message over SMTP and prints the reply to its DATA on one line.

  smtp.py PORT RECIPIENT FILE
"""
import smtplib
import sys

port, recipient, path = sys.argv[1:]
with open(path, "rb") as file:
    message = file.read()
with smtplib.SMTP("127.0.0.1", int(port), "sender.example.com", timeout=180) as client:
    client.ehlo()
    for code, text in (client.mail("sender@example.com"), client.rcpt(recipient)):
        if code != 250:
            print("at the envelope:", code, text.decode("utf-8", "replace").replace("\n", " | "))
            sys.exit(0)
    code, text = client.data(message)
    print(code, text.decode("utf-8", "replace").replace("\n", " | "))
