// ConfigReader: configuration text, line by line, to directives. Internal to config/; see directive.h.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/directive.h"
#include "config/plugins.h"
#include "gatepost/options.h"

namespace gatepost {

class ConfigReader {
 public:
  // What is read may not grow beyond these; each gives a diagnostic where it is met.
  static constexpr std::size_t kMaxFileBytes = std::size_t{64} << 20;
  static constexpr std::size_t kMaxUserFileBytes = std::size_t{4} << 20;
  static constexpr std::size_t kMaxIncludeDepth = 20;
  static constexpr std::size_t kMaxFiles = 10000;
  static constexpr std::size_t kMaxDiagnostics = 1000;

  // Reads a file once: a path read before is passed over in silence, as SpamAssassin does.
  Status ReadFile(const std::string& path, ConfigScope scope);
  void ReadText(std::string_view text, const std::string& name, ConfigScope scope);

  // Which `lang` lines count.
  void SetLanguage(std::string language) { language_ = std::move(language); }
  // A user's own file may say everything: see Options::prefs_have_all_rights.
  void TrustOwnPrefs() { trust_own_prefs_ = true; }
  // Goes on where another reader ended: before its first file.
  void Continue(PluginSet plugins, std::set<std::string, std::less<>> compat, std::size_t files_before);
  void LoadDefaultPlugins();
  bool HasPlugin(std::string_view name) const { return out_.plugins.contains(name); }
  ConfigText Finish();

 private:
  struct Condition {
    std::string keyword;
    bool outer_skips = false;  // lines were skipped already where it began
    int line = 0;
  };
  struct Frame {  // one text being read; includes nest
    std::string_view text;
    std::unique_ptr<std::string> owned;  // the text of an included file
    int file = 0;
    int line = 0;
    ConfigScope scope = ConfigScope::kRules;
    std::vector<Condition> conditions;
    bool skips = false;
  };

  void Run(Frame first);
  void TakeLine(std::string_view line);
  void TakeDirective(std::string keyword, std::string_view value);
  bool TakeCondition(std::string_view keyword, std::string_view value);
  void TakeElse();
  void TakeEndif();
  void TakeInclude(std::string_view value);
  static constexpr std::size_t MostBytes(ConfigScope scope) {
    return scope == ConfigScope::kUser ? kMaxUserFileBytes : kMaxFileBytes;
  }
  // Whole lines within the limit, without a byte order mark; says what is left out.
  std::string_view ReadablePart(std::string_view text, const std::string& path, ConfigScope scope);
  // Reads an included file next.
  void PushFile(const std::string& path, ConfigScope scope);
  void TakePlugin(std::string_view keyword, std::string_view value);
  bool IsUsersAlone() const { return frames_.back().scope == ConfigScope::kUser && !user_may_all_; }
  // False where a user may not say this.
  bool MaySet(const std::string& keyword);
  int AddFile(const std::string& name);
  void Complain(Diagnostic::Severity severity, std::string text);
  void ComplainAt(Diagnostic::Severity severity, int line, std::string text);

  ConfigText out_;
  std::vector<Frame> frames_;
  std::set<std::string, std::less<>> files_read_;
  std::set<std::string, std::less<>> compat_;
  std::map<std::string, bool, std::less<>> condition_cache_;
  bool allow_user_rules_ = false;
  bool trust_own_prefs_ = false, user_may_all_ = false;
  std::string language_{kEnglish};
  std::size_t unreported_ = 0;
};

}  // namespace gatepost
