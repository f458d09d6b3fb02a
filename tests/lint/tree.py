"""The project's C files, and what several rules need to know of them."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files(*folders, suffixes=(".c", ".h")):
    """C files below the folders, as paths relative to the project."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file():
                found.append(path.relative_to(ROOT))
    return found


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def rooms():
    """Room -> the rooms it may use, from the Makefile's own table."""
    text = read("Makefile")
    return {room: below.split() for room, below in
            re.findall(r"^below_(\w+) =(.*)$", text, re.M)
            if room != "links"}


TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'
                   r"'(?:\\.|[^'\\\n])*'", re.S)


def blank(match):
    text = match.group()
    kept = "\n" * text.count("\n")
    return kept if text[0] == "/" else text[0] + kept + text[0]


def code(path):
    """A file without what comments and literals say; lines keep their place."""
    return TOKEN.sub(blank, read(path))


def finish(complaints, summary=""):
    for line in complaints:
        print(line)
    if not complaints and summary:
        print(summary)
    raise SystemExit(bool(complaints))
