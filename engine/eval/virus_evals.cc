// AntiVirus: attached programs, and names that do not fit their type. Tested by
// tests/eval/virus_evals_test.cc.
#include <algorithm>

#include "eval/message_facts.h"
#include "eval/registry.h"
#include "mail/header.h"
#include "mail/mime_type.h"

namespace gatepost {
namespace {

struct VirusFacts {
  bool program = false, odd_name = false;
};

constexpr std::string_view kProgramExtensions =
    "ade adp asx bas bat chm cmd com cpl crt dll exe hlp hta inf ins isp js jse lnk mda mdb mde mdt mdw mdz "
    "msc msi msp mst nws ops pcd pif prf reg scf scr scr? sct shb shs shm swf url vb vbe vbs vbx vxd wsc wsf "
    "wsh";

bool IsWordOf(std::string_view words, std::string_view word) {
  const std::vector<std::string_view> all = SplitWhitespace(words);
  return std::find(all.begin(), all.end(), word) != all.end();
}

std::string LastField(const Part& part, std::string_view name) {
  const std::vector<const HeaderField*> fields = FindFields(part, name);
  return fields.empty() ? std::string() : DecodeHeader(fields.back()->raw);
}

bool IsWithin(char c, std::string_view set) { return set.find(c) != kNpos; }

// "MZ" and what follows in the header of a DOS program, in base64.
bool BeginsBase64Program(std::string_view line) {
  return line.size() >= 13 && line.starts_with("TV") && IsWithin(line[2], "opqr") && line[4] == 'A' &&
         IsWithin(line[7], "AB") && IsWithin(line[9], "AQgw") && line[10] >= 'A' && line[10] <= 'H' &&
         line[12] == 'A';
}

// The same, uuencoded.
bool BeginsUuencodedProgram(std::string_view line) {
  return line.size() >= 14 && line.starts_with("M35") && line[3] >= 'G' && line[3] <= 'K' && line[5] == '`' &&
         line[8] == '`' && line.find("````", 10) != kNpos;
}

bool HoldsProgram(const Message& message, const Part& part, const ContentType& type,
                  std::string_view extension) {
  if (IsWordOf(kProgramExtensions, extension)) return true;
  if (Contains(AsciiLower(LastField(part, "Content-Transfer-Encoding")), "base64")) {
    const std::string_view body = message.RawBody(part);
    if (BeginsBase64Program(body.substr(0, body.find('\n')))) return true;
  }
  if (!type.type.starts_with("text/")) return false;
  bool found = false;
  message.ReadRawLines(part, [&found](std::string_view piece) {
    for (const std::string_view line : Lines(piece)) found = found || BeginsUuencodedProgram(line);
  });
  return found;
}

// Do names with this extension belong to other types?
bool IsOddFor(std::string_view extension, std::string type) {
  for (const std::string_view prefix : {"/x-", "/vnd."}) {
    const std::size_t at = type.find(prefix);
    if (at == kNpos) continue;
    type.erase(at + 1, prefix.size() - 1);
    break;
  }
  const bool application = type.starts_with("application/");
  if (IsWordOf("txt htm html phtm phtml xhtm xhtml xml", extension))
    return type != "text/plain" && type != "text/html" && !type.starts_with("message/external-body");
  if (IsWordOf("jpg jpeg tif tiff gif png", extension))
    return !type.starts_with("image/") && !type.starts_with("application/mac-binhex");
  if (extension == "vcf") return type != "text/vcard";
  if (IsWordOf("bat com exe pif scr swf vbs", extension)) return !application;
  if (extension == "doc") return !application || !type.ends_with("word");
  if (extension == "ppt") return !application || !(type.ends_with("powerpoint") || type.ends_with("ppt"));
  if (extension == "xls") return !application || !type.ends_with("excel");
  return false;
}

VirusFacts Look(const Message& message) {
  VirusFacts facts;
  for (const Part& part : message.parts()) {
    if (!part.is_leaf()) continue;
    const ContentType type = ParseContentType(LastField(part, "Content-Type"));
    const std::string name = AsciiLower(type.name);
    const std::size_t dot = name.rfind('.');
    const std::string extension = dot != kNpos ? name.substr(dot + 1) : std::string();
    facts.program = facts.program || HoldsProgram(message, part, type, extension);
    // A name without a dot counts as an extension here.
    if (!name.empty() && type.type != "application/octet-stream")
      facts.odd_name = facts.odd_name || IsOddFor(dot != kNpos ? extension : name, type.type);
  }
  return facts;
}

template <bool VirusFacts::*kFact>
EvalResult AttachmentsHave(EvalContext& context, const EvalArguments&) {
  const auto look = [&] { return Look(context.views.message()); };
  return EvalResult::Of(SharedFact<VirusFacts>(context, "virus_facts", look).*kFact);
}

constexpr EvalEntry kVirusEvals[] = {
    {"check_microsoft_executable", &AttachmentsHave<&VirusFacts::program>},
    {"check_suspect_name", &AttachmentsHave<&VirusFacts::odd_name>},
};

}  // namespace

std::span<const EvalEntry> VirusEvals() { return kVirusEvals; }

}  // namespace gatepost
