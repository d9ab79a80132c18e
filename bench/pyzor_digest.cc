// Prints the digest of each file that it is given, or "none": for pyzor_digests.py.
//
//   pyzor_digest FILE ...
#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "pyzor/digest.h"

int main(int argc, char** argv) {
  using namespace gatepost;
  for (int i = 1; i < argc; ++i) {
    const std::ifstream file(argv[i], std::ios::binary);
    std::ostringstream mail;
    mail << file.rdbuf();
    const std::optional<std::string> digest = PyzorDigest(Message::Parse(mail.view(), Limits()));
    std::printf("%s\n", digest ? digest->c_str() : "none");
  }
  return 0;
}
