# What was seen with 3.250.0; what is said of it without flush_connections is what its makers say.
def own_connections:
  if .["flush-connections"] then
    "on a connection that was open before, the next request hangs until its client gives up: "
    + "have what asks connect anew"
  else
    "a connection that was open before is left as it is, and leads to the normal build: "
    + "have what asks connect anew"
  end;
