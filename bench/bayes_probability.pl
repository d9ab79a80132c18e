#!/usr/bin/perl
# SpamAssassin's Bayes probability of messages: one line a message, "file TAB probability".
#
#   bayes_probability.pl SITE_FOLDER CORPUS LIST stock|exact
#
# stock: SpamAssassin as it is. exact: without its cutting of tokens at NUL bytes (see bayes_parity.md).
# Writes nothing to the database: no atimes, no expiry.
use strict;
use warnings;
use Mail::SpamAssassin;
use Mail::SpamAssassin::BayesStore::SQL;
use Mail::SpamAssassin::PerMsgStatus;

my ($site, $corpus, $list, $mode) = @ARGV;
die "usage: see the head of this file\n" unless defined $mode && $mode =~ /^(?:stock|exact)$/;
open my $files, '<', $list or die "$list: $!\n";
chdir $corpus or die "$corpus: $!\n";
{
  no warnings 'redefine';
  *Mail::SpamAssassin::BayesStore::SQL::tok_touch_all = sub { 1 };
  *Mail::SpamAssassin::BayesStore::SQL::_token_select_string = sub { 'token' } if $mode eq 'exact';
}
my $engine = Mail::SpamAssassin->new({
  site_rules_filename => $site, local_tests_only => 1, dont_copy_prefs => 1, userprefs_filename => '/dev/null',
});
$engine->init(1);
$engine->{conf}{bayes_auto_expire} = 0;
my ($bayes) = grep { ref eq 'Mail::SpamAssassin::Plugin::Bayes' } @{ $engine->{plugins}{plugins} };
$engine->init_learner({});
$bayes->learner_new unless $bayes->{store};
$engine->{learn_caller_will_untie} = 1;
while (my $file = <$files>) {
  chomp $file;
  open my $handle, '<:raw', $file or die "$file: $!\n";
  my $bytes = do { local $/; <$handle> };
  my $message = $engine->parse($bytes, 1);
  my $status = Mail::SpamAssassin::PerMsgStatus->new($engine, $message);
  $status->extract_message_metadata;
  my $score = $bayes->scan($status, $message);
  print $file, "\t", defined $score ? sprintf('%.10f', $score) : 'undef', "\n";
  $status->finish;
  $message->finish;
}
