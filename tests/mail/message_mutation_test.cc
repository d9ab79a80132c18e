// Built messages, changed at random (from fixed seeds): what must hold for every input.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "mail/build_mail.h"
#include "mail/message.h"

namespace gatepost {
namespace {

void ExpectSound(const Message& message, const std::string& mail) {
  ASSERT_FALSE(message.parts().empty());
  for (std::size_t i = 0; i < message.parts().size(); ++i) {
    const Part& part = message.parts()[i];
    const std::string_view source = message.Source(part);
    ASSERT_LE(part.header_begin, part.header_end) << mail;
    ASSERT_LE(part.header_end, part.body_begin) << mail;
    ASSERT_LE(part.body_begin, part.body_end) << mail;
    ASSERT_LE(part.body_end, source.size()) << mail;
    ASSERT_LT(part.parent, static_cast<int>(i)) << mail;
    for (const HeaderField& field : part.fields) {
      ASSERT_GE(field.name.data(), source.data());
      ASSERT_LE(field.raw.data() + field.raw.size(), source.data() + source.size());
    }
    for (const int child : part.children) {
      ASSERT_GT(child, static_cast<int>(i)) << mail;
      ASSERT_LT(child, static_cast<int>(message.parts().size())) << mail;
      const Part& inner = message.parts()[static_cast<std::size_t>(child)];
      ASSERT_EQ(inner.parent, static_cast<int>(i));
      ASSERT_EQ(inner.depth, part.depth + 1);
      if (inner.source == part.source) {
        ASSERT_GE(inner.header_begin, part.body_begin) << mail;
        ASSERT_LE(inner.body_end, part.body_end) << mail;
      }
    }
    const std::size_t raw_bytes = part.body_end - part.body_begin;
    const std::size_t breaks = raw_bytes / 2048 * (1 + static_cast<std::size_t>(part.multipart_depth)) +
                               (part.lacks_boundary ? 1 : 0);
    if (part.is_leaf()) {
      ASSERT_LE(message.DecodeLeaf(part, nullptr).size(), raw_bytes + breaks) << mail;
    }
  }
}

// All that one can see of a message, as text.
std::string Dump(const Message& message) {
  std::string dump = Shape(message) + "\n";
  for (const Part& part : message.parts()) {
    dump += std::to_string(part.body_begin) + "-" + std::to_string(part.body_end) + " " + part.name + " " +
            part.charset + "\n";
    if (part.is_leaf()) dump += message.DecodeLeaf(part, nullptr) + "\n";
  }
  for (const std::string& name : message.anomalies().Names()) dump += name + "\n";
  return dump;
}

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string Build() {
    static const char* const kLines[] = {
        "From a@b Tue Nov 24 03:12:07 2026",
        "Subject: x",
        "Content-Type: multipart/mixed; boundary=b",
        "Content-Type: multipart/mixed; boundary=\"c\"",
        "Content-Type: multipart/digest; boundary=b--",
        "Content-Type: multipart/mixed",
        "Content-Type: message/rfc822",
        "Content-Type: text/html; charset=utf-8; name=x",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: quoted-printable",
        "--b",
        "--b--",
        "--c",
        "--c--",
        "--b----",
        "",
        "",
        "",
        " folded",
        "text =41=",
        "U3ViamVjdDogeAoKLS1iCgp4",
        "N\xE9: x",
        "no colon",
        "x",
    };
    std::string mail;
    const std::size_t lines = 2 + Below(30);
    for (std::size_t i = 0; i < lines; ++i) {
      mail += kLines[Below(std::size(kLines))];
      mail += '\n';
    }
    if (Below(4) == 0) mail.resize(Below(mail.size() + 1));
    return mail;
  }

  std::string ChangeBytes(std::string mail) {
    for (std::size_t changes = 1 + Below(6); changes > 0 && !mail.empty(); --changes) {
      const std::size_t at = Below(mail.size());
      switch (Below(3)) {
        case 0:
          mail[at] = static_cast<char>(Below(256));
          break;
        case 1:
          mail.erase(at, Below(8));
          break;
        default:
          mail.insert(at, mail.substr(Below(mail.size()), Below(20)));
      }
    }
    return mail;
  }

 private:
  std::size_t Below(std::size_t end) { return end == 0 ? 0 : random_() % end; }
  std::mt19937 random_;
};

constexpr unsigned kRounds = 4000;

TEST(MimeParserMutations, ParsingTwiceGivesTheSameAndOffsetsAreInside) {
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    Mutator mutator(seed);
    const std::string mail = mutator.ChangeBytes(mutator.Build());
    const Message first = Message::Parse(mail, Limits{});
    ASSERT_NO_FATAL_FAILURE(ExpectSound(first, mail));
    ASSERT_EQ(Dump(first), Dump(Message::Parse(mail, Limits{})));
  }
}

TEST(MimeParserMutations, SmallLimitsHold) {
  Limits limits;
  limits.max_parts = 4;
  limits.max_part_depth = 2;
  limits.max_header_fields = 2;
  limits.max_header_field_bytes = 20;
  limits.max_boundary_bytes = 2;
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    const std::string mail = Mutator(seed).Build();
    const Message message = Message::Parse(mail, limits);
    ASSERT_NO_FATAL_FAILURE(ExpectSound(message, mail));
    for (const Part& part : message.parts()) {
      ASSERT_LE(part.fields.size(), limits.max_header_fields);
      // The part that holds the rest may be one deeper or one more in each source.
      ASSERT_LE(part.depth, 3) << mail;
    }
  }
}

TEST(MimeParserMutations, LfAndCrlfGiveTheSameStructureAndText) {
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    const std::string mail = Mutator(seed).Build();
    const std::string crlf = ToCrlf(mail);
    const Message one = Message::Parse(mail, Limits{});
    const Message other = Message::Parse(crlf, Limits{});
    ASSERT_EQ(Shape(one), Shape(other)) << mail;
    ASSERT_EQ(one.anomalies().Names(), other.anomalies().Names()) << mail;
    for (std::size_t i = 0; i < one.parts().size(); ++i) {
      if (!one.parts()[i].is_leaf()) continue;
      ASSERT_EQ(LeafOf(one, i), LeafOf(other, i)) << "part " << i << " of\n" << mail;
    }
  }
}

}  // namespace
}  // namespace gatepost
