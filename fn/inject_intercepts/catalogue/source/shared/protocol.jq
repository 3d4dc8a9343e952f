# What follows from what the Service says of the port of the app: why it cannot be
# intercepted, and what to warn of.
# include: app-protocol.jq

def said: .appProtocol // "" | ascii_downcase;
def by_name_or_number: said == "" and (.port == 443 or .name == "https");
# The port, for people.
def shown_port: "port \(.port) of the Service \(.service)";

# include: ../__TASK__/own-protocol.jq

[ports_to_app] | {refusal: (refusals | first // ""), warnings: (warnings | unique)}
