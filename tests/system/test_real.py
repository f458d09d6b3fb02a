"""Real clients on real files: a documentation package of several hundred
files is mirrored, the bundled site is browsed, load tools count no error, and
curl gets what it asks for.
"""
import filecmp
import html.parser
import re
import shutil
import struct
import subprocess
import urllib.parse
import zlib
from collections import Counter
from pathlib import Path

import pytest

from conftest import PATIENCE, ROOT, wait_for

SITE = ROOT / "docs/site"
PACKAGE = "git-doc"
# Names that must be escaped in a link.
ODD_NAMES = ["a space.txt", "100%.txt", "a#hash.txt", "a;semicolon.txt",
             "a&ampersand.txt", "über.txt", "a+plus.txt"]


def run(*command, ok=(0,), patience=6 * PATIENCE, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True,
                          timeout=patience, **options)
    assert done.returncode in ok, \
        f"{command} ended with {done.returncode}:\n" + \
        (done.stderr or done.stdout).decode(errors="replace")[-2000:]
    return done.stdout.decode(errors="replace")


# --- A large tree ------------------------------------------------------------

@pytest.fixture(scope="module")
def manual():
    """The files of a Debian documentation package, installed or not."""
    kept = ROOT / "build" / PACKAGE
    if not kept.exists():
        fresh = kept.with_name(PACKAGE + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        run("sh", "-c", f"apt-get -q download {PACKAGE} ||"
            f" {{ apt-get -q update && apt-get -q download {PACKAGE}; }}",
            cwd=fresh, patience=300)
        run("dpkg-deb", "-x", *fresh.glob("*.deb"), fresh)
        fresh.rename(kept)
    return kept / "usr/share/doc" / PACKAGE


def readable(top):
    for path in [top, *top.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def files_below(top):
    return {str(p.relative_to(top)) for p in top.rglob("*") if p.is_file()}


@pytest.fixture
def tree(manual, server):
    """Its files as document root, and a page with a link to each."""
    shutil.rmtree(server.docroot)
    shutil.copytree(manual, server.docroot)
    for i, name in enumerate(ODD_NAMES):
        server.write(f"odd names/{name}", f"{i}: {name}\n" * 100)
    server.write("empty.txt", "")
    names = sorted(files_below(server.docroot))
    assert len(names) > 500
    server.write("all.html", "<!doctype html><title>all</title>\n" + "\n".join(
        f'<a href="{urllib.parse.quote(name)}">{i}</a>'
        for i, name in enumerate(names)))
    readable(server.docroot)
    return server


def mirror(server, to):
    """Links to what is in no package are left by 404: wget says 8 then."""
    run("wget", "--mirror", "-nv", "-nH", "-e", "robots=off", "--tries=1",
        "--restrict-file-names=nocontrol", "-P", to,
        f"http://127.0.0.1:{server.port}/all.html", ok=(0, 8), patience=120)


def answers(server):
    """[(path, status)] of the access log."""
    found = re.findall(r'"GET (\S+) HTTP/1.1" (\d+) ', server.access_log())
    return [(urllib.parse.unquote(path).lstrip("/"), int(status))
            for path, status in found]


def test_mirror_is_equal_byte_for_byte(tree, tmp_path):
    tree.configure("KeepAlive On").start()
    mirror(tree, tmp_path)
    names = files_below(tree.docroot)
    assert files_below(tmp_path) == names
    _, differ, failed = filecmp.cmpfiles(tree.docroot, tmp_path, names,
                                         shallow=False)
    assert (differ, failed) == ([], [])
    wait_for(lambda: {p for p, status in answers(tree) if status == 200} >=
             names, "a log line for every file")
    refused = {p for p, status in answers(tree) if status not in (200, 304)}
    assert not refused & names


def test_mirror_again_transfers_nothing(tree, tmp_path):
    """wget does not look for links in what it has not fetched again."""
    tree.configure().start()
    mirror(tree, tmp_path / "copy")
    names = files_below(tree.docroot)
    wait_for(lambda: {p for p, _ in answers(tree)} >= names, "all log lines")
    first = len(answers(tree))
    links = tmp_path / "links"
    links.write_text("\n".join(
        f"http://127.0.0.1:{tree.port}/{urllib.parse.quote(name)}"
        for name in names))
    run("wget", "-N", "-x", "-nH", "-nv", "--restrict-file-names=nocontrol",
        "-P", tmp_path / "copy", "-i", links, patience=120)
    wait_for(lambda: len(answers(tree)) >= first + len(names),
             "all log lines")
    assert {status for _, status in answers(tree)[first:]} == {304}
    assert files_below(tmp_path / "copy") == names


# --- The bundled site --------------------------------------------------------

class Page(html.parser.HTMLParser):
    """Title, first heading and links of a page."""

    def __init__(self, text):
        super().__init__()
        self.text = {"title": "", "h1": ""}
        self.inside, self.links = None, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in self.text and not self.text[tag]:
            self.inside = tag
        self.links += [v for k, v in attrs if k in ("href", "src") and v]

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = None

    def handle_data(self, data):
        if self.inside:
            self.text[self.inside] += data


@pytest.fixture
def site(server):
    shutil.rmtree(server.docroot)
    shutil.copytree(SITE, server.docroot)
    readable(server.docroot)
    return server.configure("ErrorDocument 404 /404.html").start()


def local_links(url, page):
    for link in page.links:
        target = urllib.parse.urldefrag(urllib.parse.urljoin(url, link)).url
        if urllib.parse.urlsplit(target).netloc == "site":
            yield target


def test_every_link_of_the_site_leads_somewhere(site):
    todo, seen = ["http://site/"], set()
    while todo:
        url = todo.pop()
        if url in seen:
            continue
        seen.add(url)
        r = site.request(urllib.parse.urlsplit(url).path)
        assert r.status == 200, url
        if not r["Content-Type"].startswith("text/html"):
            continue
        page = Page(r.body.decode())
        assert page.text["title"].strip() and page.text["h1"].strip(), url
        todo += local_links(url, page)
    assert len([url for url in seen if "/manual/" in url]) > 5
    assert {Path(url).suffix for url in seen} >= {".css", ".html", ".svg"}


@pytest.fixture
def browse(tmp_path):
    """chromium(arguments) on a profile of its own."""
    def chromium(*arguments):
        return run("chromium", "--headless", "--no-sandbox", "--disable-gpu",
                   "--no-first-run", "--disable-background-networking",
                   "--disable-component-update", "--disable-sync",
                   "--disable-dev-shm-usage", "--hide-scrollbars",
                   f"--user-data-dir={tmp_path}/profile", *arguments,
                   patience=120)
    return chromium


@pytest.mark.parametrize("path, title, heading", [
    ("", "preforkd", "httpd.conf"),
    ("manual/", "Manual", "Manual"),
    ("manual/directives.html", "Directives", "Directives"),
    ("no/such/page", "404|[Nn]ot", "[Nn]o|404"),
])
def test_browser_shows_the_page(site, browse, path, title, heading):
    dom = browse("--dump-dom", f"http://127.0.0.1:{site.port}/{path}")
    page = Page(dom)
    assert re.search(title, page.text["title"], re.I)
    assert re.search(heading, page.text["h1"], re.I)


def png_pixels(data):
    """(width, height, Counter of colours) of an 8-bit PNG without interlace."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour, *_ = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            packed += body
        at += size + 12
    assert depth == 8 and colour in (2, 6)
    return width, height, count_colours(zlib.decompress(packed), width,
                                        3 if colour == 2 else 4)


def count_colours(raw, width, step):
    stride, above, colours = width * step, bytearray(width * step), Counter()
    for start in range(0, len(raw), stride + 1):
        line = unfilter(raw[start], bytearray(raw[start + 1:start + 1 + stride]),
                        above, step)
        colours.update(bytes(line[i:i + 3]) for i in range(0, stride, step))
        above = line
    return colours


def unfilter(kind, line, above, step):
    for i in range(len(line)) if kind else ():
        left = line[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        line[i] = (line[i] + (0, left, above[i], (left + above[i]) // 2,
                              paeth(left, above[i], corner))[kind]) & 255
    return line


def paeth(a, b, c):
    pa, pb, pc = abs(b - c), abs(a - c), abs(a + b - 2 * c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


@pytest.mark.parametrize("size", [(1000, 700), (500, 700)])
def test_browser_paints_the_start_page(site, browse, tmp_path, size):
    picture = tmp_path / "page.png"
    browse(f"--screenshot={picture}", "--window-size={},{}".format(*size),
           f"http://127.0.0.1:{site.port}/")
    width, height, colours = png_pixels(picture.read_bytes())
    assert (width, height) == size
    # Text is antialiased: a blank page has one colour, ours has many.
    assert len(colours) > 50
    assert colours.most_common(1)[0][1] < 0.95 * width * height
    wait_for(lambda: {"", "style.css"} <= {p for p, _ in answers(site)},
             "the style sheet to be asked for")


# --- Load tools --------------------------------------------------------------

def number(pattern, text, otherwise=None):
    match = re.search(pattern, text)
    if match is None and otherwise is not None:
        return otherwise
    assert match, f"no {pattern!r} in:\n{text}"
    return int(match.group(1))


def lines_in_log(server, status=200):
    return server.access_log().count(f'" {status} ')


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "fresh"])
def test_ab(running, kept):
    n = 3000
    text = run("ab", "-q", "-n", n, "-c", 8, *(["-k"] if kept else []),
               f"http://127.0.0.1:{running.port}/")
    assert number(r"Complete requests: +(\d+)", text) == n
    assert number(r"Failed requests: +(\d+)", text) == 0
    assert number(r"Non-2xx responses: +(\d+)", text, 0) == 0
    if kept:
        # Each hundredth answer ends its connection: MaxKeepAliveRequests.
        assert number(r"Keep-Alive requests: +(\d+)", text) >= n * 0.99 - 8
    wait_for(lambda: lines_in_log(running) >= n, "a line for each request")


def test_ab_keeps_its_connections_for_ever(server):
    server.configure("MaxKeepAliveRequests 0").start()
    text = run("ab", "-q", "-k", "-n", 3000, "-c", 8,
               f"http://127.0.0.1:{server.port}/")
    assert number(r"Keep-Alive requests: +(\d+)", text) == 3000
    assert number(r"Failed requests: +(\d+)", text) == 0


@pytest.mark.parametrize("field", [(), ("-H", "Connection: close")],
                         ids=["kept", "fresh"])
def test_wrk(running, field):
    text = run("wrk", "-t1", "-c8", "-d1s", *field,
               f"http://127.0.0.1:{running.port}/")
    n = number(r"(\d+) requests in", text)
    assert n > 100
    assert "Socket errors" not in text
    assert "Non-2xx" not in text
    wait_for(lambda: lines_in_log(running) >= n, "a line for each request")


def test_h2load(running):
    n = 3000
    text = run("h2load", "--h1", "-n", n, "-c", 8, "-t", 1,
               f"http://127.0.0.1:{running.port}/")
    assert f"{n} total, {n} started, {n} done, {n} succeeded, " \
        "0 failed, 0 errored, 0 timeout" in text
    assert f"status codes: {n} 2xx, 0 3xx, 0 4xx, 0 5xx" in text
    wait_for(lambda: lines_in_log(running) >= n, "a line for each request")


# --- curl --------------------------------------------------------------------

CONTENT = b"".join(b"line %06d\n" % i for i in range(20000))


@pytest.fixture
def curl(running, tmp_path):
    """curl(path, arguments): (status, what came, head) of one exchange."""
    running.write("file.txt", CONTENT)

    def ask(path, *arguments, begun=None):
        out, head = tmp_path / "body", tmp_path / "head"
        out.unlink(missing_ok=True)
        if begun is not None:
            out.write_bytes(begun)
        status = run("curl", "-sS", "--max-time", int(3 * PATIENCE), "-o", out,
                     "-D", head, "-w", "%{http_code}", *arguments,
                     f"http://127.0.0.1:{running.port}{path}")
        body = out.read_bytes() if out.exists() else b""
        return int(status), body, head.read_text().lower()
    return ask


def test_curl_resumes(curl):
    status, body, head = curl("/file.txt", "-C", "-", begun=CONTENT[:12345])
    assert status == 206
    assert f"content-range: bytes 12345-{len(CONTENT) - 1}/" in head
    assert body == CONTENT


def test_curl_ranges(curl):
    status, body, _ = curl("/file.txt", "-r", "-100")
    assert (status, body) == (206, CONTENT[-100:])
    status, body, head = curl("/file.txt", "-r", "0-9,1000-1009")
    assert status == 206
    boundary = re.search(r"multipart/byteranges; boundary=(\S+)", head)[1]
    parts = body.split(b"--" + boundary.encode())
    assert [p.split(b"\r\n\r\n")[1][:10] for p in parts[1:3]] == \
        [CONTENT[:10], CONTENT[1000:1010]]
    assert curl("/file.txt", "-r", "999999999-")[0] == 416


def test_curl_asks_by_date(curl, running, tmp_path):
    status, body, _ = curl("/file.txt", "-z", running.docroot / "file.txt")
    assert (status, body) == (304, b"")
    status, body, _ = curl("/file.txt", "-z", "2001-02-03")
    assert (status, body) == (200, CONTENT)


def test_curl_asks_by_etag(curl, tmp_path):
    kept = tmp_path / "etag"
    assert curl("/index.html", "--etag-save", kept)[0] == 200
    assert curl("/index.html", "--etag-compare", kept)[:2] == (304, b"")


def test_curl_compressed_is_the_same_content(curl):
    status, body, _ = curl("/file.txt", "--compressed")
    assert (status, body) == (200, CONTENT)


def test_curl_head(curl):
    status, _, head = curl("/file.txt", "-I")
    assert status == 200
    assert f"content-length: {len(CONTENT)}\n" in head


@pytest.mark.parametrize("size", [1000, 3000000], ids=["small", "expect"])
def test_curl_put_is_answered_405(curl, running, tmp_path, size):
    upload = tmp_path / "upload"
    upload.write_bytes(b"x" * size)
    status, _, head = curl("/new.txt", "-T", upload)
    assert status == 405
    assert re.search(r"(?m)^allow: .*get", head)
    assert not (running.docroot / "new.txt").exists()


def test_curl_chunked_upload_leaves_the_connection_usable(running, tmp_path):
    upload = tmp_path / "upload"
    upload.write_bytes(b"0123456789" * 20000)
    url = f"http://127.0.0.1:{running.port}/index.html"
    text = run("curl", "-sS", "-o", "/dev/null", "-w",
               "%{http_code} %{num_connects}\n", "-X", "PUT",
               "-H", "Transfer-Encoding: chunked", "-H", "Expect:",
               "--data-binary", f"@{upload}", url,
               "--next", "-sS", "-o", "/dev/null",
               "-w", "%{http_code} %{num_connects}\n", url)
    (put, _), (get, connects) = (line.split() for line in text.split("\n")[:2])
    assert (put, get) == ("405", "200")
    assert connects == "0"


def test_curl_stays_on_one_connection(running, tmp_path):
    text = run("curl", "-sS", "-o", tmp_path / "#1", "-w", "%{num_connects}\n",
               f"http://127.0.0.1:{running.port}/index.html?[1-60]")
    assert Counter(text.split()) == {"0": 59, "1": 1}
    index = (running.docroot / "index.html").read_bytes()
    assert {p.read_bytes() for p in tmp_path.iterdir()} == {index}


def test_curl_http_1_0_and_odd_paths(curl):
    status, body, head = curl("/file.txt", "--http1.0")
    assert (status, body) == (200, CONTENT)
    assert "connection: close" in head
    assert curl("/../../../../etc/passwd", "--path-as-is")[0] == 400
    assert curl("/%2e%2e/%2e%2e/etc/passwd", "--path-as-is")[0] == 400
    assert curl("/./x/../file.txt", "--path-as-is")[:2] == (200, CONTENT)
