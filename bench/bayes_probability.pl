#!/usr/bin/perl
# SpamAssassin's Bayes probability of messages, and the BAYES_* rule that hits: one line a message,
# "file TAB probability TAB rule".
#
#   bayes_probability.pl RULES SITE CORPUS LIST stock|exact
#
# RULES: a folder of rules that has 23_bayes.cf; few others make it fast. stock: SpamAssassin as it is.
# exact: without its cutting of tokens at NUL bytes (see bayes_parity.md).
# Writes nothing to the database: no atimes, no expiry.
use strict;
use warnings;
use Mail::SpamAssassin;
use Mail::SpamAssassin::BayesStore::SQL;
use Mail::SpamAssassin::PerMsgStatus;

my ($rules, $site, $corpus, $list, $mode) = @ARGV;
die "usage: see the head of this file\n" unless defined $mode && $mode =~ /^(?:stock|exact)$/;
open my $files, '<', $list or die "$list: $!\n";
chdir $corpus or die "$corpus: $!\n";
{
  no warnings 'redefine';
  *Mail::SpamAssassin::BayesStore::SQL::tok_touch_all = sub { 1 };
  *Mail::SpamAssassin::BayesStore::SQL::_token_select_string = sub { 'token' } if $mode eq 'exact';
}
my $engine = Mail::SpamAssassin->new({
  rules_filename => $rules, site_rules_filename => $site, local_tests_only => 1, dont_copy_prefs => 1,
  userprefs_filename => '/dev/null',
});
$engine->init(1);
$engine->{conf}{bayes_auto_expire} = 0;
$engine->{conf}{bayes_auto_learn} = 0;
$engine->{learn_caller_will_untie} = 1;
while (my $file = <$files>) {
  chomp $file;
  open my $handle, '<:raw', $file or die "$file: $!\n";
  my $bytes = do { local $/; <$handle> };
  my $message = $engine->parse($bytes, 1);
  my $status = $engine->check($message);
  my $score = $status->{bayes_score};
  print join("\t", $file, defined $score ? sprintf('%.10f', $score) : 'undef',
             join(',', grep { /^BAYES_/ } sort split /,/, $status->get_names_of_tests_hit)), "\n";
  $status->finish;
  $message->finish;
}
