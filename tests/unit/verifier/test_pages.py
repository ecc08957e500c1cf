"""What a page or a script may make a browser load: only what is named, and nothing runs but that."""

from base64 import b64encode
from hashlib import sha384

import pytest
from tests.unit.verifier.refusals import refused

from sceau.verifier.pages import check_page, check_policy, named_by_script
from sceau.web import headers
from sceau.web.static_files import FOLDER as STATIC

SCRIPT = b"console.log('made up');"
FILES = {"/static/one.js": SCRIPT}
BOUND = "sha384-" + b64encode(sha384(SCRIPT).digest()).decode()


def page(body: str) -> bytes:
    return f"<!doctype html><html><head>{body}</head></html>".encode()


def test_what_a_page_loads_is_named() -> None:
    body = '<link rel="stylesheet" href="/static/one.css"><script src="/static/one.js"></script><img src="a.png">'
    assert check_page(page(body), "/t", FILES) == ["/static/one.css", "/static/one.js", "a.png"]


def test_a_script_bound_to_its_content_is_taken() -> None:
    body = f'<script src="/static/one.js" integrity="{BOUND}"></script>'
    assert check_page(page(body), "/t", FILES) == ["/static/one.js"]


@pytest.mark.parametrize("bound", [BOUND.replace("sha384", "sha256"), BOUND[:-8] + "AAAAAAAA"])
def test_a_script_bound_to_another_content_is_refused(bound: str) -> None:
    with refused("other-bundle"):
        check_page(page(f'<script src="/static/one.js" integrity="{bound}"></script>'), "/t", FILES)


@pytest.mark.parametrize(
    "body",
    [
        "<script>stolen()</script>",
        '<script src=""></script>',
        '<script src="/static/one.js" src="/static/two.js"></script>',
        '<script src="/static/one.js" integrity="md5-AAAA"></script>',
        '<body onload="stolen()">',
        '<p style="background: url(https://elsewhere.example)">',
        '<base href="https://elsewhere.example/">',
        '<iframe srcdoc="x"></iframe>',
        '<object data="/x"></object>',
        '<meta http-equiv="refresh" content="0; url=https://elsewhere.example">',
        "<style>p { color: red }</style>",
        '<svg><script href="/x"></script></svg>',
        '<img src="a.png" srcset="/x 2x">',
        '<input type="image" src="/x">',
        '<a href="/x" ping="/y">',
        '<p background="/x">',
        "<script src=/static/one.js></script>",
        '<p title="\x1b$B">',
    ],
)
def test_another_way_to_load_or_run_something_is_refused(body: str) -> None:
    with refused("bad-page"):
        check_page(page(body), "/t", FILES)


HIDDEN = '<script src="/elsewhere.js"></script>'


@pytest.mark.parametrize(
    "body",
    [
        f"<!-->{HIDDEN}-->",
        f"<!--->{HIDDEN}-->",
        f"<!-- x --!>{HIDDEN}-->",
        f"<!-->{HIDDEN}",
        f"<![CDATA[>{HIDDEN}]]>",
        f"<?x >{HIDDEN}",
        f'<script src="/static/one.js"></script x>{HIDDEN}',
        f"<p title='>'>{HIDDEN}",
    ],
)
def test_what_a_browser_may_read_otherwise_is_refused(body: str) -> None:
    """A script that browsers run, written where some reader of HTML sees a comment, a text or nothing."""
    with refused("bad-page"):
        check_page(page(body), "/t", FILES)


@pytest.mark.parametrize("outer", ["title", "textarea", "noscript", "select"])
def test_a_script_is_seen_wherever_it_stands(outer: str) -> None:
    assert check_page(page(f"<{outer}><title>{HIDDEN}</title></{outer}>"), "/t", FILES) == ["/elsewhere.js"]


@pytest.mark.parametrize("name", ["counter", "prefill", "ticket"])
def test_our_own_pages_are_read(name: str) -> None:
    for built in ("usual", "demonstration"):
        data = (STATIC / built / f"{name}.html").read_bytes()
        files = {f"/static/{one.name}": one.read_bytes() for one in STATIC.iterdir() if one.is_file()}
        assert [path for path in check_page(data, "/t", files) if path.endswith(".js")]


@pytest.mark.parametrize(
    "policy",
    [headers.PAGE_POLICY, headers.COUNTER_POLICY.format(live=" wss://live.relay.example"), headers.FORM_POLICY],
)
def test_the_policies_of_our_pages_confine_them(policy: str) -> None:
    check_policy([policy], "/t")


@pytest.mark.parametrize(
    "policies",
    [
        [],
        [headers.PAGE_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")],
        [headers.PAGE_POLICY.replace("script-src 'self'", "script-src 'self' https://elsewhere.example")],
        [headers.PAGE_POLICY.replace("default-src 'none'; ", "")],
        [headers.PAGE_POLICY.replace("base-uri 'none'; ", "")],
        ["script-src *; " + headers.PAGE_POLICY],
        [headers.PAGE_POLICY + "; script-src-elem https://elsewhere.example"],
        [headers.PAGE_POLICY + "; script-src-attr 'unsafe-inline'"],
    ],
)
def test_a_looser_policy_is_refused(policies: list[str]) -> None:
    with refused("loose-policy"):
        check_policy(policies, "/t")


def test_what_a_script_imports_is_named() -> None:
    script = b"""import{a as b}from"./chunk-A.js";import('./b-C.js');new Worker("/static/worker.js");fetch(`/d.json`)"""
    assert named_by_script(script) == ["./chunk-A.js", "./b-C.js", "/static/worker.js", "/d.json"]
