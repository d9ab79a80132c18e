#!/usr/bin/perl
# Writes engine/text/unicode_word_table.inc: the ranges of code points above ASCII that Perl's \w matches.
#
#     tools/gen/unicode_word.pl > engine/text/unicode_word_table.inc
use strict; use warnings; use Unicode::UCD; no warnings 'utf8';
print "// Made by tools/gen/unicode_word.pl (Unicode ", Unicode::UCD::UnicodeVersion(), "). Do not edit.\n";
my ($first, $last);
for my $code (0x80 .. 0x10FFFF) {
  next if $code >= 0xD800 && $code <= 0xDFFF;
  my $char = chr $code;
  utf8::upgrade($char);
  next if $char !~ /\w/;
  if (!defined $first) { $first = $last = $code; next }
  if ($code == $last + 1) { $last = $code; next }
  printf "{0x%X, 0x%X},\n", $first, $last;
  $first = $last = $code;
}
printf "{0x%X, 0x%X},\n", $first, $last;
