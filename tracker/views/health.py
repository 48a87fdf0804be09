"""For the machines that watch: is the process up, can it serve."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from tracker.access import public


@never_cache
@public(why="a load balancer has no account; it learns nothing but up or down")
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@public(why="a load balancer has no account; it learns nothing but ready or not")
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and every migration is applied, else 503 with the part that is not."""
    try:
        executor = MigrationExecutor(connection)
        migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        checks = {"database": "ok", "migrations": "ok" if migrated else "pending"}
    except DatabaseError:
        checks = {"database": "unreachable", "migrations": "unknown"}
    ready = set(checks.values()) == {"ok"}
    return JsonResponse({"status": "ok" if ready else "unavailable", **checks}, status=200 if ready else 503)
