"""Confluent's serializers, each with the form in which its values come from the tests and go back to them."""

import io
import json

from confluent_kafka.schema_registry import Schema, SchemaReference, topic_subject_name_strategy
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.schema_registry.serde import SchemaId
from google.protobuf import json_format

from messages import Messages
from native import from_tagged, to_tagged

# Otherwise the serializers ask the registry for a way of naming subjects that only Confluent's own has.
BY_TOPIC = {"subject.name.strategy": topic_subject_name_strategy}


def schema_of(schema, schema_type):
    references = [SchemaReference(each["name"], each["subject"], each["version"]) for each in schema["references"]]
    return Schema(schema["text"], schema_type, references)


class Avro:
    """Values are tagged native ones."""

    def __init__(self, registry, schema):
        # Given as an object, a schema that is no more than a type's name would not be understood.
        given = schema_of(schema, "AVRO") if schema["references"] else schema["text"]
        self.serialize = AvroSerializer(registry, given, conf=BY_TOPIC)
        self.deserialize = AvroDeserializer(registry, conf=BY_TOPIC)

    def write(self, value, context):
        return self.serialize(from_tagged(value), context)

    def read(self, data, context):
        return to_tagged(self.deserialize(data, context))


class JsonSchema:
    """Values are JSON text, so that the tests' parser has no say in them."""

    def __init__(self, registry, schema):
        self.serialize = JSONSerializer(schema_of(schema, "JSON"), registry, conf=BY_TOPIC)
        self.deserialize = JSONDeserializer(None, schema_registry_client=registry, conf={**BY_TOPIC, "validate": True})

    def write(self, value, context):
        return self.serialize(json.loads(value), context)

    def read(self, data, context):
        return json.dumps(self.deserialize(data, context))


class Protobuf:
    """Values are text in Google's canonical JSON."""

    def __init__(self, registry, schema):
        self.messages = Messages(schema["text"], schema["imports"])
        self.message = self.messages.named(schema.get("message"))
        self.serialize = ProtobufSerializer(self.message, registry, conf=BY_TOPIC)

    def write(self, value, context):
        message = json_format.Parse(value, self.message(), descriptor_pool=self.messages.pool)
        return self.serialize(message, context)

    def read(self, data, context):
        if data is None:
            return None
        schema_id = SchemaId("PROTOBUF")
        schema_id.from_bytes(io.BytesIO(data))
        # Without the registry: this one would ask it for descriptors, which only Confluent's own gives.
        deserialize = ProtobufDeserializer(self.messages.at(schema_id.message_indexes), BY_TOPIC)
        return json_format.MessageToJson(
            deserialize(data, context),
            indent=None,
            always_print_fields_with_no_presence=True,
            descriptor_pool=self.messages.pool,
        )


FORMATS = {"avro": Avro, "jsonschema": JsonSchema, "protobuf": Protobuf}
TYPES = {"avro": "AVRO", "jsonschema": "JSON", "protobuf": "PROTOBUF"}
