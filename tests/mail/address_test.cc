#include "mail/address.h"

#include <gtest/gtest.h>

#include "mail/address_list_reader.h"
#include "support/cpu_time.h"

namespace gatepost {
namespace {

// "A=address N=name", "-" for what is absent, " ; " between.
std::string Text(const std::vector<Address>& addresses) {
  std::string text;
  for (const Address& address : addresses) {
    if (!text.empty()) text += " ; ";
    text += address.has_address ? "A=" + address.address : "-";
    text += address.has_name ? " N=" + address.name : " -";
  }
  return text;
}

struct AddressCase {
  const char* value;
  const char* text;
};

// SpamAssassin 4.0.1's answers, asked of the real one.
constexpr AddressCase kAddresses[] = {
    {"ann@home.example", "A=ann@home.example -"},
    {"<ann@home.example>", "A=ann@home.example -"},
    {"Ann Lee <ann@home.example>", "A=ann@home.example N=Ann Lee "},
    {"\"Lee, Ann\" <ann@home.example>", "A=ann@home.example N=Lee, Ann "},
    {"\"Lee \\\\\"A\\\\\" Ann\" <ann@home.example>", "A=ann@home.example N=Lee A Ann "},
    {"ann@home.example (Ann Lee)", "A=ann@home.example N=Ann Lee"},
    {"friends: ann@home.example, bob@home.example;", "A=ann@home.example - ; A=bob@home.example -"},
    {"undisclosed-recipients:;", ""},
    {"ann@home.example, bob@home.example; carol@home.example",
     "A=ann@home.example - ; A=bob@home.example - ; A=carol@home.example -"},
    {"<ann@home.example>,<bob@home.example>", "A=ann@home.example - ; A=bob@home.example -"},
    {"ann@[192.0.2.1]", "A=ann@[192.0.2.1] -"},
    {"\"ann lee\"@home.example", "A=\"ann lee\"@home.example -"},
    {"ann@home.example <ann@home.example>", "A=ann@home.example N=ann@home.example "},
    {"\"bob@home.example\" <ann@home.example>", "A=ann@home.example N=bob@home.example "},
    {"\"ann@home.example\"", "A=ann@home.example -"},
    {"<>", "- -"},
    {"<>,<ann@home.example>", "- N=<>,<ann@home.example> ; A=ann@home.example -"},
    {"<>,Ann <>, <bob@home.example>", "- - ; - N=Ann  ; A=bob@home.example -"},
    {"<@relay.example:>,<ann@home.example>",
     "- N=<@relay.example:>,<ann@home.example> ; A=ann@home.example -"},
    {"Ann Lee", "- N=Ann Lee"},
    {"Ann <ann@home.example", "A=ann@home.example N=Ann"},
    {"Ann (the boss) <ann@home.example> (at work)", "A=ann@home.example N=Ann  "},
    {"ann@b@c.example", "A=ann@b -"},
    {"<ann@home.example> <ann@home.example>", "A=ann@home.example -"},
    {"=?utf-8?q?\"Ann\"_<ann@home.example>?=", "A=ann@home.example -"},
    {"Ann <ann(comment)@home.example>", "A=ann@home.example N=Ann "},
    {"Ann\n Lee <ann@home.example>,\n Bob <bob@home.example>",
     "A=ann@home.example N=Ann\n Lee  ; A=bob@home.example N=Bob "},
    {"ann@home.example,, bob@home.example",
     "A=ann@home.example - ; - N=ann@home.example,, bob@home.example ; A=bob@home.example -"},
    {"\"\" <ann@home.example>", "A=ann@home.example N= "},
    {"\"\" @x <ann@home.example>", "A=ann@home.example N= @x "},
    {"mailto: ann@home.example", "A=ann@home.example -"},
    {"Ann Lee <ann@home.\n example>", "A=ann@home.example N=Ann Lee"},
    {"<ann@home .example>", "A=ann@home.example -"},
    {"Ann <ann@home.example lee>", "A=ann@home.example N=Ann"},
    {"Ann\"Lee\" <ann@home .example>", "A=ann@home.example N=Ann Lee"},
    {"ann.@home.example lee", "- N=ann.@home.example lee"},
    {".ann@home.example lee", "- N=.ann@home.example lee"},
    {"\"ann\"@home.example lee", "- N=ann@home.example lee"},
    {"\"an n\" . b@home.example lee", "- N=an n . b@home.example lee"},
    {"a..n@home.example lee", "- N=a..n@home.example lee"},
    {"a . b@home.example lee", "- N=a . b@home.example lee"},
    {"friends: Ann <ann@home.example>, bob@home.example; , carol@home.example",
     "A=ann@home.example N=Ann  ; A=bob@home.example - ; - N=  ; A=carol@home.example -"},
    {"friends: bob@home .example, carol@x, dave@x", "- N=bob@home .example ; A=carol@x - ; A=dave@x -"},
    {"<@a.example,@b.example:ann@home.example> lee", "A=ann@home.example -"},
    {"<@a.example ann@home.example> lee", "A=ann@home.example -"},
    {"ann@home.example (a (b)", "- N=ann@home.example (a "},
    {"ann@home.example (a\\)b", "- N=ann@home.example (a\\)b"},
    {"Ann <ann@home.example> (work), bob@x lee", "A=ann@home.example N=Ann  ; - N=bob@x lee"},
    {"Ann <ann@[192.0.2.1] lee>", "A=ann@[192.0.2.1] N=Ann"},
    {"Ann <ann@[192.0.2.1>, bob@x", "- N=Ann  ; A=bob@x -"},
    {"<ann@home.example>, \"bob", "A=ann@home.example - ; - N=<ann@home.example>, \"bob"},
    {"\"a@b.example\" (", "- N=a@b.example ("},
    {"a, b@c, (", "- N=a ; A=b@c - ; - N=("},
    {",,", "- N=,, ; - N=,,"},
    {"Ann <ann>, bob@x", "- N=Ann  ; A=bob@x -"},
    {"ann@home.example (x\r\n y) z", "- N=ann@home.example  z"},
    {"x@ , y@z", "- N=x@  ; A=y@z -"},
    {"Ann <\"a\\\"b c\"@home .example>", "A=\"a\\\"b c\"@home.example N=Ann"},
};

TEST(ParseAddresses, AsSpamAssassinReadsThem) {
  for (const AddressCase& expected : kAddresses)
    EXPECT_EQ(Text(ParseAddresses(expected.value)), expected.text) << expected.value;
}

TEST(ReadAddressList, Comments) {
  EXPECT_EQ(Text(ReadAddressList("ann@home.example (a (b) c)")), "A=ann@home.example N=a (b) c");
  EXPECT_EQ(Text(ReadAddressList("Ann (x) <ann@home.example>")), "A=ann@home.example N=Ann");
}

TEST(ParseAddresses, EmptyValues) {
  EXPECT_TRUE(ParseAddresses("").empty());
  EXPECT_TRUE(ParseAddresses(" \n\t").empty());
}

TEST(ParseAddresses, HostileValuesStayCheap) {
  const double start = CpuSeconds();
  for (const std::string unit : {"<", "\"", "a,", "(", "<a@b>", "<a@b><", "a@b ", ",", "\\\"", "> <"}) {
    std::string value = "x <a@";
    while (value.size() < 8000) value += unit;
    ParseAddresses(value);
    ParseAddresses(value.substr(5));
  }
  EXPECT_LT(CpuSeconds() - start, 5) << "every step is counted or linear";
}

TEST(DomainOfAddress, IsBehindTheLastSign) {
  EXPECT_EQ(DomainOfAddress("a@b@Example.com"), "Example.com");
  for (const char* none : {"", "example.com", "a@", "@"}) EXPECT_EQ(DomainOfAddress(none), "") << none;
}

TEST(IsFullyQualifiedName, Labels) {
  for (const char* host : {"a.example", "a-b.example", "a_b.c.example", "A.EXAMPLE.", "1.2"})
    EXPECT_TRUE(IsFullyQualifiedName(host)) << host;
  for (const char* host :
       {"", "example", "a..example", "-a.example", "a-.example", "a_b.example", "a b.example", ".example"}) {
    EXPECT_FALSE(IsFullyQualifiedName(host)) << host;
  }
  EXPECT_TRUE(IsFullyQualifiedName(std::string(63, 'a') + ".example"));
  EXPECT_FALSE(IsFullyQualifiedName(std::string(64, 'a') + ".example"));
}

}  // namespace
}  // namespace gatepost
