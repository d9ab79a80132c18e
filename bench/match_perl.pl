#!/usr/bin/env perl
# Patterns drawn at random, odd and broken ones among them, each with texts made for it: does Gatepost refuse what
# SpamAssassin refuses, and match where Perl does, groups and count included?
#
#   bench/match_perl.pl build-test/bin/match_answers [SEED [PATTERNS]]     exit status 1 where one differs
#
# A difference is printed as: pattern, text, Perl's answer, Gatepost's. Known, and not drawn or left: (?^...), \G, \R,
# look-behind of several lengths; classes like [.a.], which Perl takes for damaged POSIX syntax; some repeats of what
# takes no byte; and some groups that a repeat leaves set.
use strict;
use warnings;
use IPC::Open2;
use Mail::SpamAssassin;
use Mail::SpamAssassin::Util qw(compile_regexp);

my ($program, $seed, $patterns) = ($ARGV[0], $ARGV[1] // 1, $ARGV[2] // 20000);
srand($seed);

sub pick { $_[int rand @_] }

my @letters = ('a', 'b', 'c', 'A', 'B', '1', '_', ' ', "\n", "\xe9", "\xc9", '-', '.', '@', "\t", "\xdf", "\xff",
    "\xa0", "\0", "\r", "\x0b", "\x85");
my $groups;

# A pattern and a text that it might match.
sub alternation {
  my ($depth) = @_;
  my @ways = map { [sequence($depth)] } 0 .. (rand() < .25 ? 1 + int rand 2 : 0);
  return (join('|', map { $_->[0] } @ways), pick(@ways)->[1]);
}

sub sequence {
  my ($depth) = @_;
  my ($pattern, $text) = ('', '');
  for (0 .. int rand 4) {
    my ($p, $t) = item($depth);
    $pattern .= $p;
    $text .= $t;
  }
  return ($pattern, $text);
}

sub item {
  my ($depth) = @_;
  my $kind = rand;
  return (pick('^', '$', '\b', '\B', '\A', '\z', '\Z', '\K', '(?#note)', '(?i)', '(?-i)', '(?s)', '(?m)', '(?x)',
      '(?n)', '(?a)', '\Q', '\E', '(?xx)'), '') if $kind < .08;
  if ($kind < .14 && $depth > 0) {
    my $look = pick('(?=', '(?!', '(?<=', '(?<!');
    # What of varying length Perl takes behind itself, and how it counts there, is another matter.
    my ($p, $t) = $look =~ /</ ? (map { $_ x (1 + rand 2) } pick('a', '\\w', '.'), 'a') : alternation($depth - 1);
    return ($look . $p . ')', rand() < .3 ? $t : '');
  }
  return ('\\' . pick(1 .. $groups + (rand() < .05)), pick('', 'a', 'b')) if $kind < .17 && $groups;
  return (pick('\g1', '\g{-1}', '\g{1}', '\k<n>', '(?1)', '(?R)', '(?&n)', '(?P=n)', '(?(1)a|b)', '(?|(a)|(b))',
      '(?{1})', '(?|a|(b))'), pick('a', 'b', '')) if $kind < .19;
  return (pick('*', '+', '?', '{', '}', ']', ')', '(', '[', '{2}', '{,2}', '{1,', '|', '||', '\\', '**', '(?',
      '(?<', '(?P<', '\x{', '[[:', '[a-', '(?i', '\p', '\c', '\N{', '$a', '@a', '#', '/', '&'), '') if $kind < .2;
  my ($p, $t) = atom($depth);
  return ($p, $t) if rand() < .55;
  my ($q, $least, $most) = @{pick(['*', 0, 3], ['+', 1, 3], ['?', 0, 1], ['{2}', 2, 2], ['{1,2}', 1, 2], ['{0,1}',
      0, 1], ['{1,}', 1, 3], ['{3,}', 3, 4], ['{,2}', 1, 1], ['{ 1,2 }', 1, 1])};
  $q .= pick('', '', '?', '+') if $q ne '{,2}';
  return ($p . $q, $t x ($least + int rand($most - $least + 1)));
}

sub atom {
  my ($depth) = @_;
  my $kind = rand;
  if ($kind < .2 && $depth > 0) {
    my $open = pick('(', '(?:', '(?>', '(?i:', '(?s-i:', '(?<n>', "(?'m'", '(?P<o>', '(?x:', '(?m:', '(?-s:',
        '(?a:', '(?n:');
    my ($p, $t) = alternation($depth - 1);
    ++$groups if $open =~ /^\((?:$|\?<n|\?'|\?P)/;
    return ($open . $p . ')', $t);
  }
  if ($kind < .4) {
    my $not = rand() < .3 ? '^' : '';
    my ($p, $t) = ('', '');
    for (0 .. int rand 3) {
      my ($one, $with) = @{pick(['a-c', 'b'], ['a', 'a'], ['\d', '1'], ['\w', '_'], ['\s', ' '], ['\S', 'x'],
          ['[:alpha:]', 'a'], ['[:^digit:]', 'a'], ['\n', "\n"], ['-', '-'], ['.', '.'], ['\]', ']'], ['\xe0-\xef',
          "\xe9"], ["\xe9", "\xe9"], ['\x{100}', 'a'], ['\h', "\t"], ['\b', "\b"], ['\-', '-'], ['[:punct:]', '!'],
          ['[:word:]', 'a'], ['\p{L}', "\xe9"], ['\PL', '1'], ['\v', "\x0b"], ['A-z', '^'], ['\e', "\e"], ['\cA',
          "\1"], ['\011', "\t"], ['\o{12}', "\n"], ['\N', 'a'], ['|', '|'], ['\D', 'a'], ['\H', 'a'], ['[', '['],
          ['$', '$'], ['@', '@'], [' ', ' '], ['#', '#'], ['\xc0-\xde', "\xe0"], ['z-a', 'a'], ['\w-\d', '-'],
          ['a-\d', 'a'], ['[.a.]', 'a'], ['\N{U+41}', 'A'], ['\k', 'k'], ['\/', '/'], ['\@', '@'], ['\y', 'y'])};
      $p .= $one;
      $t = $with;
    }
    return ("[$not$p]", $t);
  }
  return @{pick(['.', 'x'], ['\d', '1'], ['\w', 'a'], ['\s', ' '], ['\D', 'a'], ['\W', "\xe9"], ['\S', 'a'], ['\h',
      "\xa0"], ['\H', 'a'], ['\v', "\x85"], ['\V', 'a'], ['\N', 'a'], ['\X', 'a'], ['\x41', 'A'], ['\x{e9}',
      "\xe9"], ['\x4', "\x04"], ['\0', "\0"], ['\012', "\n"], ['\o{101}', 'A'], ['\cA', "\1"], ['\e', "\e"], ['\a',
      "\a"], ['\p{Lu}', "\xc9"], ['\pL', "\xe9"], ['\P{Ll}', 'A'], ['\p{IsSpace}', ' '], ['\x{263a}', 'a'],
      ['\N{U+e9}', "\xe9"], ['\.', '.'], ['\-', '-'], ['\@', '@'], ['\/', '/'], ['\#', '#'], ['\ ', ' '], ['\y',
      'y'], ['\i', 'i'], ['\_', '_'], ['\é', 'é'], ['\<', '<'], ['\8', '8'], ['\400', 'a'], ['\100', '@'], ['\l',
      'l'], ['\U', 'u'], ['\F', ''])} if $kind < .6;
  my $c = pick(@letters);
  my $p = $c =~ /[.]/ ? "\\$c" : $c eq "\n" && rand() < .5 ? '\n' : $c;
  return ($p, $c);
}

sub mutate {
  my ($text) = @_;
  for (0 .. int rand 3) {
    my $at = int rand(1 + length $text);
    my $kind = rand;
    if ($kind < .4) { substr($text, $at, 0) = pick(@letters) }
    elsif ($kind < .6 && length $text) { substr($text, $at, 1) = '' if $at < length $text }
    elsif ($kind < .8) { $text = rand() < .5 ? lc $text : uc $text }
    else { $text = pick(@letters) . $text . pick(@letters) }
  }
  return $text;
}

sub perl_answer {
  my ($re, $text) = @_;
  my $answer;
  my $ok = eval {
    local $SIG{ALRM} = sub { die "slow\n" };
    local $SIG{__WARN__} = sub { };
    alarm 2;
    if ($text =~ $re) {
      my @spans = map { defined $-[$_] ? "$-[$_]-$+[$_]" : 'u' } 0 .. $#+;
      my $count = 0;
      pos($text) = undef;
      while ($text =~ /$re/g) { ++$count; last if $count > 1000 }
      $answer = "@spans =$count";
    } else {
      $answer = 'no';
    }
    alarm 0;
    1;
  };
  alarm 0;
  return $ok ? $answer : undef;
}

sub shown { $_[0] =~ s/([^ -~])/sprintf '\\x%02x', ord $1/ger }

my $hex = sub { $_[0] eq '' ? '-' : unpack 'H*', $_[0] };
my $pid = open2(my $from, my $to, $program) or die;
$to->autoflush(1);
my %seen = (patterns => 0, refused => 0, texts => 0, matched => 0, undecided => 0, differ => 0);
for (1 .. $patterns) {
  $groups = 0;
  my ($p, $t) = alternation(3);
  my $literal = "/$p/" . join('', map { rand() < .2 ? $_ : '' } qw(i m s x));
  my ($re, $error) = compile_regexp($literal, 1);
  my @texts = map { mutate($t) } 1 .. 6;
  unshift @texts, $t, "a$t", "$t\n";
  print $to join(' ', map { $hex->($_) } $literal, @texts), "\n";
  chomp(my $line = <$from> // die "$program ended at " . $hex->($literal) . "\n");
  ++$seen{patterns};
  my $shown = shown($literal);
  if (!$re || $line =~ /^refused/) {
    ++$seen{refused} if !$re;
    next if !$re && $line =~ /^refused/;
    ++$seen{differ};
    print "$shown\tperl: ", ($re ? 'accepted' : "refused $error"), "\tgatepost: ",
        $line =~ /^refused/ ? $line : 'accepted', "\n";
    next;
  }
  my @answers = split /\t/, $line;
  for my $i (0 .. $#texts) {
    my $expected = perl_answer($re, $texts[$i]) // next;
    ++$seen{texts};
    ++$seen{matched} if $expected ne 'no';
    if ($answers[$i] eq 'undecided') { ++$seen{undecided}; next }
    next if $answers[$i] eq $expected;
    ++$seen{differ};
    print "$shown\t'", shown($texts[$i]), "'\tperl: $expected\tgatepost: $answers[$i]\n";
    last;
  }
}
close $to;
waitpid $pid, 0;
print join(', ', map { "$seen{$_} $_" } sort keys %seen), "\n";
exit($seen{differ} ? 1 : 0);
