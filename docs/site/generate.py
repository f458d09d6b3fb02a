#!/usr/bin/python3
"""The directive reference of the site, from docs/directives.md.

Usage: docs/site/generate.py docs/directives.md docs/site/manual/directives.html

The frame (head, bar, contents, foot) is that of manual/index.html, so that
there is one place to change it.  `make docs` runs this.
"""
import html
import re
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent
HEADING = re.compile(r"(#+) `(.*?)`(?: \(`(.*?)`\))?$")
INTRO = """<h1>Directives</h1>
<p class="lead">Every directive this version knows, by the module it belongs to.</p>
<p>The <i>context</i> says where a directive may stand: <code>server</code> is outside all sections,
<code>directory</code> is inside <code>&lt;Directory&gt;</code>, <code>&lt;Location&gt;</code>,
<code>&lt;Files&gt;</code> and their likes. <code>.htaccess</code> files are not read by this version; that context
is listed for later. This page is made from the tables of the program; <code>preforkd -L</code> prints the
same.</p>
"""
PAGER = """<nav class="pager" aria-label="Neighbours">
<a rel="prev" href="configuration.html">← The configuration language</a>
<a rel="next" href="processes.html">Processes and signals →</a>
</nav>
"""


def text(markdown):
    """One paragraph: code between backquotes, everything else escaped."""
    parts = re.split(r"`([^`]*)`", markdown)
    out = []
    for i, part in enumerate(parts):
        if i % 2:
            out.append(f"<code>{html.escape(part)}</code>")
        else:
            plain = re.sub(r"\\([<*_|\\])", r"\1", part)
            out.append(html.escape(plain, quote=False))
    return "".join(out)


def anchor(name):
    return name.strip("<>").lower()


class Module:
    def __init__(self, name, source):
        self.name, self.source = name, source
        self.intro, self.entries = [], []


class Entry:
    def __init__(self, name):
        self.name = name
        self.words, self.facts = [], []


def read(markdown):
    """The modules of docs/directives.md with their entries."""
    modules, entry = [], None
    for line in markdown.splitlines():
        heading = HEADING.match(line)
        if heading and len(heading[1]) == 2:
            modules.append(Module(heading[2], heading[3]))
            entry = None
        elif heading:
            entry = Entry(heading[2])
            modules[-1].entries.append(entry)
        elif not line or not modules:
            continue
        elif entry is None:
            modules[-1].intro.append(line)
        elif line.startswith("- "):
            entry.facts.append(line[2:].split(": ", 1))
        else:
            entry.words.append(line)
    return modules


def write_entry(entry):
    name = html.escape(entry.name)
    out = [f'<section class="directive" id="{anchor(entry.name)}">',
           f"<h3><code>{name}</code></h3>"]
    out += [f"<p>{text(' '.join(entry.words))}</p>"] if entry.words else []
    if entry.facts:
        out.append("<dl>")
        out += [f"<div><dt>{html.escape(key)}</dt><dd>{text(value)}</dd></div>"
                for key, value in entry.facts]
        out.append("</dl>")
    return out + ["</section>"]


def write_index(modules):
    names = sorted((e.name for m in modules for e in m.entries),
                   key=anchor)
    items = [f'<li><a href="#{anchor(n)}"><code>{html.escape(n)}</code></a></li>'
             for n in names]
    return ['<h2 id="index">By name</h2>', '<ul class="onpage">', *items, "</ul>"]


def write_body(modules):
    modules = [m for m in modules if m.entries]
    out = write_index(modules)
    for module in modules:
        out.append(f'<h2 id="{module.name}">{html.escape(module.name)} '
                   f"<code>{html.escape(module.source)}</code></h2>")
        out += [f"<p>{text(' '.join(module.intro))}</p>"] if module.intro else []
        for entry in module.entries:
            out += write_entry(entry)
    return "\n".join(out) + "\n"


def frame():
    """What stands before and after the text of a page of the manual."""
    page = (SITE / "manual/index.html").read_text(encoding="utf-8")
    before, rest = page.split('<main id="main">\n', 1)
    after = rest.split("</main>\n", 1)[1]
    before = before.replace("<title>preforkd manual", "<title>Directives – preforkd manual")
    before = before.replace('content="Manual of', 'content="Directives: manual of')
    after = after.replace('<a href="./" aria-current="page">', '<a href="./">')
    after = after.replace('<a href="directives.html">',
                          '<a href="directives.html" aria-current="page">')
    return before, after


def main(source, target):
    before, after = frame()
    modules = read(Path(source).read_text(encoding="utf-8"))
    page = [before, '<main id="main">\n', INTRO, write_body(modules), PAGER,
            "</main>\n", after]
    Path(target).write_text("".join(page), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
