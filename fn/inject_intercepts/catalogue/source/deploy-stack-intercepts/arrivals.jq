# The client says which connections there are to the app from within, each time they are
# others. Where they were ever more than it tells, somebody has this header already, or the app
# is probed from within its pod, and ours may be untold.
[inputs
  | select(test("\\A\\[pod/[^/]+/telepresence-client\\] connections to the app:"))
  | sub("\\A[^:]*:"; "")]
| if . == [] or any(. == " many") then null
  else [.[] | splits(" +") | select(. != "")] | unique end
