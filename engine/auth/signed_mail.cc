// Tested by tests/auth/signed_mail_test.cc.
#include "auth/signed_mail.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {
namespace {

bool UsesCrlf(std::string_view message) {
  const std::size_t first = message.find('\n');
  if (first == kNpos) return false;
  if (first > 0 && message[first - 1] == '\r') return true;
  return message.ends_with("\r\n");
}

std::string_view WithoutLineEnd(std::string_view text, bool crlf) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (crlf && text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

SignedMail SignedMail::Split(std::string_view message, std::size_t most_header_bytes) {
  SignedMail mail;
  mail.crlf = UsesCrlf(message);
  std::string_view rest = message;
  std::size_t begin = 0;  // of the field that is being read
  const auto finish_field = [&](std::size_t end) {
    if (end == begin || end > most_header_bytes) return;
    const std::string_view text = WithoutLineEnd(message.substr(begin, end - begin), mail.crlf);
    const std::size_t colon = std::min(text.find(':'), text.size());
    mail.fields.push_back({colon < text.size() ? TrimRight(text.substr(0, colon)) : "", text});
  };
  while (!rest.empty()) {
    const std::size_t at = message.size() - rest.size();
    const std::string_view line = CutLine(&rest);
    if (line.ends_with('\n') && WithoutLineEnd(line, mail.crlf).empty()) {
      finish_field(at);
      mail.body = rest;
      return mail;
    }
    if (at > 0 && IsBlank(line.front())) continue;
    finish_field(at);
    begin = at;
  }
  finish_field(message.size());
  return mail;
}

void AddSimpleField(std::string_view text, FieldHole hole, bool crlf, std::string* out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i >= hole.begin && i < hole.end) continue;
    if (text[i] == '\n' && !(crlf && out->ends_with('\r'))) out->push_back('\r');
    out->push_back(text[i]);
  }
}

void AddRelaxedField(std::string_view text, FieldHole hole, bool crlf, std::string* out) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  *out += AsciiLower(TrimRight(text.substr(0, colon)));
  if (colon == text.size()) return;
  out->push_back(':');
  bool blank = false, any = false;
  for (std::size_t i = colon + 1; i < text.size(); ++i) {
    const char c = text[i];
    if ((i >= hole.begin && i < hole.end) || c == '\n') continue;
    if (crlf && c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (IsBlank(c)) {
      blank = true;
      continue;
    }
    if (blank && any) out->push_back(' ');
    blank = false;
    any = true;
    out->push_back(c);
  }
}

}  // namespace gatepost
