#!/usr/bin/perl
# SpamAssassin's answers for many configurations, in one process that forks for each. Used by config_parity.py.
#
#   config_parity.pl LIST < QUESTIONS
#
# Each line of QUESTIONS names a FOLDER with rules/, site/ and user_prefs, then numbers of messages; LIST holds a message's file name a line. Written are
# FOLDER/sa.N (what it makes of message N), FOLDER/sa.hits ("N SCORE REQUIRED RULE=SCORE ..." a line) and
# FOLDER/sa.lint (its warnings); then the folder's name to standard output.
use strict;
use warnings;
use Mail::SpamAssassin;
use Mail::SpamAssassin::Logger;
use POSIX ();

$Mail::SpamAssassin::SUB_VERSION = $ENV{SUBVERSION};
$| = 1;
sub slurp { local $/; open(my $file, '<:raw', $_[0]) or die "$_[0]: $!"; return scalar <$file>; }
sub spew {
  open(my $file, '>:raw', $_[0]) or die "$_[0]: $!";
  my $text = $_[1];
  utf8::encode($text) if utf8::is_utf8($text);
  print {$file} $text;
  close $file or die $!;
}
my @messages = map { slurp($_) } split /\n/, slurp($ARGV[0]);
# Loads the plugins once: children inherit them.
Mail::SpamAssassin->new({rules_filename => '/dev/null', site_rules_filename => '/etc/spamassassin', local_tests_only => 1,
  userprefs_filename => '/dev/null', dont_copy_prefs => 1})->init(0);

while (my $dir = <STDIN>) {
  chomp $dir;
  my @asked;
  ($dir, @asked) = split / /, $dir;
  # MIMEHeader defines a rule once in a process: two of them.
  for my $work (sub { lint($dir) }, sub { answer($dir, @asked) }) {
    my $pid = fork // die "fork: $!";
    if (!$pid) {
      open(STDOUT, '>', '/dev/null') or die $!;  # where only the folder's name is awaited
      alarm 60;
      $work->();
      POSIX::_exit(0);
    }
    waitpid $pid, 0;
  }
  print "$dir\n";
}

# Lint refuses patterns that match always, a check does not.
sub lint {
  my ($dir) = @_;
  my @said;
  local $SIG{__WARN__} = sub { push @said, $_[0] };
  read_config($dir, 1, sub { my %o = @_; push @said, $o{msg} . "\n" });
  spew("$dir/sa.lint", join '', map { s/\n*\z/\n/r } @said);
}

sub answer {
  my ($dir, @asked) = @_;
  my $hits = '';
  local $SIG{__WARN__} = sub { };
  my $sa = read_config($dir, 0, sub { });
  for my $number (@asked) {
    my $message = $sa->parse($messages[$number], 1);
    my $status = $sa->check($message);
    my %count;
    $hits .= join(' ', $number, sprintf('%.3f', $status->get_score()), $status->get_required_score(),
      map { $_ . '=' . sprintf('%.3f', $sa->{conf}->{scores}->{$_} // 0) }
      sort grep { !$count{$_}++ } split /,/, $status->get_names_of_tests_hit()) . "\n";
    my $rewritten = $status->rewrite_mail();
    spew("$dir/sa.$number", $rewritten);
    $status->finish();
    $message->finish();
  }
  spew("$dir/sa.hits", $hits);
}

sub read_config {
  my ($dir, $lint, $callback) = @_;
  Mail::SpamAssassin::Logger::remove('stderr');
  my $sa = Mail::SpamAssassin->new({rules_filename => "$dir/rules", site_rules_filename => "$dir/site",
    userprefs_filename => '/dev/null', local_tests_only => 1, dont_copy_prefs => 1, require_rules => 0});
  $sa->{lint_callback} = $callback;
  $sa->{lint_rules} = $sa->{conf}->{lint_rules} = 1 if $lint;
  $sa->init(0);
  if (-s "$dir/user_prefs") {
    $sa->read_scoreonly_config("$dir/user_prefs");
    $sa->signal_user_changed({username => 'nobody', user_dir => $dir});
  }
  return $sa;
}
