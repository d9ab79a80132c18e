// Every limit of the engine, in one place, passed by value and never global.
//
// A limit that is met never hides mail: what lies beyond it is not looked at, the verdict names the
// limit (Verdict::limits_met), and the rest is scanned as usual. Each is tested at n-1, n and n+1.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gatepost {

struct Limits {
  // A message larger than this (bytes) is not parsed at all; the verdict is "not scanned".
  // 64 MiB is more than mail servers accept; `check --max-size` sets the smaller working limit.
  std::size_t max_message_bytes = std::size_t{64} << 20;

  // Nesting of MIME parts. Postfix and Dovecot allow 100; real mail seldom passes 10.
  std::size_t max_part_depth = 100;
  // MIME parts of one message. Dovecot: 10,000.
  std::size_t max_parts = 10000;
  // Header fields of one part, and bytes of one field (name, value and folding).
  std::size_t max_header_fields = 5000;
  std::size_t max_header_field_bytes = 64 << 10;
  // Bytes of one MIME boundary; RFC 2046 allows 70, Postfix 2,048.
  std::size_t max_boundary_bytes = 2048;
  // Received fields that become relays, newest first.
  std::size_t max_received_headers = 200;

  // Decoded text that rules see, summed over all parts (bytes).
  std::size_t max_text_bytes = std::size_t{4} << 20;
  // HTML: elements open at once, attributes of one tag, and links whose text is kept.
  std::size_t max_html_depth = 1000;
  std::size_t max_html_attributes = 200;
  std::size_t max_html_anchors = 20000;
  // URIs taken from one message.
  std::size_t max_uris = 2000;

  // Tokens that one message may give to Bayes, after duplicates are removed.
  std::size_t max_bayes_tokens = 100000;

  // PCRE2 matching: steps of one match and bytes of its heap. RE2 is linear and has none.
  std::uint32_t max_match_steps = 200000;
  std::uint32_t max_match_heap_kib = 8192;
};

}  // namespace gatepost
