# include: lock-entries.jq
any(.[]; entries | has($run))
