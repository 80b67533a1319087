"""Message classes of .proto files, made by Google's compiler."""

import os
import tempfile

import grpc_tools
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_tools import _protoc_compiler

GOOGLES = os.path.join(os.path.dirname(grpc_tools.__file__), "_proto")
MAIN = "main.proto"


class Messages:
    """What a .proto file and those that it imports declare."""

    def __init__(self, text, imports):
        with tempfile.TemporaryDirectory() as folder:
            for name, source in {**imports, MAIN: text}.items():
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(source)
            output = os.path.join(folder, ".descriptors")
            options = [f"-I{folder}", f"-I{GOOGLES}", "--include_imports", f"-o{output}", MAIN]
            if _protoc_compiler.run_main([part.encode() for part in ["protoc", *options]]) != 0:
                raise ValueError("protoc refuses the file")
            with open(output, "rb") as file:
                files = descriptor_pb2.FileDescriptorSet.FromString(file.read())
        self.pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            self.pool.Add(file)
        self.file = self.pool.FindFileByName(MAIN)

    def named(self, name):
        """The class of the message, by its full name; of the file's first one without a name."""
        if name is None:
            return self.at([0])
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(name))

    def at(self, indexes):
        """The class of the message that indexes in a record's bytes stand for."""
        among = list(self.file.message_types_by_name.values())
        for index in indexes:
            found = among[index]
            among = found.nested_types
        return message_factory.GetMessageClass(found)
