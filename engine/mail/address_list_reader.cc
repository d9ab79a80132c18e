// Tested by tests/mail/address_test.cc; bench/address_perl.pl holds it against the original.
#include "mail/address_list_reader.h"

#include <algorithm>
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

// A local part as it has to be written.
std::string Quoted(std::string_view local) {
  const bool has_edge_dot = local.starts_with('.') || local.ends_with('.');
  const auto is_plain = [](char c) { return IsAtomByte(c) || c == '.'; };
  if (!has_edge_dot && std::all_of(local.begin(), local.end(), is_plain)) return std::string(local);
  std::string quoted = "\"";
  for (const char c : local) {
    if (std::string_view("\"\\\t\n\r\0", 6).find(c) != std::string_view::npos) quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

// A method reads what its name says at `at_`, and the white space behind it, where it is not kBad.
class ListReader {
 public:
  explicit ListReader(std::string_view value) : text_(value) {}

  std::vector<Address> Read() {
    for (State state = SkipSpace(); state == State::kMore;) {
      const std::size_t begin = at_;
      if (!ReadGroup()) {
        at_ = begin;
        ReadMailbox();
      }
      if (Peek() != ',') break;
      ++at_;
      state = SkipSpace();
      entry_ = {};
      if (state == State::kBad) AddEntry();
    }
    return std::move(result_);
  }

 private:
  // kOdd: was read, though the grammar does not have it.
  enum class State { kMore, kEnd, kOdd, kBad };

  struct Entry {
    std::string name, local, domain, comment;
    bool has_name = false, has_local = false;
    bool is_odd = false;  // of the local part
  };

  State Here() const { return at_ < text_.size() ? State::kMore : State::kEnd; }
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  static bool IsRead(State state) { return state == State::kMore || state == State::kOdd; }
  static State Oddly(bool is_odd, State state) {
    return is_odd && state != State::kBad ? State::kOdd : state;
  }

  // White space and comments, the last of which is kept.
  State SkipSpace() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
      if (c != '(') break;
      if (!SkipComment()) return State::kBad;
      --at_;
    }
    return Here();
  }

  // Of one that does not end, what stands before the last line end or backslash is kept.
  bool SkipComment() {
    comment_.clear();
    int depth = 0;
    std::size_t kept = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\0') break;
      if (c == '(' && depth++ == 0) continue;
      if (c == ')' && --depth == 0) {
        ++at_;
        return true;
      }
      if (c == '\n') {
        if (comment_.ends_with('\r')) comment_.pop_back();
        kept = comment_.size();
        continue;
      }
      if (c == '\\') {
        if (++at_ == text_.size()) break;
        kept = comment_.size();
      }
      comment_ += text_[at_];
    }
    comment_.resize(kept);
    return false;
  }

  State ReadQuoted(std::string* out) {
    bool is_odd = false;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return Oddly(is_odd, SkipSpace());
      }
      is_odd |= c == '\0' || (c == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n') ||
                (c == '\n' && text_[at_ - 1] != '\r');
      if (c == '\\' && ++at_ == text_.size()) return State::kBad;
      *out += text_[at_];
    }
    return State::kBad;
  }

  // Words with a space between any two: a display name.
  State ReadPhrase(std::string* out) {
    if (at_ == text_.size()) return State::kEnd;
    if (Peek() == '.') return State::kBad;
    for (bool is_odd = false;;) {
      State state;
      if (Peek() == '"') {
        state = ReadQuoted(out);
      } else {
        for (; IsAtomByte(Peek()) || Peek() == '.'; ++at_) *out += Peek();
        state = SkipSpace();
      }
      is_odd |= state == State::kOdd;
      if (!IsRead(state) || at_ == text_.size()) return Oddly(is_odd, state);
      if (!IsAtomByte(Peek()) && Peek() != '"' && Peek() != '.') return Oddly(is_odd, state);
      *out += ' ';
    }
  }

  // Atoms between dots, white space around these. A dot with none behind it ends what is a domain; before
  // what is a local part's it stays to be read.
  State ReadDotAtom(std::string* out, bool stops_before_last_dot) {
    if (!IsAtomByte(Peek())) return State::kBad;
    bool is_odd = false;
    for (std::size_t dot = kNone;;) {
      if (IsAtomByte(Peek())) dot = kNone;
      for (; IsAtomByte(Peek()); ++at_) *out += Peek();
      if (at_ == text_.size()) return Oddly(is_odd, State::kEnd);
      const State state = SkipSpace();
      if (state != State::kMore) return Oddly(is_odd, state);
      if (Peek() != '.') {
        if (dot == kNone || !stops_before_last_dot) return Oddly(is_odd || dot != kNone, State::kMore);
        at_ = dot;
        return Oddly(is_odd, State::kMore);
      }
      is_odd |= dot != kNone;
      dot = at_++;
      *out += '.';
      if (SkipSpace() != State::kMore) return Oddly(is_odd, State::kMore);
    }
  }

  // False where it cannot be read, or is all that there is.
  bool ReadLocal() {
    std::string local;
    State state = State::kEnd;
    while (at_ < text_.size()) {
      state = Peek() == '"' ? ReadQuoted(&local) : ReadDotAtom(&local, true);
      if (state == State::kBad) return false;
      entry_.is_odd |= state == State::kOdd;
      if (at_ == text_.size()) break;
      state = SkipSpace();
      if (state != State::kMore || Peek() != '.') break;
      ++at_;
      state = SkipSpace();
      entry_.is_odd |= Peek() == '@';
      if (state != State::kMore || Peek() == '@') break;
    }
    entry_.is_odd |= state != State::kMore;
    entry_.local = std::move(local);
    entry_.has_local = true;
    return IsRead(state);
  }

  State ReadDomain(std::string* out) {
    ++at_;
    if (SkipSpace() != State::kMore) return State::kBad;
    std::string domain;
    const State state = Peek() == '[' ? ReadLiteral(&domain) : ReadDotAtom(&domain, false);
    if (state != State::kBad) *out = std::move(domain);
    return state;
  }

  // "[192.0.2.1]"
  State ReadLiteral(std::string* out) {
    *out += text_[at_];
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\0' || c == '[') return State::kBad;
      if (c == '\n') {
        if (out->ends_with('\r')) out->pop_back();
        continue;
      }
      *out += c;
      if (c == ']') {
        ++at_;
        return SkipSpace();
      }
      if (c == '\\') {
        if (++at_ == text_.size()) return State::kBad;
        *out += text_[at_];
      }
    }
    return State::kBad;
  }

  // "@relay.example.com,@other.example.com", which stood before an address in old times.
  State SkipRoute() {
    bool is_odd = false;
    while (Peek() == '@') {
      std::string unused;
      const State state = ReadDomain(&unused);
      if (!IsRead(state)) return state;
      is_odd |= state == State::kOdd;
      while (SkipSpace() == State::kMore && Peek() == ',') ++at_;
    }
    return Oddly(is_odd, Here());
  }

  // What was read of "<address>" stays in the entry where the rest cannot be read.
  void ReadBracketed() {
    ++at_;
    if (SkipSpace() != State::kMore) return;
    if (Peek() == '@') {
      const State state = SkipRoute();
      if (at_ == text_.size()) return;
      if (state == State::kOdd || (state == State::kMore && Peek() == ':')) ++at_;
      if (SkipSpace() != State::kMore) return;
    }
    if (Peek() != '>') {
      if (!ReadLocal()) return;
      if (Peek() == '@' && !IsRead(ReadDomain(&entry_.domain))) return;
    }
    if (Peek() != '>') return;
    ++at_;
    SkipSpace();
  }

  // "name <address>"
  bool ReadNamed() {
    if (!IsRead(ReadPhrase(&entry_.name)) || Peek() != '<') return false;
    entry_.has_name = !entry_.name.empty();
    comment_.clear();
    ReadBracketed();
    entry_.comment = comment_;
    return true;
  }

  void ReadBare() {
    comment_.clear();
    ReadLocal();
    if (Peek() == '@') ReadDomain(&entry_.domain);
    entry_.comment = comment_;
    // A word alone is a name.
    if (entry_.is_odd && entry_.has_local && entry_.domain.empty()) {
      entry_.name.swap(entry_.local);
      entry_.has_name = true;
    }
  }

  void ReadMailbox() {
    const std::size_t begin = at_;
    entry_ = {};
    if (!ReadNamed()) {
      at_ = begin;
      entry_ = {};
      ReadBare();
    }
    AddEntry();
  }

  // "friends: a@example.com, b@example.com;"; false where it is none.
  bool ReadGroup() {
    std::string unused;
    if (!IsRead(ReadPhrase(&unused)) || Peek() != ':') return false;
    ++at_;
    State state = SkipSpace();
    while (state == State::kMore && Peek() != ';') {
      ReadMailbox();
      if (Peek() != ',') break;
      ++at_;
      if (SkipSpace() != State::kMore) state = State::kBad;
    }
    if (state != State::kBad && Peek() == ';') {
      ++at_;
      SkipSpace();
    }
    return true;
  }

  void AddEntry() {
    Address address;
    address.name = entry_.has_name ? entry_.name : entry_.comment;
    address.has_name = entry_.has_name || !entry_.comment.empty();
    address.has_address = !entry_.local.empty() && !entry_.domain.empty();
    if (address.has_address) {
      address.address = Quoted(entry_.local) + "@" + entry_.domain;
    } else if (entry_.has_name && entry_.comment.empty() && entry_.local.empty() && IsAddress(entry_.name)) {
      address.address.swap(address.name);
      std::swap(address.has_address, address.has_name);
    } else if (!address.has_name) {
      if (++failures_ > kMaxFailures) return;
      address.name = text_;
      address.has_name = true;
    }
    result_.push_back(std::move(address));
  }

  static bool IsAddress(std::string_view name) {
    const std::size_t at = name.find('@');
    return at != std::string_view::npos && at > 0 && name.rfind('@') == at &&
           std::none_of(name.begin(), name.end(), IsAsciiSpace) && IsSoundAddress(name) &&
           IsFullyQualifiedName(name.substr(at + 1));
  }

  static constexpr std::size_t kNone = std::string_view::npos;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t failures_ = 0;
  std::string comment_;
  Entry entry_;
  std::vector<Address> result_;
};

}  // namespace

bool IsSoundAddress(std::string_view address) {
  return !address.starts_with("\"\"@") && std::count(address.begin(), address.end(), '"') != 1;
}

std::vector<Address> ReadAddressList(std::string_view value) { return ListReader(value).Read(); }

}  // namespace gatepost
