// Tested by tests/report/rewrite_test.cc.
#include "report/headers.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {
namespace {

std::string_view TakeLine(std::string_view& rest) {
  std::size_t end = rest.find('\n');
  std::size_t length = end == std::string_view::npos ? rest.size() : end + 1;
  std::string_view line = rest.substr(0, length);
  rest.remove_prefix(length);
  return line;
}

std::string Base64(std::string_view bytes) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned value = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      value = value << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k)
      out.push_back(i + k > bytes.size() ? '=' : kDigits[value >> (18 - 6 * k) & 63]);
  }
  return out;
}

bool IsPlain(char c) { return c == '\t' || (c >= ' ' && c <= '~'); }

std::string EncodeWord(std::string_view word) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  auto special = [](char c) {
    return c == '=' || c == '?' || c == '_' || static_cast<unsigned char>(c) < 0x20 ||
           static_cast<unsigned char>(c) >= 0x7f;
  };
  auto codes = static_cast<std::size_t>(std::count_if(word.begin(), word.end(), special));
  if (word.size() + codes * 2 > 4 * ((word.size() + 2) / 3)) return "=?UTF-8?B?" + Base64(word) + "?=";
  std::string out = "=?UTF-8?Q?";
  for (char c : word) {
    if (c == ' ') {
      out.push_back('_');
    } else if (special(c)) {
      out.push_back('=');
      out.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
      out.push_back(kHex[static_cast<unsigned char>(c) & 15]);
    } else {
      out.push_back(c);
    }
  }
  return out + "?=";
}

// Tags filled in, and folded the way SpamAssassin folds.
std::string HeaderValue(const std::string& name, const std::string& text, const Verdict& verdict,
                        const RewriteSettings& settings, const RewriteFacts& facts) {
  std::string value = ReplaceTags(text, verdict, settings, facts);
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
  if (!settings.fold_headers) {
    std::replace(value.begin(), value.end(), '\n', ' ');
    return value;
  }
  if (value.find('\n') != std::string::npos) {
    std::string folded;
    for (std::string_view line : Split(value, '\n')) {
      line = Trim(line);
      if (line.empty()) continue;
      if (!folded.empty()) folded += "\n\t";
      folded += line;
    }
    return folded;
  }
  // The name takes its columns in the first line; "!!" stands for ": ", so that no cut falls into it.
  std::string mark = "X-Spam-" + name + "!!";
  return WrapText(mark + value, "\t", "", 79, false, true).substr(mark.size());
}

}  // namespace

MessagePieces CutMessage(std::string_view message) {
  MessagePieces pieces;
  std::size_t first_end = message.find('\n');
  pieces.crlf = first_end != std::string_view::npos && first_end > 0 && message[first_end - 1] == '\r';
  std::string_view rest = message;
  if (rest.starts_with("From ")) pieces.mbox_line = TakeLine(rest);
  while (!rest.empty()) {
    std::string_view before = rest;
    std::string_view line = TakeLine(rest);
    if (Trim(line).empty()) {
      pieces.separator = line;
      pieces.body = rest;
      return pieces;
    }
    bool folded = line[0] == ' ' || line[0] == '\t';
    if (folded && !pieces.fields.empty()) {
      pieces.fields.back().text += line;
      continue;
    }
    std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || line.starts_with("--")) {
      // The header ran into the body.
      pieces.body = before;
      return pieces;
    }
    pieces.fields.push_back({TrimRight(line.substr(0, colon)), std::string(line)});
  }
  return pieces;
}

std::string EncodeHeaderText(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::string_view line = TakeLine(text);
    std::string_view content = line.substr(0, line.find_last_not_of("\r\n") + 1);
    std::string_view end = line.substr(content.size());
    if (std::all_of(content.begin(), content.end(), IsPlain)) {
      out.append(line);
      continue;
    }
    // Whole words at both ends that need no code stay readable.
    std::size_t first = 0, last = content.size();
    auto bad = std::find_if_not(content.begin(), content.end(), IsPlain);
    first = content.substr(0, static_cast<std::size_t>(bad - content.begin())).find_last_of(" \t");
    first = first == std::string_view::npos ? 0 : first + 1;
    auto last_bad = std::find_if_not(content.rbegin(), content.rend(), IsPlain);
    auto after = static_cast<std::size_t>(content.rend() - last_bad);
    std::size_t blank = content.find_first_of(" \t", after);
    last = blank == std::string_view::npos ? content.size() : blank;
    out.append(content.substr(0, first)).append(EncodeWord(content.substr(first, last - first)));
    out.append(content.substr(last)).append(end);
  }
  return out;
}

std::string AddedHeaders(const Verdict& verdict, const RewriteSettings& settings, const RewriteFacts& facts) {
  std::string out;
  for (const auto& [name, text] : verdict.is_spam ? settings.spam_headers : settings.ham_headers) {
    out +=
        "X-Spam-" + name + ": " + EncodeHeaderText(HeaderValue(name, text, verdict, settings, facts)) + "\n";
  }
  return out;
}

std::string OneLineTag(std::string_view tag, const Verdict& verdict, const RewriteSettings& settings,
                       const RewriteFacts& facts) {
  std::string text = ReplaceTags(tag, verdict, settings, facts);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string WithLineEnds(std::string text, bool crlf) {
  if (!crlf) return text;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out.push_back('\r');
    out.push_back(text[i]);
  }
  return out;
}

}  // namespace gatepost
