#!/usr/bin/perl
# Runs tests/cases/*.case through the installed SpamAssassin: do its hits and scores agree with what the case
# says? A case whose first line has "(own)" is Gatepost's alone and is passed over.
#
#   cases_spamassassin.pl [-v] FILE.case ...      exit status 1 where one differs
#     -v  print the hits of each case
# Needs Debian's package spamassassin. The clock stands at 1700000000, as in cases_test.cc.
use strict; use warnings;
BEGIN { *CORE::GLOBAL::time = sub () { 1700000000 } }
use Getopt::Std; use File::Temp qw(tempdir); use File::Basename qw(dirname); use File::Copy; use Mail::SpamAssassin;
my %o; getopts('v', \%o) or die "usage: see the head of this file\n";
$| = 1;
my $bad = 0;
for my $file (@ARGV) {
  # SpamAssassin keeps compiled rules in the process: each case has its own.
  my $pid = fork // die "fork: $!";
  if ($pid) { waitpid $pid, 0; $bad = 1 if $?; next }
  exit run($file);
}
exit $bad;

# 1 where the case differs.
sub run {
  my ($file) = @_;
  open my $in, '<:raw', $file or die "$file: $!";
  my ($why, %part, $name) = ('');
  while (<$in>) {
    if (/^=== (.*)/) { $name = $1; $part{$name} = '' }
    elsif (defined $name) { $part{$name} .= $_ }
    else { $why .= $_ }
  }
  return 0 if $why =~ /\(own\)/;
  if ($why =~ /\(escapes\)/) {
    $part{message} =~ s/\\(x([0-9A-Fa-f]{2})|.)/defined $2 ? chr hex $2 : $1 eq 'r' ? "\r" : $1 eq 't' ? "\t" : $1/ge;
  }
  my $dir = tempdir(CLEANUP => 1);
  mkdir "$dir/rules"; mkdir "$dir/site";
  copy($_, "$dir/site/") for glob '/etc/spamassassin/*.pre';
  for (['rules/10.cf', $part{config}], ['prefs', $part{prefs} // '']) {
    open my $out, '>:raw', "$dir/$_->[0]" or die; print $out $_->[1]; close $out;
  }
  my $said = '';
  my ($st, $mail, $server);
  my $settings = "use_bayes 0\n";
  if (defined $part{dns}) {
    my $port = 20000 + $$ % 40000;
    open my $out, '>:raw', "$dir/dns" or die;
    print $out $part{dns}, map { "* $_ -\n" } qw(A AAAA MX NS PTR TXT);
    close $out;
    $server = fork // die "fork: $!";
    if (!$server) { exec dirname($0) . '/fake_dns.py', $port, "$dir/dns" }
    select undef, undef, undef, 0.5;
    $settings .= "clear_dns_servers\ndns_server [127.0.0.1]:$port\ndns_available yes\nutil_rb_tld com example org net\n";
    @ENV{'RES_NAMESERVERS', 'RES_OPTIONS'} = ('127.0.0.1', "port:$port");  # Mail::DMARC asks by itself
  }
  {
    local $SIG{__WARN__} = sub { $said .= $_[0] };
    my $sa = Mail::SpamAssassin->new({
      rules_filename => "$dir/rules", site_rules_filename => "$dir/site",
      userprefs_filename => "$dir/prefs", local_tests_only => defined $server ? 0 : 1, dont_copy_prefs => 1, debug => 0,
      post_config_text => $settings,
    });
    $sa->init(1);
    $mail = $sa->parse($part{message}, 1);
    $st = $sa->check($mail);
  }
  if (defined $server) { kill 9, $server; waitpid $server, 0 }
  my %hits = map { $_ => 0 + ($st->{conf}->{scores}->{$_} // 0) } @{ $st->{test_names_hit} || [] };
  my %wanted = map { my @w = split; @w == 2 ? ($w[0] => 0 + $w[1]) : () } split /\n/, $part{hits};
  my $got = join ' ', map { "$_ $hits{$_}" } sort keys %hits;
  my $want = join ' ', map { "$_ $wanted{$_}" } sort keys %wanted;
  print "$file: $got\n" if $o{v};
  return 0 if $got eq $want;
  print "$file\n  SpamAssassin: $got\n  the case:     $want\n", $said ? "  it said: $said" : '';
  return 1;
}
