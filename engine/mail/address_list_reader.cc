// Tested by tests/mail/address_test.cc.
#include "mail/address_list_reader.h"

#include <string>

#include "base/ascii.h"

namespace gatepost {
namespace {

// Each entry that is none copies the value.
constexpr std::size_t kMaxFailures = 64;

bool IsAtomByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7F && std::string_view("()<>[]:;@\\,.\"").find(c) == std::string_view::npos;
}

class ListReader {
 public:
  explicit ListReader(std::string_view value) : text_(value) {}

  std::vector<Address> Read() {
    SkipSpace();
    while (at_ < text_.size()) {
      ReadEntry();
      SkipSpace();
      if (Peek() == ';' && in_group_) {
        in_group_ = false;
        ++at_;
        SkipSpace();
      }
      if (Peek() != ',') break;
      ++at_;
      SkipSpace();
    }
    return std::move(result_);
  }

 private:
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  // White space and comments; the last comment is kept.
  void SkipSpace() {
    while (at_ < text_.size()) {
      if (IsAsciiSpace(text_[at_])) {
        ++at_;
      } else if (text_[at_] != '(' || !SkipComment()) {
        return;
      }
    }
  }

  bool SkipComment() {
    std::string comment;
    int depth = 0;
    for (std::size_t i = at_; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '\\' && i + 1 < text_.size()) {
        comment += text_[++i];
        continue;
      }
      if (c == ')' && --depth == 0) {
        comment_ = std::move(comment);
        has_comment_ = true;
        at_ = i + 1;
        return true;
      }
      if (c == '(' && depth++ == 0) continue;
      comment += c;
    }
    return false;
  }

  bool ReadQuoted(std::string* out) {
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] == '"') {
        at_ = i + 1;
        return true;
      }
      if (text_[i] == '\\' && i + 1 < text_.size()) ++i;
      *out += text_[i];
    }
    return false;
  }

  // Words up to something that is none: the display name, with single spaces, or a local part.
  // False where a quoted string does not end.
  bool ReadWords(std::string* phrase, std::string* local) {
    bool spaced = false, single = true;
    while (at_ < text_.size()) {
      if (spaced && !phrase->empty()) *phrase += ' ';
      // Two words side by side are a name, never a local part.
      if (spaced && !local->ends_with('.') && Peek() != '.' && (IsAtomByte(Peek()) || Peek() == '"'))
        single = false;
      if (Peek() == '"') {
        const std::size_t begin = at_;
        if (!ReadQuoted(phrase)) return false;
        *local += text_.substr(begin, at_ - begin);
      } else if (IsAtomByte(Peek()) || Peek() == '.') {
        const std::size_t begin = at_;
        while (at_ < text_.size() && (IsAtomByte(text_[at_]) || text_[at_] == '.')) ++at_;
        *phrase += text_.substr(begin, at_ - begin);
        *local += text_.substr(begin, at_ - begin);
      } else {
        break;
      }
      const std::size_t before = at_;
      SkipSpace();
      spaced = at_ > before;
    }
    while (phrase->ends_with(' ')) phrase->pop_back();
    if (!single) local->clear();
    return true;
  }

  // Behind "@". There may be white space and comments around dots (obs-domain).
  std::string ReadDomain() {
    SkipSpace();
    if (Peek() == '[') {
      const std::size_t begin = at_, close = text_.find(']', at_);
      if (close == std::string_view::npos) return {};
      at_ = close + 1;
      return std::string(text_.substr(begin, at_ - begin));
    }
    std::string domain;
    while (IsAtomByte(Peek()) || Peek() == '.') {
      domain += text_[at_++];
      if (IsAtomByte(Peek())) continue;
      SkipSpace();
      if (Peek() != '.' && !domain.ends_with('.')) break;
    }
    return domain;
  }

  void ReadEntry() {
    has_comment_ = false;
    std::string phrase, local;
    if (!ReadWords(&phrase, &local)) return Fail();
    if (Peek() == ':' && !in_group_ && !phrase.empty()) {
      in_group_ = true;
      ++at_;
      SkipSpace();
      phrase.clear();
      local.clear();
      if (Peek() == ';' || !ReadWords(&phrase, &local)) return;
    }
    if (Peek() == '<') return ReadBracketed(std::move(phrase));
    if (Peek() != '@' || local.empty()) return Fail();
    ++at_;
    const std::string domain = ReadDomain();
    if (domain.empty()) return Fail();
    SkipSpace();
    Add(local + "@" + domain, has_comment_ ? comment_ : std::string(), has_comment_);
  }

  void ReadBracketed(std::string phrase) {
    ++at_;
    SkipSpace();
    SkipRoute();
    std::string words, local, domain;
    if (ReadWords(&words, &local) && !local.empty() && Peek() == '@') {
      ++at_;
      domain = ReadDomain();
    }
    SkipSpace();
    if (Peek() == '>') ++at_;
    if (domain.empty()) return phrase.empty() ? Fail() : AddName(std::move(phrase));
    const bool named = !phrase.empty();
    Add(local + "@" + domain, std::move(phrase), named);
  }

  // "@relay.example.com,@other.example.com:" before an address, the route of old.
  void SkipRoute() {
    const std::size_t begin = at_;
    while (Peek() == '@') {
      ++at_;
      if (ReadDomain().empty()) break;
      SkipSpace();
      if (Peek() == ':') {
        ++at_;
        return SkipSpace();
      }
      if (Peek() != ',') break;
      ++at_;
      SkipSpace();
    }
    at_ = begin;
  }

  void Add(std::string address, std::string name, bool has_name) {
    result_.push_back({std::move(address), std::move(name), true, has_name});
  }

  void AddName(std::string name) { result_.push_back({"", std::move(name), false, true}); }
  // An entry that is none has the whole value for its name.
  void Fail() {
    if (result_.size() < kMaxFailures) AddName(std::string(text_));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool in_group_ = false;
  std::string comment_;
  bool has_comment_ = false;
  std::vector<Address> result_;
};

}  // namespace

std::vector<Address> ReadAddressList(std::string_view value) { return ListReader(value).Read(); }

}  // namespace gatepost
