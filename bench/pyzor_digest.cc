// Prints the digest of each file that it is given, or "none": for pyzor_digests.py.
//
//   pyzor_digest FILE ...
#include <cstdio>
#include <optional>
#include <string>

#include "base/file.h"
#include "pyzor/digest.h"

int main(int argc, char** argv) {
  using namespace gatepost;
  for (int i = 1; i < argc; ++i) {
    const Result<FileBytes> mail = FileBytes::Open(argv[i]);
    if (!mail) {
      std::fprintf(stderr, "%s\n", mail.error().message().c_str());
      return 1;
    }
    const std::optional<std::string> digest = PyzorDigest(Message::Parse(mail->view(), Limits()));
    std::printf("%s\n", digest ? digest->c_str() : "none");
  }
  return 0;
}
