#!/usr/bin/perl
# How many rules the installed SpamAssassin loads: what `gatepost lint` prints is held against it.
#
#   count_rules.pl [RULES_DIR [SITE_DIR]]      default /usr/share/spamassassin /etc/spamassassin
# Prints all rules that are defined, and of them those that have a score or that a rule with a score uses,
# by kind. Needs Debian's package spamassassin.
use strict; use warnings;
use Mail::SpamAssassin;
my ($rules, $site) = (@ARGV, '/usr/share/spamassassin', '/etc/spamassassin');
$site = '/etc/spamassassin' if @ARGV < 2;
my $sa = Mail::SpamAssassin->new({
  rules_filename => $rules, site_rules_filename => $site, userprefs_filename => '/dev/null',
  local_tests_only => 1, dont_copy_prefs => 1, keep_config_parsing_metadata => 1,
});
$sa->init(1);
my $conf = $sa->{conf};
my %type = %{ $conf->{test_types} };
my %used;
my @open = grep {
  my $rule = $_;
  !/^__/ && grep { $conf->{scoreset}->[$_]->{$rule} } 0 .. 3
} keys %type;
while (defined(my $rule = pop @open)) {
  next if $used{$rule}++;
  push @open, grep { exists $type{$_} } @{ $conf->{meta_dependencies}->{$rule} || [] };
}
my (%all, %kept);
for my $rule (keys %type) {
  my $kind = $Mail::SpamAssassin::Conf::TYPE_AS_STRING{ $type{$rule} } || "type $type{$rule}";
  for my $count (\%all, $used{$rule} ? \%kept : ()) {
    $count->{rules}++;
    $count->{kind}->{$kind}++;
  }
}
for (['defined', \%all], ['used', \%kept]) {
  my ($name, $count) = @$_;
  print "$count->{rules} rules $name: ",
    join(', ', map { "$count->{kind}->{$_} $_" } sort keys %{ $count->{kind} }), "\n";
}
