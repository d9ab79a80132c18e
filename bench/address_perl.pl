#!/usr/bin/env perl
# Values of From, To, Cc ... drawn at random, odd and broken ones among them: the same names and addresses as
# SpamAssassin's, with its own parser and Email::Address::XS?
#
#   bench/address_perl.pl build-test/bin/address_answers [SEED [VALUES]]     exit status 1 where one differs
#
# A difference is printed as: value, SpamAssassin's answer, Gatepost's.
use strict;
use warnings;
use IPC::Open2;
use Email::Address::XS;
use Mail::SpamAssassin::Util;

my ($program, $seed, $values) = ($ARGV[0], $ARGV[1] // 1, $ARGV[2] // 20000);
srand($seed);

sub pick { $_[int rand @_] }

my @odd = (',', ';', ':', '<', '>', '(', ')', '"', '\\', '@', '.', ' ', "\t", "\n ", '[', ']', "\xe9", "\xc3\xa9", '""', '<>', '()', '=', '/',
    '\\"', '\\\\', '%', "'", "\r", '..', '@@', '(a)');

sub atom { pick('joe', 'Ann', 'x.y', 'a-b', 'J. Doe', "\xc3\x89va", 'x_y+tag', 'sales', '=?utf-8?q?x_y?=', 'O\'Neil', 'a..b', '.a', 'b.', '1') }
sub host { pick('example.com', 'mail.example.org', 'localhost', '[192.0.2.1]', 'x', 'ex ample.com', 'EXAMPLE.net', 'a_b.example', '[IPv6:::1]', '') }
sub quoted { '"' . pick(atom(), 'Doe, John', 'a@b.example', 'x\\"y', '', ' ', 'a <b@c.example>', 'x(y)', 'x\\\\') . '"' }
sub local_part { pick(atom(), atom(), atom(), quoted()) }
sub address { local_part() . pick('@', '@', '@', '@', '@', ' @ ', '', '@@') . host() }
sub comment { '(' . pick(atom(), atom(), 'a (b) c', '', 'x\\)y', 'a, b', address(), 'a;b') . ')' }
sub phrase { pick(atom(), atom() . ' ' . atom(), quoted(), quoted() . ' ' . atom(), atom() . quoted(), address(), '', comment()) }
sub mailbox {
  pick(address(), address(), phrase() . ' <' . address() . '>', phrase() . ' <' . address() . '>', '<' . address() . '>', address() . ' ' . comment(),
      phrase() . ' <' . address() . '> ' . comment(), phrase(), comment() . ' ' . address(), phrase() . '<' . address(), address() . '>',
      '<' . address() . '> <' . address() . '>', pick('undisclosed-recipients:;', 'Group: ' . address() . ', ' . address() . ';', 'mailto:' . address()),
      phrase() . ' < ' . address() . ' >', '<@route.example:' . address() . '>', '<>', phrase() . ' [' . address() . ']')
}

sub value {
  my $text = join(pick(', ', ',', ', ', ' , ', ' ', '; ', ",\n "), map { mailbox() } 1 .. pick(1, 1, 1, 2, 2, 3));
  for (1 .. pick(0, 0, 0, 1, 1, 2, 4)) {
    substr($text, int rand(1 + length $text), pick(0, 0, 1)) = pick(@odd);
  }
  return $text;
}

my $hex = sub { my $bytes = $_[0]; return '-' if !defined $bytes; utf8::encode($bytes) if utf8::is_utf8($bytes); unpack 'H*', $bytes };
my $shown = sub { join ' ', map { my ($n, $a) = split /:/; "{" . join('|', map { !defined $_ || $_ eq '-' ? 'none' : pack('H*', $_) } $n, $a) . "}" } split ' ', $_[0] };
my $pid = open2(my $from, my $to, $program) or die;
$to->autoflush(1);
my ($differ, %seen) = (0);
for (1 .. $values) {
  my $value = value();
  print $to unpack('H*', $value), "\n";
  chomp(my $ours = <$from> // die "$program ended at " . unpack('H*', $value) . "\n");
  my $theirs = join '', map { $hex->($_->{phrase}) . ':' . $hex->($_->{address}) . ' ' } Mail::SpamAssassin::Util::parse_header_addresses($value);
  next if $ours eq $theirs;
  ++$differ;
  print join("\t", map { s/([^ -~])/sprintf '\\x%02x', ord $1/ger } "'$value'", 'perl: ' . $shown->($theirs), 'gatepost: ' . $shown->($ours)), "\n";
}
close $to;
waitpid $pid, 0;
print "$values values, $differ differ\n";
exit($differ ? 1 : 0);
