# That of the proxy is the lock, and so the same in every run; a shortened one has 63
# characters, so it belongs to nobody else.
def own_names($hash):
  .config = "mirrord-" + .pod
  | .proxy = ("mirrord-proxy-" + .app
      | if length > 62 then cut(50) + "-" + $hash else . end);
