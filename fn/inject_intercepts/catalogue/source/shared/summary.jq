"run \(.run): requests with \(.header | tojson) go to:",
(.apps[] | "  \(.app) in \(.namespace), port \(.port): \(.image)"),
(.chain | select(. != []) | "the way of a request: \(join(" -> "))")
