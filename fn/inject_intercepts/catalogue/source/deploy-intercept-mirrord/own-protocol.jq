def in_tls: said | . == "https" or . == "tls" or . == "wss" or . == "kubernetes.io/wss";
def refusals:
  if . != [] and all(in_tls) then
    [first | "the \(shown_port) says appProtocol: \(.appProtocol), and free mirrord cannot look "
      + "into TLS: no request to \($app.app) would be intercepted. Take another container-port, "
      + "use Telepresence with the certificate of the app, or leave \($app.app) out of build-apps"]
  else [] end;
def warnings:
  [.[] | select(by_name_or_number)
    | "the \(shown_port) looks like TLS, into which free mirrord cannot look"];
