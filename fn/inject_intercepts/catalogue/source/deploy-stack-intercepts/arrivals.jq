# The client says which connections it has to the app, each time they are others.
[inputs
  | select(test("\\A\\[pod/[^/]+/telepresence-client\\] connections to the app:"))
  | sub("\\A[^:]*:"; "")]
| if . == [] then null else [.[] | splits(" +") | select(. != "")] | unique end
