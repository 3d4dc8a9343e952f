(tojson | utf8bytelength) - 2 + (explode | map(
  if . == 38 or . == 60 or . == 62 then 5 elif . == 8232 or . == 8233 then 3 else 0 end
) | add)
