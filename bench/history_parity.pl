#!/usr/bin/perl
# What SpamAssassin says of each message, one after another, with a site configuration that keeps a history of senders:
# one JSON object a line, {"score": S, "hits": {"RULE": score, ...}, "tags": {"AWL": TEXT, ...}}. Called by history_parity.py.
#
#   history_parity.pl SITE_DIR LIST < /dev/null
# A line of LIST is a message's path; "spam PATH", "ham PATH" and "forget PATH" learn instead, and print nothing.
use strict; use warnings;
use JSON::PP; use Mail::SpamAssassin;
my ($site, $list) = @ARGV;
my $sa = Mail::SpamAssassin->new({
  rules_filename => '/usr/share/spamassassin', site_rules_filename => $site, userprefs_filename => '/dev/null',
  local_tests_only => 1, dont_copy_prefs => 1, debug => 0, userstate_dir => $site });
$sa->init(1);
my $json = JSON::PP->new->canonical->latin1;
open my $lines, '<', $list or die "$list: $!";
$| = 1;
while (my $path = <$lines>) {
  chomp $path;
  my $learn = $path =~ s/^(spam|ham|forget) // ? $1 : '';
  open my $in, '<:raw', $path or die "$path: $!";
  my $text = do { local $/; <$in> };
  my $mail = $sa->parse($text, 1);
  if ($learn) {
    $sa->init_learner({});
    my $status = $sa->learn($mail, undef, $learn eq 'spam' ? 1 : 0, $learn eq 'forget' ? 1 : 0);
    $status->finish; $sa->finish_learner; $mail->finish;
    next;
  }
  my $status = $sa->check($mail);
  my %hits = map { $_ => 0 + ($status->{conf}->{scores}->{$_} // 0) } @{ $status->{test_names_hit} || [] };
  my %tags;
  for my $tag (qw(AWL AWLMEAN AWLCOUNT AWLPRESCORE), map { my $id = $_; map { "TXREP$id$_" } '', qw(MEAN COUNT PRESCORE UNKNOWN) } qw(EMAIL EMAILIP IP DOMAIN HELO)) {
    my $value = $status->get_tag($tag);
    $tags{$tag} = "$value" if defined $value && $value ne '';
  }
  print $json->encode({ score => 0 + $status->get_score, hits => \%hits, tags => \%tags }), "\n";
  $status->finish; $mail->finish;
}
