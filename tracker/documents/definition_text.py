"""The text of a definition file as a plain tree of mappings, lists and text.

Safe by construction: nothing else comes out of a file. Numbers, dates and yes/no stay text until their field
reads them (definition_fields.py), which keeps 68.1 from becoming a float, 2024-10 from becoming another date
than the office wrote, and `no` from becoming false.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import yaml

FileFormat = Literal["yaml", "json"]
Place = tuple[str | int, ...]

# Fifteen targets take about 20 kB; nothing that a person writes comes near this.
SIZE_LIMIT = 512 * 1024
NULLS = {"", "~", "null", "Null", "NULL"}


class DefinitionFileError(Exception):
    """A definition file that cannot be used; `errors` holds every reason, in the order of the file."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


class UnreadableFile(DefinitionFileError):
    """The text is not YAML or JSON at all, so no field can be looked at."""


@dataclass(frozen=True)
class Problem:
    """A sentence about one place of the file, such as ("targets", 2, "comparator")."""

    place: Place
    sentence: str


@dataclass(frozen=True)
class Parsed:
    """The plain tree of a file, the lines its places stand on (YAML only), and what was wrong on the way."""

    tree: Any
    lines: dict[Place, int]
    problems: list[Problem]


def parsed(text: str | bytes, format: FileFormat) -> Parsed:
    """The tree of a YAML or JSON file; UnreadableFile when there is no making one."""
    characters = decoded(text)
    try:
        return parsed_yaml(characters) if format == "yaml" else parsed_json(characters)
    except RecursionError as deep:
        raise UnreadableFile(["the file is nested too deeply"]) from deep


def decoded(text: str | bytes) -> str:
    """The characters of the file; UTF-8 with or without byte order mark, not larger than SIZE_LIMIT."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > SIZE_LIMIT:
        raise UnreadableFile([f"the file has {len(data):,} bytes; at most {SIZE_LIMIT:,} are read"])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        sentence = f"the file is not UTF-8 text (byte {wrong.start + 1:,}); save it again as UTF-8"
        raise UnreadableFile([sentence]) from wrong


class DefinitionLoader(yaml.SafeLoader):
    """Composes YAML nodes and notes what this format does without: anchors, aliases and tags."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.problems: list[Problem] = []

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()
        line = event.start_mark.line + 1
        if event.anchor is not None:
            self.note(f"line {line}: anchors and aliases (&, *) are not used here; write the value out")
        if isinstance(event, yaml.AliasEvent):
            # Stands for nothing, so that a chain of aliases cannot grow into a huge tree.
            self.get_event()
            return yaml.ScalarNode("", "", event.start_mark, event.end_mark)
        if event.tag is not None:
            self.note(f"line {line}: tags (!) are not used here; write the plain value")
        return super().compose_node(parent, index)

    def note(self, sentence: str) -> None:
        self.problems.append(Problem((), sentence))


def parsed_yaml(text: str) -> Parsed:
    """Parse YAML; a key that stands twice is a problem (PyYAML alone would keep the last)."""
    try:
        loader = DefinitionLoader(text)
        node = loader.get_single_node()
    except yaml.reader.ReaderError as broken:
        line = text.count("\n", 0, broken.position) + 1
        sentence = f"line {line}: the character U+{broken.character:04X} may not stand in a YAML file"
        raise UnreadableFile([sentence]) from broken
    except yaml.MarkedYAMLError as broken:
        raise UnreadableFile([yaml_sentence(broken)]) from broken
    except (ValueError, OverflowError) as broken:
        # PyYAML lets chr() fail on an escape beyond Unicode.
        raise UnreadableFile(['not valid YAML: an escape such as "\\UFFFFFFFF" is no character']) from broken
    result = Parsed(None, {}, loader.problems)
    return replace(result, tree=None if node is None else plain(node, (), result))


def yaml_sentence(broken: yaml.MarkedYAMLError) -> str:
    """PyYAML's finding with its line, and the advice that most often helps."""
    mark = broken.problem_mark or broken.context_mark
    sentence = f"line {mark.line + 1 if mark else 1}: not valid YAML: {broken.problem or broken.context}"
    if isinstance(broken, yaml.scanner.ScannerError):
        sentence += ' (text that begins with a sign, such as ">=" or "%", stands in quotes)'
    return sentence


def plain(node: yaml.Node, place: Place, result: Parsed) -> Any:
    """The node as text, list or mapping; its line and its repeated keys are noted in `result`."""
    result.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [plain(child, (*place, index), result) for index, child in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode):
        # Only a bare null is null: "null" in quotes is a word.
        return None if node.style is None and node.value in NULLS else node.value
    tree: dict[str, Any] = {}
    for key, child in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            result.problems.append(Problem(place, f"a key must be one word, which line {line} has not"))
        elif key.value in tree:
            result.problems.append(Problem((*place, key.value), f"stands here again on line {line}"))
        else:
            result.lines[(*place, key.value)] = line
            tree[key.value] = plain(child, (*place, key.value), result)
    return tree


class JsonObject(dict[str, Any]):
    """A JSON object that knows which of its keys stood twice; the first value is kept."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__()
        self.repeated: list[str] = []
        for key, value in pairs:
            if key in self:
                self.repeated.append(key)
            else:
                self[key] = value


def parsed_json(text: str) -> Parsed:
    """Parse JSON, numbers as text; a key that stands twice is a problem (json alone would keep the last)."""
    if not text.strip():
        return Parsed(None, {}, [])
    try:
        tree = json.loads(
            text, object_pairs_hook=JsonObject, parse_float=str, parse_int=str, parse_constant=str
        )
    except json.JSONDecodeError as broken:
        raise UnreadableFile([f"line {broken.lineno}: not valid JSON: {broken.msg}"]) from broken
    objects = ((place, node) for place, node in walk(tree) if isinstance(node, JsonObject))
    repeated = [
        Problem((*place, key), "stands here more than once")
        for place, node in objects
        for key in node.repeated
    ]
    return Parsed(tree, {}, repeated)


def walk(node: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every place of the tree with what stands there, in the order of the file."""
    yield place, node
    if isinstance(node, dict):
        for key, child in node.items():
            yield from walk(child, (*place, key))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from walk(child, (*place, index))
