#!/usr/bin/perl
# What SpamAssassin says of each message, one after another, with a site configuration that keeps a history of senders:
# one JSON object a line, {"score": S, "hits": {"RULE": score, ...}}. LIST has a line each: "check PATH", "spam PATH" or "ham PATH"
# (then it is learned). Called by history_parity.py.
#
#   history_parity.pl SITE_DIR LIST
use strict; use warnings;
use JSON::PP; use Mail::SpamAssassin;
my ($site, $list) = @ARGV;
my $sa = Mail::SpamAssassin->new({
  rules_filename => '/usr/share/spamassassin', site_rules_filename => $site, userprefs_filename => '/dev/null',
  local_tests_only => 1, dont_copy_prefs => 1, debug => 0, userstate_dir => $site });
$sa->init(1);
my $json = JSON::PP->new->canonical->latin1;
open my $lines, '<', $list or die "$list: $!";
while (my $line = <$lines>) {
  chomp $line;
  my ($action, $path) = split / /, $line, 2;
  open my $in, '<:raw', $path or die "$path: $!";
  my $mail = $sa->parse(do { local $/; <$in> }, 1);
  if ($action ne 'check') {
    $sa->init_learner({});
    $sa->learn($mail, undef, $action eq 'spam' ? 1 : 0, 0)->finish;
    $sa->finish_learner;
    $mail->finish;
    next;
  }
  my $status = $sa->check($mail);
  my %hits = map { $_ => 0 + ($status->{conf}->{scores}->{$_} // 0) } @{ $status->{test_names_hit} || [] };
  print $json->encode({ score => 0 + $status->get_score, hits => \%hits }), "\n";
  $status->finish; $mail->finish;
}
