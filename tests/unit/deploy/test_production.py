"""What keeps acknowledged data when a broker or a member of the store is lost."""

import inspect

import yaml
from pymongo.write_concern import WriteConcern

from deploy.local.processes import ROOT
from deploy.topics import settings_of
from shared import mongo
from shared.events import ALL_TOPICS
from shared.messaging import broker


def test_producers_wait_for_every_replica_and_repeat_nothing() -> None:
    assert 'acks="all"' in inspect.getsource(broker.start_producer)
    assert "enable_idempotence=True" in inspect.getsource(broker.start_producer)
    assert 'acks="all"' in inspect.getsource(broker.make_broker)


def test_with_several_brokers_two_must_have_a_record() -> None:
    for topic in ALL_TOPICS:
        assert settings_of(topic, replicas=3)["min.insync.replicas"] == "2"
        assert settings_of(topic, replicas=1).get("min.insync.replicas", "1") == "1"


def test_writes_wait_for_a_majority_and_the_journal() -> None:
    assert WriteConcern(w="majority", j=True, wtimeout=20_000) == mongo.MAJORITY


def test_the_production_file_asks_for_three_replicas() -> None:
    told = yaml.safe_load((ROOT / "deploy" / "production.env.yaml").read_text())
    assert told["SANGKIEN_KAFKA_REPLICAS"] == 3
    assert told["SANGKIEN_KAFKA_BOOTSTRAP"].startswith("sasls://")
    assert "w=majority" in told["SANGKIEN_MONGO_URL"]
    assert "journal=true" in told["SANGKIEN_MONGO_URL"]
    assert "tls=true" in told["SANGKIEN_MONGO_URL"]
