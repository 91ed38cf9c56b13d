# The host's repositories, as dnf itself understands their files, and the fetching of their metadata into our own folder.

import dnf.exceptions

import keys
from base import own_repositories

# A slow mirror is left for the next one; the default of ten tries each is an hour on a dead line.
RETRIES = 2


def run(settings, _items):
    base = own_repositories(settings)
    try:
        return [dict(describe(settings, repository), **trusted(repository)) for repository in base.repos.iter_enabled()]
    finally:
        base.close()


def describe(settings, repository):
    signer = keys.signer_of(settings, repository)
    checked = repository.gpgcheck or repository.repo_gpgcheck
    return {
        "id": repository.id,
        "uri": address_of(repository),
        "publisher": "" if signer is None else signer["name"],
        # What is not checked on this host is not signed for it.
        "signedBy": signer["fingerprint"] if signer is not None and checked else None,
        "keyFiles": keys.files_of(settings, repository) if checked else [],
    }


def trusted(repository):
    """What is taken of it only signed, and by which keys."""
    checks = [("metadata", repository.repo_gpgcheck), ("packages", repository.gpgcheck)]
    return {
        "configured": configured(repository),
        "checks": [part for part, is_on in checks if is_on],
        "keys": keys.places_of(repository),
    }


def configured(repository):
    """As the file has it, whichever mirror answered."""
    return " ".join(repository.baseurl) or repository.metalink or repository.mirrorlist or ""


def address_of(repository):
    """Of the metadata: the first that is configured, or the mirror that a list named when it was read."""
    if repository.baseurl:
        return repository.baseurl[0]
    try:
        # From what was cached; nothing is fetched.
        repository._repo.loadCache(throwExcept=True, ignoreMissing=True)
        return repository.remote_location("/") or ""
    except (RuntimeError, dnf.exceptions.Error):
        return ""


def refresh(settings, _items):
    """One entry for each repository: `problem` is `None` where its metadata are those of now."""
    base = own_repositories(settings, fetch=True)
    base.conf.retries = RETRIES
    try:
        return [refreshed(settings, base, repository) for repository in base.repos.iter_enabled()]
    finally:
        base.close()


def refreshed(settings, base, repository):
    problem = None
    try:
        keys.fetch(settings, base, repository)
    except (dnf.exceptions.Error, OSError, RuntimeError) as error:
        problem = "its key: %s" % error
    try:
        repository._repo.expire()
        repository.load()
    except (dnf.exceptions.Error, OSError, RuntimeError) as error:
        problem = str(error)
    return {"id": repository.id, "problem": problem}
