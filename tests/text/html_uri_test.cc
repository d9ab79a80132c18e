#include "text/html_uri.h"

#include <string>

#include "gtest/gtest.h"

namespace gatepost {
namespace {

TEST(TargetUri, ResolvesAgainstABase) {
  const struct {
    const char *base, *uri, *target;
  } cases[] = {
      {"", "http://h/a", "http://h/a"},
      {"", "a/b", "a/b"},
      {"", "//www.h/a", "http://www.h/a"},
      {"", "//WWW2.h", "http://WWW2.h"},
      {"", "//ftp.h/a", "ftp://ftp.h/a"},
      {"", "//h/a", "//h/a"},
      {"", "#top", "#top"},
      {"http://h/d/", "x", "http://h/d/x"},
      {"http://h/d/", "../x?q#f", "http://h/x?q#f"},
      {"http://h/d/", "./a/./b/../c", "http://h/d/a/c"},
      {"http://h/d/", "/x", "http://h/x"},
      {"http://h/d/", "//g/x", "http://g/x"},
      {"http://h/d/", "?q", "http://h/d/?q"},
      {"http://h/d/", "http:x", "http://h/d/x"},
      {"http://h/d/", "https://g/../../x", "https://g/x"},
      {"", "0", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(TargetUri(c.base, c.uri), c.target) << c.base << " + " << c.uri;
}

TEST(BaseUri, EndsInASlash) {
  EXPECT_EQ(BaseUri("http://h"), "http://h/");
  EXPECT_EQ(BaseUri("HTTPS://h/d/index.html"), "HTTPS://h/d/");
  EXPECT_EQ(BaseUri("http://h/d/x"), "http://h/d/x/");
  EXPECT_EQ(BaseUri("http://h.com"), "http://h.com/");
  EXPECT_EQ(BaseUri("/d/"), "");
  EXPECT_EQ(BaseUri("mailto:x"), "");
}

TEST(TidyUri, StripsSpaceAndCutsLength) {
  bool truncated = false;
  EXPECT_EQ(TidyUri(" \n http://h \xC2\xA0", true, &truncated), "http://h");
  EXPECT_EQ(TidyUri("\xE3\x80\x80x", true, &truncated), "x");
  EXPECT_EQ(TidyUri(std::string(8192, 'a'), true, &truncated).size(), 8192u);
  EXPECT_FALSE(truncated);
  EXPECT_EQ(TidyUri(std::string(8193, 'a'), true, &truncated).size(), 8192u);
  EXPECT_TRUE(truncated);
}

}  // namespace
}  // namespace gatepost
