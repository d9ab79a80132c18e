// Prints the signatures of each file that it is given, a line each, as its parts have them: for
// razor_signatures.py.
//
//   razor_signatures FILE ...
#include <cstdio>
#include <optional>
#include <string>

#include "base/file.h"
#include "mail/message.h"
#include "mail/views.h"
#include "razor/signatures.h"

int main(int argc, char** argv) {
  using namespace gatepost;
  for (int i = 1; i < argc; ++i) {
    const Result<FileBytes> mail = FileBytes::Open(argv[i]);
    if (!mail) {
      std::fprintf(stderr, "%s\n", mail.error().message().c_str());
      return 1;
    }
    const Message message = Message::Parse(mail->view(), Limits());
    const ViewConfig config;
    Views views(message, config, Limits());
    const std::optional<std::vector<RazorSignature>> signatures =
        RazorSignatures(ReadRazorParts(views.Full()), {}, {});
    if (!signatures) std::printf(" none");
    for (const RazorSignature& signature : signatures.value_or(std::vector<RazorSignature>()))
      std::printf(" %zu:%d:%s", signature.part, signature.engine, signature.text.c_str());
    std::printf("\n");
  }
  return 0;
}
