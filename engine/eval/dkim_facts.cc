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

// Does the body that is signed begin where readers see one? Else a line that ends the header for them alone
// ("\r\n" among lines of LF, "--") puts text before it that nobody signed.
bool SignsWhatIsRead(EvalContext& context) {
  const Part& root = context.views.message().root();
  return Signatures(context).body_begin() == root.body_begin - root.header_begin;
}

DkimFacts Check(EvalContext& context) {
  DkimFacts facts;
  const bool signs_what_is_read = SignsWhatIsRead(context);
  for (SignatureCheck& check : Signatures(context).Check(*context.dns)) {
    if (!signs_what_is_read && check.result == SignatureResult::kPass) {
      check.result = SignatureResult::kFail;
      check.why = "header ends elsewhere";
    }
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

bool PassesSafely(const EvalContext& context, const SignatureCheck& check) {
  return check.result == SignatureResult::kPass &&
         (check.rsa_bits == 0 || check.rsa_bits >= context.settings.Number("dkim_minimum_key_bits"));
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
