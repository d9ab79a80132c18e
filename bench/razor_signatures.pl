#!/usr/bin/perl
# Prints the signatures that Razor's own client makes, for razor_signatures.py: a line for each file named on
# standard input. Asks nobody.
use strict;
use Razor2::Client::Agent;

while (my $path = <STDIN>) {
  chomp $path;
  open my $file, '<:raw', $path or die "$path: $!\n";
  my $mail = do { local $/; <$file> };
  $mail =~ s/\AFrom [^\n]*\n//;
  my $agent = Razor2::Client::Agent->new('razor-check');
  $agent->{conf} = {report_headers => 1, debuglevel => 0, use_engines => [4, 8]};
  $agent->{s} = {conf => {ep4 => '7542-10'}, engines => {4 => 1, 8 => 1}, ip => 'none'};
  my $signatures = eval { local $SIG{__WARN__} = sub {}; $agent->compute_sigs($agent->prepare_objects([\$mail])) };
  print map { /^1\.(\d+) e(\d+): ([^,]+)/ ? " $1:$2:$3" : () } @{$signatures || []};
  print ' none' unless $signatures;
  print "\n";
}
