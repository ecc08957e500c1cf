from django.http import HttpRequest, HttpResponse

from sceau.web.headers import API_POLICY, PAGE_POLICY, HeadersMiddleware, counter_page, page


def test_an_answer_allows_a_browser_nothing() -> None:
    answered = HeadersMiddleware(lambda _: HttpResponse())(HttpRequest())
    assert answered.headers["Content-Security-Policy"] == API_POLICY


def test_what_a_view_has_set_stays() -> None:
    answered = HeadersMiddleware(lambda _: HttpResponse(headers={"Cache-Control": "public"}))(HttpRequest())
    assert answered.headers["Cache-Control"] == "public"


def test_a_page_runs_our_own_files_and_makes_no_markup_from_text() -> None:
    policy = page(HttpResponse()).headers["Content-Security-Policy"]
    assert policy == PAGE_POLICY
    assert "trusted-types 'none'" in policy
    assert "unsafe" not in policy


def test_the_counter_may_ask_the_live_board_where_it_stands_elsewhere() -> None:
    policy = counter_page(HttpResponse(), live="https://live.example").headers["Content-Security-Policy"]
    assert "connect-src 'self' https://live.example;" in policy
