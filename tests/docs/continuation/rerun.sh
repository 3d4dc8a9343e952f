rerun-pr-from.sh --namespace ci --dry-run shop-pr-x7k2p
