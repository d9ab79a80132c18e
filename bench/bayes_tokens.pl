#!/usr/bin/perl
# SpamAssassin's side of bayes_tokens.cc: the same lines, of the same arguments, and of files that standard input names.
use strict;
use warnings;
use Mail::SpamAssassin;
use Mail::SpamAssassin::PerMsgStatus;

my ($rules, $site) = @ARGV;
my $engine = Mail::SpamAssassin->new({
  rules_filename => $rules, site_rules_filename => $site, local_tests_only => 1, dont_copy_prefs => 1,
  userprefs_filename => '/dev/null',
});
$engine->init(1);
my ($bayes) = grep { ref eq 'Mail::SpamAssassin::Plugin::Bayes' } @{$engine->{plugins}{plugins}};
while (my $file = <STDIN>) {
  chomp $file;
  open my $handle, '<:raw', $file or die "$file: $!\n";
  my $bytes = do { local $/; <$handle> };
  my $message = $engine->parse($bytes, 1);
  my $tokens = $bayes->tokenize($message, $bayes->get_body_from_msg($message));
  my @ids = ($message->generate_msgid(), $message->get_msgid());
  print join("\t", join('', map { defined $_ ? unpack('H*', $_) . ' ' : '' } @ids), $message->receive_date() || 0,
             join('', map { my $text = $tokens->{$_}; utf8::encode($text) if utf8::is_utf8($text); unpack('H*', $_) . unpack('H*', $text) . ' ' }
                 keys %$tokens)), "\n";
  $message->finish;
}
