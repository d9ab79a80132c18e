#!/usr/bin/perl
# The rules that SpamAssassin's network tests and all others hit in many messages, a line each, names between commas.
#
#   network_parity.pl RULES-FOLDER SITE-FOLDER EXTRA-CONFIG-FILE LIST
use strict;
use warnings;
use Mail::SpamAssassin;

my ($rules, $site, $extra, $list) = @ARGV;
# Mail::DMARC asks by itself.
my ($port) = slurp($extra) =~ /^dns_server \[127\.0\.0\.1\]:(\d+)/m;
@ENV{'RES_NAMESERVERS', 'RES_OPTIONS'} = ('127.0.0.1', "port:$port") if $port;
sub slurp { local $/; open(my $file, '<:raw', $_[0]) or die "$_[0]: $!"; return scalar <$file>; }
my $spamassassin = Mail::SpamAssassin->new({
  rules_filename => $rules, site_rules_filename => $site, post_config_text => slurp($extra), dont_copy_prefs => 1,
  local_tests_only => 0, debug => $ENV{SA_DEBUG} || 0});
$spamassassin->init(0);
for my $name (split /\n/, slurp($list)) {
  my $message = $spamassassin->parse(slurp($name), 1);
  my $status = $spamassassin->check($message);
  printf "%.1f %s\n", $status->get_score(), join(',', $status->get_names_of_tests_hit());
  $status->finish();
  $message->finish();
}
