"""Python values as JSON that keeps their types apart; native.ts is the other end.

None, booleans, strings and lists are themselves. All else is {"$": kind, "v": text or list}.
"""

import base64
import datetime
import decimal
import uuid

LOGICAL = {
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "decimal": decimal.Decimal,
    "uuid": uuid.UUID,
}


def from_tagged(value):
    if isinstance(value, list):
        return [from_tagged(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind, content = value["$"], value["v"]
    if kind == "int":
        return int(content)
    if kind == "float":
        return float(content)
    if kind == "bytes":
        return base64.b64decode(content)
    if kind == "map":
        return {name: from_tagged(member) for name, member in content}
    if kind == "branch":
        # fastavro's way to say which branch of a union a value is of.
        return (content[0], from_tagged(content[1]))
    return LOGICAL[kind](content)


def to_tagged(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {"$": "int", "v": str(value)}
    if isinstance(value, float):
        return {"$": "float", "v": repr(value)}
    if isinstance(value, (bytes, bytearray)):
        return {"$": "bytes", "v": base64.b64encode(value).decode()}
    if isinstance(value, list):
        return [to_tagged(item) for item in value]
    if isinstance(value, tuple):
        return {"$": "branch", "v": [value[0], to_tagged(value[1])]}
    if isinstance(value, dict):
        return {"$": "map", "v": [[name, to_tagged(member)] for name, member in value.items()]}
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return {"$": type(value).__name__, "v": value.isoformat()}
    if isinstance(value, decimal.Decimal):
        return {"$": "decimal", "v": str(value)}
    if isinstance(value, uuid.UUID):
        return {"$": "uuid", "v": str(value)}
    raise TypeError(f"{type(value)} has no tagged form")
