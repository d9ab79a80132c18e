/* maildrop as Courier calls it: `-D uid/gid -M rcptfilter|smtpfilter [args]`.
 *
 * Debian builds maildrop without that mode. This program takes the identity for good and runs
 * /usr/bin/maildrop without -D. It must be owned by root, group courier, mode 4750.
 * FOR TESTS ALONE: it is not reviewed as a setuid program of a product has to be.
 */
#define _GNU_SOURCE
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  unsigned uid = 0, gid = 0;
  char end = 0;
  if (argc < 5 || strcmp(argv[1], "-D") != 0 || sscanf(argv[2], "%u/%u%c", &uid, &gid, &end) != 2 ||
      strcmp(argv[3], "-M") != 0 || uid < 1000 || gid < 1000) {
    fputs("maildrop wrapper: wants -D uid/gid -M filter, and no system user\n", stderr);
    return 75;
  }
  const struct passwd *user = getpwuid(uid);
  if (user == NULL || initgroups(user->pw_name, gid) != 0 || setresgid(gid, gid, gid) != 0 ||
      setresuid(uid, uid, uid) != 0 || setuid(0) == 0) {
    fputs("maildrop wrapper: cannot become the recipient\n", stderr);
    return 75;
  }
  argv[2] = (char *)"maildrop";
  execv("/usr/bin/maildrop", argv + 2);
  return 75;
}
