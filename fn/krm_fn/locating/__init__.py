"""Finding objects in bytes without parsing them: what a large package would cost else.

An orchestrator sends whole packages, of which a function changes a few objects. So a list is cut
into its items, and an item is asked what it is, without making data of it. Measured on lists of
Pipelines (CPU time, Python 3.11, libyaml):

| file | finds | costs | instead of |
|---|---|---|---|
| `by_line` | the items of a block list, where lines prove them | 11 ms/MB | 240: `by_events` |
| `by_json` | the items of a JSON list | 10 ms/MB | 200: `by_events` |
| `by_events` | the items of any list: always right | 240 ms/MB | 970: loading all of it |
| `identity` | kind and name of one object (7 kB) | 0.4 to 100 µs | 3300: loading it |

`block_lines` is what `by_line` may believe of a line; `spans` is what all of them give.
"""
