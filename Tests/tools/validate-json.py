"""Validates JSON documents against a JSON Schema: validate-json.py SCHEMA DOCUMENT..."""

import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
failures = 0
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        document = json.load(file)
    for error in validator.iter_errors(document):
        failures += 1
        print(f"{name}: {list(error.absolute_path)}: {error.message[:200]}")
sys.exit(1 if failures else 0)
