// The same as hook-program.ts in Perl. apt starts its hook anew for each of some four phases of a simulation; started as this program it costs
// 50 ms of processor time each, as Perl 5 ms, and an attempt has four simulations (measured: 6 of the 10 s that an attempt took
// beyond apt itself on two busy cores). perl-base is essential on every Debian and Ubuntu; where it is missing, this program is.

import { access, constants, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PERL = '/usr/bin/perl';
const NAME = 'hook.pl';

/** Modules none: what is essential of Perl is the program and little else. What it does not understand is left to apt, which then refuses. */
const SCRIPT = String.raw`use strict;
use warnings;
my ($output) = @ARGV;
my $descriptor = $ENV{APT_HOOK_SOCKET} // '';
die "apt named no socket for its hook\n" unless $descriptor =~ /\A[0-9]+\z/;
open(my $in, '<&=', $descriptor) or die "descriptor $descriptor: $!\n";
open(my $out, '>&=', $descriptor) or die "descriptor $descriptor: $!\n";
$/ = "\n\n";
while (my $message = <$in>) {
  chomp $message;
  my ($method) = $message =~ /\A\s*\{\s*"jsonrpc"\s*:\s*"2\.0"\s*,\s*"method"\s*:\s*"([^"\\]+)"/
    or die "apt says what its hook does not understand\n";
  if ($method eq 'org.debian.apt.hooks.hello') {
    my ($id) = $message =~ /"id"\s*:\s*([0-9]+)/ or die "apt's hello has no number\n";
    my $answer = qq({"jsonrpc":"2.0","id":$id,"result":{"version":"0.2"}}\n\n);
    syswrite($out, $answer) == length($answer) or die "apt has hung up: $!\n";
    next;
  }
  last if $method eq 'org.debian.apt.hooks.bye';
  # Renamed, so that a reader never sees half of it; not synced, since it is read at once or never.
  open(my $file, '>:raw', "$output.part") or die "$output.part: $!\n";
  print {$file} $message or die "$output.part: $!\n";
  close($file) or die "$output.part: $!\n";
  rename("$output.part", $output) or die "$output: $!\n";
}
`;

/** The command for apt's hook, its script written into that folder; `null` where there is no Perl. */
export const perlHook = async (folder: string, perl: string = PERL): Promise<readonly string[] | null> => {
  try {
    await access(perl, constants.X_OK);
  } catch {
    return null;
  }
  const path = join(folder, NAME);
  await writeFile(path, SCRIPT, { mode: 0o600 });
  return [perl, path];
};
