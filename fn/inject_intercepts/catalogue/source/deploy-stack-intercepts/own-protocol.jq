# Seen with 2.31.2, TLS aside, which its code says.
def in_tls:
  by_name_or_number
  or (said | . == "https" or . == "tls" or . == "wss" or . == "kubernetes.io/wss" or . == "http2");
def refusals: [];
def warnings:
  [.[]
    | if in_tls then
        "Telepresence takes the \(shown_port) for TLS: its agent needs the certificate of "
        + "\($app.app), or no request is intercepted"
      elif said == "" then
        "the \(shown_port) does not say what it speaks: if \($app.app) speaks cleartext HTTP/2, "
        + "everybody else\u0027s WebSockets fail while it is intercepted. Let the port say "
        + "appProtocol: http, unless somebody asks it by cleartext HTTP/2"
      elif said == "http" then
        "the \(shown_port) says appProtocol: http: whoever asks \($app.app) by cleartext HTTP/2 "
        + "fails while it is intercepted"
      else empty end];
