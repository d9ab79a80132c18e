// Tested by tests/pyzor/protocol_test.cc, tests/fuzz/pyzor_fuzz.cc.
#include "pyzor/protocol.h"

#include <array>
#include <charconv>

#include "base/ascii.h"
#include "base/hash.h"

namespace gatepost {
namespace {

constexpr std::string_view kUser = "anonymous";
constexpr std::uint64_t kMostCount = 999999999;

std::optional<std::uint64_t> ReadNumber(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > kMostCount) return std::nullopt;
  return number;
}

// The number of the first line of that name; nothing where there is none, or it is no number.
std::optional<std::uint64_t> NumberOf(std::string_view datagram, std::string_view name) {
  while (!datagram.empty()) {
    const std::string_view line = TrimRight(CutLine(&datagram));
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon != kNpos && EqualsIgnoreCase(line.substr(0, colon), name))
      return ReadNumber(Trim(line.substr(colon + 1)));
  }
  return std::nullopt;
}

}  // namespace

std::string PyzorRequest(std::string_view digest, std::uint16_t thread, std::int64_t now_unix_s) {
  const std::string time = std::to_string(now_unix_s);
  std::string request = "Op: check\nOp-Digest: ";
  request.append(digest).append("\nThread: ").append(std::to_string(thread)).append("\nPV: 2.1\nUser: ");
  request.append(kUser).append("\nTime: ").append(time);
  // The key of a user is a digest of the name and a password, and here there is none.
  const std::string key = Sha1Hex(std::string(kUser) + ":");
  const std::array<unsigned char, 20> digest_of_request = Sha1(request);
  std::string to_sign(reinterpret_cast<const char*>(digest_of_request.data()), digest_of_request.size());
  to_sign.append(":").append(time).append(":").append(key);
  return request.append("\nSig: ").append(Sha1Hex(to_sign)).append("\n\n");
}

std::optional<PyzorAnswer> ParsePyzorAnswer(std::string_view datagram, std::uint16_t thread) {
  if (datagram.size() > kMostPyzorAnswer || NumberOf(datagram, "Thread") != thread) return std::nullopt;
  const std::optional<std::uint64_t> code = NumberOf(datagram, "Code");
  constexpr std::uint64_t kOk = 200, kMostCode = 999;
  if (!code || *code > kMostCode) return std::nullopt;
  PyzorAnswer answer;
  answer.answered = true;
  answer.code = static_cast<int>(*code);
  if (*code != kOk) return answer;
  const std::optional<std::uint64_t> reported = NumberOf(datagram, "Count"),
                                     welcome = NumberOf(datagram, "WL-Count");
  if (!reported || !welcome) return std::nullopt;
  answer.reported = *reported;
  answer.welcomelisted = *welcome;
  return answer;
}

}  // namespace gatepost
