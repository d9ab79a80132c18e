#!/usr/bin/perl
# What SpamAssassin's rules see of each message, and which of them hit: one JSON object a line, as bench/views.cc
# prints with -H.
#
#   views_spamassassin.pl -H QUERIES FILE|DIR ...
#     -H  header queries, one a line ("From:addr")
# Local tests only, stock rules, no Bayes. Needs Debian's package spamassassin.
use strict; use warnings;
use Getopt::Std; use JSON::PP; use File::Find; use Mail::SpamAssassin;
my %o; getopts('H:', \%o) && $o{H} or die "usage: see the head of this file\n";
open my $list, '<', $o{H} or die "$o{H}: $!\n";
chomp(my @queries = <$list>);
my @files; find({ no_chdir => 1, wanted => sub { push @files, $_ if -f } }, @ARGV);
my $sa = Mail::SpamAssassin->new({
  rules_filename => '/usr/share/spamassassin', site_rules_filename => '/etc/spamassassin',
  userprefs_filename => '/dev/null', local_tests_only => 1, dont_copy_prefs => 1, debug => 0,
  post_config_text => "use_bayes 0\n",
});
$sa->init(1);
my $json = JSON::PP->new->canonical->latin1;
print $json->encode(row($_)), "\n" for sort @files;

sub bytes { my ($text) = @_; return undef if !defined $text; utf8::encode($text) if utf8::is_utf8($text); $text }
sub all_bytes { [ map { bytes($_) } @_ ] }

sub hits {
  my ($text) = @_;
  my $mail = $sa->parse($text, 1); my $st = $sa->check($mail);
  my @said = (score => 0 + $st->get_score, required => 0 + $st->get_required_score,
              hits => { map { $_ => $st->{conf}->{scores}->{$_} // 0 } @{ $st->{test_names_hit} || [] } });
  $st->finish; $mail->finish;
  return @said;
}

sub details {
  my ($found) = @_;
  my %details;
  for my $uri (keys %$found) {
    my $info = $found->{$uri};
    $details{bytes($uri)} = {
      types => [ sort keys %{ $info->{types} || {} } ], cleaned => all_bytes(@{ $info->{cleaned} || [] }),
      domains => all_bytes(sort keys %{ $info->{domains} || {} }), hosts => all_bytes(sort keys %{ $info->{hosts} || {} }),
      anchor_text => all_bytes(@{ $info->{anchor_text} || [] }) };
  }
  return \%details;
}

# Values that were cut out of fields have no line ends.
sub header {
  my ($st, $query) = @_;
  my @values = map { bytes($_) } grep { defined } $st->get($query, undef);
  return @values ? join($values[0] =~ /\n\z/ ? '' : "\n", @values) : undef;
}

# A check changes the texts that rules see (FreeMail does): they are taken from a message that was not checked.
sub row {
  my ($file) = @_;
  open my $in, '<:raw', $file or die "$file: $!\n";
  my $text = do { local $/; <$in> };
  my %row = (file => $file, hits($text));
  my $mail = $sa->parse($text, 1);
  my $st = Mail::SpamAssassin::PerMsgStatus->new($sa, $mail);
  $mail->delete_header('X-Spam-.*');
  $st->extract_message_metadata;
  $row{body} = all_bytes(@{ $st->get_decoded_stripped_body_text_array });
  $row{html} = all_bytes(@{ $st->get_decoded_body_text_array });
  $row{uris} = all_bytes(sort $st->get_uri_list);
  $row{details} = details($st->get_uri_detail_list);
  $row{visible} = all_bytes(@{ $mail->get_visible_rendered_body_text_array });
  $row{invisible} = all_bytes(@{ $mail->get_invisible_rendered_body_text_array });
  $row{headers} = { map { $_ => header($st, $_) } @queries };
  $row{parts} = [ map { [ lc($_->{type} // ''), bytes($_->{name}) // '', lc($_->{charset} // ''),
                          $_->is_leaf ? length($_->decode // '') : 0 ] } $mail->find_parts(qr/./, 0) ];
  $st->finish; $mail->finish;
  return \%row;
}
