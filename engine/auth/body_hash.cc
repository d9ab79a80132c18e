// Tested by tests/auth/body_hash_test.cc.
#include "auth/body_hash.h"

#include <algorithm>
#include <array>

#include "auth/signed_mail.h"
#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::size_t kBufferBytes = 8192;

// One digest, told at some lengths.
class LengthDigest {
 public:
  explicit LengthDigest(DigestKind kind) : digest_(kind) {}

  // Lengths in ascending order.
  void TellAt(std::uint64_t bytes, std::string* value) { places_.push_back({bytes, value}); }

  void Add(std::string_view bytes) {
    while (next_ < places_.size() && places_[next_].bytes - count_ <= bytes.size()) {
      const auto part = static_cast<std::size_t>(places_[next_].bytes - count_);
      Take(bytes.substr(0, part));
      bytes.remove_prefix(part);
      *places_[next_++].value = digest_.Value();
    }
    if (next_ < places_.size()) Take(bytes);
  }
  void Finish() {
    while (next_ < places_.size()) *places_[next_++].value = digest_.Value();
  }

 private:
  struct Place {
    std::uint64_t bytes;
    std::string* value;
  };
  void Take(std::string_view bytes) {
    digest_.Add(bytes);
    count_ += bytes.size();
  }

  Digest digest_;
  std::vector<Place> places_;
  std::size_t next_ = 0;
  std::uint64_t count_ = 0;
};

// Gathers what is short.
class Output {
 public:
  explicit Output(std::vector<LengthDigest>* digests) : digests_(digests) {}

  bool any() const { return any_; }
  void Add(std::string_view bytes) {
    if (bytes.empty()) return;
    any_ = true;
    if (used_ + bytes.size() > buffer_.size()) Flush();
    if (bytes.size() > buffer_.size()) {
      Tell(bytes);
      return;
    }
    std::copy(bytes.begin(), bytes.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(used_));
    used_ += bytes.size();
  }
  void Flush() {
    Tell({buffer_.data(), used_});
    used_ = 0;
  }

 private:
  void Tell(std::string_view bytes) {
    for (LengthDigest& digest : *digests_) digest.Add(bytes);
  }

  std::vector<LengthDigest>* digests_;
  std::array<char, kBufferBytes> buffer_;
  std::size_t used_ = 0;
  bool any_ = false;
};

// The first line, without its end; `rest` goes on behind it.
std::string_view CutBodyLine(std::string_view* rest, bool crlf) {
  std::size_t end = rest->find('\n');
  while (crlf && end != kNpos && (end == 0 || (*rest)[end - 1] != '\r')) end = rest->find('\n', end + 1);
  std::string_view line = rest->substr(0, end);
  rest->remove_prefix(end == kNpos ? rest->size() : end + 1);
  if (crlf && end != kNpos) line.remove_suffix(1);
  return line;
}

// Runs of blanks as one, none at the end.
void AddRelaxedLine(std::string_view line, Output* out) {
  std::size_t at = 0;
  while (at < line.size()) {
    std::size_t end = at;
    while (end < line.size() && !IsBlank(line[end])) ++end;
    out->Add(line.substr(at, end - at));
    at = end;
    while (at < line.size() && IsBlank(line[at])) ++at;
    if (at > end && at < line.size()) out->Add(" ");
  }
}

bool IsBlankLine(std::string_view line) { return std::all_of(line.begin(), line.end(), IsBlank); }

void AddBody(std::string_view body, bool crlf, bool relaxed, Output* out) {
  constexpr std::string_view kLineEnd = "\r\n";
  std::size_t empty_lines = 0;  // those at the end do not count
  while (!body.empty()) {
    const std::string_view line = CutBodyLine(&body, crlf);
    if (line.empty() || (relaxed && IsBlankLine(line))) {
      ++empty_lines;
      continue;
    }
    for (; empty_lines > 0; --empty_lines) out->Add(kLineEnd);
    if (relaxed)
      AddRelaxedLine(line, out);
    else
      out->Add(line);
    out->Add(kLineEnd);
  }
  if (!relaxed && !out->any()) out->Add(kLineEnd);
  out->Flush();
}

}  // namespace

std::size_t BodyHashes::Want(bool relaxed, DigestKind kind, std::uint64_t most_bytes) {
  wanted_.push_back({relaxed, kind, most_bytes, ""});
  return wanted_.size() - 1;
}

void BodyHashes::Run(std::string_view body, bool crlf) {
  std::vector<Wanted*> sorted;
  for (Wanted& wanted : wanted_) sorted.push_back(&wanted);
  std::sort(sorted.begin(), sorted.end(),
            [](const Wanted* a, const Wanted* b) { return a->most_bytes < b->most_bytes; });
  for (const bool relaxed : {false, true}) {
    std::vector<LengthDigest> digests;
    for (const DigestKind kind : {DigestKind::kSha1, DigestKind::kSha256}) {
      LengthDigest digest(kind);
      bool any = false;
      for (Wanted* wanted : sorted) {
        if (wanted->relaxed != relaxed || wanted->kind != kind) continue;
        digest.TellAt(wanted->most_bytes, &wanted->value);
        any = true;
      }
      if (any) digests.push_back(std::move(digest));
    }
    if (digests.empty()) continue;
    Output out(&digests);
    AddBody(body, crlf, relaxed, &out);
    for (LengthDigest& digest : digests) digest.Finish();
  }
}

}  // namespace gatepost
