// ZipArchive and ReadDocuments on any bytes: no more than is allowed comes out, the same twice, and limits of
// all sizes hold.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/zip.h"
#include "fuzz/fuzz_check.h"
#include "mail/documents.h"
#include "mail/office_marks.h"
#include "mail/pdf.h"

namespace gatepost {
namespace {

void CheckArchive(std::string_view input) {
  constexpr std::size_t kMost = 5000;
  const std::optional<ZipArchive> archive = ZipArchive::Open(input, 100);
  if (!archive) return;
  FUZZ_CHECK(archive->entries().size() <= 100);
  for (const ZipEntry& entry : archive->entries()) {
    FUZZ_CHECK(entry.name.empty() ||
               (entry.name.data() >= input.data() && entry.name.end() <= input.data() + input.size()));
    std::string whole, start;
    bool is_cut = false, is_start_cut = false;
    const bool is_good = archive->Unpack(entry, kMost, &whole, &is_cut);
    FUZZ_CHECK(whole.size() <= kMost && (!is_cut || whole.size() == kMost));
    archive->Unpack(entry, whole.size() / 2, &start, &is_start_cut);
    FUZZ_CHECK(!is_good || (whole.starts_with(start) && start.size() == whole.size() / 2));
  }
}

std::string Words(const DocumentFacts& facts) {
  std::string words;
  for (const bool fact :
       {facts.macro, facts.object, facts.rtf_object, facts.malice, facts.commands, facts.encrypted,
        facts.zip_password, facts.renamed, facts.csv_command, facts.download})
    words += fact ? '1' : '0';
  for (const std::string& target : facts.web_targets) words += " " + target;
  for (const std::string& target : facts.mhtml_targets) words += " " + target;
  return words;
}

// The input as an attachment of this name.
std::string MailWith(std::string_view input, std::string_view name) {
  std::string mail = "Content-Type: application/x; name=\"";
  mail.append(name).append("\"\nContent-Transfer-Encoding: quoted-printable\n\n");
  constexpr char kDigits[] = "0123456789ABCDEF";
  for (char c : input) {
    const auto byte = static_cast<unsigned char>(c);
    mail.append({'=', kDigits[byte >> 4], kDigits[byte & 15]});
    if (mail.size() % 70 < 3) mail += "=\n";
  }
  return mail;
}

void CheckMail(std::string_view input, std::string_view name, const DocumentConfig& config,
               const Limits& limits) {
  const std::string mail = MailWith(input, name);
  const Message message = Message::Parse(mail, limits);
  std::vector<std::string> met, met_again;
  const DocumentFacts facts = ReadDocuments(message, config, limits, &met);
  FUZZ_CHECK(facts.web_targets.size() <= 10 && facts.mhtml_targets.size() <= 5);
  FUZZ_CHECK(!facts.malice || facts.macro);
  FUZZ_CHECK(!facts.commands || facts.malice);
  FUZZ_CHECK(Words(facts) == Words(ReadDocuments(message, config, limits, &met_again)));
  FUZZ_CHECK(met == met_again);
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatepost;
  const std::string_view input(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 100000));
  CheckArchive(input);
  HasProgramUrl(input);
  HasCsvCommand(input);
  TypesNameMacros(input);
  ReadRelations(input, [&](std::string_view target) { FUZZ_CHECK(target.size() <= input.size()); });
  IsPdf(input);
  FUZZ_CHECK(PdfLinks(input).size() <= 20);
  Limits limits;
  DocumentConfig config(limits);
  config.asks_for_download = true;
  for (const std::string_view name : {"a.doc", "a.zip"}) CheckMail(input, name, config, limits);
  config.extended_scan = true;
  config.zip_depth = config.num_zip = 100;
  CheckMail(input, "a.bin", config, limits);
  limits.max_archive_entries = 3;
  limits.max_unpacked_bytes = 2000;
  CheckMail(input, "a.bin", config, limits);
  return 0;
}
