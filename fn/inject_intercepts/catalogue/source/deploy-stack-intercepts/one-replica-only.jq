# Of the images of the traffic manager and the client: those older than 2.27.4, whose
# intercepts by header had an effect on one replica alone (issue 4085 of Telepresence).
def older: (capture(":v?(?<major>[0-9]+)[.](?<minor>[0-9]+)[.](?<patch>[0-9]+)[^/]*\\z")
  // {major: "9", minor: "0", patch: "0"})
  | [.major, .minor, .patch] | map(tonumber) < [2, 27, 4];
[$manager[0].spec.template.spec.containers[0].image, $plan[0].image]
| map(select(older)) | join(" and ")
