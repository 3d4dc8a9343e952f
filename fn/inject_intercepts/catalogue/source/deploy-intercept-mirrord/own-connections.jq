# What was seen with 3.250.0.
def own_connections:
  "on a connection that was open before, the next request hangs until its client gives up: "
  + "have what asks connect anew";
