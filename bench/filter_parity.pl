#!/usr/bin/perl
# What SpamAssassin writes for many messages, in one process.
#
#   filter_parity.pl SITE OUT LIST [CONFIG-LINE ...]
#
# LIST holds a file name a line; the rewritten messages go to OUT/0, OUT/1 ..., what remove_spamassassin_markup
# makes of them to OUT/0.d ... Used by filter_parity.py.
use strict;
use warnings;
use Mail::SpamAssassin;

my ($site, $out, $list, @lines) = @ARGV;
$Mail::SpamAssassin::SUB_VERSION = $ENV{SUBVERSION};
my $spamassassin = Mail::SpamAssassin->new({
  site_rules_filename => $site, userprefs_filename => '/dev/null', local_tests_only => 1,
  dont_copy_prefs => 1, require_rules => 1, post_config_text => join("\n", @lines) . "\n"});
$spamassassin->compile_now(0, 1);

sub slurp { local $/; open(my $file, '<:raw', $_[0]) or die "$_[0]: $!"; return scalar <$file>; }
sub spew { open(my $file, '>:raw', $_[0]) or die "$_[0]: $!"; print {$file} $_[1]; close $file or die $!; }

my $number = 0;
for my $name (split /\n/, slurp($list)) {
  my $bytes = slurp($name);
  my $message = $spamassassin->parse($bytes, 1);
  my $status = $spamassassin->check($message);
  my $rewritten = $status->rewrite_mail();
  utf8::encode($rewritten) if utf8::is_utf8($rewritten);
  spew("$out/$number", $rewritten);
  $status->finish();
  $message->finish();
  my $marked = $spamassassin->parse($rewritten, 1);
  spew("$out/$number.d", $spamassassin->remove_spamassassin_markup($marked));
  $marked->finish();
  $number++;
}
