// Tested by tests/eval/dkim_evals_test.cc.
#include "eval/dkim_facts.h"

#include <algorithm>
#include <memory>

#include "eval/message_facts.h"

namespace gatepost {
namespace {

constexpr std::string_view kFactName = "dkim", kAskedName = "dkim asked";

const MailSignatures& Signatures(EvalContext& context) {
  // std::any wants what can be copied.
  using Shared = std::shared_ptr<const MailSignatures>;
  return *SharedFact<Shared>(context, "signatures", [&] {
    return std::make_shared<const MailSignatures>(context.views.Full(), Limits().max_header_bytes,
                                                  context.now_unix_s);
  });
}

DkimFacts Check(EvalContext& context) {
  DkimFacts facts;
  for (SignatureCheck& check : Signatures(context).Check(*context.dns)) {
    const bool is_dkim = check.form == SignatureForm::kDkim || check.form == SignatureForm::kDomainKey;
    (is_dkim ? facts.dkim : facts.arc).push_back(std::move(check));
  }
  return facts;
}

}  // namespace

std::vector<std::string> DkimFacts::TagValues(std::string_view name) const {
  std::vector<std::string> values;
  const auto part = name == "DKIMIDENTITY"   ? &SignatureCheck::identity
                    : name == "DKIMDOMAIN"   ? &SignatureCheck::domain
                    : name == "DKIMSELECTOR" ? &SignatureCheck::selector
                                             : nullptr;
  if (part == nullptr) return values;
  for (const SignatureCheck& check : dkim) {
    const std::string& value = check.*part;
    if (check.result == SignatureResult::kPass &&
        std::find(values.begin(), values.end(), value) == values.end())
      values.push_back(value);
  }
  return values;
}

std::string DkimFacts::Tag(std::string_view name) const {
  std::string tag;
  for (const std::string& value : TagValues(name)) tag.append(tag.empty() ? "" : " ").append(value);
  return tag;
}

void StartDkimQueries(EvalContext& context) {
  if (context.dns == nullptr || !context.facts.emplace(kAskedName, true).second) return;
  Signatures(context).Ask(*context.dns);
}

const DkimFacts* Dkim(EvalContext& context) {
  if (context.dns == nullptr) return nullptr;
  return &SharedFact<DkimFacts>(context, kFactName, [&] { return Check(context); });
}

const DkimFacts* KnownDkim(const EvalContext& context) {
  const auto found = context.facts.find(kFactName);
  return found == context.facts.end() ? nullptr : std::any_cast<DkimFacts>(&found->second);
}

const DkimFacts* TestedDkim(EvalContext& context) {
  return context.facts.contains(kAskedName) ? Dkim(context) : nullptr;
}

}  // namespace gatepost
