// What a PDF says about itself, read line by line, as SpamAssassin's PDFInfo does: no object is followed, no
// stream unpacked.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

struct PdfSize {
  double height = 0, width = 0;  // pixels
};

struct PdfFacts {
  bool encrypted = false;
  int image_count = 0;
  double image_area = 0;       // pixels, of all images
  std::vector<PdfSize> sizes;  // of each image, then the sum of all of them where there are any
  // "author", "creator", "producer", "title", "created", "modified": the values, decoded, 256 bytes at most.
  std::map<std::string, std::vector<std::string>, std::less<>> details;
  // Upper-case hex digits.
  std::string md5;
  // Of the first lines without what differs from copy to copy, and of the names that begin lines; "" where
  // there are none.
  std::string fuzzy_md5, tags_md5;
};

// `bytes`: a PDF, cut anywhere, or anything else. Cost: linear.
PdfFacts ReadPdf(std::string_view bytes);

}  // namespace gatepost
