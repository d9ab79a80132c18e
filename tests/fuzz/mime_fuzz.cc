// Message::Parse, DecodeLeaf and the header functions on any bytes: offsets inside the input, output
// within its bound, the same twice; small limits hold.
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "mail/codec.h"
#include "mail/header.h"
#include "mail/message.h"
#include "text/charset.h"

namespace gatepost {
namespace {

void CheckParts(const Message& message) {
  FUZZ_CHECK(!message.parts().empty());
  for (std::size_t i = 0; i < message.parts().size(); ++i) {
    const Part& part = message.parts()[i];
    const std::string_view source = message.Source(part);
    FUZZ_CHECK(part.header_begin <= part.header_end && part.header_end <= part.body_begin);
    FUZZ_CHECK(part.body_begin <= part.body_end && part.body_end <= source.size());
    FUZZ_CHECK(part.parent < static_cast<int>(i));
    for (const int child : part.children) {
      FUZZ_CHECK(child > static_cast<int>(i) && child < static_cast<int>(message.parts().size()));
      FUZZ_CHECK(message.parts()[static_cast<std::size_t>(child)].parent == static_cast<int>(i));
    }
    for (const HeaderField& field : part.fields) {
      FUZZ_CHECK(field.name.data() >= source.data());
      FUZZ_CHECK(field.raw.data() + field.raw.size() <= source.data() + source.size());
      FUZZ_CHECK(IsValidUtf8(DecodeHeader(field)) || field.raw.find("=?") == std::string_view::npos);
      ParseParameterizedValue(DecodeHeader(field));
    }
    const std::size_t raw_bytes = part.body_end - part.body_begin;
    const std::size_t breaks = raw_bytes / 2048 * (1 + static_cast<std::size_t>(part.multipart_depth)) +
                               (part.lacks_boundary ? 1 : 0);
    FUZZ_CHECK(message.DecodeLeaf(part, nullptr).size() <= raw_bytes + breaks);
  }
}

void CheckSame(const Message& a, const Message& b) {
  FUZZ_CHECK(a.parts().size() == b.parts().size());
  FUZZ_CHECK(a.anomalies().Names() == b.anomalies().Names());
  FUZZ_CHECK(a.limits_met() == b.limits_met());
  for (std::size_t i = 0; i < a.parts().size(); ++i) {
    const Part& one = a.parts()[i];
    const Part& other = b.parts()[i];
    FUZZ_CHECK(one.type == other.type && one.name == other.name && one.parent == other.parent);
    FUZZ_CHECK(one.body_begin == other.body_begin && one.body_end == other.body_end);
    FUZZ_CHECK(one.fields.size() == other.fields.size());
  }
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatepost;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  Limits limits;
  const Message message = Message::Parse(input, limits);
  CheckParts(message);
  CheckSame(message, Message::Parse(input, limits));

  limits.max_parts = 3;
  limits.max_part_depth = 2;
  limits.max_header_fields = 2;
  limits.max_header_field_bytes = 40;
  limits.max_boundary_bytes = 4;
  limits.max_header_bytes = 200;
  limits.max_nested_bytes = 20;
  const Message limited = Message::Parse(input, limits);
  CheckParts(limited);
  for (const Part& part : limited.parts()) FUZZ_CHECK(part.fields.size() <= limits.max_header_fields);

  FUZZ_CHECK(DecodeBase64(input, nullptr).size() <= size);
  FUZZ_CHECK(DecodeQuotedPrintable(input, nullptr).size() <= size);
  UuencodeDecoder decoder(kNpos, nullptr);
  decoder.Take(input);
  FUZZ_CHECK(decoder.Finish().value_or("").size() <= size);
  // Pieces of lines, and a limit, give the beginning of the whole.
  for (const Part& part : message.parts()) {
    const std::string whole = message.DecodeLeaf(part, nullptr),
                      start = message.DecodeLeaf(part, nullptr, size / 2);
    FUZZ_CHECK(start.size() <= size / 2 && whole.starts_with(start));
  }
  return 0;
}
