// Tested by tests/model/features_test.cc.
#include "model/features.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "gatepost/model_store.h"
#include "mail/header.h"

namespace gatepost {
namespace {

constexpr std::size_t kFieldBytes = 300;  // of one header field
constexpr std::size_t kMostFields = 40;   // header fields that are looked at
constexpr std::size_t kGramBytes = 3000;  // of the text, for sequences of bytes
constexpr std::size_t kTextBytes = 6000;  // of the text, for words
constexpr std::size_t kTailBytes = 600;   // of its end, for words and pairs of them
constexpr std::size_t kShapeBytes = 80;
constexpr std::size_t kWordBytes = 24;
constexpr std::size_t kMostLinks = 100;

constexpr std::string_view kFields[] = {"content-transfer-encoding",
                                        "content-type",
                                        "from",
                                        "importance",
                                        "message-id",
                                        "mime-version",
                                        "organization",
                                        "reply-to",
                                        "subject",
                                        "user-agent",
                                        "x-mailer",
                                        "x-mimeole",
                                        "x-msmail-priority",
                                        "x-priority"};
static_assert(std::is_sorted(std::begin(kFields), std::end(kFields)));

static_assert(std::all_of(kFeatureRanges.begin(), kFeatureRanges.end(),
                          [](const FeatureRange& range) { return std::has_single_bit(range.size); }));

// The number of a weight: FNV-1a, its bits then mixed so that the low ones depend on all.
class Hash {
 public:
  Hash& Add(std::string_view bytes) {
    for (char c : bytes) value_ = (value_ ^ static_cast<unsigned char>(c)) * 16777619u;
    return *this;
  }
  std::uint32_t Number(FeatureKind kind) const {
    std::uint32_t mixed = value_;
    mixed = (mixed ^ mixed >> 15) * 0x2C1B3C6Du;
    mixed = (mixed ^ mixed >> 12) * 0x297A2D39u;
    const FeatureRange& range = kFeatureRanges[static_cast<std::size_t>(kind)];
    return range.first + ((mixed ^ mixed >> 15) & (range.size - 1));
  }

 private:
  std::uint32_t value_ = 2166136261u;
};

class Collector {
 public:
  void Add(FeatureKind kind, const Hash& hash) {
    std::uint32_t number = hash.Number(kind), word = number / 64;
    const std::uint64_t bit = std::uint64_t{1} << number % 64;
    count_ += (seen_[word] & bit) == 0 ? 1 : 0;
    seen_[word] |= bit;
    is_any_[word / 64] |= std::uint64_t{1} << word % 64;
  }
  // Every sequence of four bytes.
  void AddGrams(FeatureKind kind, const Hash& base, std::string_view text) {
    for (const char* gram = text.data(); gram + 4 <= text.data() + text.size(); ++gram)
      Add(kind, Hash(base).Add({gram, 4}));
  }
  std::vector<std::uint32_t> Finish() const {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(count_);
    for (std::uint32_t i = 0; i < is_any_.size(); ++i) {
      ForEachBit(is_any_[i], i, [&](std::uint32_t word) {
        ForEachBit(seen_[word], word, [&](std::uint32_t number) { numbers.push_back(number); });
      });
    }
    return numbers;
  }

 private:
  // Calls `visit` with the number of each bit of the word with this index.
  template <class Visit>
  static void ForEachBit(std::uint64_t bits, std::uint32_t index, const Visit& visit) {
    for (; bits != 0; bits &= bits - 1)
      visit(index * 64 + static_cast<std::uint32_t>(std::countr_zero(bits)));
  }

  std::size_t count_ = 0;
  std::array<std::uint64_t, kModelWeights / 64> seen_{};         // a bit a feature
  std::array<std::uint64_t, kModelWeights / 64 / 64> is_any_{};  // a bit a word of seen_
};

bool IsWordByte(char c) {
  auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || IsAsciiAlnum(c) || c == '-' || c == '.' || c == '\'' || c == '$' || c == '!';
}

// Calls `visit` with each word, in lower case.
template <class Visit>
void ForEachWord(std::string_view text, const Visit& visit) {
  char word[kWordBytes];
  std::size_t size = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && IsWordByte(text[i])) {
      if (size < kWordBytes) word[size++] = AsciiToLower(text[i]);
    } else if (size > 0) {
      visit(std::string_view(word, size));
      size = 0;
    }
  }
}

// Each word, and each with the one before it; of the first, that is "^".
void AddPairs(std::string_view text, const Hash& base, FeatureKind word_kind, FeatureKind pair_kind,
              Collector* features) {
  std::string last = "^";
  ForEachWord(text, [&](std::string_view word) {
    features->Add(word_kind, Hash(base).Add(word));
    features->Add(pair_kind, Hash(base).Add(last).Add(" ").Add(word));
    last = word;
  });
}

char ShapeOf(char c) {
  if (IsAsciiDigit(c)) return '0';
  if (static_cast<unsigned char>(c) >= 0x80) return '~';
  if (!IsAsciiAlpha(c)) return c;
  return AsciiToLower(c) == c ? 'a' : 'A';
}

// "<aA0@a.a>" of "<xY12@mail.example>"; where not `in_runs`, a sign for each byte.
std::string Shape(std::string_view text, bool in_runs) {
  std::string shape;
  for (char c : text) {
    if (shape.size() >= kShapeBytes) break;
    const char sign = ShapeOf(c);
    const bool is_class = sign != c || IsAsciiAlnum(c);
    if (!in_runs || !is_class || shape.empty() || shape.back() != sign) shape += sign;
  }
  return shape;
}

void AddIdShape(std::string_view id, Collector* features) {
  const std::size_t at = std::min(id.find('@'), id.size());
  const std::string_view local = id.substr(0, at), host = id.substr(at);
  const std::string_view top = host.substr(std::min(host.rfind('.'), host.size()));
  auto add = [&](std::string_view name, std::string_view text) {
    features->Add(FeatureKind::kIdShape, Hash().Add(name).Add(text));
  };
  add("id:", Shape(id, true));
  add("local:", Shape(local, false));
  add("host:", Shape(host, true));
  add("top:", top);
}

void AddHeader(const Message& message, Collector* features) {
  std::size_t fields = 0;
  for (const HeaderField& field : message.root().fields) {
    std::string name = AsciiLower(field.name);
    if (!std::binary_search(std::begin(kFields), std::end(kFields), name)) continue;
    if (++fields > kMostFields) return;
    std::string value = DecodeHeader(field);
    if (value.size() > kFieldBytes) value.resize(kFieldBytes);
    const Hash base = Hash().Add(name).Add(":");
    if (name == "message-id") {
      AddIdShape(value, features);
      // The digits are another's each time.
      std::replace_if(value.begin(), value.end(), IsAsciiDigit, '0');
    } else {
      features->AddGrams(FeatureKind::kHeaderGram, base, name + ":" + value + "\n");
    }
    AddPairs(value, base, FeatureKind::kHeaderWord, FeatureKind::kHeaderPair, features);
  }
}

// Adds bytes from `begin` to `end` to `text`, runs of white space as one space, and a space; false where
// `most` bytes are there.
template <class Iterator>
bool AddSqueezed(Iterator begin, Iterator end, std::size_t most, std::string* text) {
  for (Iterator i = begin; i != end; ++i) {
    if (text->size() >= most) return false;
    const char c = *i;
    const bool is_space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!is_space)
      *text += c;
    else if (!text->empty() && text->back() != ' ')
      *text += ' ';
  }
  if (!text->empty() && text->back() != ' ') *text += ' ';
  return true;
}

// The beginning of the visible text of all parts.
std::string VisibleText(Views& views) {
  std::string text;
  text.reserve(kTextBytes + 1);
  for (const TextPart& part : views.TextParts()) {
    if (part.in_body && !AddSqueezed(part.visible.begin(), part.visible.end(), kTextBytes, &text)) break;
  }
  return text;
}

// The end of it.
std::string TailText(Views& views) {
  std::string text;
  const std::vector<TextPart>& parts = views.TextParts();
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (part->in_body && !AddSqueezed(part->visible.rbegin(), part->visible.rend(), kTailBytes, &text)) break;
  }
  std::reverse(text.begin(), text.end());
  return text;
}

void AddText(Views& views, Collector* features) {
  std::string text = VisibleText(views);
  features->AddGrams(FeatureKind::kTextGram, Hash(), std::string_view(text).substr(0, kGramBytes));
  ForEachWord(text, [&](std::string_view word) { features->Add(FeatureKind::kWord, Hash().Add(word)); });
  AddPairs(TailText(views), Hash(), FeatureKind::kTail, FeatureKind::kTail, features);
}

void AddLinks(Views& views, Collector* features) {
  std::size_t links = 0;
  for (const UriInfo& uri : views.UriDetails()) {
    if (++links > kMostLinks) return;
    for (const auto* names : {&uri.hosts, &uri.domains}) {
      for (const std::string& name : *names) features->Add(FeatureKind::kHost, Hash().Add(name));
    }
  }
}

}  // namespace

std::vector<std::uint32_t> ModelFeatures(Views& views) {
  Collector features;
  AddHeader(views.message(), &features);
  AddText(views, &features);
  AddLinks(views, &features);
  return features.Finish();
}

std::array<std::span<const std::uint32_t>, kFeatureKinds> SplitByKind(
    std::span<const std::uint32_t> features) {
  std::array<std::span<const std::uint32_t>, kFeatureKinds> kinds;
  auto begin = features.begin();
  for (std::size_t kind = 0; kind < kFeatureKinds; ++kind) {
    auto end =
        std::lower_bound(begin, features.end(), kFeatureRanges[kind].first + kFeatureRanges[kind].size);
    kinds[kind] = {begin, end};
    begin = end;
  }
  return kinds;
}

}  // namespace gatepost
