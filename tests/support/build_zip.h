// ZIP archives and office documents for tests, made here.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatepost {

// `bytes` bytes of `value`, little-endian.
inline std::string Little(std::uint64_t value, int bytes) {
  std::string out;
  for (; bytes > 0; --bytes, value >>= 8) out.push_back(static_cast<char>(value & 0xff));
  return out;
}

inline std::string Deflated(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

// What a writer may say of an entry, true or not.
struct ZipMember {
  std::string name, packed;
  int method = 0, flags = 0;
  std::uint64_t claimed_packed = 0, claimed_bytes = 0, header_at = 0;
  std::string extra = {};
};

class ZipBuilder {
 public:
  // Puts the local header and the bytes; the entry stands in the directory as what is returned says.
  ZipMember& Add(std::string_view name, std::string_view text, bool deflate = true) {
    ZipMember member;
    member.name = name;
    member.packed = deflate ? Deflated(text) : std::string(text);
    member.method = deflate ? 8 : 0;
    member.claimed_packed = member.packed.size();
    member.claimed_bytes = text.size();
    member.header_at = bytes_.size();
    bytes_ +=
        "PK\x03\x04" + Header(member) + Little(name.size(), 2) + Little(0, 2) + member.name + member.packed;
    members_.push_back(std::move(member));
    return members_.back();
  }
  // Once more in the directory: entries that overlap.
  void Repeat(std::size_t member, std::string_view name) {
    members_.push_back(members_[member]);
    members_.back().name = name;
  }
  std::string Directory() const {
    std::string out;
    for (const ZipMember& member : members_) {
      out += "PK\x01\x02" + Little(20, 2) + Header(member) + Little(member.name.size(), 2) +
             Little(member.extra.size(), 2) + std::string(10, '\0') + Little(member.header_at, 4) +
             member.name + member.extra;
    }
    return out;
  }
  std::string End(std::size_t directory_bytes, std::string_view comment = "") const {
    return "PK\x05\x06" + std::string(4, '\0') + Little(members_.size(), 2) + Little(members_.size(), 2) +
           Little(directory_bytes, 4) + Little(bytes_.size(), 4) + Little(comment.size(), 2) +
           std::string(comment);
  }
  std::string Finish(std::string_view comment = "") const {
    const std::string directory = Directory();
    return bytes_ + directory + End(directory.size(), comment);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  static std::string Header(const ZipMember& member) {
    return Little(20, 2) + Little(static_cast<std::uint64_t>(member.flags), 2) +
           Little(static_cast<std::uint64_t>(member.method), 2) + std::string(8, '\0') +
           Little(member.claimed_packed, 4) + Little(member.claimed_bytes, 4);
  }

  std::string bytes_;
  std::vector<ZipMember> members_;
};

inline std::string ZipOf(const std::vector<std::pair<std::string, std::string>>& members) {
  ZipBuilder builder;
  for (const auto& [name, text] : members) builder.Add(name, text);
  return builder.Finish();
}

// A compound file with a macro, and a text in it.
inline std::string MacroFile(std::string_view text = "") {
  std::string file = "\xd0\xcf\x11\xe0" + std::string(2000, '\0');
  file += std::string_view("\0Attribut\0", 10);
  return file.append(text);
}

// A package of Office since 2007 with a macro.
inline std::string MacroPackage(std::string_view macro) {
  return ZipOf({{"[Content_Types].xml", "<Types/>"}, {"word/vbaProject.bin", MacroFile(macro)}});
}

inline std::string Base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view three = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < three.size() ? static_cast<unsigned char>(three[i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      out.push_back(i <= three.size() ? kDigits[bits >> (18 - 6 * i) & 63] : '=');
    if (out.size() % 77 == 76) out.push_back('\n');
  }
  return out;
}

// A mail with attached files, by name.
inline std::string MailWithFiles(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string mail =
      "From: Ann <ann@example.org>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
      "boundary=b\n\n"
      "--b\n\nsee there\n";
  for (const auto& [name, bytes] : files) {
    mail += "--b\nContent-Type: application/octet-stream; name=\"" + name +
            "\"\nContent-Transfer-Encoding: base64\n\n" + Base64(bytes) + "\n";
  }
  return mail + "--b--\n";
}

}  // namespace gatepost
