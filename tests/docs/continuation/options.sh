rerun-pr-from.sh --dry-run --backend telepresence --pipeline shop-pr-continue shop-pr-x7k2p
