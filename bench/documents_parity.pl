#!/usr/bin/perl
# What SpamAssassin finds in many messages, in one process: a line each. The names of the rules that hit, between
# commas; or, where one is named, the value of a field that it adds.
#
#   documents_parity.pl CONFIG-FILE LIST [FIELD]
use strict;
use warnings;
use Mail::SpamAssassin;

my ($config, $list, $field) = @ARGV;
sub slurp { local $/; open(my $file, '<:raw', $_[0]) or die "$_[0]: $!"; return scalar <$file>; }
sub field_of {
  my $marked = $_[0]->rewrite_mail();
  utf8::encode($marked) if utf8::is_utf8($marked);
  return $marked =~ /^\Q$field\E: ([^\r\n]*)/m ? $1 : '';
}
my $spamassassin = Mail::SpamAssassin->new({
  config_text => slurp($config), local_tests_only => 1, dont_copy_prefs => 1});
$spamassassin->init(0);
for my $name (split /\n/, slurp($list)) {
  my $message = $spamassassin->parse(slurp($name), 1);
  my $status = $spamassassin->check($message);
  print defined $field ? field_of($status) : $status->get_names_of_tests_hit(), "\n";
  $status->finish();
  $message->finish();
}
