// The limits of what is read of a message, in one place, passed by value and never global. Those of network
// tests and of configuration stand where they are kept.
//
// A limit that is met never hides mail: what lies beyond it is not looked at, the verdict names the
// limit (Verdict::limits_met), and the rest is scanned as usual. Each but max_paragraphs and
// max_match_heap_kib is tested at n-1, n and n+1.
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
  // MIME parts of one message, as SpamAssassin has it. All behind the last is its text.
  std::size_t max_parts = 1000;
  // Header fields of one part, and bytes of one field (name, value and folding).
  std::size_t max_header_fields = 5000;
  std::size_t max_header_field_bytes = 64 << 10;
  // Bytes of the header fields of all parts, each counted with kFieldOverhead more; what `ALL:raw` shows.
  // Postfix takes 100 KiB of a header. Fields that make the structure count also behind it.
  std::size_t max_header_bytes = std::size_t{1} << 20;
  static constexpr std::size_t kFieldOverhead = 32;
  // Bytes of one MIME boundary; RFC 2046 allows 70, Postfix 2,048.
  std::size_t max_boundary_bytes = 2048;
  // Bytes of nested messages that came encoded, once they are decoded, in all; one has half of what is left.
  std::size_t max_nested_bytes = std::size_t{8} << 20;
  // Received fields that become relays, newest first.
  std::size_t max_received_headers = 200;

  // Text, decoded, summed over all parts (bytes); the text of one HTML part.
  std::size_t max_text_bytes = std::size_t{4} << 20;
  // What a reader would see of it, summed over all parts (bytes). Of one part rules see less: the settings
  // body_part_scan_size and rawbody_part_scan_size.
  std::size_t max_rendered_bytes = std::size_t{1} << 20;
  // Paragraphs of the body, as body rules see it.
  std::size_t max_paragraphs = 1 << 16;
  // HTML: names of tags, comments, titles, scripts, anchors and URIs kept of one part (bytes, each counted
  // with kEntryOverhead more).
  std::size_t max_html_kept_bytes = std::size_t{1} << 20;
  static constexpr std::size_t kEntryOverhead = 64;
  // HTML: bytes of one tag's name and of one attribute's value; elements open at once, attributes of one
  // tag, and links of all kinds.
  std::size_t max_html_name_bytes = 256;
  std::size_t max_html_value_bytes = 64 << 10;
  std::size_t max_html_depth = 1000;
  std::size_t max_html_attributes = 200;
  std::size_t max_html_anchors = 20000;
  // URIs taken from one message.
  std::size_t max_uris = 2000;

  // Attached archives and office documents (the plugin OLEVBMacro): entries of all that are opened, and bytes
  // of all that is unpacked; at one time no more than a quarter of these is held, and one entry has half of
  // what is left of it.
  std::size_t max_archive_entries = 10000;
  std::size_t max_unpacked_bytes = std::size_t{32} << 20;

  // Tokens that one message may give to Bayes, after duplicates are removed.
  std::size_t max_bayes_tokens = 100000;

  // URLs of the feeds of the plugin Phishing, 16 bytes each while they are read. Those behind are not known,
  // and Verdict::failures says so: it is the site's files that are too large, not the mail.
  std::size_t max_phishing_urls = std::size_t{1} << 20;

  // PCRE2 matching: steps of one match and bytes of its heap. RE2 is linear and has none.
  std::uint32_t max_match_steps = 200000;
  std::uint32_t max_match_heap_kib = 8192;
};

}  // namespace gatepost
