#!/usr/bin/perl
# The field X-Spam-Geo that SpamAssassin adds to many messages, in one process: a line each.
#
#   geo_parity.pl CONFIG-FILE LIST
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
  my $marked = $status->rewrite_mail();
  utf8::encode($marked) if utf8::is_utf8($marked);
  print $marked =~ /^X-Spam-Geo: ([^\r\n]*)/m ? $1 : '', "\n";
  $status->finish();
  $message->finish();
}
