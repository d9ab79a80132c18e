// The addresses of fields, for bench/address_perl.pl: reads a value a line, in hex, and writes "NAME:ADDRESS
// ...", each in hex or "-" where there is none.
#include <cstdio>
#include <iostream>
#include <string>

#include "hex.h"
#include "mail/address.h"

int main() {
  using namespace gatepost;
  for (std::string line; std::getline(std::cin, line);) {
    std::string answer;
    for (const Address& address : ParseAddresses(FromHex(line))) {
      answer += (address.has_name ? ToHex(address.name) : "-") + ":" +
                (address.has_address ? ToHex(address.address) : "-") + " ";
    }
    std::printf("%s\n", answer.c_str());
    std::fflush(stdout);
  }
  return 0;
}
