#include "auth/body_hash.h"

#include <gtest/gtest.h>

#include "base/ascii.h"
#include "support/sign_mail.h"

namespace gatepost {
namespace {

std::string HashOf(std::string_view body, bool relaxed, bool crlf = false, std::uint64_t most = UINT64_MAX) {
  BodyHashes hashes;
  const std::size_t number = hashes.Want(relaxed, DigestKind::kSha256, most);
  hashes.Run(body, crlf);
  return hashes.Value(number);
}

TEST(BodyHash, CanonicalForms) {
  // A body with lines that end in LF, and its two canonical forms.
  const struct {
    std::string_view body, simple, relaxed;
  } cases[] = {
      {"", "\r\n", ""},
      {"\n", "\r\n", ""},
      {"\n\n\n", "\r\n", ""},
      {" \n", " \r\n", ""},
      {" \t\n\n", " \t\r\n", ""},
      {"a", "a\r\n", "a\r\n"},
      {"a\n", "a\r\n", "a\r\n"},
      {"a\n\n\n", "a\r\n", "a\r\n"},
      {"a\n \n", "a\r\n \r\n", "a\r\n"},
      {"\n\na\n", "\r\n\r\na\r\n", "\r\n\r\na\r\n"},
      {"a \t b \n\n c", "a \t b \r\n\r\n c\r\n", "a b\r\n\r\n c\r\n"},
      {" a", " a\r\n", " a\r\n"},
      {"a\rb\n", "a\rb\r\n", "a\rb\r\n"},
      {"a\r\nb\n", "a\r\r\nb\r\n", "a\r\r\nb\r\n"},
  };
  for (const auto& a_case : cases) {
    EXPECT_EQ(HashOf(a_case.body, false), Hash(false, a_case.simple)) << a_case.body;
    EXPECT_EQ(HashOf(a_case.body, true), Hash(false, a_case.relaxed)) << a_case.body;
  }
}

TEST(BodyHash, WithCrlf) {
  EXPECT_EQ(HashOf("a\r\n\r\n", false, true), Hash(false, "a\r\n"));
  EXPECT_EQ(HashOf("a \r\n", true, true), Hash(false, "a\r\n"));
  EXPECT_EQ(HashOf("a \n b\r\n", true, true), Hash(false, "a \n b\r\n"));
  EXPECT_EQ(HashOf("a\n", false, true), Hash(false, "a\n\r\n"));
  EXPECT_EQ(HashOf("\r\n\r\n", true, true), Hash(false, ""));
}

TEST(BodyHash, Lengths) {
  EXPECT_EQ(HashOf("abc\ndef\n", false, false, 4), Hash(false, "abc\r"));
  EXPECT_EQ(HashOf("abc\ndef\n", false, false, 10), Hash(false, "abc\r\ndef\r\n"));
  EXPECT_EQ(HashOf("abc\ndef\n", false, false, 11), Hash(false, "abc\r\ndef\r\n"));
}

TEST(BodyHash, ManyAtOnce) {
  std::string body, canonical;
  for (int i = 0; i < 5000; ++i) {
    body += std::to_string(i) + "  x \n" + (i % 3 == 0 ? "\n" : "");
    canonical += std::to_string(i) + " x\r\n" + (i % 3 == 0 ? "\r\n" : "");
  }
  body += std::string(20000, 'y') + "\n\n";
  canonical += std::string(20000, 'y') + "\r\n";
  BodyHashes hashes;
  struct Wanted {
    std::size_t number;
    bool sha1;
    std::size_t bytes;
  };
  std::vector<Wanted> wanted;
  for (const std::size_t bytes : {8192U, 1U, 8191U, 30000U, 8193U, 1U}) {
    for (const bool sha1 : {true, false}) {
      const DigestKind kind = sha1 ? DigestKind::kSha1 : DigestKind::kSha256;
      wanted.push_back({hashes.Want(true, kind, bytes), sha1, bytes});
    }
  }
  wanted.push_back({hashes.Want(true, DigestKind::kSha256), false, canonical.size()});
  hashes.Run(body, false);
  for (const Wanted& one : wanted)
    EXPECT_EQ(hashes.Value(one.number), Hash(one.sha1, std::string_view(canonical).substr(0, one.bytes)));
}

}  // namespace
}  // namespace gatepost
