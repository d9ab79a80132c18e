// Tested by tests/mail/documents_test.cc.
#include "mail/documents.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/zip.h"
#include "mail/header.h"
#include "mail/office_marks.h"

namespace gatepost {
namespace {

bool Matches(const Regex& pattern, std::string_view text) {
  return pattern.Search(text) == MatchOutcome::kYes;
}

// Perl's /ENDING$/i
bool HasEnding(std::string_view name, std::string_view ending) {
  if (name.ends_with('\n')) name.remove_suffix(1);
  return EndsWithIgnoreCase(name, ending);
}

// What stands behind `name` in a field such as Content-Type, up to a quote or ";". Names with a "*" are none.
std::string ParameterText(const Part& part, std::string_view field, std::string_view name) {
  const std::vector<const HeaderField*> fields = FindFields(part, field);
  if (fields.empty()) return {};
  const std::string value = DecodeHeader(DecodeHeader(fields.back()->raw));  // twice, as SpamAssassin does
  const std::string_view text = value;
  for (std::size_t at = FindIgnoreCase(text, name); at != kNpos; at = FindIgnoreCase(text, name, at + 1)) {
    std::size_t begin = SkipSpace(text, at + name.size());
    if (begin == text.size() || text[begin] != '=') continue;
    begin = SkipSpace(text, begin + 1);
    if (begin < text.size() && (text[begin] == '"' || text[begin] == '\'')) ++begin;
    const std::size_t end = std::min(text.find_first_of("\"';", begin), text.size());
    return std::string(TrimRight(text.substr(begin, end - begin)));
  }
  return {};
}

std::string FileName(const Part& part, bool prefer_disposition) {
  std::string disposed = ParameterText(part, "Content-Disposition", "filename");
  std::string typed = ParameterText(part, "Content-Type", "name");
  // SpamAssassin reads no RFC 2231 here: a sender could hide a document by that.
  if (disposed.empty() && typed.empty()) return part.name;
  if (disposed.empty()) return typed;
  return typed.empty() || prefer_disposition || EqualsIgnoreCase(disposed, typed) ? disposed : typed;
}

// word/NAME.rtf, the name of 1 to 50 characters.
bool IsWordRtf(std::string_view lower_name) {
  constexpr std::string_view kFolder = "word/", kEnding = ".rtf";
  if (!lower_name.starts_with(kFolder)) return false;
  const std::string_view rest = lower_name.substr(kFolder.size(), 50 + kEnding.size() + 1);
  for (std::size_t at = rest.find(kEnding, 1); at != kNpos && at <= 50; at = rest.find(kEnding, at + 1)) {
    const std::size_t end = at + kEnding.size();
    if (rest.substr(0, at).find('\n') == kNpos && (end == rest.size() || !IsWordByte(rest[end]))) return true;
  }
  return false;
}

bool IsMacroFile(std::string_view lower_name) {
  static constexpr std::string_view kNames[] = {"word/vbaproject.bin", "xl/vbaproject.bin",
                                                "ppt/vbaproject.bin", "macros/vba/_vba_project",
                                                "_vba_project_cur/vba/_vba_project"};
  return std::find(std::begin(kNames), std::end(kNames), lower_name) != std::end(kNames);
}

class DocumentReader {
 public:
  DocumentReader(const DocumentConfig& config, const Limits& limits)
      : config_(config),
        entries_left_(limits.max_archive_entries),
        bytes_left_(limits.max_unpacked_bytes),
        memory_left_(limits.max_unpacked_bytes / 4) {}

  void ReadMessage(const Message& message) {
    int count = 0;
    for (const Part& part : message.parts()) {
      if (!part.is_leaf() || (part.encoding != "base64" && part.encoding != "quoted-printable")) continue;
      if (FindFields(part, "Content-Type").empty()) continue;
      const std::string name = FileName(part, config_.prefer_contentdisposition);
      if (name.empty() || Matches(config_.skip_ctypes, part.type) || Matches(config_.skip_exts, name))
        continue;
      const Kind kind = KindOf(name);
      if (kind == Kind::kOther && !IsCsv(name)) continue;
      std::string bytes = message.DecodeLeaf(part, nullptr, config_.max_file);
      if (bytes.empty()) continue;
      ReadFile(name, std::move(bytes), kind, 0);
      ReadLevels();
      if (kind != Kind::kOther && ++count >= config_.num_mime) return;
    }
  }

  DocumentFacts Take(std::vector<std::string>* limits_met) {
    if (too_many_entries_) limits_met->emplace_back("max_archive_entries");
    if (too_many_bytes_) limits_met->emplace_back("max_unpacked_bytes");
    return std::move(facts_);
  }

 private:
  // What a name says of a file. kOther: nothing to look for.
  enum class Kind { kArchive, kMacroDocument, kDocument, kUnknown, kOther };
  // An archive whose entries are read.
  struct Level {
    std::string bytes;  // itself
    std::optional<ZipArchive> archive;
    std::size_t memory_bytes = 0;  // what of memory_left_ it holds
    std::size_t next = 0;          // entry
    int count = 0;                 // of entries that were read
  };

  Kind KindOf(std::string_view name) const {
    if (Matches(config_.zips, name)) return Kind::kArchive;
    if (Matches(config_.macro_exts, name)) return Kind::kMacroDocument;
    if (Matches(config_.exts, name)) return Kind::kDocument;
    return config_.extended_scan ? Kind::kUnknown : Kind::kOther;
  }
  static bool IsCsv(std::string_view name) { return HasEnding(name, ".csv"); }

  // Archives that are open are a stack, so that the order is that of a walk that follows each to its end.
  void ReadLevels() {
    while (!levels_.empty()) {
      Level& level = levels_.back();
      if (level.next == level.archive->entries().size() || level.count >= std::max(config_.num_zip, 1)) {
        memory_left_ += level.memory_bytes;
        levels_.pop_back();
      } else if (ReadEntry(*level.archive, level.archive->entries()[level.next++])) {
        ++level.count;
      }
    }
  }

  // False for an entry that does not count.
  bool ReadEntry(const ZipArchive& archive, const ZipEntry& entry) {
    if (Matches(config_.skip_exts, entry.name)) return false;
    if (entry.is_encrypted) {
      facts_.macro = facts_.macro || Matches(config_.macro_exts, entry.name);
      facts_.zip_password = true;
      return false;
    }
    const Kind kind = KindOf(entry.name);
    if (kind == Kind::kOther && !IsCsv(entry.name)) return false;
    if (kind == Kind::kMacroDocument) facts_.macro = true;
    if (std::optional<std::string> bytes = Unpack(archive, entry)) {
      const std::size_t size = bytes->size();
      memory_left_ -= size;
      if (!ReadFile(entry.name, std::move(*bytes), kind, size)) memory_left_ += size;
    }
    return kind != Kind::kOther;
  }

  std::optional<std::string> Unpack(const ZipArchive& archive, const ZipEntry& entry) {
    std::string bytes;
    const std::size_t most = std::min(bytes_left_, memory_left_ / 2);
    too_many_bytes_ = too_many_bytes_ || most == 0;
    if (most == 0) return std::nullopt;
    const bool is_whole = archive.Unpack(entry, most, &bytes, &too_many_bytes_);
    bytes_left_ -= bytes.size();
    if (!is_whole) return std::nullopt;
    return bytes;
  }

  std::optional<ZipArchive> OpenArchive(std::string_view name, std::string_view bytes) {
    if (!bytes.starts_with("PK") && !HasEnding(name, ".zip")) return std::nullopt;
    std::optional<ZipArchive> archive = ZipArchive::Open(bytes, entries_left_);
    if (!archive) return std::nullopt;
    entries_left_ -= archive->entries().size();
    too_many_entries_ = too_many_entries_ || archive->is_cut();
    return archive;
  }

  // True where the bytes stay, as an archive that is open from now on.
  bool ReadFile(std::string_view name, std::string bytes, Kind kind, std::size_t memory_bytes) {
    if (IsCsv(name) && HasCsvCommand(bytes)) facts_.csv_command = true;
    if (kind == Kind::kMacroDocument) facts_.macro = true;
    if (kind == Kind::kMacroDocument || kind == Kind::kDocument || kind == Kind::kUnknown)
      ReadDocument(name, bytes, kind);
    if (kind != Kind::kArchive && kind != Kind::kUnknown) return false;
    if (config_.num_zip == 0 || static_cast<int>(levels_.size()) >= config_.zip_depth) return false;
    Level& level = levels_.emplace_back();
    level.bytes = std::move(bytes);
    level.archive = OpenArchive(name, level.bytes);
    level.memory_bytes = memory_bytes;
    if (level.archive) return true;
    levels_.pop_back();
    return false;
  }

  void ReadDocument(std::string_view name, const std::string& bytes, Kind kind) {
    bool found = IsEncryptedDocument(bytes);
    facts_.encrypted = facts_.encrypted || found;
    if (kind != Kind::kMacroDocument && HasMacroMarks(bytes)) {
      found = facts_.macro = true;
      ReadProgram(bytes);
    }
    if (const std::optional<ZipArchive> archive = OpenArchive(name, bytes))
      found = ReadPackage(*archive) || found;
    if (kind == Kind::kUnknown) {
      if (!found && !IsCompoundFile(bytes)) return;
      facts_.renamed = true;
    }
    if (config_.asks_for_download && (HasProgramUrl(bytes) || Matches(config_.download_marker, bytes)))
      facts_.download = true;
  }

  // A document of Office since 2007, which is an archive of XML. False where it is none.
  bool ReadPackage(const ZipArchive& package) {
    bool is_document = false, has_macro = false, knows_types = false;
    for (const ZipEntry& entry : package.entries()) {
      const std::string name = AsciiLower(entry.name);
      const bool is_macro = IsMacroFile(name), is_object = name.starts_with("xl/embeddings/"),
                 is_rtf = IsWordRtf(name);
      has_macro |= is_macro;
      facts_.object |= is_object;
      facts_.rtf_object |= is_rtf;
      is_document |= is_macro || is_object || is_rtf;
    }
    facts_.macro |= has_macro;
    for (const ZipEntry& entry : package.entries()) {
      if (entry.name != "[Content_Types].xml" || knows_types) continue;
      knows_types = is_document = true;
      if (facts_.macro) continue;
      const std::optional<std::string> xml = Unpack(package, entry);
      facts_.macro = xml && TypesNameMacros(*xml);
    }
    for (const ZipEntry& entry : package.entries()) {
      if (!Contains(entry.name, ".rels")) continue;
      const std::optional<std::string> xml = Unpack(package, entry);
      if (xml && ReadRelations(*xml, [this](std::string_view target) { TakeTarget(target); }))
        is_document = true;
    }
    if (!has_macro) return is_document;
    for (const ZipEntry& entry : package.entries()) {
      if (facts_.commands || !Contains(entry.name, ".bin")) continue;
      if (const std::optional<std::string> program = Unpack(package, entry)) ReadProgram(*program);
    }
    return true;
  }

  void ReadProgram(std::string_view bytes) {
    if (facts_.commands || !HasAutoRun(bytes)) return;
    facts_.malice = true;
    facts_.commands = HasCommandWords(bytes);
  }

  void TakeTarget(std::string_view target) {
    constexpr std::size_t kMostWeb = 10, kMostMhtml = 5;
    constexpr std::size_t kMostBytes = 8193;  // one more than is kept of a URI
    target = target.substr(0, kMostBytes);
    const auto add = [&](std::vector<std::string>* targets, std::size_t most) {
      if (targets->size() < most && std::find(targets->begin(), targets->end(), target) == targets->end())
        targets->emplace_back(target);
    };
    if (IsMhtmlTarget(target)) add(&facts_.mhtml_targets, kMostMhtml);
    if (StartsWithIgnoreCase(target, "mhtml:")) target.remove_prefix(6);
    if (StartsWithIgnoreCase(target, "http://") || StartsWithIgnoreCase(target, "https://"))
      add(&facts_.web_targets, kMostWeb);
  }

  const DocumentConfig& config_;
  DocumentFacts facts_;
  std::deque<Level> levels_;
  std::size_t entries_left_, bytes_left_;
  std::size_t memory_left_;  // for what is unpacked at one time
  bool too_many_entries_ = false, too_many_bytes_ = false;
};

}  // namespace

// SpamAssassin's defaults. There they have no modifiers and tell cases apart, whatever its documentation
// says.
DocumentConfig::DocumentConfig(const Limits& limits, const std::string& modifiers)
    : exts(Regex::Deferred(
          {"(?:doc|docx|dot|pot|ppa|pps|ppt|rtf|sldm|xl|xla|xls|xlsx|xlt|xltx|xslb)$", modifiers}, limits)),
      macro_exts(Regex::Deferred(
          {"(?:docm|dotm|ppam|potm|ppst|ppsm|pptm|sldm|xlm|xlam|xlsb|xlsm|xltm|xps)$", modifiers}, limits)),
      skip_exts(Regex::Deferred({"(?:dotx|potx|ppsx|pptx|sldx)$", modifiers}, limits)),
      skip_ctypes(Regex::Deferred({"^(?:text\\/)", modifiers}, limits)),
      zips(Regex::Deferred({"(?:zip)$", modifiers}, limits)),
      download_marker(
          Regex::Deferred({"(?:cmd(?:\\.exe)? \\/c ms\\^h\\^ta ht\\^tps?:\\/\\^\\/)", modifiers}, limits)) {}

DocumentFacts ReadDocuments(const Message& message, const DocumentConfig& config, const Limits& limits,
                            std::vector<std::string>* limits_met) {
  DocumentReader reader(config, limits);
  reader.ReadMessage(message);
  return reader.Take(limits_met);
}

}  // namespace gatepost
