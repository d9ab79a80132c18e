#!/usr/bin/perl
# Holds engine/auth against Mail::DKIM's ARC: messages that up to three servers sealed, damaged, and how many of their
# signatures are good.
#
#   arc_parity.pl AUTH_CHECK [COUNT [SEED]]
#
# Prints each message with another number. Exit status: 0 where there is none. Needs libmail-dkim-perl.
use strict;
use warnings;
use Crypt::OpenSSL::RSA;
use File::Temp qw(tempdir);
use Mail::DKIM::ARC::Signer;
use Mail::DKIM::ARC::Verifier;
use Mail::DKIM::PrivateKey;

my $program = $ARGV[0];
my ($count, $seed) = (defined $ARGV[1] ? $ARGV[1] : 500, defined $ARGV[2] ? $ARGV[2] : 1);
srand($seed);
my $folder = tempdir(CLEANUP => !$ENV{KEEP});

sub pick { return $_[int(rand(@_))]; }

my $key = Crypt::OpenSSL::RSA->generate_key(1024);
(my $data = $key->get_private_key_string) =~ s/-----[^-]+-----|\s//g;
(my $open = $key->get_public_key_x509_string) =~ s/-----[^-]+-----|\s//g;
my $private = Mail::DKIM::PrivateKey->load(Data => $data);
my %dns = map { ("s._domainkey.$_" => "p=$open") } qw(a.com b.org c.net);
$dns{'revoked._domainkey.a.com'} = 'p=';
open(my $records, '>', "$folder/records") or die;
print $records "$_ TXT $dns{$_}\n" for sort keys %dns;
close $records;
{
  no warnings 'redefine';
  *Mail::DKIM::DNS::query = sub {
    my ($name) = @_;
    $@ = 'NXDOMAIN';
    return unless defined $dns{lc $name};
    $@ = 'NOERROR';
    return FakeRecord->new($dns{lc $name});
  };
}

my @damages = (
  sub { }, sub { }, sub { }, sub { $_[0] =~ s/hello/Hello/ }, sub { $_[0] =~ s/spf=pass/spf=fail/ }, sub { $_[0] =~ s/^Subject/SUBJECT/m },
  sub { $_[0] =~ s/cv=\w+/cv=fail/ }, sub { $_[0] =~ s/ARC-Seal: i=\d/ARC-Seal: i=7/ }, sub { $_[0] =~ s/^ARC-Authentication-Results:.*?\r\n(?=\S)//sm },
  sub { $_[0] =~ s/^(ARC-Seal:.*?\r\n)(?=\S)/$1$1/sm }, sub { $_[0] .= "x\r\n" }, sub { $_[0] = "X: 1\r\n$_[0]" }, sub { $_[0] =~ s/; b=(\w)/; b=/ });

my (@paths, %theirs);
for my $number (1 .. $count) {
  my $mail = "From: joe\@example.com\r\nTo: x\@y.com\r\nSubject: hi  there\r\n"
    . "Authentication-Results: mx.a.com; spf=pass smtp.mailfrom=x\@y.com; arc=pass\r\n\r\nhello world\r\n\r\nbye \r\n";
  local $SIG{__WARN__} = sub { };
  for my $hop (1 .. int(rand(4))) {
    my $signer = Mail::DKIM::ARC::Signer->new(Algorithm => 'rsa-sha256', Chain => $hop == 1 ? 'none' : 'pass', Domain => pick('a.com', 'b.org', 'c.net'),
      Selector => pick('s', 's', 's', 's', 'revoked'), Key => $private, SrvId => 'mx.a.com', Headers => 'From:To:Subject');
    $signer->PRINT($mail);
    $signer->CLOSE;
    my @set = eval { $signer->as_strings };
    $mail = join("\r\n", @set) . "\r\n$mail" if @set;
  }
  pick(@damages)->($mail);
  my $verifier = Mail::DKIM::ARC::Verifier->new;
  $verifier->PRINT($mail);
  $verifier->CLOSE;
  $mail =~ s/\r\n/\n/g if rand() < 0.7;
  my $path = sprintf('%s/%05d.eml', $folder, $number);
  open(my $file, '>:raw', $path) or die;
  print $file $mail;
  close $file;
  push @paths, $path;
  $theirs{$path} = [map { $_->result || 'none' } $verifier->signatures];
}

my ($differ, $passed) = (0, 0);
open(my $ours, '-|', $program, 'dkim', "$folder/records", @paths) or die;
while (my $line = <$ours>) {
  chomp $line;
  my ($path, @results) = split /\t/, $line;
  my @expected = @{$theirs{$path}};
  my ($own, $their) = (scalar(grep { /^pass/ } @results), scalar(grep { $_ eq 'pass' } @expected));
  $passed++ if $their;
  next if $own == $their && !@results == !@expected;
  $differ++;
  print "$path: ours @results, Mail::DKIM @expected\n";
}
print "$count messages, $passed with a good signature to Mail::DKIM, $differ differ\n";
exit($differ ? 1 : 0);

package FakeRecord;
sub new { my ($class, $text) = @_; return bless {text => $text}, $class; }
sub type { return 'TXT'; }
sub txtdata { my ($self) = @_; return ($self->{text}); }
