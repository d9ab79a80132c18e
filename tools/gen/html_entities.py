#!/usr/bin/env python3
"""Writes engine/text/html_entity_table.inc: the named entities of HTML 4 with their code points.

    tools/gen/html_entities.py > engine/text/html_entity_table.inc

Sorted by name, for binary search. Entities of Latin-1 are also known without their semicolon;
the others are not (HTML::Parser's rule, and that of browsers for these names).
"""
from html.entities import name2codepoint

entities = dict(name2codepoint)
entities["apos"] = 0x27
print("// Made by tools/gen/html_entities.py. Do not edit.")
for name in sorted(entities):
    print('{"%s", 0x%04X},' % (name, entities[name]))
