#include <gtest/gtest.h>

#include "eval/argument_regex.h"
#include "support/eval_fixture.h"

namespace gatepost {
namespace {

std::string Base64(std::string_view bytes) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned value = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      value = value << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      bool padding = i + k > bytes.size();
      out.push_back(padding ? '=' : kDigits[value >> (18 - 6 * k) & 63]);
    }
  }
  return out;
}

std::string MailWith(const std::string& type, std::string_view image) {
  return "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nsome text "
         "here\n--b\n"
         "Content-Type: " +
         type + "; name=\"pic.dat\"\nContent-Transfer-Encoding: base64\n\n" + Base64(image) + "\n--b--\n";
}

constexpr std::string_view kGif("GIF89a\x90\x01\x96\x00\x00\x00\x00", 13);  // 400 wide, 150 high
constexpr std::string_view kPng(
    "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x01\x90\x00\x00\x00\x96\x08\x06\x00\x00\x00", 29);
constexpr std::string_view kJpeg("\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x11\x08\x00\x96\x01\x90\x03",
                                 18);

TEST(ImageEvals, SizeOfEachKind) {
  struct Case {
    const char* type;
    std::string_view image;
    const char* kind;
  };
  for (const Case& c : {Case{"image/gif", kGif, "gif"}, Case{"image/png", kPng, "png"},
                        Case{"image/jpg", kJpeg, "jpeg"}, Case{"image/jpeg", kJpeg, "jpeg"}}) {
    EvalFixture mail(MailWith(c.type, c.image));
    EXPECT_TRUE(mail.Hits("image_size_exact", {c.kind, "150", "400"})) << c.type;
    EXPECT_TRUE(mail.Hits("image_size_exact", {"all", "150", "400"})) << c.type;
    EXPECT_FALSE(mail.Hits("image_size_exact", {c.kind, "400", "150"})) << c.type;
    EXPECT_TRUE(mail.Hits("image_count", {c.kind, "1", "1"})) << c.type;
    EXPECT_TRUE(mail.Hits("pixel_coverage", {c.kind, "60000", "60000"})) << c.type;
    EXPECT_TRUE(mail.Hits("image_size_range", {c.kind, "100", "300", "200", "400"})) << c.type;
    EXPECT_FALSE(mail.Hits("image_size_range", {c.kind, "100", "300", "149"})) << c.type;
    EXPECT_TRUE(mail.Hits("image_named", {"pic.dat"})) << c.type;
    EXPECT_TRUE(mail.Hits("image_name_regex", {"/^PIC\\./i"})) << c.type;
    EXPECT_TRUE(mail.Hits("image_to_text_ratio", {c.kind, "0.0", "0.008"})) << c.type;
  }
}

TEST(ImageEvals, CutAnywhereNothingBreaks) {
  for (std::string_view image : {kGif, kPng, kJpeg}) {
    for (std::size_t length = 0; length < image.size(); ++length) {
      for (const char* type : {"image/gif", "image/png", "image/jpeg"}) {
        EvalFixture mail(MailWith(type, image.substr(0, length)));
        EXPECT_TRUE(mail.Hits("image_count", {"all", "1"}));
      }
    }
  }
}

TEST(ImageEvals, NoImageNoHit) {
  EvalFixture mail("Subject: x\n\ntext\n");
  EXPECT_TRUE(mail.Hits("image_count", {"all", "0"}));
  EXPECT_FALSE(mail.Hits("image_count", {"all", "1"}));
  EXPECT_FALSE(mail.Hits("image_to_text_ratio", {"all", "0", "1"}));
}

TEST(ArgumentRegex, IsMadeOnce) {
  const Regex* word = ArgumentRegex({"wo+rd", "i"});
  ASSERT_NE(word, nullptr);
  EXPECT_EQ(word->Search("WOORD"), MatchOutcome::kYes);
  EXPECT_EQ(ArgumentRegex({"wo+rd", "i"}), word);
  EXPECT_EQ(ArgumentRegex({"wo+rd", ""})->Search("WOORD"), MatchOutcome::kNo);
  EXPECT_EQ(ArgumentRegex({"(", ""}), nullptr);
  for (int i = 0; i < 2000; ++i) EXPECT_NE(ArgumentRegex({"w" + std::to_string(i), ""}), nullptr);
}

}  // namespace
}  // namespace gatepost
