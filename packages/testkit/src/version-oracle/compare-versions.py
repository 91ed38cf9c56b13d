"""Orders pairs of versions by the reference libraries themselves.

Reads pairs, one a line, tab-separated, from standard input; writes -1, 0 or 1 for each. The first argument names
the question:
  deb          libapt's order (python3-apt)
  rpm          librpm's order of [epoch:]version[-release] (python3-rpm)
  rpm-segment  rpmvercmp, one part alone
  rpm-match    librpm's overlap of dependencies, where a missing release matches any
Ends with status 3 where the library is missing.
"""

import sys

MISSING = 3


def deb():
    import apt_pkg

    apt_pkg.init_system()
    return apt_pkg.version_compare


def rpm_order():
    import rpm

    return rpm.labelCompare


def rpm_segment():
    import rpm

    return lambda a, b: rpm.labelCompare((None, a, None), (None, b, None))


def rpm_match():
    import rpm

    def overlaps(a, a_sense, b, b_sense):
        provided = rpm.ds(("name", a_sense, a), rpm.RPMTAG_PROVIDENAME)
        required = rpm.ds(("name", b_sense, b), rpm.RPMTAG_REQUIRENAME)
        return provided.Compare(required)

    def match(a, b):
        # "everything above a" meets "everything below b" exactly if a is before b.
        if overlaps(a, rpm.RPMSENSE_GREATER, b, rpm.RPMSENSE_LESS):
            return -1
        return 1 if overlaps(a, rpm.RPMSENSE_LESS, b, rpm.RPMSENSE_GREATER) else 0

    return match


QUESTIONS = {"deb": deb, "rpm": rpm_order, "rpm-segment": rpm_segment, "rpm-match": rpm_match}


def main():
    try:
        compare = QUESTIONS[sys.argv[1]]()
    except ImportError as missing:
        print(missing, file=sys.stderr)
        return MISSING
    for line in sys.stdin:
        a, b = line.rstrip("\n").split("\t")
        order = compare(a, b)
        print((order > 0) - (order < 0))
    return 0


sys.exit(main())
