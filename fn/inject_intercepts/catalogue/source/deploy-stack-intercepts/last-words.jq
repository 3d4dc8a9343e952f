# Its last error, as it tries again and again, or else the last that it said.
[inputs | select(test("\\S")) | select(startswith("connections to the app:") | not)]
| (map(select(test("error"; "i"))) | last) // last // empty
| "; its client says: \(.[:300])"
