// Each limit that parsing has, at n-1, n and n+1.
#include "gatepost/limits.h"

#include <gmock/gmock.h>

#include <string>

#include "mail/build_mail.h"
#include "mail/message.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MailLimits, MessageBytes) {
  Limits limits;
  limits.max_message_bytes = 100;
  for (const std::size_t size : {99u, 100u}) {
    std::string mail = "Subject: x\n\n";
    mail.resize(size, 'b');
    const Message message = Message::Parse(mail, limits);
    EXPECT_THAT(message.limits_met(), IsEmpty());
    EXPECT_EQ(message.root().fields.size(), 1u);
  }
  std::string mail = "Subject: x\n\n";
  mail.resize(101, 'b');
  const Message message = Message::Parse(mail, limits);
  EXPECT_THAT(message.limits_met(), ElementsAre("max_message_bytes"));
  ASSERT_EQ(message.parts().size(), 1u);
  EXPECT_EQ(message.raw_body(), mail);
}

std::string NestedMultiparts(std::size_t levels) {
  std::string mail;
  for (std::size_t i = 0; i < levels; ++i) {
    mail += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + ".\n\n--b" + std::to_string(i) +
            ".\n";
  }
  return mail + "\nhidden text\n";
}

std::string NestedMessages(std::size_t levels, const std::string& encoding) {
  std::string mail;
  for (std::size_t i = 0; i < levels; ++i) {
    mail += "Content-Type: message/rfc822\nContent-Transfer-Encoding: " + encoding + "\n\n";
  }
  return mail + "Subject: x\n\nhidden text\n";
}

TEST(MailLimits, PartDepth) {
  Limits limits;
  limits.max_part_depth = 10;
  for (const std::size_t depth : {9u, 10u, 11u}) {
    for (const std::string& mail : {NestedMultiparts(depth), NestedMessages(depth, "8bit"),
                                    NestedMessages(depth, "quoted-printable")}) {
      const Message message = Message::Parse(mail, limits);
      EXPECT_EQ(message.parts().size(), std::min<std::size_t>(depth, 10) + 1);
      EXPECT_EQ(message.parts().back().type, "text/plain");
      EXPECT_TRUE(AnyLeafHas(message, "hidden text"));
      if (depth <= 10) {
        EXPECT_THAT(message.limits_met(), IsEmpty());
      } else {
        EXPECT_THAT(message.limits_met(), ElementsAre("max_part_depth"));
      }
    }
  }
}

TEST(MailLimits, Parts) {
  Limits limits;
  limits.max_parts = 10;
  for (const std::size_t count : {9u, 10u, 11u, 50u}) {
    std::string mail = "Content-Type: multipart/mixed; boundary=b\n\n";
    for (std::size_t i = 1; i < count; ++i) mail += "--b\n\npart " + std::to_string(i) + ".\n";
    mail += "--b--\n";
    const Message message = Message::Parse(mail, limits);
    for (std::size_t i = 1; i < count; ++i) {
      EXPECT_TRUE(AnyLeafHas(message, "part " + std::to_string(i) + ".")) << i;
    }
    if (count <= 10) {
      EXPECT_EQ(message.parts().size(), count);
      EXPECT_THAT(message.limits_met(), IsEmpty());
    } else {
      EXPECT_EQ(message.parts().size(), 11u);  // the last holds the rest
      EXPECT_EQ(message.parts().back().type, "text/plain");
      EXPECT_THAT(message.limits_met(), ElementsAre("max_parts"));
    }
  }
}

TEST(MailLimits, PartsOfNestedMessagesCountToo) {
  Limits limits;
  limits.max_parts = 5;
  for (const char* encoding : {"8bit", "quoted-printable"}) {
    for (const std::size_t count : {4u, 5u, 6u}) {
      const Message message = Message::Parse(Keep(NestedMessages(count - 1, encoding)), limits);
      EXPECT_EQ(message.parts().size(), std::min<std::size_t>(count, 5));
      EXPECT_TRUE(AnyLeafHas(message, "hidden text"));
      EXPECT_EQ(message.limits_met().empty(), count <= 5);
    }
  }
}

TEST(MailLimits, HeaderFields) {
  Limits limits;
  limits.max_header_fields = 10;
  for (const std::size_t count : {9u, 10u, 11u}) {
    std::string mail;
    for (std::size_t i = 1; i < count; ++i) mail += "X: y\n";
    mail += "Content-Transfer-Encoding: base64\n\nYnV5\n";
    const Message message = Message::Parse(mail, limits);
    EXPECT_EQ(message.root().fields.size(), std::min<std::size_t>(count, 10));
    // What makes the structure counts wherever it stands.
    EXPECT_EQ(LeafOf(message, 0), "buy");
    if (count <= 10) {
      EXPECT_THAT(message.limits_met(), IsEmpty());
    } else {
      EXPECT_THAT(message.limits_met(), ElementsAre("max_header_fields"));
    }
  }
}

TEST(MailLimits, HeaderFieldBytes) {
  Limits limits;
  limits.max_header_field_bytes = 100;
  for (const std::size_t size : {99u, 100u, 101u}) {
    std::string field = "X: ";
    field.resize(size - 1, 'y');
    const std::string mail = field + "\nNext: z\n\n";
    const Message message = Message::Parse(mail, limits);
    ASSERT_EQ(message.root().fields.size(), 2u);
    EXPECT_EQ(2 + message.root().fields[0].raw.size(), std::min<std::size_t>(size, 100));
    EXPECT_EQ(message.limits_met().empty(), size <= 100);
  }
}

TEST(MailLimits, HeaderBytes) {
  constexpr std::size_t kFields = 3, kFieldBytes = 5;
  Limits limits;
  for (const int more : {-1, 0, 1}) {
    limits.max_header_bytes =
        static_cast<std::size_t>(static_cast<int>(kFields * (kFieldBytes + Limits::kFieldOverhead)) + more);
    const Message message =
        Message::Parse("X: y\nX: y\nX: y\nContent-Transfer-Encoding: base64\n\nYnV5\n", limits);
    EXPECT_EQ(message.root().fields.size(), more < 0 ? 2u : 3u);
    EXPECT_THAT(message.limits_met(), ElementsAre("max_header_bytes"));
    EXPECT_EQ(LeafOf(message, 0), "buy");  // wherever it stands
  }
  limits.max_header_bytes = kFields * (kFieldBytes + Limits::kFieldOverhead);
  EXPECT_THAT(Message::Parse("X: y\nX: y\nX: y\n\nbuy\n", limits).limits_met(), IsEmpty());
}

// Half of what is left is one nested message's.
TEST(MailLimits, NestedBytes) {
  const std::string mail =
      "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
      "U3ViamVjdDogeAoKYnV5IG5vdyE=\n";  // "Subject: x\n\nbuy now!", 20 bytes
  Limits limits;
  for (const std::size_t most : {38u, 40u, 42u}) {
    limits.max_nested_bytes = most;
    const Message message = Message::Parse(mail, limits);
    EXPECT_TRUE(AnyLeafHas(message, most < 40 ? "buy now" : "buy now!"));
    EXPECT_EQ(message.limits_met().empty(), most >= 40);
  }
}

TEST(MailLimits, BoundaryBytes) {
  Limits limits;
  limits.max_boundary_bytes = 50;
  for (const std::size_t size : {49u, 50u, 51u, 80u}) {
    const std::string boundary(size, 'b');
    const std::string mail = "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary +
                             "\n\none\n--" + boundary + "\nContent-Transfer-Encoding: base64\n\nYnV5\n--" +
                             boundary + "--\nafter\n";
    const Message message = Message::Parse(mail, limits);
    ASSERT_GE(message.parts().size(), 3u);
    EXPECT_EQ(LeafOf(message, 1), "one");
    EXPECT_EQ(LeafOf(message, 2), "buy");
    if (size <= 50) {
      EXPECT_EQ(message.parts().size(), 3u);
      EXPECT_THAT(message.limits_met(), IsEmpty());
      EXPECT_FALSE(message.anomalies().Has(Anomaly::kBoundaryTooLong));
    } else {
      EXPECT_THAT(message.limits_met(), ElementsAre("max_boundary_bytes"));
      EXPECT_TRUE(message.anomalies().Has(Anomaly::kBoundaryTooLong));
      EXPECT_TRUE(AnyLeafHas(message, "after"));  // it never closes, so nothing hides behind it
    }
  }
}

TEST(MailLimits, HundredMegabytesAreNotParsed) {
  std::string mail = "Content-Type: multipart/mixed; boundary=b\n\n";
  mail.reserve(std::size_t{100} << 20);
  while (mail.size() < std::size_t{100} << 20) mail += "--b\n\n";
  const Message message = Message::Parse(mail, Limits{});
  EXPECT_EQ(message.parts().size(), 1u);
  EXPECT_THAT(message.limits_met(), ElementsAre("max_message_bytes"));
}

TEST(MailLimits, ManyBytesWithinTheLimitAreParsedInLinearTime) {
  Limits limits;
  std::string mail = "Content-Type: multipart/mixed; boundary=b\n\n";
  mail.reserve(limits.max_message_bytes);
  while (mail.size() + 16 < limits.max_message_bytes) mail += "--b\n\n--c\n";
  const Message message = Message::Parse(mail, limits);
  EXPECT_EQ(message.parts().size(), limits.max_parts + 1);
  EXPECT_THAT(message.limits_met(), ElementsAre("max_parts"));
}

}  // namespace
}  // namespace gatepost
