// Microsoft's mail programs write the time into Message-IDs and boundaries, older ones the machine's address
// into the Message-ID; Mozilla and Pegasus write the time into theirs. Who only imitates them makes the
// digits up, or writes no Message-ID at all. Tested by tests/eval/outlook_evals_test.cc.
#include <cstdlib>

#include "base/ascii.h"
#include "eval/header_evals.h"
#include "eval/message_facts.h"
#include "mail/address.h"
#include "mail/codec.h"
#include "mail/date.h"
#include "mail/network.h"

namespace gatepost {
namespace {

// A text of fixed length whose places are 'h' for a hexadecimal digit, '*' for anything, or the byte itself;
// the digits as one number.
struct HexPlaces {
  bool matches = false;
  std::uint64_t value = 0;
};

HexPlaces ReadPlaces(std::string_view text, std::string_view places) {
  HexPlaces found;
  if (text.size() < places.size()) return found;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i] == 'h') {
      if (!IsAsciiHexDigit(text[i])) return found;
      found.value = found.value * 16 + static_cast<std::uint64_t>(HexDigitValue(text[i]));
    } else if (places[i] != '*' && places[i] != text[i]) {
      return found;
    }
  }
  found.matches = true;
  return found;
}

// Windows counts 100 nanoseconds since 1601.
std::int64_t UnixSeconds(std::uint64_t filetime) {
  constexpr std::int64_t kSecondsFrom1601To1970 = 11'644'473'600;
  return static_cast<std::int64_t>(filetime / 10'000'000) - kSecondsFrom1601To1970;
}

// The time in "<000001c0ffee$89abcdef$0100a8c0@host>", in "----=_NextPart_000_0001_01C0FFEE.89ABCDEF", or in
// Mozilla's and Pegasus' "<3c0ffee0.1234567@host>".
std::optional<std::int64_t> WrittenTime(EvalContext& context, std::string_view where) {
  if (where == "id") {
    const HexPlaces id = ReadPlaces(HeaderOrEmpty(context, "MESSAGEID"), "<****hhhhhhhh$hhhhhhhh$********@");
    return id.matches ? std::optional(UnixSeconds(id.value)) : std::nullopt;
  }
  if (where == "seconds") {
    const HexPlaces id = ReadPlaces(HeaderOrEmpty(context, "MESSAGEID"), "<hhhhhhhh.");
    return id.matches ? std::optional(static_cast<std::int64_t>(id.value)) : std::nullopt;
  }
  const std::string_view type = HeaderOrEmpty(context, "Content-Type");
  constexpr std::string_view kStart = "----=_NextPart_";
  const std::size_t at = type.find(kStart);
  if (at == kNpos) return std::nullopt;
  const HexPlaces boundary = ReadPlaces(type.substr(at + kStart.size()), "***_****_hhhhhhhh.hhhhhhhh");
  return boundary.matches ? std::optional(UnixSeconds(boundary.value)) : std::nullopt;
}

// ('id', 'seconds' or 'boundary', minutes): it holds a time further from Date: than that. Outlook's
// boundaries have local time.
EvalResult WrittenClock(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.empty()) return EvalResult::Of(false);
  const std::optional<std::int64_t> written = WrittenTime(context, arguments[0]);
  if (!written) return EvalResult::Of(false);
  const std::optional<std::int64_t> date = ParseDate(HeaderOrEmpty(context, "Date"));
  return EvalResult::Of(date && static_cast<double>(std::llabs(*written - *date)) >
                                    60 * ArgumentNumber(arguments, 1));
}

// The Message-ID names a public address, and no other field does.
EvalResult OutlookAddress(EvalContext& context, const EvalArguments&) {
  const HexPlaces id = ReadPlaces(HeaderOrEmpty(context, "MESSAGEID"), "<************$********$hhhhhhhh@");
  if (!id.matches || id.value == 0) return EvalResult::Of(false);
  std::string text;  // the last digits come first
  for (unsigned shift = 0; shift < 32; shift += 8) {
    if (shift > 0) text += '.';
    text += std::to_string((id.value >> shift) & 0xff);
  }
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  return EvalResult::Of(address && !address->IsPrivate() && !Contains(HeaderOrEmpty(context, "ALL"), text));
}

// The Message-ID names the server that took the mail in: the sender's program wrote none.
EvalResult IdByReceiver(EvalContext& context, const EvalArguments&) {
  std::string_view host = DomainOfAddress(HeaderOrEmpty(context, "MESSAGEID"));
  host = host.substr(0, host.find('>'));
  const RelayChain& relays = context.views.Relays();
  const Relay* first = relays.external.empty() ? nullptr : &relays.external.front();
  const auto is_by_host = [&](const Relay* relay) {
    return relay != nullptr && !host.empty() && EqualsIgnoreCase(relay->by, host);
  };
  return EvalResult::Of(is_by_host(FindRelayOutside(relays)) || is_by_host(first));
}

// Thread-Index: a one, five bytes of the time the thread began, an identifier of sixteen, and five bytes for
// each answer. The one may be the first byte of the time instead.
EvalResult OutlookThread(EvalContext& context, const EvalArguments&) {
  constexpr std::size_t kHead = 22, kAnswer = 5;
  constexpr std::int64_t kToleranceSeconds = 7200;
  const std::string_view text = Trim(HeaderOrEmpty(context, "Thread-Index"));
  if (text.empty()) return EvalResult::Of(false);
  const std::string bytes = DecodeBase64(text, nullptr);
  if (bytes.size() < kHead || (bytes.size() - kHead) % kAnswer != 0 || bytes[0] != 1)
    return EvalResult::Of(true);
  std::uint64_t began = 0;
  for (std::size_t i = bytes[1] == 1 ? 1 : 0; i < 6; ++i)
    began = began << 8 | static_cast<std::uint8_t>(bytes[i]);
  began <<= bytes[1] == 1 ? 24 : 16;
  const std::optional<std::int64_t> date = ParseDate(HeaderOrEmpty(context, "Date"));
  return EvalResult::Of(date && UnixSeconds(began) > *date + kToleranceSeconds);
}

constexpr EvalEntry kOutlookEvals[] = {
    {"gatepost_id_by_receiver", &IdByReceiver},
    {"gatepost_outlook_address", &OutlookAddress},
    {"gatepost_written_clock", &WrittenClock},
    {"gatepost_outlook_thread", &OutlookThread},
};

}  // namespace

std::span<const EvalEntry> OutlookEvals() { return kOutlookEvals; }

}  // namespace gatepost
