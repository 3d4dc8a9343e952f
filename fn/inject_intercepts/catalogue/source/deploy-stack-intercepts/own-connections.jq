# What was seen with 2.31.2.
def own_connections:
  "connections that were open before go on to the normal build, with the header too: "
  + "have what asks connect anew";
