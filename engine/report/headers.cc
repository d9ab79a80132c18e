// Tested by tests/report/rewrite_test.cc.
#include "report/headers.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {
namespace {

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
  if (3 * (word.size() + codes * 2) > 4 * (word.size() + 2)) return "=?UTF-8?B?" + Base64(word) + "?=";
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

// Each line end, with all white space around it, as a folded line.
std::string Refold(std::string_view value) {
  std::string out;
  std::size_t begin = 0;
  for (std::size_t end = value.find('\n'); end != std::string_view::npos; end = value.find('\n', begin)) {
    out.append(TrimRight(value.substr(begin, end - begin))).append("\n\t");
    begin = value.size() - TrimLeft(value.substr(end)).size();
  }
  return out.append(value.substr(begin));
}

std::string WithoutBlankLines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::string_view line = TakeLine(text);
    if (!line.ends_with('\n') || !Trim(line).empty()) out.append(line);
  }
  return out;
}

// Tags filled in, and folded the way SpamAssassin folds.
std::string HeaderValue(const std::string& name, const std::string& text, const Markup& markup) {
  std::string value = ReplaceTags(text, markup);
  while (value.ends_with('\n')) value.resize(value.size() - (value.ends_with("\r\n") ? 2 : 1));
  if (!markup.settings.fold_headers) {
    std::replace(value.begin(), value.end(), '\n', ' ');
    return value;
  }
  if (value.find('\n') != std::string::npos) return Refold(value);
  // The name takes its columns in the first line; "!!" stands for ": ", so that no cut falls into it.
  std::string mark = "X-Spam-" + name + "!!";
  return WithoutBlankLines(WrapText(mark + value, "\t", "", 79, false, true)).substr(mark.size());
}

}  // namespace

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
    auto bad = std::find_if_not(content.begin(), content.end(), IsPlain);
    std::size_t first =
        content.substr(0, static_cast<std::size_t>(bad - content.begin())).find_last_of(" \t");
    first = first == std::string_view::npos ? 0 : first + 1;
    auto last_bad = std::find_if_not(content.rbegin(), content.rend(), IsPlain);
    auto after = static_cast<std::size_t>(content.rend() - last_bad);
    std::size_t blank = content.find_first_of(" \t", after);
    std::size_t last = blank == std::string_view::npos ? content.size() : blank;
    out.append(content.substr(0, first)).append(EncodeWord(content.substr(first, last - first)));
    out.append(content.substr(last)).append(end);
  }
  return out;
}

std::string AddedHeaders(const Markup& markup, bool spam) {
  std::string out;
  for (const auto& [name, text] : spam ? markup.settings.spam_headers : markup.settings.ham_headers) {
    out += "X-Spam-" + name + ": " + EncodeHeaderText(HeaderValue(name, text, markup)) + "\n";
  }
  return out;
}

std::string OneLineTag(std::string_view tag, const Markup& markup) {
  std::string text = ReplaceTags(tag, markup);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string SubjectPrefix(const Markup& markup) {
  std::string prefixes;
  if (!markup.settings.rewrite.contains("Subject")) return prefixes;
  const auto add = [&](const std::string& rule) {
    auto found = markup.settings.subject_prefixes.find(rule);
    if (found != markup.settings.subject_prefixes.end() && prefixes.find(found->second) == std::string::npos)
      prefixes += found->second + " ";
  };
  for (const Hit& hit : markup.verdict.hits) add(hit.rule);
  for (const auto& subrule : markup.verdict.subrules) add(subrule.first);
  return prefixes;
}

}  // namespace gatepost
