#!/usr/bin/perl
# Holds engine/auth against Mail::DKIM: messages that Mail::DKIM::Signer signed, damaged in many ways, and what
# Mail::DKIM::Verifier says of each signature, as SpamAssassin hands it the message.
#
#   dkim_parity.pl AUTH_CHECK [COUNT [SEED]]
#
# Prints each message with another result, but where engine/auth is stricter by design. Exit status: 0 where there
# is none. Needs libmail-dkim-perl.
use strict;
use warnings;
use Crypt::OpenSSL::RSA;
use File::Temp qw(tempdir);
use Mail::DKIM::PrivateKey;
use Mail::DKIM::Signer;
use Mail::DKIM::Verifier;

my $program = $ARGV[0];
my ($count, $seed) = (defined $ARGV[1] ? $ARGV[1] : 500, defined $ARGV[2] ? $ARGV[2] : 1);
srand($seed);
my $folder = tempdir(CLEANUP => !$ENV{KEEP});

sub pick { return $_[int(rand(@_))]; }
sub chance { return rand() < $_[0]; }

# Keys and what the DNS says of them.
my (%private, %records);
for my $bits (512, 1024, 2048) {
  my $key = Crypt::OpenSSL::RSA->generate_key($bits);
  (my $data = $key->get_private_key_string) =~ s/-----[^-]+-----|\s//g;
  (my $open = $key->get_public_key_x509_string) =~ s/-----[^-]+-----|\s//g;
  $private{$bits} = Mail::DKIM::PrivateKey->load(Data => $data);
  $records{$bits} = "p=$open";
}
my %selectors = (
  plain => "v=DKIM1; k=rsa; %s", bare => "%s", small => "%s", large => "v=DKIM1; %s", testing => "t=y; %s", strict => "t=y:s; %s",
  sha1 => "h=sha1; %s", sha256 => "h=sha256; %s", both => "h=sha1:sha256; %s", none => "h=; %s", web => "s=tlsrpt; %s", mail => "s=email; %s",
  star => "s=*; %s", lists => "s=x:email; %s", version => "v=DKIM2; %s", kind => "k=dsa; %s", revoked => "v=DKIM1; p=", absent => "v=DKIM1",
  broken => "p=Zm9v", garbage => "hello", blank => "v=DKIM1 ;  k = rsa ;%s ; n=note", joe => "g=joe; %s", prefix => "g=jo*; %s", nobody => "g=; %s",
  other => "other", silent => "!", unknown => undef);
my $other = $records{1024};
my %dns;
for my $selector (keys %selectors) {
  my $bits = $selector eq 'small' ? 512 : $selector eq 'large' ? 2048 : 1024;
  next unless defined $selectors{$selector};
  my $key = $selector eq 'other' ? $records{2048} : $records{$bits};
  my $text = $selector eq 'other' ? $key : do { (my $record = $selectors{$selector}) =~ s/%s/$key/; $record };
  for my $domain ('example.com', 'mail.example.org') { $dns{lc "$selector._domainkey.$domain"} = $text; }
}
open(my $out, '>', "$folder/records") or die;
print $out "$_ TXT $dns{$_}\n" for sort keys %dns;
close $out;
{
  no warnings 'redefine';
  *Mail::DKIM::DNS::query = sub {
    my ($name) = @_;
    my $text = $dns{lc $name};
    $@ = 'NXDOMAIN';
    return unless defined $text;
    die "DNS error: SERVFAIL\n" if $text eq '!';
    $@ = 'NOERROR';
    return FakeRecord->new($text);
  };
}

sub field_text {
  my @words = map { pick('hello', 'world', "a\tb", 'x  y', 'joe@example.com', '=?utf-8?q?x?=', 'one;two', "caf\xc3\xa9", '', ' ') } 1 .. 1 + rand(6);
  my $text = '';
  $text .= (length $text && chance(0.3) ? pick("\r\n ", "\r\n\t", " \r\n  ", "\r\n \t ") : ' ') . $_ for @words;
  return $text . (chance(0.2) ? pick(' ', "\t ", "\r\n ") : '');
}

sub make_mail {
  my @fields = ("From:" . pick(' ', '', "\t", "\r\n ") . 'Joe <joe@example.com>', 'To: anna@example.org' . pick('', ' '), 'Subject' . pick('', '', ' ', "\t") . ':' . field_text());
  push @fields, pick('X-One', 'x-one', 'X-Two', 'Received', 'List-Id', 'Date', 'MIME-Version') . pick('', '', '', ' ') . ':' . field_text() for 1 .. rand(6);
  @fields = sort { rand() <=> 0.5 } @fields;
  my @lines = map { pick('', '', ' ', "\t", 'hello  world', 'tail ', "tail\t \t", 'From here', '.', "a\rb", "\xff\xfe", 'x' x int(rand(200)), '  two  words') } 0 .. rand(12);
  my $body = chance(0.05) ? '' : join("\r\n", @lines) . "\r\n" x int(1 + rand(4));
  return join("\r\n", @fields) . "\r\n\r\n" . $body;
}

sub sign {
  my ($mail) = @_;
  my $selector = chance(0.6) ? pick('plain', 'bare', 'small', 'large') : pick(sort keys %selectors);
  my $bits = $selector eq 'small' ? 512 : $selector eq 'large' ? 2048 : 1024;
  my $domain = pick('example.com', 'example.com', 'mail.example.org');
  my %options = (Algorithm => pick('rsa-sha256', 'rsa-sha256', 'rsa-sha1'), Method => pick('simple', 'relaxed', 'simple/relaxed', 'relaxed/simple', 'relaxed/relaxed'), Domain => $domain,
                 Selector => $selector, Key => $private{$bits});
  my $names = join ':', grep { chance(0.8) } qw(To Subject X-One X-One X-Two x-two Received Date List-Id MIME-Version Nothing);
  my $signer = Mail::DKIM::Signer->new(%options, Headers => $names, Policy => sub {
    my ($self) = @_;
    my $signature = Mail::DKIM::Signature->new(Algorithm => $options{Algorithm}, Method => $options{Method}, Headers => "From:$names", Domain => $domain, Selector => $selector);
    $signature->identity(pick("joe\@$domain", "joe\@sub.$domain", "\@$domain", 'joe@example.net', "a b\@$domain")) if chance(0.4);
    $signature->expiration(time() + pick(-1000, 1000)) if chance(0.2);
    $signature->timestamp(time()) if chance(0.3);
    $signature->body_count(int(rand(60))) if chance(0.15);
    $signature->protocol(pick('dns/txt', 'dns', 'foo:dns/txt', 'DNS/TXT')) if chance(0.1);
    $self->add_signature($signature);
    return;
  });
  $signer->PRINT($mail);
  $signer->CLOSE;
  return join("\r\n", map { $_->as_string } $signer->signatures) . "\r\n" . $mail;
}

# Each changes what was signed, or what only looks like it.
my @damages = (
  sub { }, sub { }, sub { }, sub { },
  sub { $_[0] =~ s/world/World/ }, sub { $_[0] =~ s/  /   / }, sub { $_[0] =~ s/ \r\n/\r\n/ }, sub { $_[0] =~ s/\r\n\r\n/\r\n\r\n\r\n/ }, sub { $_[0] .= "\r\n\r\n" },
  sub { $_[0] .= "more\r\n" }, sub { $_[0] =~ s/(\r\n)+\z/\r\n/ }, sub { $_[0] =~ s/^Subject/SUBJECT/m }, sub { $_[0] =~ s/^Subject:/Subject :/m }, sub { $_[0] =~ s/^To: /To:\r\n /m },
  sub { $_[0] =~ s/^To: /To:\t\t/m }, sub { $_[0] =~ s/^x-one.*?\r\n(?=\S)//ims }, sub { $_[0] = "X-One: new\r\n$_[0]" }, sub { $_[0] =~ s/\r\n\r\n/\r\nX-One: new\r\n\r\n/ },
  sub { $_[0] = "Received: from x\r\n\tby y\r\n$_[0]" }, sub { $_[0] =~ s/\bb=(\w{20})/b=$1\r\n  / }, sub { $_[0] =~ s/\bb=(\w)/b=/ }, sub { $_[0] =~ s/; h=/;\r\n h = / },
  sub { $_[0] =~ s/a=rsa-sha/a=RSA-SHA/ }, sub { $_[0] =~ s/\bbh=(\w)/bh= $1 / }, sub { $_[0] =~ s/(DKIM-Signature:)/lc $1/e }, sub { $_[0] =~ s/\bs=plain/s=bare/ },
  sub { $_[0] =~ s/c=(\w+)\/(\w+)/c=$2\/$1/ }, sub { $_[0] =~ s/\bv=1;// }, sub { $_[0] =~ s/\bv=1;/v=2;/ }, sub { $_[0] =~ s/\bd=[\w.]+/d=/ }, sub { $_[0] =~ s/\bbh=[^;]+;// },
  sub { $_[0] =~ s/\bh=[^;]+;// }, sub { $_[0] =~ s/From:/To:/ }, sub { $_[0] =~ s/; /;; / }, sub { $_[0] =~ s/\bd=/d=x.y; d=/ }, sub { $_[0] =~ s/v=1/v=1; nonsense/ },
  sub { $_[0] =~ s/(\r\n\r\n.*)\n/$1/s }, sub { $_[0] =~ s/\r\n\z// }, sub { $_[0] =~ s/\r\n\r\n.*//s }, sub { $_[0] =~ s/\r\n\r\n/\r\n \r\n\r\n/ }, sub { $_[0] = "From: eve\@example.com\r\n$_[0]" });

# As Mail::SpamAssassin::Plugin::DKIM does it.
sub verify {
  my ($text) = @_;
  my @lines = split /^/m, $text;
  my $crlf = @lines && (index($lines[0], "\r\n") >= 0 || index($lines[-1], "\r\n") >= 0);
  $text =~ s/\n/\r\n/g unless $crlf;
  my $verifier = Mail::DKIM::Verifier->new;
  $verifier->PRINT($text);
  $verifier->CLOSE;
  return map { my $detail = $_->result_detail; $detail =~ /SERVFAIL/ ? "temperror ($detail)" : $detail } $verifier->signatures;
}

# Where engine/auth says more often than Mail::DKIM that a signature is not good: engine/auth/dkim.h.
sub stricter {
  my ($why) = @_;
  return $why =~ /From field not signed|duplicate tag|unsupported version|bad bh tag|bad [bdsl] tag/;
}

# ... and where it follows RFC 6376: a body without a last line end has one (3.4.3).
sub kinder {
  my ($path, $own, $their) = @_;
  open(my $file, '<:raw', $path) or die;
  my $mail = do { local $/; <$file> };
  return $own =~ /^pass/ && $their =~ /body has been altered/ && $mail !~ /\n\z/;
}

my (@paths, %theirs);
for my $number (1 .. $count) {
  my $mail = make_mail();
  my $signatures = chance(0.2) ? 2 : 1;
  $mail = sign($mail) for 1 .. $signatures;
  pick(@damages)->($mail);
  $mail =~ s/\r\n/\n/g if chance(0.7);
  my $path = sprintf('%s/%05d.eml', $folder, $number);
  open(my $file, '>:raw', $path) or die;
  print $file $mail;
  close $file;
  push @paths, $path;
  local $SIG{__WARN__} = sub { };
  $theirs{$path} = [verify($mail)];
}

my ($differ, $passed, $all, $strict, $kind) = (0, 0, 0, 0, 0);
open(my $ours, '-|', $program, 'dkim', "$folder/records", @paths) or die;
while (my $line = <$ours>) {
  chomp $line;
  my ($path, @results) = split /\t/, $line;
  my @expected = @{$theirs{$path}};
  for my $i (0 .. ($#results > $#expected ? $#results : $#expected)) {
    my ($own, $their) = ($results[$i] || 'nothing', $expected[$i] || 'nothing');
    $all++;
    $passed++ if $their =~ /^pass/;
    next if ($own =~ /^(\w+)/)[0] eq ($their =~ /^(\w+)/)[0];
    if (stricter($own) && $own =~ /^invalid/) { $strict++; next; }
    if (kinder($path, $own, $their)) { $kind++; next; }
    $differ++;
    print "$path, signature $i: ours $own, Mail::DKIM $their\n";
  }
}
print "$count messages, $all signatures, $passed of them good to Mail::DKIM; $strict stricter and $kind kinder by design, $differ differ\n";
exit($differ ? 1 : 0);

package FakeRecord;
sub new { my ($class, $text) = @_; return bless {text => $text}, $class; }
sub type { return 'TXT'; }
sub txtdata { my ($self) = @_; return ($self->{text}); }
