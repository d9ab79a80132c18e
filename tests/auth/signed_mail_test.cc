#include "auth/signed_mail.h"

#include <gtest/gtest.h>

#include "base/ascii.h"

namespace gatepost {
namespace {

SignedMail Split(std::string_view mail) { return SignedMail::Split(mail, SIZE_MAX); }

TEST(SignedMail, Fields) {
  const SignedMail mail = Split("A: 1\nB : 2\n folded\nno colon\n\nbody\n");
  ASSERT_EQ(mail.fields.size(), 3U);
  EXPECT_EQ(mail.fields[0].text, "A: 1");
  EXPECT_EQ(mail.fields[1].name, "B");
  EXPECT_EQ(mail.fields[1].text, "B : 2\n folded");
  EXPECT_EQ(mail.fields[2].name, "");
  EXPECT_EQ(mail.body, "body\n");
  EXPECT_FALSE(mail.crlf);
}

TEST(SignedMail, WithCrlf) {
  const SignedMail mail = Split("A: 1\r\nB: 2\n\tx\r\n\r\nbody\r\n");
  ASSERT_EQ(mail.fields.size(), 2U);
  EXPECT_EQ(mail.fields[1].text, "B: 2\n\tx");
  EXPECT_EQ(mail.body, "body\r\n");
  EXPECT_TRUE(mail.crlf);
  EXPECT_TRUE(Split("A: 1\n\nbody\r\n").crlf);
  EXPECT_FALSE(Split("A: 1\n\nbo\r\ndy\n").crlf);
}

TEST(SignedMail, AcrBelongsToTextWhereLinesEndInLf) {
  const SignedMail mail = Split("A: 1\nB: 2\r\n\r\nC: 3\n\nbody\n");
  ASSERT_EQ(mail.fields.size(), 4U);
  EXPECT_EQ(mail.fields[1].text, "B: 2\r");
  EXPECT_EQ(mail.fields[2].text, "\r");
  EXPECT_EQ(mail.body, "body\n");
}

TEST(SignedMail, WithoutBody) {
  EXPECT_EQ(Split("A: 1\nB: 2").fields.size(), 2U);
  EXPECT_EQ(Split("A: 1\nB: 2\n").fields[1].text, "B: 2");
  EXPECT_TRUE(Split("").fields.empty());
  EXPECT_EQ(Split("\nbody").body, "body");
  EXPECT_TRUE(Split("\nbody").fields.empty());
  EXPECT_EQ(Split(" A: 1\n").fields.size(), 1U);
}

TEST(SignedMail, MostBytes) {
  const std::string_view mail = "A: 1\nB: 2\nC: 3\n\nbody";
  EXPECT_EQ(SignedMail::Split(mail, 9).fields.size(), 1U);
  EXPECT_EQ(SignedMail::Split(mail, 10).fields.size(), 2U);
  EXPECT_EQ(SignedMail::Split(mail, 11).fields.size(), 2U);
  EXPECT_EQ(SignedMail::Split(mail, 0).body, "body");
}

std::string Simple(std::string_view text, FieldHole hole = {}, bool crlf = false) {
  std::string out;
  AddSimpleField(text, hole, crlf, &out);
  return out;
}
std::string Relaxed(std::string_view text, FieldHole hole = {}, bool crlf = false) {
  std::string out;
  AddRelaxedField(text, hole, crlf, &out);
  return out;
}

TEST(CanonicalField, Simple) {
  EXPECT_EQ(Simple("A : x \n y "), "A : x \r\n y ");
  EXPECT_EQ(Simple("A: x\r\n y"), "A: x\r\r\n y");
  EXPECT_EQ(Simple("A: x\r\n y\n z", {}, true), "A: x\r\n y\r\n z");
  EXPECT_EQ(Simple("A: b=xyz; c", {5, 8}), "A: b=; c");
}

TEST(CanonicalField, Relaxed) {
  EXPECT_EQ(Relaxed("A-B \t:  x \t y\n\tz  "), "a-b:x y z");
  EXPECT_EQ(Relaxed("A:\n x"), "a:x");
  EXPECT_EQ(Relaxed("A: x\n y\n "), "a:x y");
  EXPECT_EQ(Relaxed("A: x\r\n\ty", {}, true), "a:x y");
  EXPECT_EQ(Relaxed("A: x\r\n\ty"), "a:x\r y");
  EXPECT_EQ(Relaxed("A:"), "a:");
  EXPECT_EQ(Relaxed("A: b=xyz; c", {5, 8}), "a:b=; c");
}

}  // namespace
}  // namespace gatepost
