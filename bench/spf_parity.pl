#!/usr/bin/perl
# Holds engine/auth against Mail::SPF, as SpamAssassin sets it up: made-up records of made-up domains, well formed and
# not, and who may send for them.
#
#   spf_parity.pl AUTH_CHECK [COUNT [SEED]]
#
# Prints each question with another answer. Exit status: 0 where there is none. Needs libmail-spf-perl.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Mail::SPF;
use Net::DNS;

my $program = $ARGV[0];
my ($count, $seed) = (defined $ARGV[1] ? $ARGV[1] : 500, defined $ARGV[2] ? $ARGV[2] : 1);
srand($seed);
my $folder = tempdir(CLEANUP => !$ENV{KEEP});

sub pick { return $_[int(rand(@_))]; }
sub chance { return rand() < $_[0]; }

my @domains = map { ("d$_.com", "s.d$_.org") } 1 .. 8;
my @hosts = map { "h$_.d" . (1 + $_ % 8) . '.com' } 1 .. 8;
my @v4 = map { "192.0.2.$_" } 1 .. 6;
my @v6 = map { "2001:db8::$_" } 1 .. 4;

sub name { return pick(@domains, @domains, @hosts, 'nowhere.com', 'silent.com'); }
sub spec {
  return pick(name(), name(), name(), name() . '.', '%{d}', '%{o}', '%{h}', '%{d2}', 'x.%{d1r}.com', '%{i}.' . name(), '%{ir}.%{v}.' . name(), '%{l}.' . name(), '%{l1r-}.' . name(),
              '%{p}', '%{p2}.' . name(), '%{s}.' . name(), '%%.%_x.' . name(), '%{S}.' . name(), '%{c}.' . name(), '%{d0}.x.com', uc name(), 'x' x 70 . '.' . name(), 'a..b.com', 'com',
              '%{d', 'x.123', "x.co-m", '%{dr-_}' . '.' . name());
}
sub bits { return pick('', '', '', '/24', '/30', '//126', '/24//120', '/0', '/33', '//129', '/01', '/'); }
sub term {
  my $qualifier = pick('', '', '', '+', '-', '~', '?');
  my $kind = int(rand(14));
  return $qualifier . 'ip4:' . pick(@v4, '192.0.2.0/29', '192.0.2.4/30', '0.0.0.0/0', '192.0.2.0/33', '192.0.2', '192.0.2.300', '192.0.2.01') if $kind <= 1;
  return $qualifier . 'ip6:' . pick(@v6, '2001:db8::/126', '::/0', '2001:db8::/129', '::ffff:192.0.2.1', '2001:db8', '1.2.3.4') if $kind <= 2;
  return $qualifier . 'a' . pick('', ':' . name(), ':' . spec()) . bits() if $kind <= 4;
  return $qualifier . 'mx' . pick('', ':' . name(), ':' . spec()) . bits() if $kind <= 5;
  return $qualifier . 'ptr' . pick('', ':' . name(), ':' . spec()) if $kind <= 6;
  return $qualifier . 'exists:' . pick(spec(), name()) if $kind <= 8;
  return $qualifier . 'include:' . pick(name(), name(), spec()) if $kind <= 11;
  return pick('redirect=' . pick(name(), name(), spec()), 'exp=' . name()) if $kind <= 12;
  return pick($qualifier . 'all', $qualifier . 'ALL', 'unknown=%{x}', 'x=', 'u=%', 'foo', 'foo:bar', 'all:x', "a\tmx", 'include', 'IP4:192.0.2.1');
}

my %zone;
sub add { my ($name, $type, @values) = @_; $zone{lc $name}{$type} = [@values]; }
sub make_zone {
  %zone = ();
  for my $domain (@domains) {
    my $record = join pick(' ', ' ', ' ', '  '), pick('v=spf1', 'v=spf1', 'v=spf1', 'V=SPF1'), (map { chance(0.9) ? term() : 'ip4:' . pick(@v4) } 1 .. 1 + int(rand(4))), pick('', '-all', '~all', '?all');
    my @records = $record;
    push @records, pick('hello', 'v=spf1 -all', 'v=spf10 -all', 'v=spf2') if chance(0.1);
    @records = sort { rand() <=> 0.5 } @records;
    add($domain, 'TXT', @records) if chance(0.93);
    add($domain, 'A', map { pick(@v4) } 1 .. 1 + int(rand(2))) if chance(0.7);
    add($domain, 'AAAA', pick(@v6)) if chance(0.4);
    add($domain, 'MX', map { pick(@hosts, 'nowhere.com', 'silent.com') } 1 .. 1 + int(rand(pick(2, 2, 14)))) if chance(0.5);
  }
  for my $host (@hosts) {
    add($host, 'A', map { pick(@v4) } 1 .. 1 + int(rand(2))) if chance(0.8);
    add($host, 'AAAA', pick(@v6)) if chance(0.4);
  }
  for my $ip (@v4, @v6) {
    my $reverse = Net::DNS::Question->new($ip, 'PTR')->qname;
    add($reverse, 'PTR', map { pick(@hosts, @domains) } 1 .. 1 + int(rand(pick(3, 12)))) if chance(0.7);
    add($reverse, 'PTR', '!') if chance(0.05);
  }
  add('silent.com', $_, '!') for qw(TXT A AAAA MX);
  add("192.0.2.1.$_", 'A', '127.0.0.2') for @domains;
  add("1.2.0.192.in-addr.$_", 'A', '127.0.0.2') for @domains;
  add("joe.$_", 'A', '127.0.0.2') for @domains;
}

{
  package FakeResolver;
  sub new { return bless {}, shift; }
  sub errorstring { return 'NOERROR'; }
  sub send {
    my ($self, $name, $type) = @_;
    $name = lc $name;
    $name =~ s/\.\z//;
    my $packet = Net::DNS::Packet->new('x.com', $type);
    my $values = ($zone{$name} || {})->{$type};
    if ($values && @$values && $values->[0] eq '!') { $packet->header->rcode('SERVFAIL'); return $packet; }
    $packet->header->rcode('NXDOMAIN') unless exists $zone{$name};
    for my $value (@{$values || []}) {
      my %parts = $type eq 'TXT' ? (txtdata => [$value]) : $type eq 'MX' ? (preference => 10, exchange => $value) : $type eq 'PTR' ? (ptrdname => $value) : (address => $value);
      $packet->push(answer => Net::DNS::RR->new(name => 'x.com', type => $type, ttl => 1, %parts));
    }
    return $packet;
  }
}
my $server = Mail::SPF::Server->new(hostname => 'x', dns_resolver => FakeResolver->new, max_dns_interactive_terms => 20);

my ($all, $differ, %results) = (0, 0);
for my $round (1 .. $count) {
  make_zone();
  open(my $records, '>', "$folder/records") or die;
  for my $name (sort keys %zone) {
    for my $type (sort keys %{$zone{$name}}) { print $records "$name $type $_\n" for @{$zone{$name}{$type}}; }
  }
  close $records;
  my (@questions, @theirs);
  for (1 .. 20) {
    my ($ip, $domain, $helo) = (pick(@v4, @v4, @v6, '::ffff:192.0.2.1'), pick(@domains), pick(@domains, @hosts));
    my $scope = pick('mfrom', 'mfrom', 'helo');
    my $identity = $scope eq 'helo' ? $helo : pick("joe\@$domain", "joe\@$domain", "a-b-c\@$domain", "\@$domain", $domain, "x\@y\@$domain");
    push @questions, "$scope $ip $identity $helo";
    my $answer = eval { $server->process(Mail::SPF::Request->new(scope => $scope, identity => $identity, ip_address => $ip, helo_identity => $helo))->code } || "died: $@";
    push @theirs, $answer;
  }
  open(my $file, '>', "$folder/questions") or die;
  print $file "$_\n" for @questions;
  close $file;
  my @ours = split /\n/, `$program spf $folder/records $folder/questions`;
  for my $i (0 .. $#questions) {
    $all++;
    $results{$theirs[$i]}++;
    next if ($ours[$i] // 'nothing') eq $theirs[$i];
    $differ++;
    my $domain = (split / /, $questions[$i])[2];
    $domain =~ s/.*@//;
    print "round $round: $questions[$i]: ours ", $ours[$i] // 'nothing', ", Mail::SPF $theirs[$i]: ", join(' | ', map { "$_ $zone{$_}{TXT}[0]" } grep { $zone{$_}{TXT} } sort keys %zone), "\n" if $differ <= 10 && $ENV{VERBOSE};
    print "round $round: $questions[$i]: ours ", $ours[$i] // 'nothing', ", Mail::SPF $theirs[$i]: ", ($zone{$domain}{TXT} || ['-'])->[0], "\n" unless $ENV{VERBOSE};
  }
}
print "$all questions, $differ answered otherwise; Mail::SPF: ", join(', ', map { "$_ $results{$_}" } sort keys %results), "\n";
exit($differ ? 1 : 0);
