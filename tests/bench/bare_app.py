"""What submission is measured against: one route, one model, one durable insert, ready bytes.

Run as `python -m tests.bench.bare_app PORT MONGO_URL DATABASE PADDING`, with the options services are served with;
`padding` makes its answer as long as the service's.
"""

import sys
from datetime import UTC, date, datetime
from uuid import uuid4

import orjson
import uvicorn
from fastapi import FastAPI, Response
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import BaseModel
from pymongo import WriteConcern

from deploy.local.ports import HOST
from shared.mongo import Document


class InitiativeIn(BaseModel):
    programme: str
    unit: str
    kind: str
    field: str
    title: str
    summary: str
    description: str | None = None
    first_applied_on: date | None = None
    claimed_benefit_vnd: int | None = None
    confidential: bool = False
    submit: bool = False


def bare_app(mongo_url: str, database: str, padding: int) -> FastAPI:
    """The application."""
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(mongo_url, uuidRepresentation="standard")
    concern = WriteConcern(w="majority", j=True)
    initiatives = client[database].get_collection("initiatives", write_concern=concern)
    app = FastAPI()
    rest = "x" * padding

    @app.post("/initiatives", status_code=201)
    async def enter(body: InitiativeIn) -> Response:
        told = body.model_dump(mode="json")
        made = {"_id": uuid4(), **told, "created_at": datetime.now(UTC)}
        await initiatives.insert_one(made)
        return Response(orjson.dumps({**made, "rest": rest}), 201, media_type="application/json")

    return app


if __name__ == "__main__":
    port, mongo_url, database, padding = sys.argv[1:]
    uvicorn.run(
        bare_app(mongo_url, database, int(padding)),
        host=HOST,
        port=int(port),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
