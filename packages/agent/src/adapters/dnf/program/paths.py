# Paths of a host whose root may lie elsewhere, as it does in tests.

import os


def below(root, path):
    return path if root == "/" else root.rstrip("/") + path


def folder(*parts):
    path = os.path.join(*parts)
    os.makedirs(path, exist_ok=True)
    return path


def write_durably(path, content):
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.rename(path + ".new", path)
    descriptor = os.open(os.path.dirname(path), os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
