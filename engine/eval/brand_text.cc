// Tested by tests/eval/brand_evals_test.cc.
#include "eval/brand_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.h"
#include "base/fixed_text.h"

namespace gatepost {
namespace {

struct LookAlike {
  char32_t from;
  char to;
};

// Sorted. Greek and Cyrillic small letters and capitals that are drawn as a Latin letter, and Latin ones
// with marks that phishers use.
constexpr LookAlike kLookAlikes[] = {
    {0xE0, 'a'},   {0xE1, 'a'},   {0xE2, 'a'},   {0xE3, 'a'},   {0xE4, 'a'},   {0xE5, 'a'},   {0xE7, 'c'},
    {0xE8, 'e'},   {0xE9, 'e'},   {0xEA, 'e'},   {0xEB, 'e'},   {0xEC, 'i'},   {0xED, 'i'},   {0xEE, 'i'},
    {0xEF, 'i'},   {0xF1, 'n'},   {0xF2, 'o'},   {0xF3, 'o'},   {0xF4, 'o'},   {0xF5, 'o'},   {0xF6, 'o'},
    {0xF8, 'o'},   {0xF9, 'u'},   {0xFA, 'u'},   {0xFB, 'u'},   {0xFC, 'u'},   {0xFD, 'y'},   {0x101, 'a'},
    {0x113, 'e'},  {0x12B, 'i'},  {0x131, 'i'},  {0x142, 'l'},  {0x14D, 'o'},  {0x15F, 's'},  {0x161, 's'},
    {0x1A1, 'o'},  {0x251, 'a'},  {0x261, 'g'},  {0x26A, 'i'},  {0x391, 'a'},  {0x392, 'b'},  {0x395, 'e'},
    {0x396, 'z'},  {0x397, 'h'},  {0x399, 'i'},  {0x39A, 'k'},  {0x39C, 'm'},  {0x39D, 'n'},  {0x39F, 'o'},
    {0x3A1, 'p'},  {0x3A4, 't'},  {0x3A5, 'y'},  {0x3A7, 'x'},  {0x3B1, 'a'},  {0x3B9, 'i'},  {0x3BA, 'k'},
    {0x3BD, 'v'},  {0x3BF, 'o'},  {0x3C1, 'p'},  {0x3C5, 'u'},  {0x3C9, 'w'},  {0x405, 's'},  {0x406, 'i'},
    {0x408, 'j'},  {0x410, 'a'},  {0x412, 'b'},  {0x415, 'e'},  {0x41A, 'k'},  {0x41C, 'm'},  {0x41D, 'h'},
    {0x41E, 'o'},  {0x420, 'p'},  {0x421, 'c'},  {0x422, 't'},  {0x423, 'y'},  {0x425, 'x'},  {0x430, 'a'},
    {0x435, 'e'},  {0x43E, 'o'},  {0x440, 'p'},  {0x441, 'c'},  {0x443, 'y'},  {0x445, 'x'},  {0x455, 's'},
    {0x456, 'i'},  {0x458, 'j'},  {0x4BB, 'h'},  {0x4CF, 'l'},  {0x501, 'd'},  {0x51B, 'q'},  {0x51D, 'w'},
    {0x1E05, 'b'}, {0x1EA1, 'a'}, {0x1EB9, 'e'}, {0x1ECB, 'i'}, {0x1ECD, 'o'}, {0x1EE5, 'u'},
};

// Words that stand beside a company's name in the From: of its mail. Sorted.
constexpr FixedText<14> kServiceWords[] = {
    "access",    "account",  "accounts",     "admin",        "alert",
    "alerts",    "and",      "banco",        "bank",         "banking",
    "billing",   "care",     "center",       "centre",       "cloud",
    "co",        "com",      "contact",      "corp",         "customer",
    "customers", "delivery", "department",   "desk",         "de",
    "do",        "email",    "en",           "express",      "fr",
    "for",       "free",     "from",         "gmbh",         "group",
    "help",      "helpdesk", "id",           "inc",          "info",
    "it",        "llc",      "ltd",          "mail",         "mailer",
    "message",   "messages", "my",           "net",          "no",
    "no-reply",  "noreply",  "notice",       "notification", "notifications",
    "notify",    "of",       "office",       "official",     "online",
    "order",     "orders",   "parcel",       "pay",          "payment",
    "payments",  "post",     "protection",   "receipt",      "recovery",
    "reply",     "reward",   "rewards",      "secure",       "security",
    "sent",      "server",   "service",      "services",     "servicio",
    "support",   "suporte",  "soporte",      "system",       "team",
    "the",       "tracking", "uk",           "update",       "updates",
    "us",        "user",     "verification", "verify",       "via",
    "wallet",    "warning",  "web",          "your",
};

// One code point of UTF-8 at `at`, which moves on; a byte that is none stands for itself.
char32_t Next(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(at++);
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC2 ? 1 : 0;
  char32_t code = more == 0 ? first : first & (0x3Fu >> more);
  for (int i = 0; i < more && at < text.size() && (byte(at) & 0xC0) == 0x80; ++i) {
    code = code << 6 | (byte(at++) & 0x3Fu);
  }
  return code;
}

bool IsInvisible(char32_t code) {
  return code == 0xAD || code == 0x34F || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2060 && code <= 0x2064) || (code >= 0xFE00 && code <= 0xFE0F) || code == 0xFEFF;
}

char Shape(char32_t code) {
  if (code >= 0xFF01 && code <= 0xFF5E) code -= 0xFEE0;  // double width
  if (code < 0x80) {
    const char c = AsciiToLower(static_cast<char>(code));
    return IsAsciiAlnum(c) ? c : ' ';
  }
  if (code >= 0x1D400 && code <= 0x1D6A3) {  // mathematical alphabets: runs of A-Z, a-z
    return static_cast<char>('a' + (code - 0x1D400) % 26);
  }
  if (code >= 0xC0 && code <= 0xDE) code += 0x20;
  const auto* found = std::lower_bound(std::begin(kLookAlikes), std::end(kLookAlikes), code,
                                       [](const LookAlike& a, char32_t b) { return a.from < b; });
  return found != std::end(kLookAlikes) && found->from == code ? found->to : ' ';
}

}  // namespace

std::string LooksLike(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t code = Next(utf8, at);
    if (!IsInvisible(code)) out.push_back(Shape(code));
  }
  return out;
}

namespace {

// Calls `visit` with each letter of the text as it is meant, until it answers false; true where it never did.
template <class Visit>
bool EachUndone(std::string_view ascii, const Visit& visit) {
  static constexpr std::array<char, 256> kUndone = [] {
    std::array<char, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<char>(i);
    constexpr std::string_view kDigits = "0134578", kLetters = "oleastb";
    for (std::size_t i = 0; i < kDigits.size(); ++i)
      table[static_cast<unsigned char>(kDigits[i])] = kLetters[i];
    return table;
  }();
  for (std::size_t i = 0; i < ascii.size(); ++i) {
    const char c = ascii[i], next = i + 1 < ascii.size() ? ascii[i + 1] : '\0';
    const bool is_m = c == 'r' && next == 'n', is_w = c == 'v' && next == 'v';
    if (is_m || is_w) ++i;
    if (!visit(is_m ? 'm' : is_w ? 'w' : kUndone[static_cast<unsigned char>(c)])) return false;
  }
  return true;
}

}  // namespace

std::string UndoLookAlikes(std::string_view ascii) {
  std::string out;
  EachUndone(ascii, [&](char c) {
    out.push_back(c);
    return true;
  });
  return out;
}

bool UndoneIs(std::string_view ascii, std::string_view word) {
  std::size_t same = 0;
  return EachUndone(ascii, [&](char c) { return same < word.size() && word[same++] == c; }) &&
         same == word.size();
}

bool OneLetterApart(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  if (a.size() - b.size() > 1 || a == b) return false;
  std::size_t same = 0;
  while (same < b.size() && a[same] == b[same]) ++same;
  if (a.size() > b.size()) return a.substr(same + 1) == b.substr(same);
  if (a.substr(same + 1) == b.substr(same + 1)) return true;
  return same + 1 < a.size() && a[same] == b[same + 1] && a[same + 1] == b[same] &&
         a.substr(same + 2) == b.substr(same + 2);
}

bool AreServiceWords(const std::vector<std::string_view>& words) {
  return std::all_of(words.begin(), words.end(), [](std::string_view word) {
    return std::find(std::begin(kServiceWords), std::end(kServiceWords), word) != std::end(kServiceWords) ||
           std::all_of(word.begin(), word.end(), [](char c) { return IsAsciiDigit(c); });
  });
}

}  // namespace gatepost
