# Who signs a repository: name and fingerprint of the keys that its `gpgkey` lists (docs/adr/0031). Read by hand, since a host without
# gpg still has repositories; RFC 4880, and nothing of it but packets and user ids.

import base64
import hashlib
import os
import re
import urllib.parse

from paths import folder

# A keyring of a distribution is 10 kB.
KEY_BYTES_MAX = 1024 * 1024
PUBLIC_KEY, USER_ID = 6, 13
ARMOR = re.compile(rb"-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(.*?)\r?\n-----END PGP PUBLIC KEY BLOCK-----", re.S)


def signer_of(settings, repository):
    """`{"name", "fingerprint"}` of the first key, or `None` where there is none that can be read."""
    for url in repository.gpgkey:
        path = local_path(settings, url)
        if path is None or not os.path.isfile(path) or os.path.getsize(path) > KEY_BYTES_MAX:
            continue
        with open(path, "rb") as file:
            keys = keys_of(file.read())
        if keys:
            return keys[0]
    return None


def files_of(settings, repository):
    """Where its keys lie; those that are not there yet as well."""
    return [path for path in (local_path(settings, url) for url in repository.gpgkey) if path is not None]


def places_of(repository):
    """Files of this machine, and the addresses of keys that lie elsewhere."""
    parts = [(url, urllib.parse.urlsplit(url)) for url in repository.gpgkey]
    return {
        "files": [urllib.parse.unquote(part.path) for _url, part in parts if part.scheme in ("file", "")],
        "addresses": [url for url, part in parts if part.scheme not in ("file", "")],
    }


def local_path(settings, url):
    parts = urllib.parse.urlsplit(url)
    # As dnf reads it: from this machine, wherever the host's root lies.
    if parts.scheme in ("file", ""):
        return urllib.parse.unquote(parts.path)
    return os.path.join(folder(settings["directory"], "keys"), hashlib.sha256(url.encode("utf-8")).hexdigest())


def fetch(settings, base, repository):
    """Keys that lie elsewhere, once; what cannot be fetched stays unknown."""
    for url in repository.gpgkey:
        path = local_path(settings, url)
        if urllib.parse.urlsplit(url).scheme not in ("http", "https") or os.path.exists(path):
            continue
        with base.urlopen(url, repository) as answer:
            content = answer.read(KEY_BYTES_MAX)
        with open(path + ".new", "wb") as file:
            file.write(content)
        os.rename(path + ".new", path)


def keys_of(content):
    keys = []
    for tag, body in packets(binary(content)):
        if tag == PUBLIC_KEY and body[:1] == b"\x04":
            fingerprint = hashlib.sha1(b"\x99" + len(body).to_bytes(2, "big") + body).hexdigest().upper()
            keys.append({"fingerprint": fingerprint, "name": ""})
        elif tag == USER_ID and keys and keys[-1]["name"] == "":
            keys[-1]["name"] = publisher(body.decode("utf-8", "replace"))
    return [key for key in keys if key["name"]]


def publisher(user_id):
    """`AlmaLinux OS 9` of `AlmaLinux OS 9 <packager@almalinux.org>`, `Fedora` of `Fedora (39) <…>`."""
    return re.split(r" [(<]", user_id, maxsplit=1)[0].strip()


def binary(content):
    blocks = ARMOR.findall(content)
    if not blocks:
        return content
    return b"".join(base64.b64decode(without_armor(block)) for block in blocks)


def without_armor(block):
    """Without the header lines before the first empty one, and without the checksum."""
    lines = block.replace(b"\r", b"").split(b"\n")
    body = lines[lines.index(b"") + 1 :] if b"" in lines else lines
    return b"".join(line for line in body if not line.startswith(b"="))


def packets(content):
    at = 0
    while at < len(content):
        header = content[at]
        at += 1
        if not header & 0x80:
            return
        if header & 0x40:
            tag, (length, at) = header & 0x3F, new_length(content, at)
        else:
            tag = (header >> 2) & 0x0F
            size = (1, 2, 4, 0)[header & 3]
            length, at = int.from_bytes(content[at : at + size], "big") if size else len(content) - at, at + size
        yield tag, content[at : at + length]
        at += length


def new_length(content, at):
    first = content[at] if at < len(content) else 0
    if first < 192:
        return first, at + 1
    if first < 224:
        return ((first - 192) << 8) + content[at + 1] + 192, at + 2
    return int.from_bytes(content[at + 1 : at + 5], "big"), at + 5
