# What the host's owner holds back: `excludepkgs` (dnf applies them itself) and the list of the versionlock plug-in, which is
# read here, since plug-ins may do anything and are not loaded.

import configparser

import dnf.subject
import hawkey

from paths import below

FORMS = [hawkey.FORM_NEVRA, hawkey.FORM_NEVR, hawkey.FORM_NEV, hawkey.FORM_NA, hawkey.FORM_NAME]


def lock_patterns(root):
    """Of /etc/dnf/plugins/versionlock.list; `!` before one excludes that version instead of locking it."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        with open(below(root, "/etc/dnf/plugins/versionlock.conf"), encoding="utf-8") as file:
            parser.read_file(file)
    except FileNotFoundError:
        return []
    main = parser["main"] if parser.has_section("main") else {}
    if str(main.get("enabled", "1")).strip().lower() in ("0", "false", "no", "off"):
        return []
    path = below(root, main.get("locklist", "/etc/dnf/plugins/versionlock.list"))
    try:
        with open(path, encoding="utf-8") as file:
            lines = [line.strip() for line in file]
    except FileNotFoundError:
        return []
    return [line for line in lines if line and not line.startswith("#")]


def matched(base, pattern):
    """The name that a pattern locks, and the packages it means; the first reading that fits any package counts, as in the plug-in."""
    names, found = set(), base.sack.query(flags=hawkey.IGNORE_EXCLUDES).filter(empty=True)
    for nevra in dnf.subject.Subject(pattern).get_nevra_possibilities(forms=FORMS):
        query = nevra.to_query(base.sack)
        names.add(nevra.name)
        found = found.union(query)
        if query:
            break
    return names, found


def exclude_locked(base):
    """Takes from sight what the plug-in would: other versions of locked names, what obsoletes them, and excluded versions."""
    root = base.conf.installroot
    everything = base.sack.query()
    excluded = everything.filter(empty=True)
    locked = everything.filter(empty=True)
    names = set()
    for pattern in lock_patterns(root):
        if pattern.startswith("!"):
            excluded = excluded.union(matched(base, pattern[1:])[1])
        else:
            found, packages = matched(base, pattern)
            names |= found
            locked = locked.union(packages)
    if names:
        excluded = excluded.union(everything.filter(name__glob=sorted(names)).difference(locked))
        excluded = excluded.union(everything.filter(obsoletes=locked).difference(locked))
    excluded.filterm(reponame__neq=hawkey.SYSTEM_REPO_NAME)
    if excluded:
        base.sack.add_excludes(excluded)


def held_names(base):
    """Installed packages that no update may reach, whatever its version, as `(name, architecture)`."""
    installed = base.sack.query(flags=hawkey.IGNORE_EXCLUDES).installed()
    # dnf takes what is excluded, or not included where anything is, from sight: what is installed as well as what is offered.
    held = installed.difference(base.sack.query().installed())
    for pattern in lock_patterns(base.conf.installroot):
        if not pattern.startswith("!"):
            names = matched(base, pattern)[0]
            if names:
                held = held.union(installed.filter(name__glob=sorted(names)))
    return {(one.name, one.arch) for one in held}
