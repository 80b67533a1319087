"""Writes and reads Kafka with Confluent's serializers, as told on standard input: a request a line, an answer a line.

Arguments: Kafka's bootstrap servers, the registry's URL.
"""

import json
import sys
import warnings

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.serialization import MessageField, SerializationContext

from formats import FORMATS, TYPES, schema_of

PARTS = {"key": MessageField.KEY, "value": MessageField.VALUE}
TIMEOUT_S = 10

bootstrap, registry_url = sys.argv[1:]
registry = SchemaRegistryClient({"url": registry_url})
producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 0})
consuming = {"bootstrap.servers": bootstrap, "group.id": "peer", "enable.auto.commit": False, "fetch.wait.max.ms": 10}


def register(request):
    schema = schema_of(request["schema"], TYPES[request["format"]])
    schema_id = registry.register_schema(request["subject"], schema)
    return {"id": schema_id, "version": registry.lookup_schema(request["subject"], schema).version}


def write(request):
    topic = request["topic"]
    # A serializer belongs to one subject, once it has learnt the schema's id.
    serdes = {part: FORMATS[request["format"]](registry, request["schema"]) for part in PARTS}
    records = [
        {part: serdes[part].write(record[part], SerializationContext(topic, field)) for part, field in PARTS.items()}
        for record in request["records"]
    ]
    failures = []
    for record in records:
        producer.produce(topic, **record, partition=0, on_delivery=lambda error, _: error and failures.append(error))
    left = producer.flush(TIMEOUT_S)
    if left or failures:
        raise RuntimeError(f"{left} records are not written: {failures}")
    return len(records)


def fetch(topic, offset, wanted):
    # One that has been assigned before takes a second to find another topic's leader.
    consumer = Consumer(consuming)
    try:
        consumer.assign([TopicPartition(topic, 0, offset)])
        found = []
        while len(found) < wanted:
            messages = consumer.consume(wanted - len(found), TIMEOUT_S)
            if not messages:
                raise RuntimeError(f"{len(found)} of {wanted} records came")
            for message in messages:
                if message.error():
                    raise RuntimeError(str(message.error()))
            found += messages
        return found
    finally:
        consumer.close()


def read(request):
    topic = request["topic"]
    found = fetch(topic, request["offset"], request["count"])
    serdes = {part: FORMATS[request["format"]](registry, request["schema"]) for part in PARTS}
    return [
        {
            part: serdes[part].read(getattr(message, part)(), SerializationContext(topic, field))
            for part, field in PARTS.items()
        }
        for message in found
    ]


OPERATIONS = {"register": register, "write": write, "read": read}

warnings.simplefilter("ignore")
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"result": OPERATIONS[request["op"]](request)}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
