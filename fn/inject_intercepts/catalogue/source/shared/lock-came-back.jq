# include: lock-holds.jq
[.gone[] | select(goes_on(.))] | join(" ")
