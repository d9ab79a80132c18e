#!/usr/bin/perl
# Which rules of SpamAssassin hit many messages, in one process: a line each, names between commas.
#
#   documents_parity.pl CONFIG-FILE LIST
use strict;
use warnings;
use Mail::SpamAssassin;

my ($config, $list) = @ARGV;
sub slurp { local $/; open(my $file, '<:raw', $_[0]) or die "$_[0]: $!"; return scalar <$file>; }
my $spamassassin = Mail::SpamAssassin->new({
  config_text => slurp($config), local_tests_only => 1, dont_copy_prefs => 1});
$spamassassin->init(0);
for my $name (split /\n/, slurp($list)) {
  my $message = $spamassassin->parse(slurp($name), 1);
  my $status = $spamassassin->check($message);
  print $status->get_names_of_tests_hit(), "\n";
  $status->finish();
  $message->finish();
}
