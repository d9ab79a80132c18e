// Tested by tests/eval/image_evals_test.cc.
#include "eval/image_evals.h"

#include <algorithm>
#include <optional>

#include "eval/attachment_names.h"
#include "eval/message_facts.h"

namespace gatepost {
namespace {

struct Size {
  std::uint64_t height = 0, width = 0;
  friend bool operator==(const Size&, const Size&) = default;
};

struct Kind {
  int count = 0;
  double pixels = 0;
  std::vector<Size> sizes;
};

struct Images {
  std::map<std::string, Kind, std::less<>> kinds;  // "gif", "png", "jpeg", "all"
  std::vector<std::string> names;
};

// Unsigned numbers at a position; 0 past the end.
std::uint32_t Byte(std::string_view data, std::size_t at) {
  return at < data.size() ? static_cast<unsigned char>(data[at]) : 0;
}
std::uint32_t Big16(std::string_view data, std::size_t at) {
  return Byte(data, at) << 8 | Byte(data, at + 1);
}
std::uint32_t Little16(std::string_view data, std::size_t at) {
  return Byte(data, at + 1) << 8 | Byte(data, at);
}
std::uint32_t Big32(std::string_view data, std::size_t at) {
  return Big16(data, at) << 16 | Big16(data, at + 2);
}

std::optional<Size> GifSize(std::string_view data) {
  if (!data.starts_with("GIF87a") && !data.starts_with("GIF89a")) return std::nullopt;
  return Size{Little16(data, 8), Little16(data, 6)};
}

// The header chunk comes first in a well-formed PNG; what does not begin with it has no size.
std::optional<Size> PngSize(std::string_view data) {
  if (data.size() < 24 || !data.starts_with("\x89PNG\r\n\x1a\n") || data.substr(12, 4) != "IHDR") {
    return std::nullopt;
  }
  return Size{Big32(data, 20), Big32(data, 16)};
}

// Walks the segments up to the frame header (ITU T.81, B.1.1.3).
std::optional<Size> JpegSize(std::string_view data) {
  if (!data.starts_with("\xff\xd8")) return std::nullopt;
  std::size_t at = 2;
  while (at + 4 <= data.size() && Byte(data, at) == 0xff) {
    std::uint32_t marker = Byte(data, at + 1), length = Big16(data, at + 2);
    if (marker == 0xda || marker == 0xd9 || length < 2) break;
    bool frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (frame) return Size{Big16(data, at + 5), Big16(data, at + 7)};
    at += 2 + std::size_t{length};
  }
  return std::nullopt;
}

Images GatherImages(const Message& message) {
  Images images;
  for (const char* kind : {"gif", "png", "jpeg", "all"}) images.kinds[kind];
  for (const Part& part : message.parts()) {
    if (!part.is_leaf() || part.encoding != "base64" || !part.type.starts_with("image/")) continue;
    std::string kind = part.type.substr(6);
    if (kind == "jpg") kind = "jpeg";
    if (kind != "gif" && kind != "png" && kind != "jpeg") continue;
    std::string data = message.DecodeLeaf(part, nullptr);
    std::optional<Size> size =
        kind == "gif" ? GifSize(data) : (kind == "png" ? PngSize(data) : JpegSize(data));
    for (const std::string& name : {kind, std::string("all")}) {
      Kind& entry = images.kinds[name];
      ++entry.count;
      if (!size || size->height == 0 || size->width == 0) continue;
      entry.pixels += static_cast<double>(size->height) * static_cast<double>(size->width);
      if (std::find(entry.sizes.begin(), entry.sizes.end(), *size) == entry.sizes.end())
        entry.sizes.push_back(*size);
    }
    if (size && size->height != 0 && size->width != 0 && !part.name.empty())
      images.names.push_back(part.name);
  }
  return images;
}

const Images& GetImages(EvalContext& context) {
  return SharedFact<Images>(context, "images", [&] { return GatherImages(context.views.message()); });
}

// The kind that the first argument names, or null.
const Kind* FindKind(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.empty()) return nullptr;
  const Images& images = GetImages(context);
  auto found = images.kinds.find(arguments[0]);
  return found == images.kinds.end() ? nullptr : &found->second;
}

}  // namespace

EvalResult ImageCount(EvalContext& context, const EvalArguments& arguments) {
  const Kind* kind = FindKind(context, arguments);
  return EvalResult::Of(kind != nullptr && WithinArguments(arguments, 1, kind->count));
}

EvalResult PixelCoverage(EvalContext& context, const EvalArguments& arguments) {
  const Kind* kind = FindKind(context, arguments);
  return EvalResult::Of(kind != nullptr && WithinArguments(arguments, 1, kind->pixels));
}

EvalResult ImageSizeExact(EvalContext& context, const EvalArguments& arguments) {
  const Kind* kind = FindKind(context, arguments);
  if (kind == nullptr || arguments.size() < 3) return EvalResult::Of(false);
  Size wanted{static_cast<std::uint64_t>(ArgumentNumber(arguments, 1)),
              static_cast<std::uint64_t>(ArgumentNumber(arguments, 2))};
  return EvalResult::Of(std::find(kind->sizes.begin(), kind->sizes.end(), wanted) != kind->sizes.end());
}

EvalResult ImageSizeRange(EvalContext& context, const EvalArguments& arguments) {
  const Kind* kind = FindKind(context, arguments);
  if (kind == nullptr || arguments.size() < 3) return EvalResult::Of(false);
  auto fits = [&](const Size& size) {
    auto height = static_cast<double>(size.height), width = static_cast<double>(size.width);
    return height >= ArgumentNumber(arguments, 1) && width >= ArgumentNumber(arguments, 2) &&
           (arguments.size() < 4 || height <= ArgumentNumber(arguments, 3)) &&
           (arguments.size() < 5 || width <= ArgumentNumber(arguments, 4));
  };
  return EvalResult::Of(std::any_of(kind->sizes.begin(), kind->sizes.end(), fits));
}

EvalResult ImageNamed(EvalContext& context, const EvalArguments& arguments) {
  return AnyNamed(GetImages(context).names, arguments);
}

EvalResult ImageNameRegex(EvalContext& context, const EvalArguments& arguments) {
  return AnyNameMatches(GetImages(context).names, arguments);
}

// Bytes of text for each pixel.
EvalResult ImageToTextRatio(EvalContext& context, const EvalArguments& arguments) {
  const Kind* kind = FindKind(context, arguments);
  if (kind == nullptr || arguments.size() < 3 || kind->pixels <= 0) return EvalResult::Of(false);
  const double bytes = RuleTextBytes(context);
  if (bytes <= 0) return EvalResult::Of(false);
  double ratio = bytes / kind->pixels;
  return EvalResult::Of(WithinArguments(arguments, 1, ratio) && ratio < ArgumentNumber(arguments, 2));
}

}  // namespace gatepost
