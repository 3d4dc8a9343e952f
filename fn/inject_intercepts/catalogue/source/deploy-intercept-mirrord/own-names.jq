# That of the proxy is the lock among runs with mirrord.
def own_names($hash):
  .config = "mirrord-" + .pod | .proxy = ("mirrord-proxy-" + .app | of_app($hash));
