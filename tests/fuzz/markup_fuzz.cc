// Any bytes as a mail that is marked in each way and unmarked again: it comes back as it was.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "fuzz/fuzz_check.h"
#include "report/rewrite.h"

using namespace gatepost;

namespace {

// A header ends with an empty line; without one all is header.
MailPieces Cut(std::string_view mail) {
  std::string_view rest = mail, from;
  if (rest.starts_with("From ")) {
    from = rest.substr(0, std::min(rest.find('\n'), rest.size() - 1) + 1);
    rest.remove_prefix(from.size());
  }
  std::size_t end = 0;
  while (end < rest.size()) {
    const std::string_view line = rest.substr(end, std::min(rest.find('\n', end), rest.size() - 1) + 1 - end);
    end += line.size();
    if (line == "\n" || line == "\r\n") break;
  }
  return {from, rest.substr(0, end), rest.substr(end)};
}

// What cannot come back: fields that were markup, a last line without an end, line ends that were mixed, a
// first line that continues whatever is put in front of it.
bool MayComeBack(const MailPieces& mail, std::string_view bytes) {
  return !ContainsIgnoreCase(bytes, "x-spam") && !mail.body.starts_with("SPAM: ") &&
         !mail.body.starts_with("\nSPAM: ") && bytes.find('\r') == std::string_view::npos &&
         mail.header.ends_with("\n\n") && mail.header[0] != ' ' && mail.header[0] != '\t' &&
         bytes.ends_with('\n');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const MailPieces mail = Cut(bytes);
  Verdict verdict;
  verdict.scanned = true;
  verdict.is_spam = (data[0] & 1) != 0;
  verdict.score = verdict.is_spam ? 7 : 1;
  verdict.required = 5;
  RewriteSettings settings;
  settings.report_safe = (data[0] >> 1) % 3;
  settings.fold_headers = (data[0] & 8) != 0;
  settings.report = "Found: _SUMMARY_\n_PREVIEW_\n";
  settings.spam_headers =
      settings.ham_headers = {{"Status", "_YESNO_, score=_SCORE_ tests=_TESTS_"}, {"Report", "_REPORT_"}};
  if ((data[0] & 16) != 0) settings.rewrite = {{"Subject", "[SPAM _SCORE_]"}, {"From", "spam"}, {"To", "x"}};
  RewriteFacts facts;
  facts.hostname = facts.received_by = "mx.example.org";
  facts.now_unix_s = 1700000000;
  facts.tag = [&](std::string_view tag, std::string_view) -> std::optional<std::string> {
    if (tag != "PREVIEW") return std::nullopt;
    return std::string(bytes.substr(0, 200));
  };
  const std::string marked = RewriteMessage(mail, {verdict, settings, facts}).Text();
  FUZZ_CHECK(marked.size() >= mail.body.size());
  const std::string clean = RemoveMarkup(Cut(marked), settings.rewrite).Text();
  FUZZ_CHECK(RemoveMarkup(mail, settings.rewrite).Text().size() <= bytes.size() + 2);
  // Ham is not rewritten: a tag in it was there before.
  if (MayComeBack(mail, bytes) && (verdict.is_spam || settings.rewrite.empty())) FUZZ_CHECK(clean == bytes);
  return 0;
}
