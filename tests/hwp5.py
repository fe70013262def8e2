"""HWP 5 documents for tests: a compound file (MS-CFB, version 3) written by hand."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from itertools import pairwise

SECTOR, MINI_SECTOR, CUTOFF, ENTRY = 512, 64, 4096, 128
END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
PASSWORD, DISTRIBUTION, RIGHTS = 1 << 1, 1 << 2, 1 << 4
COMPRESSED = 1
TEXT_TAG, PROPERTIES_TAG, PARAGRAPH_TAG = 67, 16, 66
AUTHOR, LAST_SAVED_BY = 4, 8


def hwp(
    paragraphs: list[str],
    *,
    flags: int = 0,
    picture: bytes = b"",
    author: str = "",
    body: bytes | None = None,
) -> bytes:
    """A document with one section; `flags` are further bits of the header's properties."""
    properties = COMPRESSED | flags
    header = struct.pack("<32sII", b"HWP Document File", 0x05000500, properties).ljust(256, b"\0")
    text = b"".join(paragraph_records(each) for each in paragraphs)
    streams = {
        "FileHeader": header,
        "DocInfo": deflated(record(PROPERTIES_TAG, struct.pack("<H", 1).ljust(26, b"\0"))),
        "BodyText/Section0": deflated(text) if body is None else body,
    }
    if picture:
        streams["PrvImage"] = picture
    if author:
        streams["\x05HwpSummaryInformation"] = summary({AUTHOR: author, LAST_SAVED_BY: author})
    return compound_file(streams)


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def record(tag: int, payload: bytes) -> bytes:
    if len(payload) >= 0xFFF:
        return struct.pack("<II", tag | 0xFFF << 20, len(payload)) + payload
    return struct.pack("<I", tag | len(payload) << 20) + payload


def paragraph_records(text: str) -> bytes:
    return record(PARAGRAPH_TAG, bytes(22)) + record(TEXT_TAG, f"{text}\r".encode("utf-16-le"))


def summary(strings: Mapping[int, str]) -> bytes:
    """A property set (MS-OLEPS) of strings in UTF-16."""
    values, offsets = b"", []
    start = 8 + 8 * len(strings)
    for key, text in strings.items():
        offsets.append((key, start + len(values)))
        raw = (text + "\0").encode("utf-16-le")
        values += struct.pack("<II", 0x1F, len(text) + 1) + raw + bytes(-len(raw) % 4)
    table = b"".join(struct.pack("<II", *each) for each in offsets)
    body = struct.pack("<II", start + len(values), len(strings)) + table + values
    return struct.pack("<HHI16sI16sI", 0xFFFE, 0, 0, bytes(16), 1, bytes(16), 48) + body


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with those streams; a slash in a name stands for a storage."""
    entries, small, chains = directory_of(streams)
    content: list[bytes] = []
    fat: list[int] = []

    def put(data: bytes) -> int:
        """Append a chain of sectors; its first one."""
        if not data:
            return END
        first, count = len(fat), -(-len(data) // SECTOR)
        content.append(data.ljust(count * SECTOR, b"\0"))
        fat.extend([*range(first + 1, first + count), END])
        return first

    for entry in entries:
        if entry["type"] == STREAM and len(entry["data"]) >= CUTOFF:
            entry["start"] = put(entry["data"])
    entries[0]["start"], entries[0]["size"] = put(small), len(small)
    mini_fat = struct.pack(f"<{len(chains)}I", *chains) if chains else b""
    mini_fat_start = put(mini_fat.ljust(-(-len(mini_fat) // SECTOR) * SECTOR, b"\xff"))
    directory = b"".join(packed(entry) for entry in entries)
    directory_start = put(directory.ljust(-(-len(directory) // SECTOR) * SECTOR, b"\0"))
    fat_sectors = 1
    while fat_sectors * (SECTOR // 4) < len(fat) + fat_sectors:
        fat_sectors += 1
    places = range(len(fat), len(fat) + fat_sectors)
    fat.extend([FAT] * fat_sectors)
    fat.extend([FREE] * (fat_sectors * (SECTOR // 4) - len(fat)))
    content.append(struct.pack(f"<{len(fat)}I", *fat))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII109I",
        bytes.fromhex("d0cf11e0a1b11ae1"), bytes(16), 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_sectors, directory_start, 0, CUTOFF,
        mini_fat_start, -(-len(mini_fat) // SECTOR), END, 0,
        *places, *[FREE] * (109 - fat_sectors),
    )  # fmt: skip
    return header + b"".join(content)


def directory_of(
    streams: Mapping[str, bytes],
) -> tuple[list[dict[str, object]], bytes, list[int]]:
    """The directory's entries, the small streams one after the other, and their chains."""
    entries: list[dict] = [entry_named("Root Entry", ROOT)]
    small, chains = b"", []
    children: dict[int, list[int]] = {0: []}
    storages: dict[str, int] = {}
    for path, data in streams.items():
        folder, _slash, name = path.rpartition("/")
        parent = 0
        if folder:
            if folder not in storages:
                storages[folder] = len(entries)
                children[0].append(len(entries))
                children[len(entries)] = []
                entries.append(entry_named(folder, STORAGE))
            parent = storages[folder]
        entry = entry_named(name, STREAM, data)
        if 0 < len(data) < CUTOFF:
            count = -(-len(data) // MINI_SECTOR)
            entry["start"] = len(chains)
            chains += [*range(len(chains) + 1, len(chains) + count), END]
            small += data.ljust(count * MINI_SECTOR, b"\0")
        children[parent].append(len(entries))
        entries.append(entry)
    for parent, found in children.items():
        link(entries, parent, found)
    return entries, small, chains


def entry_named(name: str, kind: int, data: bytes = b"") -> dict:
    fresh = {"right": NONE, "child": NONE, "start": END if kind == STREAM else 0}
    return {"name": name, "type": kind, "data": data, "size": len(data), **fresh}


def link(entries: list[dict], parent: int, found: list[int]) -> None:
    """The children as a tree that leans to the right."""
    order = sorted(found, key=lambda each: (len(entries[each]["name"]), entries[each]["name"]))
    entries[parent]["child"] = order[0] if order else NONE
    for one, following in pairwise(order):
        entries[one]["right"] = following


def packed(entry: dict) -> bytes:
    name = (entry["name"] + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        name, len(name), entry["type"], 1, NONE, entry["right"], entry["child"], bytes(16),
        0, 0, 0, entry["start"], entry["size"],
    )  # fmt: skip
