// Paragraphs and chunks. Tested by tests/mail/text_parts_test.cc.
#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/ascii.h"
#include "mail/text_parts.h"
#include "text/charset.h"

namespace gatepost {
namespace {

// Bytes of a line, and the least of a chunk.
constexpr std::size_t kChunkBytes = 2048;

// The first `size` units of `text`, and up to 1,024 more if one of `stops`, tried in order, is there.
std::string_view CutAt(std::string_view text, std::size_t size, std::initializer_list<char> stops) {
  const std::string_view window = text.substr(size, kMaxOverhang + 1);
  for (char stop : stops) {
    const std::size_t found = window.find(stop);
    if (found != std::string_view::npos) return text.substr(0, size + found + 1);
  }
  return text.substr(0, size);
}

// The same, counted in characters.
std::string_view CutAtCharacters(std::string_view text, std::size_t size, std::initializer_list<char> stops) {
  if (text.size() <= size) return text;
  std::size_t at = 0;
  const auto skip = [&](std::size_t characters) {
    for (; characters > 0 && at < text.size(); --characters) NextCodePoint(text, at);
  };
  skip(size);
  if (at == text.size()) return text;
  const std::size_t cut = at;
  skip(kMaxOverhang + 1);
  const std::string_view window = text.substr(cut, at - cut);
  for (char stop : stops) {
    const std::size_t found = window.find(stop);
    if (found != std::string_view::npos) return text.substr(0, cut + found + 1);
  }
  return text.substr(0, cut);
}

struct Text {
  std::string utf8;
  bool unicode = false;
};

// ASCII that is neither white space nor NUL.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 1; c < 0x80; ++c) table[c] = !IsAsciiSpace(static_cast<char>(c));
  return table;
}();

// White space of any length becomes one space; where it held two line ends or more, they become one
// line end and the white space before and after them a space each. NUL becomes a line end.
std::string FoldWhitespace(const Text& text) {
  const std::string_view in = text.utf8;
  std::string out(in.size(), '\0');  // it never grows
  char* to = out.data();
  for (std::size_t at = 0; at < in.size();) {
    while (at < in.size() && kPlain[static_cast<unsigned char>(in[at])]) *to++ = in[at++];
    const std::size_t begin = at;
    std::size_t lines = 0, first_line = 0, last_line = 0;
    while (at < in.size()) {
      std::size_t next = at;
      const auto byte = static_cast<unsigned char>(in[at]);
      const bool space =
          byte < 0x80 ? IsAsciiSpace(in[next++]) : text.unicode && IsUnicodeSpace(NextCodePoint(in, next));
      if (!space) break;
      if (in[at] == '\n') {
        if (lines++ == 0) first_line = at;
        last_line = at;
      }
      at = next;
    }
    if (at == begin) {
      if (at < in.size()) *to++ = in[at] == '\0' ? '\n' : in[at];
      ++at;
    } else if (lines < 2) {
      *to++ = ' ';
    } else {
      if (first_line != begin) *to++ = ' ';
      *to++ = '\n';
      if (last_line + 1 != at) *to++ = ' ';
    }
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  return out;
}

// `most` lines with their ends; what is longer than 2,048 bytes is broken behind a space where there is one.
std::vector<std::string> SplitLines(std::string_view text, std::size_t most, bool* is_cut) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    if (lines.size() >= most) {
      *is_cut = true;
      break;
    }
    std::string_view line = CutLine(&text);
    while (line.size() > kChunkBytes) {
      const std::size_t space = line.rfind(' ', kChunkBytes);
      const std::size_t length = space == std::string_view::npos ? kChunkBytes : space + 1;
      lines.emplace_back(line.substr(0, length));
      line.remove_prefix(length);
    }
    lines.emplace_back(line);
  }
  return lines;
}

// Pieces of 2,048 to 4,096 bytes that end, if possible, at a line end, a ">" or a space.
void SplitChunks(std::string_view text, std::vector<std::string>* chunks) {
  if (text.size() <= kChunkBytes) {
    chunks->emplace_back(text);
    return;
  }
  std::size_t begin = 0;
  while (text.size() - begin > 2 * kChunkBytes) {
    const std::string_view window = text.substr(begin + kChunkBytes, kChunkBytes);
    std::size_t last = 0;
    for (char stop : {'\n', '>', ' '}) {
      const std::size_t found = window.find(stop);
      if (found == std::string_view::npos) continue;
      last = found;
      break;
    }
    const std::size_t length = kChunkBytes + last + 1;
    chunks->emplace_back(text.substr(begin, length));
    begin += length;
  }
  if (begin < text.size()) chunks->emplace_back(text.substr(begin));
}

}  // namespace

std::vector<std::string> BodyParagraphs(const std::vector<TextPart>& parts, int leaves,
                                        const std::string* subject, const ViewConfig& config, BodyKind kind,
                                        std::size_t most, bool* is_cut) {
  if (leaves == 0) return {};  // then not even the Subject is body
  Text text;
  int leaf = 0;
  // Each leaf but those before the first text starts with a line end.
  const auto separate_up_to = [&](int end) {
    if (!text.utf8.empty() && end > leaf) text.utf8.append(static_cast<std::size_t>(end - leaf), '\n');
    leaf = std::max(leaf, end);
  };
  for (const TextPart& part : parts) {
    separate_up_to(part.leaf + 1);
    if (!part.in_body) continue;
    std::string_view rendered = kind == BodyKind::kRendered  ? part.rendered
                                : kind == BodyKind::kVisible ? part.visible
                                                             : part.invisible;
    if (config.body_part_scan_size != 0) {
      rendered = CutAtCharacters(rendered, config.body_part_scan_size, {'\n', ' '});
    }
    text.utf8.append(rendered);
    text.unicode |= kind == BodyKind::kRendered  ? part.text_unicode
                    : kind == BodyKind::kVisible ? part.visible_unicode
                                                 : part.invisible_unicode;
  }
  separate_up_to(leaves);

  std::string all;
  if (kind != BodyKind::kInvisible) {
    if (subject != nullptr) all = *subject;
    if (!all.ends_with('\n')) all.push_back('\n');
  }
  const std::string folded = FoldWhitespace(text);
  all += text.unicode || IsAscii(folded) ? folded : Utf8ToLatin1(folded);
  return SplitLines(all, most, is_cut);
}

std::vector<std::string> RawBodyChunks(const std::vector<TextPart>& parts, const ViewConfig& config) {
  std::vector<std::string> chunks;
  const std::size_t size = config.rawbody_part_scan_size;
  for (const TextPart& part : parts) {
    if (!part.in_rawbody) continue;
    std::string_view text = part.decoded;
    if (size != 0 && text.size() > size) text = CutAt(text, size, {'\n', '>', ' '});
    SplitChunks(text, &chunks);
  }
  return chunks;
}

}  // namespace gatepost
