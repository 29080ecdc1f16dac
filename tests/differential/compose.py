"""Reads YAML with PyYAML for tests/differential.rs: a JSON string a line in, a tree in JSON a line out.

Trees: null, ["bool", b], ["number", digits], ["text", s], ["list", [tree]], ["map", [[key, tree]]],
["tag", name, tree]; {"error": message} for what is no YAML. Every tag of its own, such as CloudFormation's, stands
for itself, and scalars keep their digits.
"""

import json
import sys

import yaml

CORE = "tag:yaml.org,2002:"
TRUE = ("true", "yes", "on")


def scalar(node):
    if not node.tag.startswith(CORE):
        inner = None if node.value == "" and node.style is None else ["text", node.value]
        return ["tag", node.tag.lstrip("!"), inner]
    kind = node.tag[len(CORE):]
    if kind == "null":
        return None
    if kind == "bool":
        return ["bool", node.value.lower() in TRUE]
    if kind in ("int", "float"):
        return ["number", node.value]
    return ["text", node.value]


def entries(node):
    own, merged = [], []
    for key, value in node.value:
        maps = value.value if isinstance(value, yaml.SequenceNode) else [value]
        if key.tag == CORE + "merge" and all(isinstance(one, yaml.MappingNode) for one in maps):
            merged.extend(pair for one in maps for pair in entries(one))
        else:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            own.append([name, tree(value)])
    known = {name for name, _ in own}
    for name, value in merged:
        if name not in known:
            known.add(name)
            own.append([name, value])
    return own


def tree(node):
    if isinstance(node, yaml.ScalarNode):
        return scalar(node)
    made = ["list", [tree(item) for item in node.value]] if isinstance(node, yaml.SequenceNode) else ["map", entries(node)]
    return made if node.tag.startswith(CORE) else ["tag", node.tag.lstrip("!"), made]


def document(text):
    roots = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    if len(roots) == 1:
        return tree(roots[0])
    maps = [root for root in roots if isinstance(root, yaml.MappingNode)]
    return ["map", [pair for root in maps for pair in entries(root)]] if maps else None


for line in sys.stdin:
    try:
        answer = document(json.loads(line))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)
