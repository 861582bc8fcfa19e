"""JSON-RPC 2.0 on lines of text, as the Model Context Protocol has it, for a server with tools.

https://modelcontextprotocol.io/specification/2025-06-18: one message a line, UTF-8, nothing else on
stdout. A call is answered before the next is read.
"""

import json
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
"""The newest first: what is said here is the same in all of them."""

MAX_LINE_BYTES = 1024 * 1024

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602


class BadArguments(Exception):
    """What an assistant has asked for makes no sense; the message tells it how to ask."""


class ToolFailed(Exception):
    """A tool has no answer; the message tells the assistant why."""


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that an assistant may ask for; it changes nothing."""

    name: str
    title: str
    description: str
    properties: Mapping[str, Mapping[str, Any]]
    required: tuple[str, ...]
    call: Callable[[dict[str, Any]], str]
    """Raises `BadArguments` or `ToolFailed`."""

    def described(self) -> dict[str, Any]:
        """As `tools/list` has it."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": {
                "type": "object",
                "properties": dict(self.properties),
                "required": list(self.required),
                "additionalProperties": False,
            },
            "annotations": {
                "title": self.title,
                "readOnlyHint": True,
                "destructiveHint": False,
                "idempotentHint": True,
                # What it gives was written by anybody on the web.
                "openWorldHint": True,
            },
        }


class _Refused(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Server:
    """Answers one client."""

    def __init__(self, name: str, version: str, instructions: str, tools: Sequence[Tool]) -> None:
        self._about = {"name": name, "title": name, "version": version}
        self._instructions = instructions
        self._tools = {tool.name: tool for tool in tools}

    def serve(self, lines: BinaryIO, answers: BinaryIO) -> None:
        """Answer every line until there is none."""
        while line := lines.readline(MAX_LINE_BYTES + 1):
            answer: dict[str, Any] | None
            if len(line) > MAX_LINE_BYTES:
                _skip_rest(lines, line)
                answer = _error(None, INVALID_REQUEST, "the message is too long")
            elif not line.strip():
                continue
            else:
                answer = self.answer(line)
            if answer is not None:
                # ASCII: no character of an article can end a line.
                answers.write(json.dumps(answer, separators=(",", ":")).encode() + b"\n")
                answers.flush()

    def answer(self, line: bytes) -> dict[str, Any] | None:
        """What is answered to one message; nothing to notifications and answers."""
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            return _error(None, PARSE_ERROR, "this is no JSON")
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            return _error(None, INVALID_REQUEST, "one JSON-RPC 2.0 message a line is wanted")
        method, number = message.get("method"), message.get("id")
        if "method" not in message or "id" not in message:
            return None
        if not isinstance(method, str) or not isinstance(number, str | int | float):
            return _error(None, INVALID_REQUEST, "method and id are wanted")
        try:
            params = message.get("params", {})
            if not isinstance(params, dict):
                raise _Refused(INVALID_PARAMS, "params: an object is wanted")
            return {"jsonrpc": "2.0", "id": number, "result": self._result(method, params)}
        except _Refused as refused:
            return _error(number, refused.code, str(refused))

    def _result(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "initialize":
                wanted = params.get("protocolVersion")
                return {
                    "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
                    "capabilities": {"tools": {"listChanged": False}},
                    "serverInfo": self._about,
                    "instructions": self._instructions,
                }
            case "ping":
                return {}
            case "tools/list":
                return {"tools": [tool.described() for tool in self._tools.values()]}
            case "tools/call":
                return self._call(params)
        raise _Refused(METHOD_NOT_FOUND, f"there is no method {method[:100]}")

    def _call(self, params: dict[str, Any]) -> dict[str, Any]:
        name, arguments = params.get("name"), params.get("arguments") or {}
        tool = self._tools.get(name) if isinstance(name, str) else None
        if tool is None:
            raise _Refused(INVALID_PARAMS, f"there is no such tool; there are {list(self._tools)}")
        if not isinstance(arguments, dict):
            raise _Refused(INVALID_PARAMS, "arguments: an object is wanted")
        try:
            text = tool.call(checked(arguments, tool))
        except (BadArguments, ToolFailed) as error:
            # A result: so an assistant reads it, and can ask in another way.
            return _failure(str(error))
        except Exception as error:
            # One answer that nobody thought of must not end the server for all that follow.
            traceback.print_exc()
            return _failure(f"newsmill could not read the answer ({type(error).__name__})")
        return {"content": [{"type": "text", "text": text}], "isError": False}


def checked(arguments: Mapping[str, Any], tool: Tool) -> dict[str, Any]:
    """The arguments with the defaults of those that were left out.

    Raises:
        BadArguments: one is missing, unknown, of another type or out of bounds.
    """
    if unknown := sorted(arguments.keys() - tool.properties.keys()):
        known = ", ".join(tool.properties)
        raise BadArguments(f"{tool.name} has no argument {unknown[0][:100]}; it has {known}")
    found: dict[str, Any] = {}
    for name, schema in tool.properties.items():
        value = arguments.get(name)
        if value is None:
            if name in tool.required:
                raise BadArguments(f"{tool.name} needs {name}: {schema['description']}")
            value = schema.get("default")
        elif schema["type"] == "string":
            if not isinstance(value, str) or len(value) > schema["maxLength"]:
                raise BadArguments(
                    f"{name}: a string of at most {schema['maxLength']} characters is wanted"
                )
            if "enum" in schema and value not in schema["enum"]:
                raise BadArguments(f"{name}: one of {', '.join(schema['enum'])} is wanted")
        else:
            least, most = schema["minimum"], schema["maximum"]
            if type(value) is not int or not least <= value <= most:
                raise BadArguments(f"{name}: a whole number from {least} to {most} is wanted")
        found[name] = value
    return found


def _failure(why: str) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": why}], "isError": True}


def _error(number: object, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}


def _skip_rest(lines: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = lines.readline(MAX_LINE_BYTES)
