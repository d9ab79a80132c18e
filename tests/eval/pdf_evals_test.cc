#include <gtest/gtest.h>

#include "base/ascii.h"
#include "base/hash.h"
#include "eval/pdf_facts.h"
#include "mail/pdf.h"
#include "support/eval_fixture.h"

namespace gatepost {
namespace {

// Lines as old PDF writers make them; an image 450 high and 600 wide.
constexpr const char* kScan =
    "%PDF-1.3\n"
    "1 0 obj\n"
    "<</Producer(Scan \\(two\\) Studio)\n"
    "/Author<FEFF0041006E006E>\n"
    "/Title (\\101\\102C)\n"
    "/Creator(unfinished\n"
    "/CreationDate(D:20240203040506+01)\n"
    "/ModDate (D:20250203)>>\n"
    "/XObject /Image\n"
    "/Width 600\n"
    "/Height 450\n"
    "600 0 0 450 0 0 cm\n"
    "stream\n"
    "endstream\n"
    "%%EOF\n";

std::string MailWithPdf(const std::string& pdf, const std::string& type = "application/pdf",
                        const std::string& name = "Offer.pdf", const std::string& text = "") {
  return "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n" + text +
         "\n--b\nContent-Type: " + type + "; name=\"" + name + "\"\n\n" + pdf + "\n--b--\n";
}

TEST(PdfEvals, ImagesOfAScan) {
  EvalFixture mail(MailWithPdf(kScan, "application/pdf", "Offer.pdf", std::string(269, 'a') + "\n"));
  EXPECT_TRUE(mail.Hits("pdf_count", {"1", "1"}));
  EXPECT_FALSE(mail.Hits("pdf_count", {"2"}));
  EXPECT_FALSE(mail.Hits("pdf_count", {}));
  EXPECT_TRUE(mail.Hits("pdf_image_count", {"1", "1"}));
  EXPECT_TRUE(mail.Hits("pdf_pixel_coverage", {"270000", "270000"}));
  EXPECT_FALSE(mail.Hits("pdf_pixel_coverage", {"270001"}));
  EXPECT_TRUE(mail.Hits("pdf_image_size_exact", {"450", "600"}));
  EXPECT_FALSE(mail.Hits("pdf_image_size_exact", {"600", "450"}));
  EXPECT_TRUE(mail.Hits("pdf_image_size_range", {"450", "600", "450", "600"}));
  EXPECT_FALSE(mail.Hits("pdf_image_size_range", {"450", "600", "449"}));
  EXPECT_FALSE(mail.Hits("pdf_image_size_range", {"450", "601"}));
  // 271 bytes of text ("x\n" before them) are a little more than a thousandth of the pixels.
  EXPECT_TRUE(mail.Hits("pdf_image_to_text_ratio", {"0.001", "0.002"}));
  EXPECT_FALSE(mail.Hits("pdf_image_to_text_ratio", {"0", "0.001"}));
}

TEST(PdfEvals, Details) {
  EvalFixture mail(MailWithPdf(kScan));
  EXPECT_TRUE(mail.Hits("pdf_match_details", {"producer", "/^scan \\(two\\) studio$/i"}));
  EXPECT_TRUE(mail.Hits("pdf_match_details", {"author", "/^Ann$/"}));
  EXPECT_TRUE(mail.Hits("pdf_match_details", {"title", "^ABC$"}));
  EXPECT_TRUE(mail.Hits("pdf_match_details", {"created", "/^20240203040506$/"}));
  EXPECT_TRUE(mail.Hits("pdf_match_details", {"modified", "/^20250203$/"}));
  EXPECT_FALSE(mail.Hits("pdf_match_details", {"creator", "/./"}));
  EXPECT_FALSE(mail.Hits("pdf_match_details", {"title", "/(/"}));
}

TEST(PdfEvals, FileNamesAndTypes) {
  struct Case {
    const char *type, *name;
    bool counts;
  };
  for (const Case& c :
       {Case{"application/pdf", "a.dat", true}, Case{"image/pdf", "a", true},
        Case{"application/octet-stream", "a.PDF", true}, Case{"application/octet-stream", "a.fdf", true},
        Case{"application/octet-stream", "a.pdf.exe", false}, Case{"text/plain", "a.pdf", false},
        Case{"application/x-pdf", "a.pdf", false}}) {
    EvalFixture mail(MailWithPdf(kScan, c.type, c.name));
    EXPECT_EQ(mail.Hits("pdf_count", {"1"}), c.counts) << c.type << " " << c.name;
    EXPECT_EQ(mail.Hits("pdf_named", {c.name}), c.counts) << c.type << " " << c.name;
    EXPECT_EQ(mail.Hits("pdf_name_regex", {"/^A/i"}), c.counts) << c.type << " " << c.name;
    EXPECT_FALSE(mail.Hits("pdf_name_regex", {"/^A/"}));
  }
}

// It counts, but has no name and no facts.
TEST(PdfEvals, WithoutHeader) {
  EvalFixture mail(MailWithPdf("/Encrypt\n/Author(a)\n"));
  EXPECT_TRUE(mail.Hits("pdf_count", {"1"}));
  EXPECT_FALSE(mail.Hits("pdf_named", {"Offer.pdf"}));
  EXPECT_FALSE(mail.Hits("pdf_is_encrypted"));
  EXPECT_FALSE(mail.Hits("pdf_match_details", {"author", "/a/"}));
  EXPECT_FALSE(mail.Hits("pdf_pixel_coverage", {"0"}));
}

TEST(PdfEvals, Encrypted) {
  EXPECT_TRUE(EvalFixture(MailWithPdf("%PDF-1.4\n/Encrypt 5 0 R\n")).Hits("pdf_is_encrypted"));
  EXPECT_FALSE(EvalFixture(MailWithPdf("%PDF-1.4\n<</Encrypt 5 0 R\n")).Hits("pdf_is_encrypted"));
}

TEST(PdfEvals, EmptyBody) {
  EXPECT_TRUE(EvalFixture(MailWithPdf(kScan)).Hits("pdf_is_empty_body"));
  EvalFixture mail(MailWithPdf(kScan, "application/pdf", "a.pdf", "Hi\n"));
  EXPECT_FALSE(mail.Hits("pdf_is_empty_body"));
  EXPECT_TRUE(mail.Hits("pdf_is_empty_body", {"10"}));
  EXPECT_FALSE(EvalFixture("Subject: x\n\n").Hits("pdf_is_empty_body"));
}

TEST(PdfEvals, Fingerprints) {
  const std::string pdf = "%PDF-1.4\n1 0 obj  \n/Type /Page\n/MediaBox [0 0 1 1]\n/Kids\nstream\nx\n";
  EvalFixture mail(MailWithPdf(pdf));
  EXPECT_TRUE(mail.Hits("pdf_match_fuzzy_md5", {Md5Hex("1 0 obj/Type /Page/Kidsstream")}));
  EXPECT_TRUE(mail.Hits("pdf_match_fuzzy_md5", {Md5Hex("TypeMediaBoxKids")}));
  EXPECT_FALSE(mail.Hits("pdf_match_fuzzy_md5", {Md5Hex("Type")}));
  EXPECT_FALSE(mail.Hits("pdf_match_fuzzy_md5", {""}));
  EXPECT_FALSE(mail.Hits("pdf_match_md5", {Md5Hex("x")}));
  EXPECT_EQ(ReadPdf("\xef\xbb\xbf" + pdf).md5, AsciiUpper(Md5Hex(pdf)));
}

TEST(PdfFacts, HeaderWithinTheFirstBytes) {
  EXPECT_TRUE(IsPdf(std::string(1024, ' ') + "%PDF-1.7"));
  EXPECT_FALSE(IsPdf(std::string(1025, ' ') + "%PDF-1.7"));
  EXPECT_TRUE(IsPdf("%PDF-x %PDF-2.0"));
  EXPECT_FALSE(IsPdf("%PDF-1."));
}

TEST(PdfFacts, SizesOfImages) {
  struct Case {
    const char* lines;
    int images;
    double area;
  };
  for (const Case& c :
       {Case{"/Image /Width 20/Height 30", 1, 600}, Case{"/Width 20/Height 30\n/Image", 0, 0},
        Case{"/Image\n/Width 20/Height 30", 0, 0}, Case{"/Image\n<</Width 20/Height 30", 1, 600},
        Case{"/Image\n20 0 0 30 0 0 cm\n5 0 0 5 0 0 cm", 1, 600},
        Case{"/Image\n20 0 0 30 0 0 cm\n/Image\n5 0 0 5 0 0 cm", 2, 625},
        Case{"/Image\n20 0 0 30 0 0 cm \r", 1, 600}, Case{"/Image\n20 0 0 0 0 0 cm", 0, 0},
        Case{"/Image\n20 0 0 30 0 cm", 0, 0}}) {
    PdfFacts pdf = ReadPdf(c.lines);
    EXPECT_EQ(pdf.image_count, c.images) << c.lines;
    EXPECT_EQ(pdf.image_area, c.area) << c.lines;
  }
  // The sum of all is one of the sizes.
  PdfFacts pdf = ReadPdf("/Image\n20 0 0 30 0 0 cm\n/Image\n5 0 0 6 0 0 cm");
  ASSERT_EQ(pdf.sizes.size(), 3u);
  EXPECT_EQ(pdf.sizes[2].height, 36);
  EXPECT_EQ(pdf.sizes[2].width, 25);
}

TEST(PdfFacts, Strings) {
  struct Case {
    const char *line, *author;
  };
  for (const Case& c : {Case{"/Author(a)", "a"}, Case{"/Author  ()", ""}, Case{"/Author(\\\\101)", "\\101"},
                        Case{"/Author(\\376\\377\\000A)", "A"}, Case{"/Author<41 4 2>/Author(b)", "A"},
                        Case{"/Author x/Author(b)", "b"}, Case{"/Author(a\\)b)", "a)b"}}) {
    PdfFacts pdf = ReadPdf(c.line);
    ASSERT_EQ(pdf.details["author"].size(), 1u) << c.line;
    EXPECT_EQ(pdf.details["author"][0], c.author) << c.line;
  }
  for (const char* line : {"/Author", "/Author   (a)", "/Author(a\\)", "/Author<41", "Author(a)"}) {
    EXPECT_TRUE(ReadPdf(line).details["author"].empty()) << line;
  }
  EXPECT_EQ(ReadPdf("/Title(" + std::string(999, 'x') + ")").details["title"][0].size(), 256u);
}

TEST(PdfFacts, CutAnywhereNothingBreaks) {
  const std::string scan = kScan;
  for (std::size_t length = 0; length <= scan.size(); ++length) {
    PdfFacts pdf = ReadPdf(scan.substr(0, length));
    EXPECT_LE(pdf.image_count, 1);
  }
}

// Names whose strings never end are not searched again and again.
TEST(PdfFacts, UnfinishedStringsAreCheap) {
  std::string line;
  for (int i = 0; i < 200000; ++i) line += "/Author(/Title<";
  EXPECT_TRUE(ReadPdf(line).details.empty());
}

}  // namespace
}  // namespace gatepost
