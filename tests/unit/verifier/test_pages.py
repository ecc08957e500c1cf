"""What a page or a script may make a browser load: only what is named, and nothing runs but that."""

from base64 import b64encode
from hashlib import sha384

import pytest
from tests.unit.verifier.refusals import refused

from sceau.verifier.pages import check_page, check_policy, named_by_script
from sceau.web import headers

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
    ],
)
def test_another_way_to_load_or_run_something_is_refused(body: str) -> None:
    with refused("bad-page"):
        check_page(page(body), "/t", FILES)


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
    ],
)
def test_a_looser_policy_is_refused(policies: list[str]) -> None:
    with refused("loose-policy"):
        check_policy(policies, "/t")


def test_what_a_script_imports_is_named() -> None:
    script = b"""import{a as b}from"./chunk-A.js";import('./b-C.js');new Worker("/static/worker.js");fetch(`/d.json`)"""
    assert named_by_script(script) == ["./chunk-A.js", "./b-C.js", "/static/worker.js", "/d.json"]
