.spec.template.spec.containers[0].image
  | (capture(":v?(?<major>[0-9]+)[.](?<minor>[0-9]+)[^/]*\\z") // {major: "3", minor: "0"})
  | [.major, .minor] | map(tonumber) >= [2, 25]
