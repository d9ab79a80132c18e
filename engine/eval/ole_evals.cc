// OLEVBMacro: attached office documents. Where the plugin is not loaded, nothing hits. Tested by
// tests/scan/documents_test.cc.
#include <algorithm>
#include <array>
#include <utility>

#include "eval/registry.h"

namespace gatepost {
namespace {

const DocumentFacts* PluginsDocuments(EvalContext& context) {
  const DocumentConfig* config = context.views.config().documents.get();
  return config != nullptr && config->is_plugin ? context.views.Documents() : nullptr;
}

template <bool DocumentFacts::*kFact>
EvalResult DocumentsHave(EvalContext& context, const EvalArguments&) {
  const DocumentFacts* documents = PluginsDocuments(context);
  return EvalResult::Of(documents != nullptr && documents->*kFact);
}

template <std::vector<std::string> DocumentFacts::*kTargets>
EvalResult DocumentsLinkTo(EvalContext& context, const EvalArguments&) {
  const DocumentFacts* documents = PluginsDocuments(context);
  if (documents == nullptr || (documents->*kTargets).empty()) return EvalResult::Of(false);
  for (const std::string& target : documents->*kTargets)
    context.detail.append(context.detail.empty() ? "" : "\n").append(target);
  return EvalResult::Of(true);
}

// Ours: also without the plugin.
EvalResult DocumentIs(EvalContext& context, const EvalArguments& arguments) {
  const DocumentFacts* documents = context.views.Documents();
  if (documents == nullptr || arguments.empty()) return EvalResult::Of(false);
  const std::array<std::pair<std::string_view, bool>, 5> facts = {{
      {"auto_run", documents->malice},
      {"commands", documents->commands},
      {"program_url", documents->download},
      {"csv_command", documents->csv_command},
      {"mhtml", !documents->mhtml_targets.empty()},
  }};
  return EvalResult::Of(
      std::find(facts.begin(), facts.end(), std::pair(std::string_view(arguments[0]), true)) != facts.end());
}

constexpr EvalEntry kOleEvals[] = {
    {"check_olemacro", &DocumentsHave<&DocumentFacts::macro>},
    {"check_oleobject", &DocumentsHave<&DocumentFacts::object>},
    {"check_olertfobject", &DocumentsHave<&DocumentFacts::rtf_object>},
    {"check_olemacro_csv", &DocumentsHave<&DocumentFacts::csv_command>},
    {"check_olemacro_malice", &DocumentsHave<&DocumentFacts::malice>},
    {"check_olemacro_renamed", &DocumentsHave<&DocumentFacts::renamed>},
    {"check_olemacro_encrypted", &DocumentsHave<&DocumentFacts::encrypted>},
    {"check_olemacro_zip_password", &DocumentsHave<&DocumentFacts::zip_password>},
    {"check_olemacro_download_exe", &DocumentsHave<&DocumentFacts::download>},
    {"check_olemacro_redirect_uri", &DocumentsLinkTo<&DocumentFacts::web_targets>},
    {"check_olemacro_mhtml_uri", &DocumentsLinkTo<&DocumentFacts::mhtml_targets>},
    {"gatepost_document", &DocumentIs},
};

}  // namespace

std::span<const EvalEntry> OleEvals() { return kOleEvals; }

}  // namespace gatepost
