// Tested by tests/razor/ephemeral_test.cc.
#include "razor/ephemeral.h"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <vector>

#include "base/ascii.h"
#include "base/hash.h"
#include "razor/text.h"

namespace gatepost {
namespace {

// Perl's rand, which is drand48 on every machine.
class PerlRandom {
 public:
  explicit PerlRandom(std::uint32_t seed) : state_((std::uint64_t{seed} << 16) + 0x330e) {}
  double Next(double below) {
    constexpr std::uint64_t kFactor = 0x5deece66d, kAddend = 0xb, kMask = (std::uint64_t{1} << 48) - 1;
    state_ = (state_ * kFactor + kAddend) & kMask;
    return below * std::ldexp(static_cast<double>(state_), -48);
  }

 private:
  std::uint64_t state_;
};

// As Perl's split: empty ends are none.
std::vector<std::string_view> SplitLines(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + separator.size();
    if (end == text.size()) break;
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

struct Stretch {
  std::size_t first_line, last_line;
  double begin, end;  // per cent of the bytes of these lines
};

class LinePicker {
 public:
  explicit LinePicker(const std::vector<std::string_view>& lines) : lines_(lines) {}

  std::string Pick(const Stretch& stretch) const {
    std::ptrdiff_t size = 0;
    for (std::size_t i = stretch.first_line; i <= stretch.last_line; ++i) size += Size(i);
    const std::ptrdiff_t begin = Share(stretch.begin, size), end = Share(stretch.end, size);
    // Where the stretch begins and ends. A line of no use is skipped, and what is never reached is at the
    // first line of all.
    std::size_t begin_line = 0, end_line = 0;
    std::ptrdiff_t begin_at = 0, end_at = 0, seen = 0;
    for (std::size_t i = stretch.first_line; i <= stretch.last_line && end_at == 0; ++i) {
      if (Size(i) == 0) continue;
      const std::ptrdiff_t before = seen;
      seen += Size(i);
      if (seen > begin && begin_at == 0) {
        begin_at = begin - before;
        begin_line = i;
      }
      if (seen > end) {
        end_at = end - before;
        end_line = i;
      }
    }
    begin_at = std::max<std::ptrdiff_t>(begin_at, 0);
    end_at = std::max<std::ptrdiff_t>(end_at, 0);
    if (begin_line == end_line)
      return Size(begin_line) == 0
                 ? std::string()
                 : std::string(RazorSubstr(Line(begin_line), begin_at, end_at - begin_at + 1));
    std::string picked(RazorSubstr(Line(begin_line), begin_at, PTRDIFF_MAX / 2));
    for (std::size_t i = begin_line + 1; i < end_line; ++i) picked += Line(i);
    return picked.append(RazorSubstr(Line(end_line), 0, end_at));
  }

 private:
  static std::ptrdiff_t Share(double percent, std::ptrdiff_t size) {
    return static_cast<std::ptrdiff_t>(percent * static_cast<double>(size) / 100);
  }
  std::string_view Line(std::size_t i) const { return i < lines_.size() ? lines_[i] : std::string_view(); }
  std::ptrdiff_t Size(std::size_t i) const {
    return IsPerlTrue(Line(i)) ? static_cast<std::ptrdiff_t>(Line(i).size()) : 0;
  }

  const std::vector<std::string_view>& lines_;
};

}  // namespace

std::optional<RazorSeed> ReadRazorSeed(std::string_view text) {
  RazorSeed seed{0, "", std::string(text)};
  const std::vector<std::string_view> numbers = Split(text, '-');
  if (numbers.size() < 2) return std::nullopt;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    std::uint32_t number = 0;
    const auto [end, error] =
        std::from_chars(numbers[i].data(), numbers[i].data() + numbers[i].size(), number);
    if (error != std::errc() || end != numbers[i].data() + numbers[i].size() || number == 0)
      return std::nullopt;
    constexpr std::uint32_t kMostByte = 0x7f;
    const char byte = static_cast<char>(number);
    if (i == 0)
      seed.number = number;
    else if (number > kMostByte || Contains("\\^$.|?*+()[]{}", std::string_view(&byte, 1)))
      return std::nullopt;
    else
      seed.separator += byte;
  }
  return seed;
}

std::string EphemeralSignature(std::string_view text, const RazorSeed& seed) {
  const std::vector<std::string_view> lines = SplitLines(text, seed.separator);
  constexpr int kSections = 6;
  constexpr double kSectionSize = 100.0 / kSections, kHalf = 50;
  PerlRandom random(seed.number);
  std::size_t line[kSections];
  for (int i = 0; i < kSections; ++i) {
    const double place = random.Next(kSectionSize) + i * kSectionSize;
    line[i] = static_cast<std::size_t>(place * static_cast<double>(lines.size()) / 100);
  }
  double offset[4];
  for (int i = 0; i < 4; ++i) offset[i] = random.Next(kHalf) + i % 2 * kHalf;
  const LinePicker picker(lines);
  const std::string first = picker.Pick({line[1], line[2], offset[0], offset[1]});
  const std::string second = picker.Pick({line[3], line[4], offset[2], offset[3]});
  constexpr std::size_t kShort = 128;
  if (first.size() + second.size() <= kShort) return RazorBase64(Sha1Hex(text));
  const bool is_blank = !first.empty() && !second.empty() && Trim(first).empty() && Trim(second).empty();
  return RazorBase64(Sha1Hex(is_blank ? "" : first + second));
}

}  // namespace gatepost
