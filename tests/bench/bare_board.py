"""What a board's page is measured against: a FastAPI route that returns the same bytes from memory.

Run as `python -m tests.bench.bare_board PORT FILE`, with the options services are served with.
"""

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Response

from deploy.local.ports import HOST


def bare_board(page: bytes) -> FastAPI:
    """The application."""
    app = FastAPI()

    @app.get("/boards/{programme}")
    async def board(programme: str, unit: str, limit: int = 50) -> Response:
        del programme, unit, limit
        return Response(page, media_type="application/json")

    return app


if __name__ == "__main__":
    port, file = sys.argv[1:]
    uvicorn.run(
        bare_board(Path(file).read_bytes()),
        host=HOST,
        port=int(port),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
