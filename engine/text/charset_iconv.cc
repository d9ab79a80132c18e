// Tested by tests/text/charset_test.cc.
#include "text/charset_iconv.h"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <functional>
#include <map>

#include "text/charset.h"

namespace gatepost {
namespace {

// Where iconv and Perl differ.
struct Quirk {
  std::string_view charset;
  const char* spare;  // knows pairs that Perl has and iconv's charset lacks; or null
  bool no_c1;         // 0x80 to 0x9F are no characters
  bool one_by_one;    // iconv joins characters, or has other ones in ASCII
};

constexpr std::array kQuirks = std::to_array<Quirk>({
    {"CP936", "GB18030", false, false},
    {"EUC-CN", nullptr, true, false},
    {"EUC-KR", nullptr, true, false},
    {"EUC-JP", "EUC-JISX0213", true, false},
    {"SHIFT_JIS", nullptr, false, true},
    {"CP1255", nullptr, false, true},
    {"CP1258", nullptr, false, true},
});

const Quirk* FindQuirk(std::string_view charset) {
  for (const Quirk& quirk : kQuirks) {
    if (quirk.charset == charset) return &quirk;
  }
  return nullptr;
}

enum class Outcome { kDone, kIncomplete, kBad };

class Converter {
 public:
  explicit Converter(const char* charset) : handle_(iconv_open("UTF-8", charset)) {}
  ~Converter() {
    if (valid()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX says so
  bool valid() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  std::optional<std::string> Convert(std::string_view bytes, OnBadBytes on_bad) {
    Forget();
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 2);
    while (true) {
      // The last call, without input, flushes what a stateful charset still holds.
      const bool flush = bytes.empty();
      switch (Step(&bytes, &out)) {
        case Outcome::kDone:
          if (flush) return out;
          break;
        case Outcome::kIncomplete:
          bytes = {};
          break;
        case Outcome::kBad:
          if (on_bad == OnBadBytes::kGiveUp) return std::nullopt;
          AppendUtf8(out, 0xFFFD);
          if (flush) return out;
          bytes.remove_prefix(1);
          break;
      }
    }
  }

  // `bytes` is one character: its text goes to `out`.
  Outcome One(std::string_view bytes, std::string* out) {
    Forget();
    const Outcome outcome = Step(&bytes, out);
    if (outcome == Outcome::kDone) Step(&bytes, out);
    return outcome;
  }

 private:
  // Back to the state at the beginning of a text.
  void Forget() { iconv(handle_, nullptr, nullptr, nullptr, nullptr); }

  // Reads on until the end or something that is no character; takes what it read off `bytes`.
  Outcome Step(std::string_view* bytes, std::string* out) {
    std::array<char, 4096> buffer;
    char* in = const_cast<char*>(bytes->data());  // iconv's signature; it does not write
    std::size_t in_left = bytes->size();
    const bool flush = bytes->empty();
    while (true) {
      char* to = buffer.data();
      std::size_t to_left = buffer.size();
      const std::size_t result = flush ? iconv(handle_, nullptr, nullptr, &to, &to_left)
                                       : iconv(handle_, &in, &in_left, &to, &to_left);
      const int error = result == static_cast<std::size_t>(-1) ? errno : 0;
      out->append(buffer.data(), buffer.size() - to_left);
      if (error == E2BIG) continue;
      bytes->remove_prefix(bytes->size() - in_left);
      if (error == 0) return Outcome::kDone;
      return error == EINVAL ? Outcome::kIncomplete : Outcome::kBad;
    }
  }

  iconv_t handle_;
};

// Opening a charset loads a module, and iconv unloads what was closed: a mail whose words go from one charset
// to another would pay half a millisecond a word. There are no more than charset_names.cc has.
Converter& Opened(const char* charset) {
  thread_local std::map<std::string, Converter, std::less<>> opened;
  const auto at = opened.find(std::string_view(charset));
  return at != opened.end() ? at->second : opened.try_emplace(charset, charset).first->second;
}

class SlowReader {
 public:
  SlowReader(Converter& converter, const Quirk& quirk) : converter_(converter), quirk_(quirk) {}

  std::optional<std::string> Convert(std::string_view bytes, OnBadBytes on_bad) {
    std::string out;
    out.reserve(bytes.size() * 2);
    while (!bytes.empty()) {
      if (static_cast<unsigned char>(bytes[0]) < 0x80) {
        out.push_back(bytes[0]);
        bytes.remove_prefix(1);
        continue;
      }
      std::size_t length = 1;
      const Outcome outcome = Read(bytes, &length, &out);
      if (outcome == Outcome::kIncomplete) break;
      if (outcome == Outcome::kBad) {
        if (on_bad == OnBadBytes::kGiveUp) return std::nullopt;
        AppendUtf8(out, 0xFFFD);
      }
      bytes.remove_prefix(length);
    }
    return out;
  }

 private:
  // The character at the front; its length, or that of what begins none.
  Outcome Read(std::string_view bytes, std::size_t* length, std::string* out) {
    const auto first = static_cast<unsigned char>(bytes[0]);
    const bool shift = quirk_.charset == "EUC-JP" && (first == 0x8E || first == 0x8F);
    if (quirk_.no_c1 && first < 0xA0 && !shift) return Outcome::kBad;
    for (std::size_t size = 1; size <= bytes.size() && size <= 4; ++size) {
      const Outcome outcome = converter_.One(bytes.substr(0, size), out);
      *length = size;
      if (outcome == Outcome::kDone) return outcome;
      if (outcome == Outcome::kIncomplete) continue;
      if (size == 2 && FromSpare(bytes.substr(0, 2), out)) return Outcome::kDone;
      if (size > 1) *length = size - 1;
      return Outcome::kBad;
    }
    return Outcome::kIncomplete;
  }

  bool FromSpare(std::string_view pair, std::string* out) {
    if (quirk_.spare == nullptr) return false;
    Converter& spare = Opened(quirk_.spare);
    return spare.valid() && spare.One(pair, out) == Outcome::kDone;
  }

  Converter& converter_;
  const Quirk& quirk_;
};

bool HasC1(std::string_view bytes) {
  for (char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 && byte < 0xA0) return true;
  }
  return false;
}

}  // namespace

Conversion ConvertByIconv(const char* charset, std::string_view bytes, OnBadBytes on_bad) {
  Conversion conversion;
  Converter& converter = Opened(charset);
  if (!converter.valid()) return conversion;
  conversion.known = true;
  const Quirk* quirk = FindQuirk(charset);
  if (quirk == nullptr) {
    conversion.text = converter.Convert(bytes, on_bad);
    return conversion;
  }
  if (!quirk->one_by_one && !(quirk->no_c1 && HasC1(bytes))) {
    conversion.text = converter.Convert(bytes, OnBadBytes::kGiveUp);
  }
  if (!conversion.text) conversion.text = SlowReader(converter, *quirk).Convert(bytes, on_bad);
  return conversion;
}

}  // namespace gatepost
