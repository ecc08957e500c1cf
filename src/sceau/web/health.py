"""Is the process alive, and can it do its work: for load balancers, which are told nothing else."""

from django.http import JsonResponse

from sceau.web.database import Pool


def health() -> JsonResponse:
    """Alive: it answers."""
    return JsonResponse({"status": "alive"})


def ready(pool: Pool) -> JsonResponse:
    """Ready: its database answers. Raises what the pool raises, which is answered as `busy`."""
    with pool.connection(timeout=2) as connection:
        connection.execute("SELECT 1")
    return JsonResponse({"status": "ready"})
