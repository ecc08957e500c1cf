"""The headers of every page, in both languages, by the criteria of the Mozilla Observatory."""

import httpx2
from tests.journeys.counter.test_pages import PAGES
from tests.journeys.phone import LOCALES

from ux.figures import Figure
from ux.ground import Ground
from ux.observatory import grade, points, score


def measure(ground: Ground) -> list[Figure]:
    grades: dict[str, str] = {}
    scores: list[int] = []
    for path in PAGES:
        for language in LOCALES:
            headers = {"Accept": "text/html", "Accept-Language": language}
            answer = httpx2.get(ground.stage.world.relay + path, headers=headers)
            found = points(answer.headers, answer.headers.get_list("set-cookie"))
            grades[f"{path} {language}"] = grade(found)
            scores.append(score(found))
    return [
        Figure(
            name=f"headers of {len(PAGES)} pages, in two languages",
            value=f"{', '.join(sorted(set(grades.values())))} ({min(scores)} points at least)",
            limit="A+",
            within=set(grades.values()) == {"A+"},
            values={"headers_grades": grades, "headers_least_points": min(scores)},
        )
    ]
